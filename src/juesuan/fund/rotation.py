"""A new key for what is at rest (换密钥): every number of a book is encrypted anew, in one commit."""

from __future__ import annotations

from datetime import date

from juesuan.fund.shelf import Shelf
from juesuan.registers.store import Desk
from juesuan.vault.sealing import Vault

__all__ = ["rotate"]

SEALED = ("id_number", "account")


def rotate(shelf: Shelf, vault: Vault, *, who: str, on: date) -> int:
    """Encrypt what an older key encrypted with the newest, and return how many applications that were.

    Done again after a crash it does the rest; the register's history keeps what stood there before.
    """

    def work(desk: Desk) -> None:
        for one in list(desk.rows.values()):
            stale = [name for name in SEALED if vault.stale(one[name])]
            if stale:
                fresh = {name: vault.renew(one[name], name, one["person"]) for name in stale}
                desk.keep(one, {**one, **fresh}, who=who, on=on, why="key rotate")

    return len(shelf.change(work))
