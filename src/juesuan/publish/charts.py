"""Four charts (图): totals and fiscal totals against last year, revenue by source, expenditure by nature."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import vl_convert

from juesuan.facts import Coordinate
from juesuan.publish.narrative.totals import NATURES, SOURCES
from juesuan.publish.narrative.voice import Voice
from juesuan.publish.tree import Chart

__all__ = ["CHARTS", "FONT", "chart_of"]

FONT = "Noto Sans SC"
_COLOURS = ("#1f4e79", "#c55a11", "#548235", "#7f6000", "#7030a0", "#7f7f7f")
_WIDTH, _BAR = 420, 34

Row = dict[str, object]


@cache
def _fonts() -> None:
    """Let the converter find the fonts of the wheel."""
    vl_convert.register_font_directory(str(Path(pylopdf_fonts_zh_cn.__file__).parent))


def chart_of(section: str, voice: Voice) -> Chart | None:
    """Return the chart of a section (overall, revenue, expenditure, fiscal), or None where it would show nothing."""
    title, rows = CHARTS[section](voice)
    if len(rows) < (2 if section in ("overall", "fiscal") else 1):
        return None
    specification = _specification(rows, voice.accounts.unit)
    _fonts()
    svg = str(vl_convert.vegalite_to_svg(specification, allowed_base_urls=[]))
    said = "，".join(f"{row['name']}{row['label']}{voice.accounts.unit}" for row in rows)
    caption = f"图{list(CHARTS).index(section) + 1}：{title}（单位：{voice.accounts.unit}）"
    return Chart(caption, specification, svg, f"{title}：{said}。")


def _row(voice: Voice, name: str, about: Coordinate) -> Row:
    value = voice.value(about)
    return {"name": name, "value": float(value), "label": f"{value:,.{voice.accounts.places}f}"}


def _compared(voice: Voice, about: Coordinate) -> list[Row]:
    both = (about.at(year=voice.year - 1), about)
    return [_row(voice, f"{c.year}年度", c) for c in both if c in voice.accounts.printed]


def _structure(voice: Voice, whole: Coordinate, dimension: str, names: dict[str, str]) -> list[Row]:
    abouts = {name: whole.with_(**{dimension: member}) for member, name in names.items()}
    return [_row(voice, name, about) for name, about in abouts.items() if voice.value(about)]


def _overall(voice: Voice) -> tuple[str, list[Row]]:
    return "收、支决算总计变动情况", _compared(voice, voice.about("inflow"))


def _fiscal(voice: Voice) -> tuple[str, list[Row]]:
    return "财政拨款收、支决算总计变动情况", _compared(voice, voice.about("inflow", fund="fiscal"))


def _revenue(voice: Voice) -> tuple[str, list[Row]]:
    return "收入决算结构", _structure(voice, voice.about("revenue"), "source", SOURCES)


def _expenditure(voice: Voice) -> tuple[str, list[Row]]:
    return "支出决算结构", _structure(voice, voice.about("expenditure"), "nature", NATURES)


CHARTS = {"overall": _overall, "revenue": _revenue, "expenditure": _expenditure, "fiscal": _fiscal}
"""The sections that have a chart, in order of their numbers, and what each shows."""


def _specification(rows: list[Row], unit: str) -> dict[str, object]:
    """Return a bar for every row with its figure beside it; the axis shows no numbers of its own."""
    import altair as alt  # slow to load, and most commands draw nothing

    order = [str(row["name"]) for row in rows]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y(
            "name:N", sort=order, title=None, axis=alt.Axis(labelLimit=200, ticks=False, domain=False, labelPadding=6)
        ),
        x=alt.X("value:Q", axis=None),
        tooltip=[alt.Tooltip("name:N", title="项目"), alt.Tooltip("label:N", title=unit)],
    )
    bars = base.mark_bar(height={"band": 0.62}).encode(
        color=alt.Color("name:N", sort=order, scale=alt.Scale(range=list(_COLOURS)), legend=None)
    )
    labels = base.mark_text(align="left", dx=6).encode(text="label:N")
    chart = alt.layer(bars, labels).properties(width=_WIDTH, height=_BAR * len(rows), padding=8)
    config = chart.configure(font=FONT).configure_view(stroke=None).configure_axis(labelFontSize=13)
    return dict(config.configure_text(fontSize=13).to_dict())
