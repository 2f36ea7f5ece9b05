"""What a screen looks at in a book (账套内筛查): applications, deaths and retirements its registers know."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from juesuan.fund.applications import REGISTER
from juesuan.fund.programme import Programme
from juesuan.fund.screen import Flags, screen
from juesuan.registers.model import Register
from juesuan.registers.packs import register_of, registers
from juesuan.registers.store import records

__all__ = ["applications_of", "people_of", "screen_book", "shown_of"]

_OUT = ("refused", "returned")
"""The states of applications nobody is paid for."""
_CHOSEN = f"""
select id, programme, person as id_number, name, account_mark as account, coalesce(employer_code, employer) as employer,
  list as batch, start as first, least(last, ended) as last, _file::varchar as _file, _row
from kept where state not in {_OUT}"""
_KNOWN = """
select k.id, p.id_number, case when k.why_left = 'died' then k.ended end as died,
  case when k.why_left = 'retired' then k.ended end as retired, k._file::varchar as _file, k._row
from kept k join people p on p.id = k.{link} where k.why_left in ('died', 'retired') and k.ended is not null"""


def screen_book(
    book: Path,
    programmes: Mapping[str, Programme],
    *,
    paid: pa.Table | None = None,
    trainings: pa.Table | None = None,
    people: pa.Table | None = None,
    shared: int = 3,
) -> Flags:
    """Screen the applications of a book, with what its registers know of people and the lists that are given.

    People go by their marks in those lists too (`due.pseudonyms`). Refused where a cell of a register is faulty.
    """
    known = pa.concat_tables([people_of(book), *([] if people is None else [people])], promote_options="permissive")
    more = {"paid": paid, "trainings": trainings, "people": known}
    return screen(programmes, applications_of(book), shared=shared, shown=shown_of(book), **more)


def applications_of(book: Path) -> pa.Table:
    """Return the applications of a book as a screen takes them: people and accounts by their marks.

    Those refused or sent back are left out; one that has ended counts up to its end. Refused where a cell is faulty.
    """
    return _asked(_CHOSEN, kept=records(book, register_of(book, REGISTER)))


def shown_of(book: Path) -> dict[str, str]:
    """Return how the numbers behind marks (people's in capitals, as a screen has them) are shown: masked."""
    kept = records(book, register_of(book, REGISTER))
    pairs = (("person", "id_shown"), ("account_mark", "account_shown"))
    return {
        (mark.upper() if one == "person" else mark): shown
        for one, other in pairs
        for mark, shown in zip(kept.column(one).to_pylist(), kept.column(other).to_pylist(), strict=True)
        if mark and shown
    }


def people_of(book: Path) -> pa.Table:
    """Return who died or retired as the book's registers know it: people who left something for that reason."""
    known = registers(book)
    found = [_left(book, known["persons"], one) for one in known.values() if _link(one) and _leaves(one)]
    return pa.concat_tables(found)


def _leaves(register: Register) -> bool:
    """Say whether a register keeps why and when people left it."""
    fields = {one.name: one for one in register.table.columns}
    return "ended" in fields and "why_left" in fields and "died" in dict(fields["why_left"].choices)


def _link(register: Register) -> str:
    """Return the field that names a person, nothing where there is none."""
    return next((one.name for one in register.table.columns if one.to == "persons.id"), "")


def _left(book: Path, persons: Register, register: Register) -> pa.Table:
    sql = _KNOWN.format(link=_link(register))
    return _asked(sql, kept=records(book, register), people=records(book, persons))


def _asked(sql: str, **tables: Any) -> pa.Table:
    with duckdb.connect() as connection:
        for name, table in tables.items():
            connection.register(name, table)
        return connection.sql(sql).to_arrow_table()
