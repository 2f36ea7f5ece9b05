"""Terms of a department (用语): which spelling of a name is used, which are not, and where the others stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from juesuan.books.cells import Codes
from juesuan.books.faults import Fault, Unusable, fault
from juesuan.books.schema import schema
from juesuan.books.tables import load, typed_rows

__all__ = ["Term", "Variant", "check_terms", "read_terms", "spoken", "terms_of", "used", "variants"]

_SPLIT = re.compile(r"[、|；;]")
_CITED = re.compile(r"《[^《》]*》")
"""The title of another's document is written as its author wrote it."""
_TEXTS: Mapping[str, tuple[str, ...]] = {
    "projects": ("name", "result"),
    "key_work": ("item", "content", "section", "result"),
    "targets": ("name", "words", "section", "duty"),
    "surveys": ("title",),
    "deviations": ("reason", "measure"),
    "feedback": ("problem", "measure"),
}
"""The columns of tables that are published in words."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term: how it is written, how it may be shortened, how it is not written, where (a file or text; "" all)."""

    name: str
    short: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    scope: str = ""
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """A spelling that is not used: where it starts and ends in a text, and the term it stands for."""

    start: int
    end: int
    text: str
    term: Term


@dataclass(frozen=True, slots=True)
class Spoken:
    """A stretch of the book's own words: file, row (a line of a text) and column or key."""

    file: str
    row: int | None
    column: str | None
    text: str


def terms_of(rows: Iterable[Mapping[str, Any]], year: int | None = None) -> list[Term]:
    """Return the terms in force on some day of a year; of all years where none is given."""
    found = []
    for row in rows:
        since, until = row.get("since"), row.get("until")
        late = year and since and since > date(year, 12, 31)
        over = year and until and until < date(year, 1, 1)
        if row.get("term") and not (late or over):
            short, other = (tuple(_parts(row.get(name))) for name in ("short", "variants"))
            found.append(Term(row["term"], short, other, row.get("scope") or "", row.get("definition") or ""))
    return found


def _parts(text: str | None) -> Iterator[str]:
    return (part.strip() for part in _SPLIT.split(text or "") if part.strip())


def read_terms(path: Path, year: int | None = None) -> list[Term]:
    """Read a register of terms: a CSV file as a book's terms.csv, or a book. Unusable where it is none."""
    table = schema().tables["terms"]
    if path.is_dir():
        loaded = load(path, table, Codes(year or 0))
        if not loaded.table.num_rows:
            raise Unusable(fault("term.none", path, expected=table.file))
    else:
        from juesuan.books.sources import open_text

        try:
            source = open_text(path)
            header = [name.strip() for name in source.head[0]] if source.head else []
            loaded = typed_rows(str(path), header, source.body(1), table, Codes(year or 0))
        except OSError as error:
            raise Unusable(fault("file.damaged", path, why=error.strerror or error)) from error
    if wrong := next((one for one in loaded.faults if one.severity == "error"), None):
        raise Unusable(wrong)
    return terms_of(loaded.table.to_pylist(), year)


def variants(text: str, terms: Sequence[Term], where: str = "") -> list[Variant]:
    """Return the spellings in a text that a term replaces; those inside a right one or a cited title are none."""
    wanted = [t for t in terms if not t.scope or t.scope in where]
    right = {name for term in terms for name in (term.name, *term.short)}
    wrong = {v: term for term in wanted for v in term.variants if v not in right}
    if not wrong:
        return []
    either = "|".join(re.escape(one) for one in sorted(right | set(wrong), key=lambda one: (-len(one), one)))
    cited = [match.span() for match in _CITED.finditer(text)]
    return [
        Variant(match.start(), match.end(), match[0], wrong[match[0]])
        for match in re.finditer(either, text)
        if match[0] in wrong and not any(a <= match.start() < b for a, b in cited)
    ]


def used(terms: Sequence[Term], texts: Iterable[str]) -> list[Term]:
    """Return the terms with a definition that texts use, under their name or a short one."""
    whole = "\n".join(texts)
    return [t for t in terms if t.definition and any(name in whole for name in (t.name, *t.short))]


def spoken(
    texts: Mapping[str, str],
    reasons: Mapping[str, Mapping[str, str]],
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
) -> Iterator[Spoken]:
    """Yield everything a book says in words of its own that is published."""
    for name, text in texts.items():
        for number, line in enumerate(text.splitlines(), 1):
            yield Spoken(f"texts/{name}.md", number, None, line)
    for some in reasons.values():
        for key, text in some.items():
            yield Spoken("reasons.toml", None, key, text)
    for name, columns in _TEXTS.items():
        for number, row in enumerate(tables.get(name, ()), 2):
            for column in columns:
                if row.get(column):
                    yield Spoken(schema().tables[name].file, row.get("_row") or number, column, str(row[column]))


def check_terms(terms: Sequence[Term], said: Iterable[Spoken]) -> Iterator[Fault]:
    """Name every spelling in a book that a term replaces, and what is written instead."""
    for one in said:
        for found in variants(one.text, terms, one.file):
            yield fault("term.variant", one.file, one.row, one.column, value=found.text, expected=found.term.name)
