"""docs/registers.md: what a register is, and every shipped one, written from the packs."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from juesuan.registers.model import Clock, Field, Indicator, Move, Register
from juesuan.registers.packs import shipped

__all__ = ["registers_page"]

_HEADINGS = {
    "intro": "",
    "format": "The file",
    "uses": "The command line",
    "numbers": "Protected numbers",
    "claims": "Rounded claims",
}


@cache
def _prose() -> dict[str, str]:
    return tomllib.loads((files("juesuan.registers") / "page.toml").read_text("utf-8"))


def registers_page(note: str) -> str:
    """Return the page."""
    lines = ["# Registers (业务台账)", "", note, ""]
    for key, heading in _HEADINGS.items():
        lines += [f"## {heading}", ""] * bool(heading) + [_prose()[key].strip(), ""]
    packs = shipped()
    lines += ["## Shipped registers", "", *_overview(packs), ""]
    for register in packs.values():
        lines += [*_register(register), ""]
    return "\n".join(lines)


def _overview(packs: dict[str, Register]) -> Iterator[str]:
    yield "| register | 中文 | fields | states | clocks | indicators |"
    yield "|---|---|--:|--:|--:|--:|"
    for name, one in packs.items():
        parts = (one.fields, one.states, one.clocks, one.indicators)
        yield f"| [`{name}`](#{name}) | {one.title} | " + " | ".join(str(len(part)) for part in parts) + " |"
    sums = [[len(one.fields), len(one.states), len(one.clocks), len(one.indicators)] for one in packs.values()]
    totals = [sum(column) for column in zip(*sums, strict=True)]
    yield f"| {len(packs)} | | " + " | ".join(map(str, totals)) + " |"


def _register(one: Register) -> Iterator[str]:
    yield f"### {one.name}"
    yield ""
    yield f"**{one.title}**, version {one.version}. {one.rule}" + (f" 职责：{one.duty}。" if one.duty else "")
    yield ""
    yield "Fields: " + "; ".join(_field(field) for field in one.fields) + "."
    yield ""
    yield "States: " + ", ".join(f"`{name}` {title}" for name, title in one.states.items()) + "."
    yield ""
    yield "| move | from → to | needs | apart from | reason |"
    yield "|---|---|---|---|---|"
    yield from (_move(move) for move in one.moves)
    yield ""
    if one.clocks:
        yield "| clock | from → to | limit | law |"
        yield "|---|---|---|---|"
        yield from (_clock(clock) for clock in one.clocks)
        yield ""
    yield "| indicator | 中文 | counts | unit | version | definition |"
    yield "|---|---|---|---|--:|---|"
    yield from (_indicator(one.name, indicator) for indicator in one.indicators)


def _field(field: Field) -> str:
    column = field.column
    kind = "/".join(label for _, label in column.choices) if column.type == "choice" else column.to or column.type
    said = [kind, *([field.unit] if field.unit else []), *(["required"] if column.required else [])]
    return f"`{column.name}` {column.title} ({', '.join(said)})"


def _move(move: Move) -> str:
    codes = [" ".join(f"`{name}`" for name in names) for names in (move.needs, move.apart)]
    steps = ", ".join(f"`{name}`" for name in move.sources)
    return f"| {move.title} | {steps} → `{move.to}` | {' | '.join(codes)} | {'yes' if move.reason else ''} |"


def _clock(clock: Clock) -> str:
    unit = {"working": "working days", "calendar": "days", "months": "months"}[clock.kind]
    limit = f"{clock.days} {unit}"
    limit += f", {clock.longer} more with `{clock.extended}`" if clock.extended else ""
    limit += f", stands still in {' '.join(f'`{name}`' for name in clock.paused)}" if clock.paused else ""
    limit += f"; started from {clock.since}" if clock.since else ""
    limit += f" to {clock.until}" if clock.until else ""
    stops = " or ".join(f"`{name}`" for name in clock.stop)
    return f"| `{clock.name}` {clock.title} | `{clock.start}` → {stops} | {limit} | {clock.law} |"


def _indicator(name: str, one: Indicator) -> str:
    parts = (f"`{name}.{one.name}`", one.title, one.counts, one.unit, str(one.version), one.definition)
    return "| " + " | ".join(part.replace("|", "\\|") for part in parts) + " |"
