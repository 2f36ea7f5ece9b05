"""What stands around forms and explanation: duties, units, attachments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from juesuan.publish.forms import Press, build_form
from juesuan.publish.narrative.voice import Voice
from juesuan.publish.pack import numeral
from juesuan.publish.slots import filled
from juesuan.publish.tree import Block, Cell, Heading, ListTable, Paragraph

__all__ = ["attachments", "duties", "text_blocks", "units"]

_KINDS = {"administrative": "行政单位", "civil": "参照公务员法管理的事业单位", "institution": "事业单位"}
_CATEGORY = {"department": "部门预算项目", "district": "区级专项", "transfer": "上级转移支付项目"}
_PROPERTY = {"continuing": "持续性", "new": "新增性"}
_RECURRENCE = {"standing": "常年性", "extended": "延续性", "once": "一次性"}


def text_blocks(voice: Voice, key: str) -> list[Block]:
    """Return a Markdown text of the book as headings (numbered anew) and paragraphs."""
    blocks: list[Block] = []
    number = 0
    for line in voice.book.texts.get(key, "").splitlines():
        words = line.strip()
        if words.startswith("#"):
            number += 1
            blocks.append(Heading(2, f"{numeral(number)}、{words.lstrip('# ')}", f"{key}-{number}"))
        elif words:
            blocks.append(Paragraph(filled(words, voice.accounts)))
    return blocks


def duties(voice: Voice) -> list[Block]:
    """Return the book's text, or that duties are as the law says."""
    given = [b for b in text_blocks(voice, "duties") if isinstance(b, Paragraph)]
    blocks: list[Block] = [*given] or [Paragraph(voice.say("duties_none"))]
    blocks += _publication(voice)
    if telephone := voice.book.settings.telephone:
        blocks.append(Paragraph(voice.say("telephone", telephone=telephone)))
    return blocks


def _publication(voice: Voice) -> Iterator[Block]:
    """Say when the finance bureau approved the accounts and where they are published, as far as the book does."""
    said = voice.book.settings
    if said.approved:
        document = voice.say("approval", number=said.approval) if said.approval else ""
        yield Paragraph(voice.say("approved", date=_day(said.approved), document=document))
    if said.published and said.address:
        yield Paragraph(voice.say("published", date=_day(said.published), address=said.address))


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def units(voice: Voice) -> list[Block]:
    """Say which units the accounts consolidate, and of what kind each is."""
    listed = voice.book.units
    organisation = voice.names.organisation
    parts = f"{organisation}本级决算" + ("和所属单位决算" if len(listed) > 1 else "")
    blocks: list[Block] = [Paragraph(voice.say("units", parts=parts))]
    if listed:
        blocks.append(Paragraph(voice.say("units_list")))
    for number, unit in enumerate(listed, 1):
        words = {"number": str(number), "name": unit.name, "kind": _KINDS.get(unit.kind, unit.kind)}
        blocks.append(Paragraph(voice.say("unit", **words)))
    return blocks


def attachments(voice: Voice) -> list[Block]:
    """Return the list of procurement, operating cost and assets, and the projects or that there are none."""
    statistics = build_form("statistics", Press(voice.accounts, voice.pack, voice.names))
    caption = voice.pack.form("statistics")["caption"]
    blocks: list[Block] = [Heading(2, f"一、{caption}", "form-statistics"), statistics]
    blocks.append(Heading(2, f"二、{voice.pack.title('evaluation')}", "evaluation"))
    return [*blocks, *_projects(voice), *_numbered(voice.attachments, 3)]


def _numbered(blocks: list[Block], first: int) -> Iterator[Block]:
    """Yield attachments, their headings numbered from `first`."""
    number = first
    for block in blocks:
        if isinstance(block, Heading):
            yield Heading(block.level, f"{numeral(number)}、{block.text}", block.anchor)
            number += 1
        else:
            yield block


def _projects(voice: Voice) -> list[Block]:
    rows = voice.book.tables.get("projects", [])
    if not rows:
        return [Paragraph(voice.say("performance_none"))]
    head = ("项目名称", "项目类别", "项目属性", "项目类型", "主要成效")
    table: list[list[Cell | None]] = [[Cell(text, align="center", header=True) for text in head]]
    for row in rows:
        kinds = (_CATEGORY, _PROPERTY, _RECURRENCE)
        keys = ("category", "property", "recurrence")
        words = [names.get(str(row.get(key)), str(row.get(key) or "")) for names, key in zip(kinds, keys, strict=True)]
        cells = [str(row.get("name") or ""), *words, str(row.get("result") or "")]
        table.append([Cell(text, align="left" if n in (0, 4) else "center") for n, text in enumerate(cells)])
    return [ListTable(table, 1, [26, 14, 11, 11, 38])]
