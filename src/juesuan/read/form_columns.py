"""Which column of a table is which column of its form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from juesuan.read.form_tables import Table
from juesuan.taxonomy.forms import Cast, ColumnSpec, FormSpec

__all__ = ["Bound", "Columns", "bind", "by_numbering", "stage_of"]

_CODE = re.compile(r"编码|代码|编号|^类$|^款$|^项$|/(类|款|项)$|经济分类$|功能分类$|功能分类科目$")
_NAME = re.compile(r"科目名称|名称$|栏次$|^项目$|项目（按[^/]*）$|^科目$")
_NUMBER = re.compile(r"(^|/)行次?$|序号$")
_STAGE = re.compile(
    r"(\d{4}年(度)?|上年(度)?|本年(度)?)?(年初|全年|调整|调整后|追加后)?(支出)?(预算|决算)(数|金额)?|采购预算"
)
_ACTUAL = re.compile(r"决算")
_FINAL = re.compile(r"全年|调整|追加")
_COMPARED = re.compile(r"增减|增长|比较|比上年|差额|占比|比重|比例|[%％]|完成")
_YEAR = re.compile(r"(20\d\d)年|(上年|上一年)(度)?(支出|收入)?(决算|执行)?数?(/|$)")


@dataclass(frozen=True, slots=True)
class Bound:
    """A value column: its key ("basic", "initial.all"), what it says of coordinates, and its printed header.

    `back` is how many years before the form's own its figures are.
    """

    key: str
    cast: Cast
    header: str
    back: int = 0


@dataclass(slots=True)
class Columns:
    """The columns of a table: values by position, and where codes, names (or labels) and list numbers stand."""

    values: dict[int, Bound] = field(default_factory=dict)
    codes: tuple[int, ...] = ()
    names: tuple[int, ...] = ()
    numbers: tuple[int, ...] = ()
    width: int = 0

    def keys(self) -> tuple[str, ...]:
        """The keys of the value columns from left to right."""
        return tuple(self.values[c].key for c in sorted(self.values))

    def shifted(self, by: int) -> Columns:
        """Return the same value columns, all moved by some positions."""
        return Columns({c + by: b for c, b in self.values.items()}, self.codes, self.names, self.numbers, self.width)


def stage_of(part: str) -> str:
    """Return the stage a header text or row name stands for ("" if it is none)."""
    if not _STAGE.fullmatch(part):
        return ""
    if _ACTUAL.search(part):
        return "actual"
    return "final" if _FINAL.search(part) else "initial"


def bind(
    table: Table, spec: FormSpec, left: int = 0, right: int | None = None, side: str = "", only: str = ""
) -> Columns:
    """Bind the columns from `left` up to `right` to those of the form, each key to the column it fits best.

    `side` leaves out the columns of the other half, `only` all keys but one.
    """
    right = table.grid.cols if right is None else right
    found = Columns(width=table.grid.cols)
    paths = {c: table.path(c) or table.path(c, filled=True) for c in range(left, right)}
    roles = {c: _role(table, c, paths[c]) for c in paths}
    found.codes = tuple(c for c in paths if roles[c] == "code")
    found.names = tuple(c for c in paths if roles[c] == "name")
    found.numbers = tuple(c for c in paths if roles[c] == "number")
    free = {c: paths[c] for c in paths if not roles[c]}
    specs = [s for s in spec.columns if (not side or s.side in ("", side)) and only in ("", s.key)]
    stages = _stages(table, free, specs)
    backs = _backs(free)
    for stage, back in dict.fromkeys((stages[c], backs[c]) for c in free):
        group = [c for c in free if (stages[c], backs[c]) == (stage, back)]
        taken = _assign(table, specs, group)
        for column, chosen in taken.items():
            found.values[column] = _bound(table, chosen, stage, column, back)
    return found


def _backs(free: dict[int, tuple[str, ...]]) -> dict[int, int]:
    """Return how many years back each column looks: only where columns name different years, or 上年."""
    said = {c: found for c, path in free.items() if (found := _YEAR.search("/".join(path)))}
    years = {int(m[1]) for m in said.values() if m[1]}
    backs = dict.fromkeys(free, 0)
    for column, match in said.items():
        backs[column] = max(years) - int(match[1]) if match[1] else 1
    return backs


def _role(table: Table, col: int, path: tuple[str, ...]) -> str:
    """Say whether a column holds codes, names or list numbers ("" for values)."""
    whole = "/".join(path)
    if _NUMBER.search(whole) or "行次" in table.marks(col):
        return "number"
    if path and _COMPARED.search(path[-1]):
        return "compared"
    if table.marks(col) & {"类", "款", "项"}:
        return "code"
    if _NAME.search(whole) or "栏次" in table.marks(col):
        return "name"
    return "code" if _CODE.search(whole) else ""


def _stages(table: Table, free: dict[int, tuple[str, ...]], specs: list[ColumnSpec]) -> dict[int, str]:
    """Return the stage of every value column: what its header says, unless kinds repeat in blocks."""
    said = {c: next((s for part in reversed(path) if (s := stage_of(part))), "actual") for c, path in free.items()}
    if len(set(said.values())) < 2 or not table.loose:
        return said
    kinds = {c: _best_key(table, specs, c) for c in free}
    columns = [c for c in free if kinds[c]]
    half = len(columns) // 2
    if half and [kinds[c] for c in columns[:half]] == [kinds[c] for c in columns[half:]]:
        order = list(dict.fromkeys(s for c in sorted(said) if (s := said[c])))[:2]
        return {c: order[0] if c < columns[half] else order[-1] for c in free}
    return said


def _best_key(table: Table, specs: list[ColumnSpec], col: int) -> str:
    """Return the key of the first spec that fits a column."""
    scored = [(_score(s, table, col), -n, s.key) for n, s in enumerate(specs)]
    best = max(scored, default=(0, 0, ""))
    return best[2] if best[0] else ""


def _assign(table: Table, specs: list[ColumnSpec], group: list[int]) -> dict[int, ColumnSpec]:
    """Give each spec, in order, the free column it fits best (the leftmost of equals)."""
    taken: dict[int, ColumnSpec] = {}
    for spec in specs:
        if any(t.key == spec.key for t in taken.values()):
            continue
        scored = [(_score(spec, table, c), -c) for c in group if c not in taken]
        best = max(scored, default=(0, 0))
        if best[0]:
            taken[-best[1]] = spec
    return taken


def _score(spec: ColumnSpec, table: Table, col: int) -> int:
    """Say how well a header path fits a pattern: 0 not at all; more where the match is its last text, and all of it."""
    best = 0
    for filled in (False, True):
        path = tuple(p for p in table.path(col, filled) if not _STAGE.fullmatch(p))
        for whole, bonus in (("/".join(path), 1), ("/".join(table.path(col, filled)), 0)):
            found = spec.pattern.search(whole)
            if not found:
                continue
            leaf = whole.rfind("/") + 1
            score = 2 + 2 * (found.end() == len(whole)) + 2 * (found.start() >= leaf) + bonus - filled
            best = max(best, score + (found.start() == leaf and found.end() == len(whole)))
    return best


def _bound(table: Table, spec: ColumnSpec, stage: str, col: int, back: int = 0) -> Bound:
    """Join a column's spec with its stage and year."""
    stage = spec.cast.stage or stage
    key = spec.key if stage == "actual" or spec.key == stage else f"{stage}.{spec.key}"
    key = f"prior.{key}" if back else key
    return Bound(key, Cast(spec.cast.measure, stage, spec.cast.members), _header(table, col), back)


def _header(table: Table, col: int) -> str:
    """Return the printed header of a column: its last text, with the one above where that says little."""
    path = table.path(col) or table.path(col, filled=True)
    if len(path) > 1 and (re.fullmatch(r"合计|小计|金额", path[-1]) or stage_of(path[-1])):
        above = path[-2]
        return path[-1] if re.fullmatch(r"收入|支出|项目", above) else f"{above} {path[-1]}"
    return path[-1] if path else ""


def by_numbering(table: Table, spec: FormSpec) -> Columns | None:
    """Bind by the 栏次 row where nothing else vouches for the columns: number k is the k-th key of a known variant.

    The variant must have as many value columns as are numbered, and the header must name each of them somewhere.
    """
    numbers = table.numbers()
    words = [w for r in range(table.header, table.body) if r != table.numbering for w in table.words(r)]
    by_key = {s.key: s for s in spec.columns}
    for example in spec.examples:
        if len(example.keys) != len(numbers) or not numbers:
            continue
        pairs = [k.rpartition(":") for k in example.keys]
        specs = [by_key.get(k[2]) for k in pairs]
        if any(s is None or not any(s.pattern.search(w) for w in words) for s in specs):
            continue
        found = Columns(width=table.grid.cols)
        for column, (stage, _, _), chosen in zip(numbers, pairs, specs, strict=True):
            if chosen is not None:
                said = _bound(table, chosen, stage or "actual", column)
                word = min((w for w in words if chosen.pattern.search(w)), key=len)
                found.values[column] = Bound(said.key, said.cast, word)
        return found
    return None
