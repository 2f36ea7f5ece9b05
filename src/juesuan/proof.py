"""Reading back what was published (回读): the facts of a file against those of the document it was made from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from juesuan.auditing import Audit, audit
from juesuan.disclosure import Disclosure
from juesuan.facts import Amount, Coordinate, Reading
from juesuan.findings import Finding, Severity, Status
from juesuan.laws.registry import severity_of
from juesuan.publish.tree import Block, Document, Figure, FormTable, ListTable, Paragraph, Words
from juesuan.read.key_work import of_key_work

__all__ = ["SOURCES", "Difference", "Proof", "differences", "printed_facts", "prove", "read_facts"]

_UNCOUNTED = frozenset({"quantity", "indicator", "score"})
"""Measures of running text that no book has: what a person wrote about the year's work."""

SOURCES = "sources"
"""The attachment that says where the figures of the texts come from."""

TOLD = "indicator"
"""The measure of figures that a register vouches for: they are compared as the words they stand in."""

Facts = dict[Coordinate, Decimal]


@dataclass(frozen=True, slots=True)
class Difference:
    """A coordinate whose value was printed and read differently; None where it was not printed or not read."""

    coordinate: Coordinate
    printed: Decimal | None
    read: Decimal | None
    reading: Reading | None = None


@dataclass(slots=True)
class Proof:
    """What reading a published file back says: differences, findings above info, figures nobody checked."""

    path: Path
    differences: list[Difference] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unchecked: list[Reading] = field(default_factory=list)
    figures: int = 0

    @property
    def holds(self) -> bool:
        """Say whether the file is as it should be: no difference, no error, no warning, no figure unchecked."""
        return not (self.differences or self.findings or self.unchecked)


def printed_facts(document: Document) -> Facts:
    """Return the facts a document prints, in base units (yuan, or one person, vehicle …).

    Raises ValueError where the document itself prints one coordinate in two ways.
    """
    found: Facts = {}
    for figure in document.figures():
        if figure.coordinate is None or not figure.text or figure.coordinate.measure == TOLD:
            continue
        value = _base(figure)
        if found.setdefault(figure.coordinate, value) != value:
            raise ValueError(f"{figure.coordinate}: {found[figure.coordinate]} and {value}")
    return found


def _base(figure: Figure) -> Decimal:
    value = Decimal(figure.text.replace(",", ""))
    coordinate = figure.coordinate
    money = coordinate is not None and coordinate.measure not in (
        "groups",
        "persons",
        "visits",
        "vehicles",
        "equipment",
    )
    return Amount(value, Decimal(1), figure.unit or ("万元" if money else "")).base


def read_facts(disclosure: Disclosure) -> dict[Coordinate, list[Reading]]:
    """Return the readings of a document by coordinate, blanks and figures of running text left out."""
    found: dict[Coordinate, list[Reading]] = defaultdict(list)
    for reading in disclosure.readings:
        if reading.coordinate is not None and not reading.blank and reading.coordinate.measure not in _UNCOUNTED:
            found[reading.coordinate].append(reading)
    return dict(found)


def differences(disclosure: Disclosure, printed: Facts) -> list[Difference]:
    """Compare what was read with what was printed: a value that differs, is missing, or was never printed."""
    read = read_facts(disclosure)
    found = []
    for coordinate, value in printed.items():
        readings = read.get(coordinate, [])
        if not readings:
            found.append(Difference(coordinate, value, None))
        found += [Difference(coordinate, value, r.amount.base, r) for r in readings if r.amount.base != value]
    for coordinate, readings in read.items():
        if coordinate not in printed:
            found.append(Difference(coordinate, None, readings[0].amount.base, readings[0]))
    return found


def prove(path: Path, document: Document) -> Proof:
    """Read a published file back and audit it. Raises `Unreadable` where it cannot be opened."""
    result: Audit = audit(path)
    vouched, lost = _told(result.disclosure, document)
    return Proof(
        path,
        differences(result.disclosure, printed_facts(document)) + lost + _sourced(result.disclosure, document),
        [f for f in result.report.findings if (f.severity or severity_of(f.code)) is not Severity.INFO],
        _unvouched([r for r, status in result.report.statuses if status is Status.UNCHECKED], vouched)
        + _typed(result.disclosure, document),
        len(result.report.statuses),
    )


def _told(disclosure: Disclosure, document: Document) -> tuple[Counter[str], list[Difference]]:
    """Return the figures registers vouch for, and those whose paragraph or cell was not read word for word."""
    read = [_bare(paragraph.text.text) for paragraph in disclosure.paragraphs]
    cells = [_bare(cell.text.text) for grid in disclosure.grids for cell in grid.cells]
    vouched: Counter[str] = Counter()
    lost = []
    for block in document.blocks:
        if isinstance(block, FormTable) and block.form == SOURCES:
            vouched.update(_digits(str(row[1].value)) for row in block.rows[block.head :] if row[1] is not None)
        for words, figures in _sentences(block):
            vouched.update(_digits(figure.text) for figure in figures)
            if not any(_bare(words) in one for one in (read if isinstance(block, Paragraph) else cells)):
                lost += [Difference(f.coordinate, Decimal(_digits(f.text)), None) for f in figures if f.coordinate]
    return vouched, lost


def _sourced(disclosure: Disclosure, document: Document) -> list[Difference]:
    """Return the figures whose row of sources (value, records, definition, version) was not read word for word."""
    read: dict[tuple[int, int], str] = defaultdict(str)
    for n, grid in enumerate(disclosure.grids):
        for cell in grid.cells:
            read[n, cell.row] += _bare(cell.text.text)
    rows = set(read.values())
    lost = []
    for block in document.blocks:
        for row in block.rows[block.head :] if isinstance(block, FormTable) and block.form == SOURCES else ():
            texts = [str(cell.value) for cell in row if cell is not None]
            if _bare("".join(texts)) not in rows:
                about = Coordinate.of(TOLD, document.year, indicator=texts[0])
                lost.append(Difference(about, Decimal(_digits(texts[1])), None))
    return lost


def _typed(disclosure: Disclosure, document: Document) -> list[Reading]:
    """Return the figures of the table of key work that nothing gave: that the text repeats them proves nothing."""
    given: Counter[str] = Counter()
    for block in document.blocks:
        for _, figures in _sentences(block) if isinstance(block, ListTable) else ():
            given.update(_digits(figure.text) for figure in figures)
    return _unvouched([r for r in disclosure.readings if of_key_work(r)], given)


def _sentences(block: Block) -> Iterator[tuple[str, list[Figure]]]:
    """Yield what is compared word for word: a paragraph with figures of registers, a cell of sentences with any."""
    if isinstance(block, Paragraph):
        figures = [f for f in block.spans if isinstance(f, Figure) and f.coordinate and f.coordinate.measure == TOLD]
        if figures:
            yield block.text, figures
    elif isinstance(block, ListTable):
        for cell in (cell for row in block.rows for cell in row if cell is not None):
            if isinstance(cell.value, Words):
                yield str(cell.value), list(cell.figures())


def _unvouched(readings: list[Reading], vouched: Counter[str]) -> list[Reading]:
    """Leave out the figures a register vouches for: each printed once covers one that is read."""
    left = []
    for reading in readings:
        digits = _digits(reading.text)
        if vouched[digits]:
            vouched[digits] -= 1
        else:
            left.append(reading)
    return left


def _bare(text: str) -> str:
    return "".join(text.split())


def _digits(text: str) -> str:
    """Return the number in a text, without separators and unit."""
    return "".join(one for one in text if one.isdigit() or one in ".-")
