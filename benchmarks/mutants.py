"""Three hundred seeded single-figure faults: how many are found, and in how many the changed figure is named.

A figure is any decimal printed in the document, chosen without asking our reader. It is changed by ten quanta or more:
two digits swapped, a digit replaced, a digit lost, or its sign or thousands changed. The text file is changed on disk;
the PDF's characters are changed as they leave the format adapter, before lines are joined or tables understood.
A fault is found when an error stands on the changed figure that did not stand there before; it is named
when that error's first suspects hold the figure.
"""

from __future__ import annotations

import copy
import random
import re
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from benchmarks.places import PUTUO, WUCHANG, severity
from juesuan.blocks import Grid, Line, Run, Source, Text
from juesuan.facts import Place
from juesuan.findings import Finding, Severity
from juesuan.laws import run
from juesuan.read import read, understand
from juesuan.read.formats import read_source

SEED = 20241124
EACH = 150
FIGURE = re.compile(r"(?<![\d.,])\d[\d,]*\.\d+")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A figure, what became of it, and whether the audit saw it."""

    where: str
    before: str
    after: str
    found: bool
    named: bool
    first: bool


def _swap(text: str, rng: random.Random) -> str:
    spots = [n for n in range(len(text) - 1) if text[n].isdigit() and text[n + 1].isdigit() and text[n] != text[n + 1]]
    if not spots:
        return text
    n = rng.choice(spots)
    return text[:n] + text[n + 1] + text[n] + text[n + 2 :]


def _replace(text: str, rng: random.Random) -> str:
    n = rng.choice([n for n, c in enumerate(text) if c.isdigit()])
    return text[:n] + rng.choice([d for d in "123456789" if d != text[n]]) + text[n + 1 :]


def _lose(text: str, rng: random.Random) -> str:
    whole = text.split(".")[0]
    spots = [n for n, c in enumerate(whole) if c.isdigit()]
    if len(spots) < 2:
        return text
    n = rng.choice(spots)
    return text[:n] + text[n + 1 :]


def _more(text: str, rng: random.Random) -> str:
    quantum = Decimal(1).scaleb(-len(text.split(".")[1]))
    return f"{Decimal(text.replace(',', '')) + quantum * rng.randint(10, 4000):,}"


WAYS: list[Callable[[str, random.Random], str]] = [_swap, _replace, _lose, _more]


def mutate(text: str, rng: random.Random) -> str:
    """Change a printed figure by ten quanta or more."""
    quantum = Decimal(1).scaleb(-len(text.split(".")[1]))
    while True:
        changed = rng.choice(WAYS)(text, rng)
        if re.fullmatch(FIGURE, changed) and abs(_value(changed) - _value(text)) >= 10 * quantum:
            return changed


def _value(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _key(finding: Finding) -> tuple[object, ...]:
    return (
        finding.code,
        finding.expected,
        *((w.place.page, w.place.line, w.place.start, w.place.box, w.text) for w in finding.witnesses),
    )


def _on(place: Place, spot: Place) -> bool:
    """Say whether a witness's place covers the changed figure."""
    if spot.line is not None:
        return place.line == spot.line and (place.start or 0) < (spot.end or 0) and (spot.start or 0) < (place.end or 0)
    if place.page != spot.page or place.box is None or spot.box is None:
        return False
    middle, height = (spot.box[0] + spot.box[2]) / 2, (spot.box[1] + spot.box[3]) / 2
    return place.box[0] <= middle <= place.box[2] and place.box[1] <= height <= place.box[3]


def _judge(
    where: str, before: str, after: str, findings: list[Finding], base: set[tuple[object, ...]], spot: Place
) -> Mutant:
    new = [
        f
        for f in findings
        if severity(f) is Severity.ERROR and _key(f) not in base and any(_on(w.place, spot) for w in f.witnesses)
    ]
    ranks = [n for f in new for n, s in enumerate(f.suspects) if _on(f.witnesses[s.place].place, spot)]
    return Mutant(where, before, after, bool(new), bool(ranks), 0 in ranks)


@cache
def _text_base() -> tuple[tuple[str, ...], frozenset[tuple[object, ...]]]:
    lines = tuple(WUCHANG.read_text("utf-8").split("\n"))
    return lines, frozenset(_key(f) for f in run(read(WUCHANG)).findings)


def text_mutant(seed: int) -> Mutant:
    """Change one figure of the Wuchang text and audit it."""
    rng = random.Random(seed)
    lines, base = _text_base()
    number, match = rng.choice([(n, m) for n, line in enumerate(lines) for m in FIGURE.finditer(line)])
    after = mutate(match[0], rng)
    changed = list(lines)
    changed[number] = lines[number][: match.start()] + after + lines[number][match.end() :]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / WUCHANG.name
        path.write_text("\n".join(changed), "utf-8")
        findings = run(read(path)).findings
    spot = Place(line=number + 1, start=match.start(), end=match.start() + len(after))
    return _judge(f"wuchang:{number + 1}:{match.start()}", match[0], after, findings, set(base), spot)


@cache
def _pdf_base() -> tuple[Source, frozenset[tuple[object, ...]]]:
    source = read_source(str(PUTUO))
    return source, frozenset(_key(f) for f in run(understand(copy.deepcopy(source))).findings)


def _texts(source: Source) -> Iterator[tuple[int, int, Text]]:
    for number, block in enumerate(source.blocks):
        if isinstance(block, Line):
            if block.role not in ("header", "footer", "page", "toc"):
                yield number, -1, block.text
        elif isinstance(block, Grid):
            for index, cell in enumerate(block.cells):
                yield number, index, cell.text


def _rewrite(text: Text, start: int, end: int, after: str) -> None:
    """Put other characters at a span, keeping one box per character: the spare ones go, new ones share the last."""
    text.text = text.text[:start] + after + text.text[end:]
    grown = len(after) - (end - start)
    runs: list[Run] = []
    for piece in text.runs:
        boxes = list(piece.boxes)
        if piece.offset <= start < piece.offset + piece.length:
            if boxes:
                inside = boxes[start - piece.offset : end - piece.offset]
                inside = inside[: len(after)] + inside[-1:] * max(0, len(after) - len(inside))
                boxes = boxes[: start - piece.offset] + inside + boxes[end - piece.offset :]
            piece = Run(piece.offset, piece.length + grown, piece.page, piece.line, piece.start, boxes, piece.sheet)
        elif piece.offset > start:
            piece = Run(piece.offset + grown, piece.length, piece.page, piece.line, piece.start, boxes, piece.sheet)
        runs.append(piece)
    text.runs = runs


def pdf_mutant(seed: int) -> Mutant:
    """Change one figure of the Putuo PDF as its characters leave the adapter, and audit it."""
    rng = random.Random(seed)
    source, base = _pdf_base()
    whole = [(n, i, m) for n, i, text in _texts(source) for m in FIGURE.finditer(text.text)]
    block, index, match = rng.choice(whole)
    changed = copy.deepcopy(source)
    text = next(t for n, i, t in _texts(changed) if (n, i) == (block, index))
    after = mutate(match[0], rng)
    _rewrite(text, match.start(), match.end(), after)
    spot = text.place(match.start(), match.start() + len(after))
    findings = run(understand(changed)).findings
    return _judge(f"putuo:p{spot.page}", match[0], after, findings, set(base), spot)


def mutants(each: int = EACH) -> list[Mutant]:
    """Make and judge `each` mutants of either document, on two processes."""
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        first = list(pool.map(text_mutant, range(SEED, SEED + each), chunksize=10))
        second = list(pool.map(pdf_mutant, range(SEED, SEED + each), chunksize=10))
    return first + second
