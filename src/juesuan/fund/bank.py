"""The file for the bank (代发文件): the lines of a released batch with their full accounts, the same each time."""

from __future__ import annotations

import csv
import io
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from juesuan.books.faults import Unusable, fault
from juesuan.books.open import SETTINGS
from juesuan.books.putting import put
from juesuan.fund.files import yuan
from juesuan.fund.model import Payment

__all__ = ["Bank", "Payee", "bank_file", "bank_of", "write_bank_file"]

KINDS = ("paid", "failed", "bounced", "pending")


@dataclass(frozen=True, slots=True)
class Bank:
    """How a bank is spoken to: columns (what, title) of the file, its encoding, and what its codes mean."""

    columns: tuple[tuple[str, str], ...]
    encoding: str
    summary: str
    codes: Mapping[str, Mapping[str, str]]

    def kind(self, code: str) -> str | None:
        """Return paid, failed, bounced or pending; None for a code nobody knows."""
        found = self.codes.get(code.strip().lstrip("0") or "0")
        return found["kind"] if found else None


@dataclass(frozen=True, slots=True)
class Payee:
    """Who is paid: full name, full account and bank."""

    name: str
    account: str
    bank: str


def bank_of(book: Path | None = None) -> Bank:
    """Return what the book says of its bank, else what is shipped. Unusable where it is not as it should be."""
    path = book / "fund" / "bank.toml" if book else None
    if path is None or not path.exists():
        return _shipped()
    try:
        return _bank(tomllib.loads(path.read_text("utf-8-sig")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, LookupError, TypeError, ValueError) as error:
        raise Unusable(fault("book.syntax", path, why=" ".join(str(error).split()))) from error


@cache
def _shipped() -> Bank:
    return _bank(tomllib.loads((files("juesuan.fund") / "bank.toml").read_text("utf-8")))


def _bank(said: Mapping[str, Any]) -> Bank:
    codes = {str(code): one for code, one in said["codes"].items()}
    for code, one in codes.items():
        if one["kind"] not in KINDS:
            raise ValueError(f"codes: {code} → {' '.join(KINDS)}")
    columns = tuple((str(what), str(title)) for what, title in said["columns"])
    "".encode(said["encoding"])
    return Bank(columns, said["encoding"], said.get("summary", ""), codes)


def bank_file(bank: Bank, lines: Sequence[Payment], payees: Mapping[str, Payee]) -> bytes:
    """Return the file for the bank; `payees` are by application."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([title for _, title in bank.columns])
    for line in lines:
        payee = payees[line.application]
        said = {"batch": line.batch, "payment": line.id, "amount": yuan(line.amount), "payee": payee.name}
        said |= {"account": payee.account, "bank": payee.bank, "summary": bank.summary}
        writer.writerow([said[what] for what, _ in bank.columns])
    return stream.getvalue().encode(bank.encoding)


def write_bank_file(content: bytes, path: Path) -> None:
    """Write the file for the bank. Unusable within a book, for its accounts stand there in full."""
    for folder in Path(os.path.realpath(path)).parents:
        if (folder / SETTINGS).exists():
            raise Unusable(fault("fund.bank_inside", path, book=folder))
    try:
        put(path, content, private=True)
    except OSError as error:
        raise Unusable(fault("fund.unwritable", path, why=error.strerror or error)) from error
