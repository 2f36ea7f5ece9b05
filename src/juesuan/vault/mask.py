"""What may be shown of a name and of personal numbers (脱敏): enough for its owner, too little for anybody else."""

from __future__ import annotations

import unicodedata

__all__ = ["account", "id_number", "name", "phone", "shown"]

_ID_HEAD, _PHONE_HEAD, _TAIL = 4, 3, 4
_MOBILE = 11
_LEAST = 12
"""A number shorter than this is not shown at all: head and tail would be most of it."""


def name(text: str) -> str:
    """Return the first character of a name and a star for each other one (张*, 欧***)."""
    text = unicodedata.normalize("NFKC", text).strip()
    return text[:1] + "*" * max(1, len(text) - 1) if text else ""


def id_number(text: str) -> str:
    """Return the region and the last four of an ID number; the date of birth is not shown."""
    if len(text) < _LEAST:
        return "*" * len(text)
    return text[:_ID_HEAD] + "*" * (len(text) - _ID_HEAD - _TAIL) + text[-_TAIL:]


def account(text: str) -> str:
    """Return the last four of a bank account: for the desk, never for a notice."""
    return "*" * max(0, len(text) - _TAIL) + text[-_TAIL:] if len(text) >= _LEAST else "*" * len(text)


def phone(text: str) -> str:
    """Return the network and the last four of a mobile number."""
    return (
        text[:_PHONE_HEAD] + "*" * (len(text) - _PHONE_HEAD - _TAIL) + text[-_TAIL:]
        if len(text) == _MOBILE
        else ("*" * len(text))
    )


_SHOWN = {"id_number": id_number, "account": account, "phone": phone}


def shown(kind: str, text: str) -> str:
    """Return what may be shown of a number of a kind (id_number, account, phone)."""
    return _SHOWN[kind](text)
