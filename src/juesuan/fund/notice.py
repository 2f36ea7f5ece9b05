"""Notices (公示) as a department publishes them: masked as they are made, refused where a personal number is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from juesuan.books.faults import Fault, Unusable, fault
from juesuan.fund.model import months_between
from juesuan.fund.printed import FORMATS, Leaking, printed
from juesuan.fund.programme import Programme
from juesuan.publish.tree import Cell, Document, Figure, FormTable, Paragraph
from juesuan.vault import mask
from juesuan.vault.leaks import leaks_in_text

__all__ = ["FORMATS", "Line", "Notice", "document_of", "kept", "kept_as", "line", "lines_of", "notice_file"]

NOTICES = "fund/notices"
"""Where a book keeps what it put up."""


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a notice; made by `line`, which masks. `amount` is yuan, None where it is not settled yet.

    `person` is who it is, for counting; it is never printed.
    """

    name: str
    number: str
    employer: str
    programme: str
    span: str
    months: int
    amount: Decimal | None = None
    person: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice: who puts it up, on which law, first and last day of objections, their working days, whom to tell."""

    organisation: str
    start: date
    end: date
    days: int
    contact: str
    lines: Sequence[Line]
    basis: Sequence[str] = ()
    title: str = ""
    number: str = ""


def line(
    name: str,
    number: str,
    programme: str,
    start: date,
    last: date,
    employer: str = "",
    amount: Decimal | None = None,
    person: str = "",
) -> Line:
    """Mask a person; what is masked already stays as it is."""
    months = len(months_between(start, last))
    span = f"{start:%Y-%m}" if months == 1 else f"{start:%Y-%m}—{last:%Y-%m}"
    return Line(mask.name(name), mask.id_number(number), employer, programme, span, months, amount, person)


def lines_of(
    records: Sequence[Mapping[str, Any]],
    programmes: Mapping[str, Programme],
    amounts: Mapping[str, int] | None = None,
) -> tuple[list[Line], list[str]]:
    """Return the lines of applications, and the law they stand on; `amounts` are 分 by application, where settled."""
    lines, basis = [], dict[str, None]()
    for one in records:
        known = programmes.get(one["programme"])
        title = known.title if known else one["programme"]
        for law in known.basis if known else ():
            if law.start <= one["start"]:
                basis[f"{law.document}{law.article}"] = None
        fen = None if amounts is None else amounts.get(one["id"], 0)
        worth = None if fen is None else Decimal(fen) / 100
        lines.append(
            line(
                one["name"], one["id_shown"], title, one["start"], one["last"], one["employer"] or "", worth,
                one["person"],
            )
        )  # fmt: skip
    return lines, list(basis)


_COLUMNS: tuple[tuple[str, float, Callable[[Line], str | Figure]], ...] = (
    ("姓名", 8, lambda one: one.name),
    ("身份证号", 19, lambda one: one.number),
    ("用人单位", 22, lambda one: one.employer),
    ("补贴项目", 20, lambda one: one.programme),
    ("补贴期间", 16, lambda one: one.span),
    ("月数", 6, lambda one: Figure(str(one.months))),
    ("金额（元）", 13, lambda one: "待核定" if one.amount is None else Figure(f"{one.amount:,.2f}")),
)
"""Title, relative width and content of the columns; those nobody has anything in are left out."""
_SPARE = {"用人单位": "employer", "金额（元）": "amount"}


def document_of(notice: Notice) -> Document:
    """Return a notice as a document: its text, its signature, and the list as its attachment."""
    day = _said(notice.start)
    titles = list(dict.fromkeys(one.programme for one in notice.lines))
    what = titles[0] if len(titles) == 1 else "就业补贴"
    title = notice.title or f"关于{what}拟发放人员名单的公示"
    caption = f"{what}拟发放人员名单"
    blocks = [Paragraph([text]) for text in _text(notice, titles)]
    blocks.append(Paragraph([f"附件：{caption}"]))
    blocks += [Paragraph([notice.organisation], "right"), Paragraph([day], "right")]
    label = f"公示编号：{notice.number}" if notice.number else "附件"
    form = FormTable("notice", caption, label, notice.organisation, "单位：元", *_table(notice.lines))
    subject = f"{what}公示"
    return Document(title, notice.organisation, notice.start.year, day, [*blocks, form], letter=True, subject=subject)


def _said(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _text(notice: Notice, titles: Sequence[str]) -> list[str]:
    """Return what a notice says: on which law, what is to be paid to how many, until when and where to object."""
    lines = notice.lines
    persons, months = _persons(lines), sum(one.months for one in lines)
    known = [one.amount for one in lines if one.amount is not None]
    amount = f"，合计{sum(known):,.2f}元" if known else ""
    law = f"根据{'、'.join(notice.basis)}等规定" if notice.basis else "按照就业补助资金管理规定"
    what = "、".join(titles)
    return [
        f"{law}，经受理、初审和复审，拟对{persons}人发放{what}，共{months}个人月{amount}。现将名单公示如下，接受社会监督。",
        f"公示期自{_said(notice.start)}起{notice.days}个工作日，至{_said(notice.end)}止（公示当日不计算在内）。",
        f"公示期间，任何单位和个人对名单有异议的，请以书面或者电话方式向{notice.contact}反映，并提供必要的事实依据。",
        "没有异议或者经核实异议不成立的，按规定审批发放。",
    ]


def _persons(lines: Sequence[Line]) -> int:
    return len({one.person or f"#{n}" for n, one in enumerate(lines)})


def _table(lines: Sequence[Line]) -> tuple[list[list[Cell | None]], int, list[float]]:
    """Return rows, header rows and widths of the list, with its total."""
    columns = [c for c in _COLUMNS if c[0] not in _SPARE or any(getattr(one, _SPARE[c[0]]) for one in lines)]
    titles = ["序号", *(title for title, _, _ in columns)]
    rows: list[list[Cell | None]] = [[Cell(title, align="center", header=True) for title in titles]]
    for n, one in enumerate(lines, 1):
        rows.append([Cell(str(n), align="center"), *(_cell(title, made(one)) for title, _, made in columns)])
    label = len([one for one in titles if one not in ("月数", "金额（元）")])
    total: list[Cell | None] = [Cell(f"合计（{_persons(lines)}人）", colspan=label, align="center")]
    total += [None] * (label - 1)
    for at in range(label, len(titles)):
        parts = [(n, at, 1) for n in range(1, len(rows)) if isinstance(_value(rows[n][at]), Figure)]
        whole = sum((Decimal(_value(rows[n][at]).text.replace(",", "")) for n, _, _ in parts), Decimal())
        text = f"{whole:,.2f}" if titles[at] != "月数" else str(whole)
        total.append(Cell(Figure(text), align="right", sums=tuple(parts)))
    return [*rows, total], 1, [5, *(width for _, width, _ in columns)]


def _value(cell: Cell | None) -> Any:
    return cell.value if cell is not None else ""


def _cell(title: str, value: str | Figure) -> Cell:
    figure = isinstance(value, Figure)
    return Cell(value, align="right" if figure else "left" if title in ("用人单位", "补贴项目") else "center")


def kept_as(number: str, name: str) -> str:
    """Return where a book keeps the notice of a number, written as the file of a name."""
    return f"{NOTICES}/{number}{Path(name).suffix.lower()}"


def kept(book: Path, number: str, name: str) -> bytes:
    """Return a notice as the book keeps it. Unusable where there is none of the number, or none in this format."""
    there = sorted(path for path in (book / NOTICES).glob("*") if path.suffix in FORMATS)
    mine = {path.suffix: path for path in there if path.stem == number}
    if not mine:
        latest = " ".join(dict.fromkeys(path.stem for path in there[-5:])) or "—"
        raise Unusable(fault("fund.notice_unknown", NOTICES, value=number, expected=latest))
    path = mine.get(Path(name).suffix.lower())
    if path is None:
        raise Unusable(fault("fund.notice_kept", Path(name), value=number, expected=" ".join(mine)))
    return path.read_bytes()


def notice_file(notice: Notice, name: str) -> bytes:
    """Return a notice as the file of a name, proven (`printed`).

    Unusable where a personal number is left in it, with the line it came with, or its format is not known.
    """
    try:
        return printed(document_of(notice), name)
    except Leaking as leaking:
        raise Unusable(_placed(notice, name, leaking)) from leaking


def _placed(notice: Notice, name: str, leaking: Leaking) -> Fault:
    """Say what was found and, where it came with a line, in which."""
    for number, one in enumerate(notice.lines, 1):
        for title, _, made in _COLUMNS:
            if leaks_in_text(str(made(one))):
                return fault("fund.notice_leak", Path(name), number, title, **leaking.said)
    return leaking.fault
