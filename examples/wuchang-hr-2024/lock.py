"""The demonstration key of the example: anybody may have it, for nobody in these registers exists.

It lies beside the book (`key.toml`), never in it. A real key is made by `juesuan fund key new` and shown to nobody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from juesuan.vault.keys import Key, read_key
from juesuan.vault.sealing import Vault

KEY = Path(__file__).parent / "key.toml"


def vault_of_seed() -> Vault:
    """Return the vault the example's registers are sealed in: the same numbers give the same bytes each time."""
    return Vault(read_key(KEY), _nonces())


def _nonces() -> Callable[[int], bytes]:
    """Return what gives one nonce after another, none twice in a run; only for a key that protects nobody."""
    count = 0

    def one(length: int) -> bytes:
        nonlocal count
        count += 1
        return hashlib.sha256(b"juesuan example %d" % count).digest()[:length]

    return one


def demonstration_key() -> Key:
    """Return the key that stands in `key.toml`: it follows from a sentence."""
    parts = [hashlib.sha256(f"juesuan demonstration key, {name}".encode()).digest() for name in ("index", "k1")]
    return Key(parts[0], {"k1": parts[1]})
