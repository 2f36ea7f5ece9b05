"""Who is who in an exchange (交换身份): private keys in a file outside every book, and the card of the public ones."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from juesuan.books.faults import Unusable, fault
from juesuan.vault.keys import outside, put

__all__ = ["VARIABLE", "Card", "Pair", "card_of", "find_pair", "new_pair", "read_pair", "write_pair"]

VARIABLE = "JUESUAN_PAIR"
"""The environment variable that names the file of the pair."""
_DOMAIN = b"juesuan exchange 1\0"


@dataclass(frozen=True, slots=True)
class Card:
    """What others know a body by: its name, the key that proves its signature, the key that seals for it (32 bytes)."""

    name: str
    sign: bytes
    seal: bytes

    @property
    def print(self) -> str:
        """A short name of both keys: what a package says of who it is from and for."""
        return hashlib.sha256(_DOMAIN + self.sign + self.seal).hexdigest()[:16]

    def proves(self, signature: bytes, content: bytes) -> bool:
        """Say whether a signature is this body's over a content."""
        try:
            Ed25519PublicKey.from_public_bytes(self.sign).verify(signature, _DOMAIN + content)
        except InvalidSignature:
            return False
        return True

    def text(self) -> str:
        """Return the card as TOML, to be given to partners and put into their agreements."""
        said = {"name": self.name, "sign": _text(self.sign), "seal": _text(self.seal)}
        return _toml(said)


@dataclass(frozen=True, slots=True)
class Pair:
    """The private keys of a body: one signs (Ed25519), one opens what was sealed for it (X25519)."""

    name: str
    signing: bytes = field(repr=False)
    opening: bytes = field(repr=False)
    path: Path | None = None

    @property
    def card(self) -> Card:
        """What it gives to others."""
        sign = Ed25519PrivateKey.from_private_bytes(self.signing).public_key().public_bytes_raw()
        return Card(self.name, sign, self.private.public_key().public_bytes_raw())

    @property
    def private(self) -> X25519PrivateKey:
        """The key that opens."""
        return X25519PrivateKey.from_private_bytes(self.opening)

    def signature(self, content: bytes) -> bytes:
        """Return its signature over a content."""
        return Ed25519PrivateKey.from_private_bytes(self.signing).sign(_DOMAIN + content)

    def agreed(self, card: Card) -> bytes:
        """Return what only this body and the one of the card can work out."""
        return self.private.exchange(X25519PublicKey.from_public_bytes(card.seal))


def new_pair(name: str) -> Pair:
    """Make a pair from the system's randomness."""
    return Pair(name, os.urandom(32), os.urandom(32))


def find_pair(path: Path | None = None) -> Pair:
    """Read the pair named, or that of JUESUAN_PAIR. Unusable where none is named or it cannot be read."""
    said = path or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    if said is None:
        raise Unusable(fault("exchange.pair_missing", VARIABLE))
    return read_pair(said)


def read_pair(path: Path) -> Pair:
    """Read a pair's file. Unusable where there is none, it is damaged, or it lies in a book."""
    outside(path)
    try:
        said = tomllib.loads(path.read_text("utf-8"))
        return Pair(str(said["name"]), _bytes(said["signing"]), _bytes(said["opening"]), path)
    except OSError as error:
        raise Unusable(fault("fund.key_unread", path, why=error.strerror or error)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError, binascii.Error) as error:
        raise Unusable(fault("exchange.pair_broken", path)) from error


def write_pair(pair: Pair, path: Path) -> None:
    """Write a pair's file, for its owner only. Unusable where it exists, lies in a book or cannot be written."""
    outside(path)
    if path.exists():
        raise Unusable(fault("fund.key_exists", path))
    head = "# Private keys of a body that exchanges packages (Juesuan). Whoever has them can sign in its name and\n"
    head += "# open what was sealed for it. Keep them outside every book; what others need is the card.\n\n"
    said = {"name": pair.name, "signing": _text(pair.signing), "opening": _text(pair.opening)}
    put(path, head + _toml(said))


def card_of(said: Mapping[str, Any]) -> Card:
    """Read a card from its words. KeyError, TypeError or ValueError where it is none."""
    card = Card(str(said["name"]), _bytes(said["sign"]), _bytes(said["seal"]))
    X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(card.seal))  # refuses what seals for anybody
    return card


def _toml(said: Mapping[str, str]) -> str:
    return "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in said.items())


def _bytes(text: str) -> bytes:
    made = base64.b64decode(text, validate=True)
    if len(made) != 32:
        raise ValueError("length")
    return made


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
