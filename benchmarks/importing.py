"""Import a million voucher rows from CSV and XLSX, against DuckDB and python-calamine reading the same file alone."""

from __future__ import annotations

import gc
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import python_calamine

from juesuan.books.import_ import import_file
from juesuan.books.model import Settings
from juesuan.books.new import new_book

__all__ = ["Cost", "imports"]

ROWS = 1_000_000
TITLES = [
    "凭证号",
    "日期",
    "单位",
    "收支",
    "功能分类",
    "经济分类",
    "项目",
    "资金性质",
    "支出性质",
    "收款人",
    "摘要",
    "金额",
]
FUNCTIONS = ("2080101", "2080106", "2101101", "2080505")
ECONOMICS = ("30101", "30201", "30299", "30108")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of the whole import and of reading alone."""

    seconds: float
    alone: float

    @property
    def ratio(self) -> float:
        """How many times reading alone the import takes."""
        return self.seconds / self.alone


def imports(rows: int = ROWS) -> dict[str, Cost]:
    """Time both kinds of file, reading alone and import in turn, the better of two each."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        _csv(home / "a.csv", rows)
        _xlsx(home / "a.xlsx", rows)
        return {
            "CSV": _cost(home, home / "a.csv", _duckdb),
            "XLSX": _cost(home, home / "a.xlsx", _calamine),
        }


def _cost(home: Path, file: Path, alone: Callable[[Path], None]) -> Cost:
    ours, theirs = [], []
    for turn in range(2):
        theirs.append(_timed(lambda: alone(file)))
        book = _book(home / f"{file.suffix}{turn}")
        ours.append(_timed(lambda book=book: _import(book, file)))  # type: ignore[misc]
    return Cost(min(ours), min(theirs))


def _timed(job: Callable[[], object]) -> float:
    gc.collect()
    started = time.perf_counter()
    job()
    return time.perf_counter() - started


def _import(book: Path, file: Path) -> None:
    found = import_file(book, "entries", file)
    if found.refused or not found.added:
        raise AssertionError(found.faults[:3])


def _duckdb(file: Path) -> None:
    duckdb.connect().execute(f"create table t as select * from read_csv('{file}')")


def _calamine(file: Path) -> None:
    python_calamine.CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()


def _book(path: Path) -> Path:
    new_book(path, Settings("某局", 2024))
    units = ["001,本级,administrative,", *(f"00{n},单位{n},institution,001" for n in range(2, 6))]
    (path / "units.csv").write_text("\n".join(["code,name,kind,parent", *units]) + "\n", "utf-8")
    projects = [f"P{n},项目{n},001,department,new,once," for n in range(20)]
    header = "code,name,unit,category,property,recurrence,result"
    (path / "projects.csv").write_text("\n".join([header, *projects]) + "\n", "utf-8")
    return path


def _cells(rows: int) -> Iterator[list[str]]:
    """Yield vouchers as an accounting system exports them, Chinese words and all; the amount comes last."""
    for n in range(rows):
        day = f"2024-{1 + n % 12:02}-{1 + n % 28:02}"
        codes = [f"00{1 + n % 5}", "支出", FUNCTIONS[n % 4], ECONOMICS[n % 4], f"P{n % 20}"]
        words = ["一般公共预算", "项目支出", f"某某市第{n % 5000}公司", f"付第{n}号合同款"]
        yield [f"V{n:08}", day, *codes, *words, f"{n * 7919 % 10_000_000 / 100:.2f}"]


def _csv(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.write(",".join(TITLES) + "\n")
        stream.writelines(",".join(row) + "\n" for row in _cells(rows))


def _xlsx(path: Path, rows: int) -> None:
    """Write a workbook with shared strings, as Excel and WPS do; amounts are numbers."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    known: dict[str, int] = {}
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        f'<sheet name="凭证" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as stream:
            stream.write(f'<worksheet xmlns="{main}"><sheetData>'.encode())
            stream.write(_row(1, TITLES, "", known))
            for number, row in enumerate(_cells(rows), 2):
                stream.write(_row(number, row[:-1], row[-1], known))
            stream.write(b"</sheetData></worksheet>")
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as stream:
            stream.write(f'<sst xmlns="{main}">'.encode())
            for word in known:
                stream.write(f"<si><t>{word}</t></si>".encode())
            stream.write(b"</sst>")


def _row(number: int, words: list[str], amount: str, known: dict[str, int]) -> bytes:
    letters = "ABCDEFGHIJKL"
    cells = "".join(
        f'<c r="{letters[n]}{number}" t="s"><v>{known.setdefault(word, len(known))}</v></c>'
        for n, word in enumerate(words)
    )
    last = f'<c r="{letters[len(words)]}{number}"><v>{amount}</v></c>' if amount else ""
    return f'<row r="{number}">{cells}{last}</row>'.encode()
