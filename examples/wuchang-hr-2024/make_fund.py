"""Make the example's fund at work: a copy of the book in which the employment-subsidy fund paid what was published.

Its vouchers take the place of the made-up ones under 20807, cell by cell to the 分, so the compiled forms stay as they
are. Nothing of it is kept in the repository. Run from the project's root:

    python examples/wuchang-hr-2024/make_fund.py --out build/fund-book
"""

from __future__ import annotations

import argparse
import csv
import shutil
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from facts import months_of, persons_of
from lock import KEY
from make_book import HERE, write
from people import employers, people
from recipients import Grant, grants
from workflow import Applicant, Works, run

from juesuan.books.faults import Unusable
from juesuan.fund.desk import Desk
from juesuan.fund.due import by_rules, excluded_by
from juesuan.fund.files import fen, yuan
from juesuan.fund.office import Office
from juesuan.fund.posting import postings_of
from juesuan.fund.programme import Programme, programmes
from juesuan.fund.shelf import BookShelf
from juesuan.vault.keys import Key, read_key, write_key
from juesuan.vault.sealing import Vault, bound

OWN = {
    "post": [('"2010.00"', '"2200.00"'), ('"2210.00"', '"2200.00"')],
    "insurance_post": [('function = "2080704"', 'function = "2080705"')],
}
"""Where the department's programmes differ from those shipped: its standard, and where it books a premium."""
Cell = tuple[str, ...]


def copied(out: Path) -> dict[Cell, int]:
    """Copy the book without its vouchers of 20807, and return the 分 of the cells these stood in."""
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(HERE / "book", out)
    shutil.copytree(HERE / "fund", out / "fund", dirs_exist_ok=True)
    for name, changes in OWN.items():
        text = (files("juesuan.fund") / "programmes" / f"{name}.toml").read_text("utf-8")
        for theirs, ours in changes:
            if text.count(theirs) != 1:
                raise ValueError(f"{name}.toml: {theirs}")
            text = text.replace(theirs, ours)
        (out / "fund" / "programmes" / f"{name}.toml").write_text(text, "utf-8")
    with (out / "entries.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    write(out / "entries.csv", " ".join(rows[0]), (row for row in rows if not _paid_by_fund(row)))
    return cells(row for row in rows if _paid_by_fund(row))


def _paid_by_fund(row: Mapping[str, str]) -> bool:
    return row["side"] == "expenditure" and row["function"].startswith("20807")


def cells(rows: Iterable[Mapping[str, str]]) -> dict[Cell, int]:
    """Return the 分 of vouchers by unit, function, economic kind, project, fund and nature."""
    found: dict[Cell, int] = defaultdict(int)
    for row in rows:
        place = (row[name] for name in ("unit", "function", "economic", "project", "fund", "nature"))
        found[tuple(place)] += fen(row["amount"])
    return dict(found)


def key_for(path: Path) -> Key:
    """Return the key beside the book: that of the registers, so that both know the same people by the same marks."""
    if not path.exists():
        write_key(read_key(KEY), path)
    return read_key(path)


def applicants(vault: Vault, some: Sequence[Grant]) -> dict[str, Applicant]:
    """Return who is applied for, by id: people with their ID numbers, institutions with their credit codes."""
    wanted = {one.who for one in some}
    found = {}
    for table, number in ((people(), "id_number"), (employers(), "credit_code")):
        for one in table.to_pylist():
            if one["id"] in wanted:
                mark = vault.mark("id_number", one[number])
                found[one["id"]] = Applicant(one["name"], one[number], mark, public=number == "credit_code")
    return found


def make(out: Path, key: Path, share: int = 1) -> Works:
    """Make the book at `out` with a key outside it; with `share` only one grant of so many, and no comparison."""
    expected = copied(out)
    vault, known = Vault(key_for(key)), programmes(out)
    bound(out, vault)
    some = grants(out)[::share]
    who = applicants(vault, some)
    persons = persons_of({one.mark: one.number for one in who.values()})
    months = months_of(some, {name: one.mark for name, one in who.items()})
    keep(out, persons, months)
    works = Works(vault, who)
    rules = by_rules(known, persons, months)
    works.office = Office(Desk(out, now=works.now), BookShelf(out), rules, excluded_by(known), postings_of(out, known))
    run(works, some, list(known))
    write(out / "fund" / "purposes.csv", "purpose function amount", purposes(works, known))
    if share == 1 and (found := cells(booked(out))) != expected:
        raise ValueError(f"the fund paid {found}, the book says {expected}")
    return works


def keep(out: Path, persons: pa.Table, months: pa.Table) -> None:
    """Keep the facts the decisions follow from; whose they are is said by pseudonyms only."""
    (out / "fund" / "facts").mkdir(parents=True)
    pq.write_table(persons, out / "fund" / "facts" / "persons.parquet", compression="zstd")
    pq.write_table(months, out / "fund" / "facts" / "months.parquet", compression="zstd")


def purposes(works: Works, known: Mapping[str, Programme]) -> Iterable[dict[str, str]]:
    """Yield the money by purpose and by where it is booked, for the bridge between the two."""
    state, sums = works.office.desk.state(), defaultdict[str, int](int)
    for one in state.payments.values():
        if one.state == "paid":
            sums[one.programme] += one.amount - state.returned(one.id)
    for name, cents in sums.items():
        yield {"purpose": known[name].purpose, "function": known[name].function, "amount": yuan(cents)}


def booked(out: Path) -> Iterable[dict[str, str]]:
    """Yield the vouchers the fund posted."""
    for path in sorted((out / "entries").glob("fund-*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            yield from csv.DictReader(stream)


def main() -> None:
    """Make it where the command line says."""
    parser = argparse.ArgumentParser(description="Make the example's fund at work.")
    parser.add_argument("--out", type=Path, default=Path("build/fund-book"))
    parser.add_argument("--key", type=Path, help="the key's file, outside the book (default: beside it)")
    said = parser.parse_args()
    try:
        works = make(said.out, said.key or said.out.with_name(f"{said.out.name}.key.toml"))
    except Unusable as error:
        parser.error(str(error))
    print("\n".join(works.told()))


if __name__ == "__main__":
    main()
