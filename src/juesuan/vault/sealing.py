"""Personal numbers at rest (加密保管): encrypted for their owner, found again by a keyed hash, never by themselves."""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from juesuan.books.faults import Unusable, fault
from juesuan.books.identity import to18
from juesuan.vault import mask
from juesuan.vault.keys import Key

__all__ = ["FILE", "Hidden", "Vault", "bound", "whole"]

FILE = "fund/vault.toml"
"""Where a book keeps the print of its key."""
_VERSION = "v1"
_LONG = 18
_NONCE = 12
_MARK = 10
"""Bytes of a pseudonym, which is 16 letters of base 32 in small."""
_PAIRS = [a + b for a, b in product("abcdefghijklmnopqrstuvwxyz234567", repeat=2)]


@dataclass(frozen=True, slots=True)
class Hidden:
    """What stands in the place of a number: its pseudonym, what may be shown of it, and the number encrypted."""

    mark: str
    shown: str
    token: str


@dataclass(frozen=True, slots=True)
class Vault:
    """Encrypts and decrypts with one key (AES-256-GCM); `random` gives the nonces."""

    key: Key
    random: Callable[[int], bytes] = os.urandom

    def mark(self, kind: str, text: str) -> str:
        """Return the pseudonym of a number: the same number of a kind has the same, and nobody gets back from it."""
        made = hmac.digest(self.key.index, f"{kind}\0{text}".encode(), "sha256")
        number = int.from_bytes(made[:_MARK])
        return "".join(_PAIRS[number >> shift & 1023] for shift in range(70, -1, -10))

    def hidden(self, text: str, kind: str, owner: str) -> Hidden:
        """Return what stands in the place of a number of an owner, however it was written."""
        text = whole(kind, text)
        return Hidden(self.mark(kind, text), mask.shown(kind, text), self.seal(text, kind, owner))

    def seal(self, text: str, kind: str, owner: str) -> str:
        """Return a number encrypted, as text; it opens only as this kind of number of this owner."""
        name, nonce = self.key.newest, self.random(_NONCE)
        made = _cipher(self.key.sealing[name]).encrypt(nonce, text.encode(), _bound(kind, owner))
        return f"{_VERSION}.{name}.{base64.urlsafe_b64encode(nonce + made).decode().rstrip('=')}"

    def open(self, token: str, kind: str, owner: str) -> str:
        """Return the number behind a token. Unusable where it was altered, moved, or encrypted with another key.

        Whoever calls this logs it (`looks.looked`).
        """
        version, _, rest = token.partition(".")
        name, _, body = rest.partition(".")
        key = self.key.sealing.get(name)
        if version != _VERSION or key is None:
            raise Unusable(fault("fund.token_key", owner, column=kind, name=name or "?", value=token[:12]))
        try:
            made = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
            return _cipher(key).decrypt(made[:_NONCE], made[_NONCE:], _bound(kind, owner)).decode()
        except (InvalidTag, binascii.Error, ValueError) as error:
            raise Unusable(fault("fund.token", owner, column=kind)) from error

    def renew(self, token: str, kind: str, owner: str) -> str:
        """Return a token encrypted with the newest key."""
        return self.seal(self.open(token, kind, owner), kind, owner)

    def stale(self, token: str) -> bool:
        """Say whether a token was encrypted with an older key."""
        return not token.startswith(f"{_VERSION}.{self.key.newest}.")


@lru_cache(maxsize=64)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def whole(kind: str, text: str) -> str:
    """Return a number as it is encrypted and marked: without gaps, an ID number with 18 digits and a large X."""
    text = (text if text.isalnum() else re.sub(r"[\s-]+", "", text)).upper()
    return to18(text) if kind == "id_number" and len(text) != _LONG else text


def _bound(kind: str, owner: str) -> bytes:
    return f"juesuan\0{kind}\0{owner}".encode()


def bound(book: Path, vault: Vault) -> bytes | None:
    """Return what a book must keep to know its key by, None where it does already. Unusable for another book's key."""
    path = book / FILE
    if not path.exists():
        return f'# The print of the key that opens this book.\nprint = "{vault.key.print}"\n'.encode()
    if f'print = "{vault.key.print}"' not in path.read_text("utf-8", "replace"):
        raise Unusable(fault("fund.key_other", vault.key.path or FILE, book=book))
    return None
