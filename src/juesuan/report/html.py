"""The findings beside the document in one HTML file that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2

from juesuan.blocks import Source
from juesuan.findings import Severity
from juesuan.report import json, view
from juesuan.report.marks import MARGIN, Mark, boxes, lines, marks_of, pages_of
from juesuan.report.notices import explain_notice
from juesuan.report.pictures import Picture, pictures
from juesuan.report.strings import say
from juesuan.report.terminal import law_name

if TYPE_CHECKING:
    from juesuan.auditing import Audit

__all__ = ["page"]


@cache
def _template() -> jinja2.Template:
    loader = jinja2.FileSystemLoader(Path(__file__).parent)
    return jinja2.Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    ).get_template("page.html")


def page(audit: Audit, lang: str = "zh", least: Severity = Severity.INFO) -> str:
    """Return the page of one audit."""
    found = view.items(audit, lang, least)
    source = audit.disclosure.source
    pdf = source.format == "pdf"
    return _template().render(
        lang=lang,
        say=lambda key, **params: say(key, lang, **params),
        name=Path(source.path).name,
        heading=view.heading(audit.disclosure, lang),
        tool=json.TOOL,
        counts=view.counts(audit),
        severities=[str(severity) for severity in Severity],
        figures=view.figures(audit),
        findings=[_finding(item, lang) for item in found],
        sections=_sections(found),
        sheets=list(_sheets(source, found)) if pdf else [],
        rows=[] if pdf else lines(source.blocks, found),
        not_run=[(law_name(law, lang), why) for law, why in view.not_run(audit, lang)],
        notices=[explain_notice(notice, lang) for notice in source.notices],
    )


def _sections(items: Sequence[view.Item]) -> list[str]:
    return sorted({item.section for item in items}, key=lambda section: _first(items, section))


def _first(items: Sequence[view.Item], section: str) -> tuple[int, int]:
    places = [item.main.place for item in items if item.section == section and item.main]
    return min(((place.page or 0, place.line or 0) for place in places), default=(1 << 30, 0))


def _finding(item: view.Item, lang: str) -> dict[str, Any]:
    finding = item.finding
    anchors = {number: mark.anchor for _, number, mark in marks_of([item])}
    witnesses = [
        {
            "role": say(f"role.{witness.role}", lang),
            "text": witness.text,
            "unit": _unit(witness),
            "where": view.where(witness.place, lang),
            "section": witness.place.section,
            "anchor": anchors.get(n),
        }
        for n, witness in enumerate(finding.witnesses)
    ]
    suspects = [view.suspect_words(finding, suspect, lang) for suspect in finding.suspects]
    return {"item": item, "witnesses": witnesses, "suspects": suspects}


def _unit(witness: Any) -> str:
    return "" if not witness.unit or witness.text.endswith(witness.unit) else witness.unit


def _sheets(source: Source, items: Sequence[view.Item]) -> Iterator[dict[str, Any]]:
    """Return the pages to show with their boxes in per cent, and the gaps between them."""
    marked = boxes(items)
    before = 0
    for picture in pictures(source.path, pages_of(marked, source.pages)):
        if picture.page > before + 1:
            yield {"gap": (before + 1, picture.page - 1)}
        before = picture.page
        placed = [(mark, _share(mark, picture)) for mark in marked.get(picture.page, [])]
        yield {"gap": None, "picture": picture, "boxes": placed}
    if before < source.pages:
        yield {"gap": (before + 1, source.pages)}


def _share(mark: Mark, picture: Picture) -> str:
    """Return where a box stands on the picture, as CSS; a mark without a box stands at the top of its page."""
    if mark.box is None:
        return "left:0;top:0;width:100%;height:.6%"
    left, top, right, bottom = mark.box
    x, y = (left - MARGIN) / picture.width, (top - MARGIN) / picture.height
    w, h = (right - left + 2 * MARGIN) / picture.width, (bottom - top + 2 * MARGIN) / picture.height
    return f"left:{x:.3%};top:{y:.3%};width:{w:.3%};height:{h:.3%}"
