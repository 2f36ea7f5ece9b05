"""What stands around a form: its title, its unit of money, whose it is, and the notes below."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from juesuan.blocks import Grid, Line, Source, Text
from juesuan.read.form_tables import Table, plain
from juesuan.taxonomy.forms import FormSpec, form_specs

__all__ = ["Head", "Piece", "match_title", "notes_below", "pieces"]

_UNIT = re.compile(r"单位\s*[:：]\s*(?:人民币)?\s*(百万元|万元|千元|亿元|元)")
_OWNER = re.compile(
    r"(?:编制|填报|公开|预算|决算|汇总)?(?:部门|单位)(?:（单位）|（部门）)?(?:名称)?[:：]\s*([^:：]*?)\s*(?=(?:金额)?单位[:：]|$)"
)
_LABEL = re.compile(
    r"(公开|附|附件|财决|决算|预算公开|批复)?\d{0,2}表?[-—]?\d{0,2}表?|第?[一二三四五六七八九十]+表|（?续表?）?"
)
_YEAR = re.compile(r"(20\d\d)年度?")
_PREFIX = re.compile(
    r"^(附?表[一二三四五六七八九十\d]+(-\d+)?[：:、.．]?|公开\d+表[：:]?|（?[一二三四五六七八九十\d]+）?[、.．：])+"
)
_TAIL = re.compile(r"(（[^（）]*）|（[^（）]*|续表?|公开\d+表|附?表\d+)$")
_BARRED = re.compile(
    r"(预算|财政拨款|拨款|项目|基本|经营|收入|支出|收支|基金|资本|费|及|和|与|、|明细|非税|上级|专户|专项|事业|"
    r"资金|经费|国有资产|往来|成本|的)$"
)
_NOTE = re.compile(
    r"(注|备注|说明|附注)\s*[:：\d一]|本表|(我|本)?(部门|单位|局|委|院|校|中心)?[^。]{0,30}(没有|无)[^。]{0,60}"
    r"(收入|支出|收支|结转|拨款|经费)|.{0,40}(空表|无数据|表无|故本表|数据为(零|0|空))|.{0,30}(仍保留该表|本表下方)"
)
_HEADING = re.compile(r"第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）")
_CLOSED = re.compile(r"[。！？…）)]$")
REACH = 8


@dataclass(slots=True)
class Head:
    """What was read above a table: title with its form, unit, owner, year, and the blocks they stand in."""

    spec: FormSpec | None = None
    title: Text | None = None
    unit: str = ""
    owner: str = ""
    year: int | None = None
    blocks: set[int] = field(default_factory=set)
    alone: bool = True


@dataclass(slots=True)
class Piece:
    """A table with its head.

    `index` is the grid's block. `follows` says that nothing but page furniture, units and
    titles stands between it and the table before.
    """

    table: Table
    head: Head
    index: int
    follows: bool = False
    notes: list[Text] = field(default_factory=list)


def match_title(text: str) -> FormSpec | None:
    """Return the form whose title `text` ends with, or None; what stands before may be a year, an owner, a number."""
    core = _PREFIX.sub("", plain(text))
    if len(core) > 70 or re.search(r"[。；，]", core):
        return None
    for _ in range(4):
        if found := _longest(core):
            return found
        shorter = _TAIL.sub("", core)
        if shorter == core:
            return None
        core = shorter
    return None


def _longest(core: str) -> FormSpec | None:
    """Return the form whose alias reaches furthest to the left from the end of a title."""
    best: tuple[int, FormSpec] | None = None
    years = list(_YEAR.finditer(core))
    for spec in form_specs():
        for alias in spec.aliases:
            found = re.search(f"(?:{alias})$", core[years[-1].end() :] if alias.startswith("^") and years else core)
            if found and (best is None or len(found[0]) > best[0]):
                best = (len(found[0]), spec)
    if best is None:
        return None
    before = core[: len(core) - best[0]]
    if years and years[-1].end() >= len(before):
        return best[1]
    if _BARRED.search(before):
        return None
    if "预算" in before and "决算" not in core:
        return None
    return best[1]


def pieces(source: Source) -> Iterator[Piece]:
    """Yield every table of a document with what stands above it; a sheet of several forms gives several."""
    before: list[tuple[int, Line]] = []
    seen = False
    for index, block in enumerate(source.blocks):
        if isinstance(block, Line):
            before.append((index, block))
            continue
        head = _head_of_lines(before)
        for n, table in enumerate(_parts(block)):
            part = head if n == 0 else Head()
            top = _head_of_rows(table, part)
            if part.spec is None and block.sheet and n == 0:
                part.spec = match_title(re.sub(r"^[A-Za-z]+\d+\s*", "", block.sheet))
                part.title = Text.at(block.sheet, sheet=block.sheet) if part.spec else None
            table.header = top
            yield Piece(table, part, index, seen and part.alone)
        before, seen = [], True


def _parts(grid: Grid) -> list[Table]:
    """Split a grid at the rows that hold a title and nothing else."""
    whole = Table(grid)
    starts = [0]
    for row in range(1, grid.rows):
        words = whole.words(row)
        told = 0 < len(words) <= 2 and any(len(w) > 4 and w[-1] in "表）" and match_title(w) for w in words)
        if (
            told
            and row - starts[-1] > 3
            and not all(_is_furniture(w) for r in range(starts[-1], row) for w in whole.words(r))
        ):
            starts.append(row)
    ends = [*starts[1:], grid.rows]
    return [Table(grid, a, b) for a, b in zip(starts, ends, strict=True)] if len(starts) > 1 else [whole]


def _head_of_lines(lines: list[tuple[int, Line]]) -> Head:
    """Read title, unit and owner from the lines above a grid, nearest first."""
    head = Head()
    told = [(i, line) for i, line in lines if line.role not in ("footer", "header") and not _page_number(line)]
    near = told[-REACH:]
    for n in range(len(near) - 1, -1, -1):
        index, line = near[n]
        text = plain(line.text.text)
        if not text:
            continue
        used = _furniture(line.text, head)
        spec = None if head.spec else match_title(text)
        if spec is None and head.spec is None and n and not used and len(text) < 30:
            upper = near[n - 1][1].text
            spec = match_title(plain(upper.text) + text) if not match_title(upper.text) else None
            if spec:
                head.title = Text.join([upper, line.text])
                head.blocks.add(near[n - 1][0])
        if spec:
            head.spec, head.title = spec, head.title or line.text
            head.year = _year_of(text)
            used = True
        if used:
            head.blocks.add(index)
        elif head.spec or len(text) > 40:
            break
    head.alone = len(head.blocks & {i for i, _ in told}) == len(told)
    return head


def _head_of_rows(table: Table, head: Head) -> int:
    """Read title, unit and owner from the first rows of a grid; return the first row that is none of these."""
    row = table.top
    while row < min(table.bottom, table.top + REACH):
        cells = table.cells(row)
        if len({plain(c.text.text) for c in cells}) > 3:
            break
        used = not cells
        for cell in cells:
            text = plain(cell.text.text)
            spec = match_title(text) if len(text) > 4 and text[-1] in "表）" else None
            if spec and (head.spec is None or head.title is not None):
                head.spec, head.title, head.year = spec, cell.text, _year_of(text)
                used = True
            used = _furniture(cell.text, head) or used
        if not used:
            break
        row += 1
    return row


def _furniture(text: Text, head: Head) -> bool:
    """Take unit and owner from a line; say whether it is such a line, or a form's number."""
    raw = text.text
    unit, owner = (
        _UNIT.search(raw),
        _OWNER.search(re.sub(r"(金额)?单位\s*[:：]\s*(人民币)?\s*[百千]?[万亿]?元", "", raw)),
    )
    if unit:
        head.unit = head.unit or unit[1]
    if owner and len(raw) < 80:
        head.owner = head.owner or re.sub(r"\s|20\d\d年度?.*|日期.*|填报.*|公开.*", "", owner[1])
    return bool((unit or owner) and len(raw) < 80) or _is_furniture(plain(raw))


def _is_furniture(text: str) -> bool:
    """Say whether a text is a form's number or 续表."""
    return bool(text) and _LABEL.fullmatch(text) is not None and not text.isdigit()


def _page_number(line: Line) -> bool:
    """Say whether a line is a page number."""
    return re.fullmatch(r"[-—–\s]*\d{1,4}[-—–\s]*|第\d+页(共\d+页)?|\d+/\d+", plain(line.text.text)) is not None


def _year_of(text: str) -> int | None:
    """Return the year a title carries."""
    found = _YEAR.search(text)
    return int(found[1]) if found else None


def notes_below(source: Source, index: int) -> tuple[list[Text], set[int]]:
    """Return the notes right below the grid at `index`, and the blocks they stand in."""
    notes: list[Text] = []
    used: set[int] = set()
    running = False
    for n in range(index + 1, len(source.blocks)):
        block = source.blocks[n]
        if isinstance(block, Grid):
            break
        text = plain(block.text.text)
        if not text or block.role in ("footer", "header") or _page_number(block):
            continue
        listed = bool(notes) and re.match(r"\d[.．、]", text) is not None
        if (_NOTE.match(text) or listed) and not _HEADING.match(text) and len(text) < 400:
            notes.append(block.text)
        elif running and not _HEADING.match(text) and not match_title(text) and not _UNIT.search(text):
            notes[-1] = Text.join([notes[-1], block.text])
        else:
            break
        used.add(n)
        running = _CLOSED.search(text) is None
    return notes, used
