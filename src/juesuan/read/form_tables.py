"""A grid as a dense table: every position filled, head, header, body and notes told apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise

from juesuan.blocks import Cell, Grid
from juesuan.read.numbers import normalise, parse_amount

__all__ = ["MARKS", "Table", "is_code", "is_number", "plain"]

_QUOTES = re.compile(r"[\s“”\"'‘’〝〞＂「」『』]+")
_CODE = re.compile(r"[1-9]\d{2,6}")
_DECIMAL = re.compile(r"\d[.,]\d")
_ORDINAL = re.compile(r"(（?[一二三四五六七八九十]+）?[、.．]|（[一二三四五六七八九十]+）)")
_TOTAL = re.compile(r"(本年)?(收入|支出)?(合计|总计)")
_SIDE_LABEL = re.compile(
    r"本年(收入|支出)(合计)?$|使用非财政|用事业基金|(收入|支出)?总计$|结余分配$|(年初|年末)(财政拨款)?结转"
)
_NOTE = re.compile(r"(注|备注|说明|附注)\s*[:：\d一]|注[:：]?本表|本表")
_STAGE_ROW = re.compile(r"(\d{4}年度?)?(年初|全年|调整)?(预算|决算)数?")
MARKS = frozenset({"类", "款", "项", "类款项", "类、款、项", "款项", "栏次", "行次"})
"""Words of the header's last row that say nothing of a column."""

MAX_HEADER = 9


@lru_cache(maxsize=1 << 14)
def plain(text: str) -> str:
    """Return a label for comparison: no blanks or quotes, ASCII digits, brackets full width."""
    return _QUOTES.sub("", normalise(text)).replace("(", "（").replace(")", "）").replace(":", "：").replace("　", "")


def is_code(text: str) -> bool:
    """Say whether a cell holds three to seven digits that may be a code."""
    return _CODE.fullmatch(re.sub(r"\s+", "", normalise(text))) is not None


def is_number(text: str) -> bool:
    """Say whether a cell holds a number."""
    return parse_amount(text, "") is not None


@dataclass
class Table:
    """A part of a grid (all of it, but for sheets with several forms): rows `top` to `bottom`.

    `body` is the first row of figures and `end` the first row of notes; call `settle` once the layout is known.
    """

    grid: Grid
    top: int = 0
    bottom: int = -1
    header: int = 0
    body: int = 0
    end: int = 0
    numbering: int | None = None
    _paths: dict[tuple[int, bool], tuple[str, ...]] = field(default_factory=dict)
    _words: dict[int, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.bottom = self.grid.rows if self.bottom < 0 else self.bottom
        self.header = self.body = self.top
        self.end = self.bottom

    @cached_property
    def dense(self) -> list[list[Cell | None]]:
        """The cells by row and column; a merged cell stands at each of its positions."""
        rows: list[list[Cell | None]] = [[None] * self.grid.cols for _ in range(self.grid.rows)]
        for cell in self.grid.cells:
            for r in range(cell.row, min(cell.row + cell.rowspan, self.grid.rows)):
                for c in range(cell.col, min(cell.col + cell.colspan, self.grid.cols)):
                    if rows[r][c] is None or (rows[r][c].row, rows[r][c].col) != (r, c):  # type: ignore[union-attr]
                        rows[r][c] = cell
        return rows

    @cached_property
    def texts(self) -> list[list[str]]:
        """The plain text of every position."""
        memo: dict[int, str] = {}
        return [["" if c is None else memo.setdefault(id(c), plain(c.text.text)) for c in row] for row in self.dense]

    @cached_property
    def loose(self) -> bool:
        """Say whether nothing vouches for its columns: no merged cells and no boxes, as in plain text."""
        return not any(c.rowspan > 1 or c.colspan > 1 or c.box is not None for c in self.grid.cells)

    def cells(self, row: int) -> list[Cell]:
        """Return the distinct cells of a row that hold text, those that begin above left out."""
        found = dict.fromkeys(id(c) for c in self.dense[row] if c is not None and c.row == row)
        by_id = {id(c): c for c in self.dense[row] if c is not None}
        return [by_id[i] for i in found if by_id[i].text.text.strip()]

    def words(self, row: int) -> list[str]:
        """Return the plain texts of the distinct cells of a row."""
        if row not in self._words:
            self._words[row] = [plain(c.text.text) for c in self.cells(row)]
        return self._words[row]

    def settle(self, header: int, sides: bool) -> None:
        """Find where the header (from row `header`) ends and where the notes begin."""
        self.header, self.numbering = header, None
        self._paths.clear()
        self.end = self._notes_from(header)
        self.body = self._header_end(header, sides)

    def _notes_from(self, start: int) -> int:
        """Return the first row of notes, or the bottom."""
        for row in range(start, self.bottom):
            words = self.words(row)
            if words and len(words) <= 2 and _NOTE.match(words[0]) and len(words[0]) > 6:
                return row
        return self.bottom

    def _header_end(self, start: int, sides: bool) -> int:
        """Return the first row that is no header."""
        row = start
        while row < min(self.end, start + MAX_HEADER):
            words = self.words(row)
            if not words:
                if row == start or not any(self._is_header(r, sides) for r in range(row + 1, min(row + 3, self.end))):
                    return row if row > start else start
            elif self._is_numbering(words):
                self.numbering = row
                return row + 1
            elif not self._is_header(row, sides):
                return row
            row += 1
        return row

    def _is_numbering(self, words: list[str]) -> bool:
        """Say whether a row numbers the columns: 栏次 1 2 3 and so on."""
        numbers = [w for w in words if w not in MARKS]
        if not numbers or not all(re.fullmatch(r"\d{1,2}(=.*)?", n) for n in numbers):
            return bool(numbers) and words[0] == "栏次" and all(not _DECIMAL.search(n) for n in numbers)
        values = [int(re.match(r"\d+", n)[0]) for n in numbers]  # type: ignore[index]
        counted = all(b - a == 1 for a, b in pairwise(values))
        return counted and values[0] in (1, 2) and ("栏次" in words or len(values) > 2 or bool(set(words) & MARKS))

    def _is_header(self, row: int, sides: bool) -> bool:
        """Say whether a row holds nothing but words of a header."""
        words = self.words(row)
        if not words or any(is_code(w) or _DECIMAL.search(w) for w in words):
            return False
        said = [w for w in words if w not in MARKS]
        if not said:
            return True
        if any(is_number(w) for w in said):
            return False
        if all(_TOTAL.fullmatch(w) for w in said) and (len(said) == 1 or set(words) & MARKS):
            return False
        if sides and any(_ORDINAL.match(w) or _SIDE_LABEL.match(w) for w in said) and "项目" not in said:
            return False
        if "人员经费合计" in said or "公用经费合计" in said:
            return False
        first = self.texts[row][0]
        return not (
            _STAGE_ROW.fullmatch(first)
            and len(set(said)) == 1
            and self.grid.cols > 2
            and self.cells(row)[0].colspan == 1
            and not self._wide(row)
        )

    def _wide(self, row: int) -> bool:
        """Say whether the rows below split what stands in this row (so it is a heading, not a row's name)."""
        below = range(row + 1, min(row + 3, self.end))
        return any(len(self.words(r)) > 3 and not any(_DECIMAL.search(w) for w in self.words(r)) for r in below)

    def path(self, col: int, filled: bool = False) -> tuple[str, ...]:
        """Return the header texts over a column from top to bottom; `filled` carries texts right into blank cells."""
        key = (col, filled)
        if key not in self._paths:
            parts: list[str] = []
            for row in range(self.header, self.body):
                if row == self.numbering:
                    continue
                text = self.texts[row][col]
                if filled and not text:
                    text = next((self.texts[row][c] for c in range(col - 1, -1, -1) if self.texts[row][c]), "")
                if text and text not in MARKS and (not parts or parts[-1] != text):
                    parts.append(text)
            self._paths[key] = tuple(parts)
        return self._paths[key]

    def marks(self, col: int) -> set[str]:
        """Return 类, 款, 项, 栏次, 行次 where they stand in the header of a column (or in its first body row)."""
        rows = range(self.header, min(self.body + 1, self.end))
        return {self.texts[r][col] for r in rows} & MARKS

    def numbers(self) -> list[int]:
        """Return the columns that the 栏次 row numbers, in order."""
        if self.numbering is None:
            return []
        row = self.texts[self.numbering]
        return [c for c, t in enumerate(row) if re.fullmatch(r"\d{1,2}(=.*)?", t) and (c == 0 or t != row[c - 1])]
