"""Names as SQL takes them (标识符)."""

from __future__ import annotations

__all__ = ["quoted"]


def quoted(name: str) -> str:
    """Return a name as SQL takes it, also where it is a word of SQL (`order`, `group`)."""
    return '"' + name.replace('"', '""') + '"'
