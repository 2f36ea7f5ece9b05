"""`juesuan diff`: two books, two documents, or a book and a document, figure by figure."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from juesuan.books.putting import put
from juesuan.commands.common import choice, guarded, language_of, noted, stop
from juesuan.commands.options import Format, Lang, Out
from juesuan.diff import Change, Comparison, Printed, compare, side_of
from juesuan.facts import Place
from juesuan.report.strings import say
from juesuan.taxonomy.description import describe

__all__ = ["diff_command"]

_COUNTED = ("groups", "persons", "visits", "vehicles", "equipment")


def diff_command(
    left: Annotated[Path, typer.Argument(metavar="A")],
    right: Annotated[Path, typer.Argument(metavar="B")],
    format: Format = "table",  # noqa: A002 - the option's name
    out: Out = None,
    lang: Lang = None,
) -> None:
    """Compare two books or documents. Exit status 0 nothing differs, 1 something does, 2 unreadable."""
    words = language_of(lang)
    choice("--format", format, ("table", "json", "xlsx"), words)
    for path in (left, right):
        if not path.exists():
            stop(say("cli.missing", words, path=path))
    with guarded(left, words):
        mine = side_of(left)
    with guarded(right, words):
        found = compare(mine, side_of(right))
    if format == "xlsx":
        out = out or Path(f"{left.stem}-{right.stem}.diff.xlsx")
    with guarded(out or Path(), words):
        _write(found, format, out, words)
    raise typer.Exit(1 if found.changes else 0)


def _write(found: Comparison, form: str, out: Path | None, lang: str) -> None:
    writers: dict[str, Callable[[], str | bytes]] = {
        "xlsx": lambda: _xlsx(found, lang),
        "json": lambda: _json(found),
        "table": lambda: _table(found, lang),
    }
    content = writers[form]()
    if out is None:
        typer.echo(content, nl=False)
        return
    put(out, content if isinstance(content, bytes) else content.encode("utf-8"))
    noted("cli.written", lang, path=out)


def _shown(printed: Printed | None) -> str:
    return printed.text if printed else "—"


def _gap(change: Change) -> str:
    """Return the difference: money in 万元, counts as they are."""
    if change.coordinate.measure in _COUNTED:
        return f"{change.difference:+f}"
    return f"{change.difference / Decimal(10_000):+,.2f}万元"


def _where(place: Place | None, lang: str) -> str:
    """Say where a figure stands: the page or line, and the form or section."""
    if place is None:
        return ""
    parts = [say("place.page", lang, n=place.page)] if place.page else []
    parts += [say("place.line", lang, n=place.line)] if place.line else []
    parts += [say("place.form", lang, name=place.form)] if place.form else [(place.section or "").split(" / ")[-1]]
    return say("place.join", lang).join(p for p in parts if p)


def _table(found: Comparison, lang: str) -> str:
    out = io.StringIO()
    console = Console(file=out, width=140, highlight=False, emoji=False, markup=False)
    grid = Table(box=SIMPLE_HEAD)
    for name in ("what", "left", "right", "difference", "place"):
        grid.add_column(
            say(f"diff.{name}", lang), justify="right" if name in ("left", "right", "difference") else "left"
        )
    for change in found.changes:
        places = [_where(p.place, lang) for p in (change.left, change.right) if p]
        grid.add_row(
            describe(change.coordinate, lang),
            _shown(change.left),
            _shown(change.right),
            _gap(change),
            " / ".join(filter(None, places)),
        )
    console.print(say("diff.head", lang, left=found.left.path, right=found.right.path))
    if found.changes:
        console.print(grid)
    same = found.common - len({c.coordinate for c in found.changes if c.left and c.right})
    console.print(say("diff.summary", lang, n=len(found.changes), same=same))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _rows(found: Comparison) -> list[dict[str, Any]]:
    return [
        {
            "coordinate": str(change.coordinate),
            "left": _side(change.left),
            "right": _side(change.right),
            "difference": str(change.difference),
        }
        for change in found.changes
    ]


def _side(printed: Printed | None) -> dict[str, Any] | None:
    if printed is None:
        return None
    place = printed.place
    where = {k: getattr(place, k) for k in ("page", "line", "box", "form", "row", "column", "section")} if place else {}
    return {"text": printed.text, "value": str(printed.value), **{k: v for k, v in where.items() if v is not None}}


def _json(found: Comparison) -> str:
    head = {"left": str(found.left.path), "right": str(found.right.path), "common": found.common}
    return json.dumps({**head, "changes": _rows(found)}, ensure_ascii=False, indent=1) + "\n"


def _xlsx(found: Comparison, lang: str) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet(say("diff.sheet", lang))
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
        for n, name in enumerate(("what", "left", "right", "difference_yuan", "place_left", "place_right")):
            sheet.write_string(0, n, say(f"diff.{name}", lang), bold)
        for n, change in enumerate(found.changes, 1):
            sheet.write_string(n, 0, describe(change.coordinate, lang))
            sheet.write_string(n, 1, _shown(change.left))
            sheet.write_string(n, 2, _shown(change.right))
            sheet.write_number(n, 3, float(change.difference), money)
            for column, printed in ((4, change.left), (5, change.right)):
                sheet.write_string(n, column, _where(printed.place if printed else None, lang))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 0, 60)
        sheet.set_column(1, 5, 22)
    return buffer.getvalue()
