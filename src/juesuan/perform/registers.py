"""Registers as evidence (台账佐证): a book's indicators, and whether it keeps their records at all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from juesuan.books.tables import files_of
from juesuan.registers.indicators import Desk, Value

__all__ = ["BookRegisters"]


class BookRegisters:
    """The registers of a book, opened when one of them is asked for."""

    def __init__(self, book: Path) -> None:
        self._book = book
        self._desk: Desk | None = None
        self._known: dict[tuple[str, date, date], Value] = {}

    @property
    def desk(self) -> Desk:
        """The registers in one connection."""
        self._desk = self._desk or Desk(self._book)
        return self._desk

    def kept(self, register: str) -> bool:
        """Say whether the book keeps records of a register; of one there is none of, asking says so."""
        found = self.desk.registers.get(register)
        return found is None or bool(files_of(self._book, found.table))

    def unit(self, name: str) -> str | None:
        """Return the unit of an indicator (`register.name`), None where there is none of that name."""
        register, _, wanted = name.partition(".")
        found = self.desk.registers.get(register)
        indicator = found.indicator(wanted) if found else None
        return indicator.unit if indicator else None

    def evaluate(self, name: str, start: date, end: date) -> Value:
        """Return what an indicator comes to. Unusable where there is none of that name or its query fails."""
        key = (name, start, end)
        if key not in self._known:
            self._known[key] = self.desk.evaluate(name, start, end)
        return self._known[key]

    def by(self, name: str, field: str, start: date, end: date) -> dict[str, Decimal]:
        """Return what a count comes to for each value of a field, records that links lead to by their names.

        Unusable where there is no such indicator or field.
        """
        found = self.desk.by(name, field, start, end)
        register = self.desk.register(name.partition(".")[0])
        for part in field.split("."):
            target = register.table.column(part).target[0]
            if not target:
                return found
            register = self.desk.register(target)
        names = self.desk.names(register.name)
        called = {one: names.get(one, one) for one in found}
        apart = len(set(called.values())) == len(called)  # two of one name stay apart
        return {called[one] if apart else one: value for one, value in found.items()}
