"""The generated pages of docs/, written from the registers: `python -m juesuan.report.register docs`."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any

from juesuan.books.page import book_format_page
from juesuan.laws import registry
from juesuan.laws.registry import Entry, Register, in_language
from juesuan.registers.page import registers_page
from juesuan.report.sources import sources_page
from juesuan.report.strings import say

__all__ = ["claims_page", "explain_code", "laws_page", "list_codes", "pages", "write"]

ORDER = (
    *("identity", "aggregation", "balance", "derived", "classification", "disclosure", "cross-document"),
    "performance",
)
NOTE = "<!-- Written by `make docs`; do not edit. -->"


def laws_page(known: Register) -> str:
    """Return docs/laws.md: every check with its severity, wording, specification and examples."""
    lines = ["# Laws", "", NOTE, ""]
    lines += [
        "What `juesuan audit` checks. Severity: `error` is a contradiction, `warning` a doubt, `info` to know.",
        "",
    ]
    entries = sorted(known.codes.values(), key=_rank)
    for law, some in groupby(entries, key=lambda entry: entry.law):
        lines += [f"## {say(f'law.{law}', 'en')}", "", say(f"law.{law}", "zh"), ""]
        for entry in some:
            lines += [*_entry(entry), ""]
    for title, table in (("Why a figure is suspected", known.whys), ("Why a law could not run", known.not_run)):
        lines += [f"## {title}", "", "| key | 中文 | English |", "|---|---|---|"]
        lines += [
            f"| `{key}` | {_cell(w.get('zh', ''))} | {_cell(w.get('en', ''))} |" for key, w in sorted(table.items())
        ]
        lines.append("")
    return "\n".join(lines)


def _rank(entry: Entry) -> tuple[int, str]:
    return ORDER.index(entry.law) if entry.law in ORDER else len(ORDER), entry.code


def _entry(entry: Entry) -> Iterator[str]:
    yield f"### `{entry.code}` · {entry.severity}"
    yield ""
    yield f"**{entry.title.get('zh', '')}** · {entry.title.get('en', '')}"
    yield ""
    if entry.spec:
        yield entry.spec
        yield ""
    yield f"- {entry.message.get('zh', '')}"
    yield f"- {entry.message.get('en', '')}"
    for word, examples in (("passes", entry.passes), ("fails", entry.fails)):
        for example in examples:
            yield f"- {word}: {_code(example)}"


def _code(text: str) -> str:
    text = " ".join(text.split())
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def claims_page(table: dict[str, Any]) -> str:
    """Return docs/claims.md: every pattern of sentences that are read, with its examples."""
    lines = ["# Claims", "", NOTE, "", "Patterns of sentences that become readings and claims.", ""]
    for key, value in table.items():
        lines += [f"## {key}", ""]
        for name, row in _named(value):
            lines += [f"### `{name}`", "", *_pattern(row), ""]
    return "\n".join(lines)


def _named(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        yield from ((str(name), row) for name, row in value.items())
    elif isinstance(value, list):
        yield from ((_name(row, n), row) for n, row in enumerate(value, 1))
    else:
        yield "", value


def _name(row: object, number: int) -> str:
    return str(row.get("name") or row.get("id") or row.get("key") or number) if isinstance(row, dict) else str(number)


def _pattern(row: object) -> Iterator[str]:
    if not isinstance(row, dict):
        yield _code(str(row))
        return
    for key, value in row.items():
        for one in value if isinstance(value, list) else [value]:
            yield f"- {key}: {_code(str(one))}"


def list_codes(lang: str) -> str:
    """Return one line a check: its code, severity and title, the laws in their order."""
    entries = sorted(registry.register().codes.values(), key=_rank)
    width = max((len(entry.code) for entry in entries), default=0)
    faces = {entry.severity: say(f"severity.{entry.severity}", lang) for entry in entries}
    return "\n".join(f"{e.code:<{width}}  {faces[e.severity]}  {in_language(e.title, lang)}" for e in entries)


def explain_code(code: str, lang: str) -> str | None:
    """Return all the register says of one check, or None where it has no such code."""
    entry = registry.register().codes.get(code)
    if entry is None:
        return None
    head = f"{code} · {say(f'severity.{entry.severity}', lang)} · {in_language(entry.title, lang)}"
    lines = [head, "", in_language(entry.message, lang), "", entry.spec]
    for key, examples in (("passes", entry.passes), ("fails", entry.fails)):
        lines += [f"{say(f'cli.{key}', lang)}: {example}" for example in examples]
    return "\n".join(lines).strip()


def pages() -> dict[str, str]:
    """Return the generated pages by file name; a register that is not there gives none."""
    found = {"laws.md": laws_page(registry.register())}
    claims = files("juesuan.taxonomy") / "claims.toml"
    if claims.is_file():
        found["claims.md"] = claims_page(tomllib.loads(claims.read_text("utf-8")))
    found["book-format.md"] = book_format_page(NOTE)
    found["registers.md"] = registers_page(NOTE)
    found["sources.md"] = sources_page(NOTE)
    return found


def write(folder: Path) -> list[Path]:
    """Write the generated pages to `folder` and return where."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in pages().items():
        path = folder / name
        path.write_text(text, "utf-8")
        written.append(path)
    return written


if __name__ == "__main__":
    for one in write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs")):
        print(one)
