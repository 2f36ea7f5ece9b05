"""What a proof is worth: every proven figure of Wuchang's text with one digit changed, and what is then said of it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.places import WUCHANG, audited
from juesuan.auditing import Audit, audit
from juesuan.facts import Place, Reading
from juesuan.findings import Status

NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


@dataclass(slots=True)
class Changed:
    """A proven figure whose first digit was changed: whether a finding points at it, and its status then."""

    line: int
    before: str
    after: str
    found: bool
    status: Status | None


def power() -> list[Changed]:
    """Change each proven figure of the text by itself and audit the document again."""
    lines = WUCHANG.read_text("utf-8").split("\n")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / WUCHANG.name
        return [one for r in _proven(audited(WUCHANG)) for one in _change(lines, r, path)]


def _proven(result: Audit) -> list[Reading]:
    return [r for r, status in result.report.statuses if r.origin == "text" and status is Status.PROVEN]


def _change(lines: list[str], reading: Reading, path: Path) -> Iterator[Changed]:
    line, start = reading.place.line, reading.place.start
    if line is None or start is None or not (match := NUMBER.match(lines[line - 1], start)):
        return
    before, after = match[0], _other(match[0])
    text = lines[line - 1]
    changed = [*lines[: line - 1], f"{text[:start]}{after}{text[match.end() :]}", *lines[line:]]
    path.write_text("\n".join(changed), "utf-8")
    result = audit(path)
    found = any(_there(w.place, line, start) for f in result.report.findings for w in f.witnesses)
    statuses = (s for r, s in result.report.statuses if r.origin == "text" and _there(r.place, line, start))
    yield Changed(line, before, after, found, next(statuses, None))


def _other(number: str) -> str:
    """Return a number with its first digit other than 0 changed, 7 for a nought."""
    match = re.search("[1-9]", number)
    if match is None:
        return number.replace("0", "7", 1)
    return f"{number[: match.start()]}{(int(match[0]) + 3) % 9 + 1}{number[match.end() :]}"


def _there(place: Place, line: int, start: int) -> bool:
    return (place.line, place.start) == (line, start)
