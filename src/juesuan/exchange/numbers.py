"""Personal numbers on their way (号码): shown in part, sealed for the receiver, or as marks both can work out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from juesuan.books.faults import Unusable, fault
from juesuan.exchange.agreement import FOLDER, Agreement, Share
from juesuan.exchange.datasets import Extract
from juesuan.vault.boxes import Box, matching
from juesuan.vault.leaks import id_in_text, leaks_in_text
from juesuan.vault.looks import looked
from juesuan.vault.pairs import Pair
from juesuan.vault.sealing import Vault

__all__ = ["bound", "place", "put_in", "stop_leaks"]

_TOLD = ("code", "link")
"""Types of fields whose digits may look like a card or a phone by chance; an ID number never is one."""
_SAFE = ("date", "money", "count", "number", "choice", "member", "mark", "credit_code")


def put_in(
    book: Path,
    agreement: Agreement,
    share: Share,
    found: Extract,
    box: Box,
    pair: Pair,
    vault: Vault | None,
    said: Callable[[str], dict[str, str]],
) -> None:
    """Put into the rows what becomes of each number. Those that must be opened are looked at, which is logged first.

    Unusable where some must be and there is no vault, or a token does not open.
    """
    opened = [one for one in found.locked if share.numbers[one.field] != "masked"]
    if opened and vault is None:
        raise Unusable(fault("exchange.key", f"{FOLDER}/{agreement.key}.toml", value=share.name))
    wanted = [(one.token, one.kind, one.owner) for one in opened]
    numbers = looked(book, vault, wanted, **said(share.name)) if vault and wanted else []  # type: ignore[arg-type]
    made = matching(pair, agreement.card)
    for one in found.locked:
        found.rows[one.row][one.field] = one.shown
    for one, number in zip(opened, numbers, strict=True):
        sealed = share.numbers[one.field] == "sealed"
        where = bound(share, one.row, one.field)
        found.rows[one.row][one.field] = box.seal(number, where) if sealed else made.mark(one.kind, number)


def bound(share: Share, row: int, name: str) -> str:
    """Return what a sealed number is bound to: the part, the row from 0, and what the package calls the field."""
    return f"{share.name}\0{row}\0{share.named(name)}"


def place(row: int) -> int:
    """Return the number a row has in its file, the header being row 1."""
    return row + 2


def stop_leaks(share: Share, found: Extract) -> None:
    """Stop where a whole number stands in a text: what is agreed on is a field, never what somebody wrote into it."""
    for name, column in found.types.items():
        if column.type in _SAFE or name in share.numbers:
            continue
        for row, said in enumerate(found.rows):
            text = said[name]
            shown = id_in_text(text) if column.type in _TOLD else next(iter(leaks_in_text(text)), ("", ""))[0]
            if shown:
                raise Unusable(fault("exchange.leak", f"{share.name}.csv", place(row), share.named(name), kind=shown))
