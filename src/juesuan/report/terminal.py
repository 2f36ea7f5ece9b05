"""An audit as a table to read in a terminal or a pipe."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from juesuan.findings import Severity
from juesuan.laws.registry import title_of
from juesuan.report import view
from juesuan.report.notices import explain_notice
from juesuan.report.strings import say

if TYPE_CHECKING:
    from juesuan.auditing import Audit

__all__ = ["table"]

COLOUR = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
FACE = {"proven": "green", "contradicted": "bold red", "unchecked": "dim"}


def table(
    audit: Audit,
    lang: str = "zh",
    least: Severity = Severity.INFO,
    *,
    width: int = 100,
    colour: bool = False,
) -> str:
    """Write the findings grouped by severity, then the figures and what was not checked."""
    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=colour, no_color=not colour, highlight=False, emoji=False, markup=False
    )
    console.print(Group(*_head(audit, lang)))
    found = view.items(audit, lang, least)
    for severity in Severity:
        if some := [item for item in found if item.severity is severity]:
            console.print(_block(severity, some, lang))
    console.print(Group(*_foot(audit, lang, len(found))))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _head(audit: Audit, lang: str) -> list[RenderableType]:
    source = audit.disclosure.source
    return [Text(source.path, style="bold"), Text(view.heading(audit.disclosure, lang), style="dim")]


def _block(severity: Severity, found: Sequence[view.Item], lang: str) -> RenderableType:
    grid = Table(
        box=SIMPLE_HEAD,
        title=f"{say(f'severity.{severity}', lang)} {len(found)}",
        title_style=COLOUR[severity],
        title_justify="left",
        expand=True,
        padding=(0, 1, 0, 0),
        pad_edge=False,
        show_edge=False,
    )
    grid.add_column(say("report.where", lang), ratio=26, overflow="fold")
    grid.add_column(say("report.what", lang), ratio=56, overflow="fold")
    if any(item.finding.expected for item in found):
        grid.add_column(say("report.should", lang), ratio=18, overflow="fold")
    for item in found:
        cells = [_where(item, lang), _what(item, lang), Text(item.finding.expected)]
        grid.add_row(*cells[: len(grid.columns)], end_section=False)
    return Padding(grid, (1, 0, 0, 0))


def _where(item: view.Item, lang: str) -> Text:
    at = item.main.place if item.main else None
    text = Text()
    parts = view.where_parts(at, lang) if at else []
    cell = sum(1 for name in (at.row, at.column) if name) if at else 0
    halves = (parts[: len(parts) - cell], parts[len(parts) - cell :])
    text.append("\n".join(say("place.join", lang).join(half) for half in halves if half) or item.where)
    if at and at.section and not at.form and at.section not in item.where:
        text.append(f"\n{at.section.rpartition(' / ')[2]}", style="dim")
    return text


def _what(item: view.Item, lang: str) -> Text:
    text = Text(item.message)
    for suspect in item.finding.suspects:
        text.append(f"\n{view.suspect_words(item.finding, suspect, lang)}", style="magenta")
    text.append(f"\n{item.finding.code}", style="dim")
    return text


def _foot(audit: Audit, lang: str, shown: int) -> list[RenderableType]:
    counts, figures = view.counts(audit), view.figures(audit)
    total = sum(counts.values())
    lines: list[RenderableType] = [Text()]
    if not total:
        lines.append(Text(say("report.none", lang), style="green"))
    face = "bold red" if counts["error"] else "bold green"
    lines.append(Text(say("report.counts", lang, **counts), style=face))
    if shown < total:
        lines.append(Text(say("report.hidden", lang, n=total - shown), style="dim"))
    lines.append(Text(say("report.figures", lang, **figures)))
    lines += [
        Text(say("report.notice", lang, text=explain_notice(notice, lang)), style="yellow")
        for notice in audit.disclosure.source.notices
    ]
    lines += [
        Text(say("report.not_run", lang, law=law_name(law, lang), why=why), style="dim")
        for law, why in view.not_run(audit, lang)
    ]
    return lines


def law_name(law: str, lang: str) -> str:
    """Return the short name of a law, or the title of a code."""
    if "." in law:
        return title_of(law, lang)
    return say(f"law.{law}", lang).partition("：" if lang == "zh" else ":")[0]
