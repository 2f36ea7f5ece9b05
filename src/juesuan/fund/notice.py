"""Notice lists (公示名单): masked as they are made, read back when written, refused where a personal number is left."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from juesuan.books.faults import Fault, Unusable, fault
from juesuan.vault import mask
from juesuan.vault.leaks import Leak, leaks, leaks_in_text

__all__ = ["FORMATS", "Line", "Notice", "line", "write_notice"]


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a notice; made by `line`, which masks. `amount` is yuan, None where it is not settled yet."""

    name: str
    number: str
    employer: str
    programme: str
    span: str
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice: its title, the first and last day of objections, whom to tell, and its lines."""

    title: str
    start: date
    end: date
    contact: str
    lines: Sequence[Line]


def line(name: str, number: str, programme: str, span: str, employer: str = "", amount: Decimal | None = None) -> Line:
    """Mask a person; what is masked already stays as it is."""
    return Line(mask.name(name), mask.id_number(number), employer, programme, span, amount)


_TITLES = ("序号", "姓名", "身份证号", "单位", "补贴项目", "补贴期间", "金额（元）")
_STYLE = (
    "body{font-family:'Noto Serif SC','SimSun',serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#111}"
    "h1{font-size:1.4rem;text-align:center}table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #666;padding:.3rem .5rem;text-align:left}td:last-child{text-align:right}"
    "@media print{thead{display:table-header-group}tr{break-inside:avoid}}"
)


def _rows(notice: Notice) -> list[tuple[str, ...]]:
    return [
        (str(n), one.name, one.number, one.employer, one.programme, one.span, _yuan(one.amount))
        for n, one in enumerate(notice.lines, 1)
    ]


def _yuan(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:,.2f}"


def _foot(notice: Notice) -> str:
    span = f"公示期：{notice.start.isoformat()} 至 {notice.end.isoformat()}。"
    return f"{span}公示期内对名单有异议的，请向{notice.contact}反映。"


def _csv(notice: Notice) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerows([[notice.title], [_foot(notice)], _TITLES])
    writer.writerows([_inert(cell) for cell in row] for row in _rows(notice))
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def _inert(cell: str) -> str:
    """Return a cell no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _xlsx(notice: Notice) -> bytes:
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": notice.title})
    sheet = book.add_worksheet("公示")
    head = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "font_size": 14})
    grid = book.add_format({"border": 1})
    last = len(_TITLES) - 1
    sheet.merge_range(0, 0, 0, last, notice.title, head)
    sheet.merge_range(1, 0, 1, last, _foot(notice))
    for row, cells in enumerate([_TITLES, *_rows(notice)], 2):
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell, grid)
    for column, width in enumerate((6, 10, 22, 28, 18, 22, 14)):
        sheet.set_column(column, column, width)
    sheet.repeat_rows(2)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    return stream.getvalue()


def _html(notice: Notice) -> bytes:
    def row(cells: Iterable[str], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"

    title, foot = html.escape(notice.title), html.escape(_foot(notice))
    body = "\n".join(row(cells, "td") for cells in _rows(notice))
    text = (
        f'<!doctype html>\n<html lang="zh"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>\n'
        f"<body><h1>{title}</h1><p>{foot}</p>\n<table><thead>{row(_TITLES, 'th')}</thead>\n<tbody>\n{body}\n"
        "</tbody></table></body></html>\n"
    )
    return text.encode()


FORMATS: dict[str, Callable[[Notice], bytes]] = {".csv": _csv, ".xlsx": _xlsx, ".html": _html}


def write_notice(notice: Notice, path: Path) -> None:
    """Write a notice in the format of its name, read it back and look for personal numbers.

    Unusable where one is found (nothing is left then), the format is not known, or it cannot be written.
    """
    made = FORMATS.get(path.suffix.lower())
    if made is None:
        raise Unusable(fault("fund.notice_format", path, expected=" ".join(FORMATS)))
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_bytes(made(notice))
        found = leaks(draft.read_bytes(), path.name)
        if found:
            raise Unusable(_leak(notice, path, found))
        draft.replace(path)
    except OSError as error:
        raise Unusable(fault("fund.unwritable", path, why=error.strerror or error)) from error
    finally:
        draft.unlink(missing_ok=True)


def _leak(notice: Notice, path: Path, found: Sequence[Leak]) -> Fault:
    """Say what was found and, where it came with a line, in which."""
    first = found[0]
    said = {"kind": first.kind, "part": first.where, "value": first.shown, "count": len(found)}
    for number, row in enumerate(_rows(notice), 1):
        for title, cell in zip(_TITLES, row, strict=True):
            if leaks_in_text(cell):
                return fault("fund.notice_leak", path, number, title, **said)
    return fault("fund.notice_leak", path, None, None, **said)
