"""Numbers for one receiver only (密封传输): sealed for its key, or turned into marks that both sides can work out."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from juesuan.vault.keys import Key
from juesuan.vault.pairs import Card, Pair
from juesuan.vault.sealing import Vault

__all__ = ["Box", "closing", "matching", "opening"]

_HEAD = "v1.k0."
"""What a sealed number begins with: the shape of the vault's own, under a key no vault has."""
_NONCE = 12


@dataclass(frozen=True, slots=True)
class Box:
    """One package's key (AES-256-GCM) for sealed numbers; `sender` is the public half the receiver needs to open it."""

    key: bytes
    sender: bytes
    random: Callable[[int], bytes] = os.urandom

    def seal(self, text: str, bound: str) -> str:
        """Return a number encrypted; it opens only where it is `bound` to: its part, row and field."""
        nonce = self.random(_NONCE)
        made = AESGCM(self.key).encrypt(nonce, text.encode(), bound.encode())
        return _HEAD + base64.urlsafe_b64encode(nonce + made).decode().rstrip("=")

    def open(self, token: str, bound: str) -> str:
        """Return the number behind a token. ValueError where it was altered, moved or sealed for somebody else."""
        body = token.removeprefix(_HEAD)
        try:
            made = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
            return AESGCM(self.key).decrypt(made[:_NONCE], made[_NONCE:], bound.encode()).decode()
        except (InvalidTag, binascii.Error, ValueError) as error:
            raise ValueError("sealed") from error


def closing(receiver: Card, context: str, random: Callable[[int], bytes] = os.urandom) -> Box:
    """Return a new box for a receiver; `context` says which package of whom it belongs to."""
    once = X25519PrivateKey.from_private_bytes(random(32))
    sender = once.public_key().public_bytes_raw()
    agreed = once.exchange(X25519PublicKey.from_public_bytes(receiver.seal))
    return Box(_derived(agreed, sender + receiver.seal, f"seal\0{context}"), sender, random)


def opening(pair: Pair, sender: bytes, context: str) -> Box:
    """Return the box a package was sealed in. ValueError where its public half is no key."""
    agreed = pair.private.exchange(X25519PublicKey.from_public_bytes(sender))
    return Box(_derived(agreed, sender + pair.card.seal, f"seal\0{context}"), sender)


def matching(pair: Pair, card: Card) -> Vault:
    """Return what makes the marks two bodies have in common (`Vault.mark`): nobody else can work them out.

    It has no key to encrypt with.
    """
    prints = "".join(sorted((pair.card.print, card.print)))
    return Vault(Key(_derived(pair.agreed(card), b"", f"match\0{prints}"), {}))


def _derived(agreed: bytes, salt: bytes, use: str) -> bytes:
    return HKDF(SHA256(), 32, salt or None, b"juesuan exchange\0" + use.encode()).derive(agreed)
