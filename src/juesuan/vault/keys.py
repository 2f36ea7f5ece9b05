"""The key of the personal data of a fund: a file outside every book, one part of which can be replaced."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from juesuan.books import putting
from juesuan.books.faults import Unusable, fault
from juesuan.books.open import SETTINGS

__all__ = ["VARIABLE", "Key", "find_key", "new_key", "outside", "put", "read_key", "renewed", "write_key"]

VARIABLE = "JUESUAN_KEY"
"""The environment variable that names the key's file."""
_BYTES = 32


@dataclass(frozen=True, slots=True)
class Key:
    """`index` makes the pseudonyms and never changes; `sealing` (id → key, the newest last) encrypts."""

    index: bytes
    sealing: Mapping[str, bytes]
    path: Path | None = None

    @property
    def newest(self) -> str:
        """The id of the key that encrypts from now on."""
        return list(self.sealing)[-1]

    @property
    def print(self) -> str:
        """What a book keeps to know its key by; nothing follows from it."""
        return hmac.new(self.index, b"juesuan fund key", hashlib.sha256).hexdigest()[:16]


def find_key(path: Path | None = None) -> Key:
    """Read the key named, or that of JUESUAN_KEY. Unusable where none is named or it cannot be read."""
    said = path or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    if said is None:
        raise Unusable(fault("fund.key_missing", VARIABLE))
    return read_key(said)


def read_key(path: Path) -> Key:
    """Read a key's file. Unusable where there is none, it is damaged, or it lies in a book."""
    outside(path)
    try:
        said = tomllib.loads(path.read_text("utf-8"))
        sealing = {str(one["id"]): _bytes(one["key"]) for one in said["sealing"]}
        key = Key(_bytes(said["index"]), sealing, path)
    except OSError as error:
        raise Unusable(fault("fund.key_unread", path, why=error.strerror or error)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError, binascii.Error) as error:
        raise Unusable(fault("fund.key_broken", path)) from error
    if not sealing:
        raise Unusable(fault("fund.key_broken", path))
    return key


def _bytes(text: str) -> bytes:
    made = base64.b64decode(text, validate=True)
    if len(made) != _BYTES:
        raise ValueError("length")
    return made


def outside(path: Path) -> None:
    """Stop where a key would lie beside what it protects: Unusable where that is a book."""
    for folder in Path(os.path.realpath(path)).parents:
        if (folder / SETTINGS).exists():
            raise Unusable(fault("fund.key_inside", path, book=folder))


def new_key() -> Key:
    """Make a key from the system's randomness."""
    return Key(secrets.token_bytes(_BYTES), {"k1": secrets.token_bytes(_BYTES)})


def renewed(key: Key) -> Key:
    """Return the key with a new part that encrypts from now on; the old ones stay to read what they encrypted."""
    number = 1 + max(int(one[1:]) for one in key.sealing)
    return Key(key.index, {**key.sealing, f"k{number}": secrets.token_bytes(_BYTES)}, key.path)


def write_key(key: Key, path: Path, *, replace: bool = False) -> None:
    """Write a key's file, readable by its owner only. Unusable where it exists, lies in a book or cannot be written."""
    outside(path)
    if path.exists() and not replace:
        raise Unusable(fault("fund.key_exists", path))
    lines = ["# Key of the personal data of a fund (Juesuan). Whoever has it and the book can read every number;", ""]
    lines[1] = "# without it nobody can. Keep it outside the book, with a copy in another place."
    lines += ["format = 1", f'index = "{_text(key.index)}"']
    for name, one in key.sealing.items():
        lines += ["", "[[sealing]]", f'id = "{name}"', f'key = "{_text(one)}"']
    lines += ["", f"# written {date.today().isoformat()}", ""]  # noqa: DTZ011 - a note for people
    put(path, "\n".join(lines))


def put(path: Path, text: str) -> None:
    """Write a file only its owner can read, whole or not at all. Unusable where it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        putting.put(path, text.encode(), private=True)
    except OSError as error:
        raise Unusable(fault("fund.key_unwritable", path, why=error.strerror or error)) from error


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
