"""Make the example book: the published totals are real; units, months, vouchers, payees and budgets below them are not.

An integer programme finds one exact set of amounts in 分 that lies within half a quantum of every figure of the nine
published forms; a seeded random number generator splits it into vouchers. Run from the project's root:

    python examples/wuchang-hr-2024/make_book.py
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import highspy

import juesuan
from juesuan.facts import Coordinate

HERE = Path(__file__).parent
SEED = 20250722
YEAR = 2024
FEN = 1_000_000
"""分 in one 万元."""
HALF = 5_000
"""Half a quantum of a printed figure, in 分."""

UNITS = [
    ("420106301001", "武昌区人力资源局本级", "administrative", ""),
    ("420106301002", "武昌区劳动就业管理局", "civil", "420106301001"),
    ("420106301003", "武昌区人力资源市场管理服务中心", "institution", "420106301001"),
    ("420106301004", "武昌区人才服务中心", "institution", "420106301001"),
    ("420106301005", "武昌区劳动人事争议仲裁院", "institution", "420106301001"),
]
BUREAU, EMPLOYMENT, MARKET, TALENT, COURT = (u[0] for u in UNITS)
ALL = {BUREAU: 30, EMPLOYMENT: 25, MARKET: 18, TALENT: 15, COURT: 12}
OFFICES = {BUREAU: 62, EMPLOYMENT: 38}
INSTITUTIONS = {MARKET: 40, TALENT: 33, COURT: 27}

LINKS = [
    (("2080505",), ("30108",)),
    (("2080506",), ("30109",)),
    (("2080801",), ("30304",)),
    (("2210201",), ("30113",)),
    (("2101101", "2101102"), ("30110",)),
    (("2101103",), ("30111", "30307")),
]
"""Functions that pay exactly these economic kinds, and nothing else pays them."""

SPREAD: dict[str, dict[str, int]] = {
    "2080101": OFFICES, "2080106": INSTITUTIONS, "2080501": OFFICES, "2080502": INSTITUTIONS, "2080505": ALL,
    "2080506": ALL, "2080801": {EMPLOYMENT: 1}, "2101101": OFFICES, "2101102": INSTITUTIONS, "2101103": OFFICES,
    "2210201": ALL, "2210202": OFFICES, "2210203": OFFICES, "2013699": {BUREAU: 1}, "2080102": {BUREAU: 3, TALENT: 1},
    "2101199": {BUREAU: 1},
}  # fmt: skip
"""Shares of the units in a function's money; the employment office pays what is not named."""

PROJECTS = [
    ("P01", "人力资源工作经费", BUREAU, "department", "continuing", "standing", "招聘、人才、仲裁与监察工作按计划完成"),
    ("P02", "公益岗安置经费", EMPLOYMENT, "department", "continuing", "standing", "就业困难人员得到安置"),
    ("P03", "就业补助资金", EMPLOYMENT, "transfer", "continuing", "standing", "各项就业补贴按标准发放到人"),
    ("P04", "国家公共就业服务能力提升示范项目", EMPLOYMENT, "transfer", "new", "once", "服务网点和信息平台得到改善"),
    ("P05", "公益性岗位差额", EMPLOYMENT, "district", "continuing", "extended", "公益性岗位人员工资和社保足额支付"),
    ("P06", "支农返汉人员及家属帮扶补贴", EMPLOYMENT, "district", "continuing", "standing", "帮扶补贴按季发放"),
    ("P07", "老干部节日慰问", BUREAU, "department", "continuing", "standing", "慰问全部退休干部"),
    ("P08", "职工医疗补助", BUREAU, "department", "continuing", "standing", "符合条件的职工得到补助"),
]
FUNDED: dict[str, list[tuple[str, str, int]]] = {
    "2013699": [("P07", "30299", 0)],
    "2080102": [("P02", "30399", 23_430_000), ("P01", "30227", 0)],
    "2080208": [("P05", "30399", 0)],
    "2080701": [("P04", "30227", 28_000_000), ("P03", "30227", 0)],
    "2080799": [("P04", "30227", 45_300_000), ("P03", "30399", 0)],
    "2082501": [("P06", "30306", 0)],
    "2101199": [("P08", "30307", 0)],
}
"""Project and economic kind of a function's project money, with an amount in 分; the last takes the rest (0)."""

INITIAL = {
    "2080101": "649.87", "2080102": "411.81", "2080106": "372.82", "2080501": "5.26", "2080502": "41.21",
    "2080505": "97.13", "2101101": "26.81", "2101102": "21.76", "2101103": "108.52", "2210201": "120.05",
    "2210202": "21.30", "2210203": "40.29",
}  # fmt: skip
INITIAL_TOTAL = "1916.84"
"""Initial budgets as published, in 万元: the lines add up to 0.01 less than the total, within rounding."""

PRIOR = {
    "inflow": "2483.30", "outflow": "2483.30", "revenue": "2483.30", "expenditure": "2483.30",
    "revenue[source=fiscal]": "2483.30", "revenue[source=general]": "2483.30", "expenditure[fund=general]": "2483.30",
    "inflow[fund=fiscal]": "2483.30", "outflow[fund=fiscal]": "2483.30", "expenditure[sangong=all]": "16.42",
    "expenditure[sangong=vehicle]": "16.42", "expenditure[sangong=vehicle_running]": "16.42",
}  # fmt: skip
"""Last year's figures: this year's less the published increase."""


def published() -> dict[Coordinate, list[Decimal]]:
    """Return every value the published forms print at each coordinate, in 万元."""
    disclosure = juesuan.read(HERE / "disclosure.md")
    found: dict[Coordinate, list[Decimal]] = defaultdict(list)
    for form in disclosure.forms:
        for reading in form.readings:
            if reading.coordinate is not None and not reading.blank:
                found[reading.coordinate].append(reading.amount.value)
    found[Coordinate.of("expenditure", YEAR, fund="general", nature="personnel")].append(Decimal("1327.03"))
    return dict(found)


class Programme:
    """Whole numbers of 分 near printed figures: a column is a leaf's distance from its printed value."""

    def __init__(self) -> None:
        self.solver: Any = highspy._core._Highs()
        self.solver.setOptionValue("output_flag", False)
        self.columns: dict[str, int] = {}
        self.base: dict[str, int] = {}

    def leaf(self, key: str, shown: Decimal) -> None:
        """Add an amount that prints as `shown`; its distance from it is kept small."""
        self.columns[key], self.base[key] = self._column(-HALF, HALF), int(shown * FEN)
        self.total([key], self.base[key] - HALF, self.base[key] + HALF, half=True)
        away = self._column(0, HALF, 1.0)
        for sign in (1.0, -1.0):
            self.solver.addRow(0.0, highspy.kHighsInf, 2, [away, self.columns[key]], [1.0, sign])

    def total(self, plus: Iterable[str], low: int, high: int, minus: Iterable[str] = (), half: bool = False) -> None:
        """Hold Σ plus − Σ minus between two amounts in 分; `half` makes the upper end dear: it prints otherwise."""
        signs = {**dict.fromkeys(plus, 1.0), **dict.fromkeys(minus, -1.0)}
        base = sum(int(s) * self.base[k] for k, s in signs.items())
        columns, factors = [self.columns[k] for k in signs], list(signs.values())
        if half and low < high:
            columns.append(self._column(0, 1, 1e6))
            factors.append(-1.0)
            high -= 1
        self.solver.addRow(low - base, high - base, len(columns), columns, factors)

    def _column(self, low: int, high: int, cost: float = 0.0) -> int:
        self.solver.addVar(low, high)
        at = int(self.solver.getNumCol()) - 1
        self.solver.changeColIntegrality(at, highspy.HighsVarType.kInteger)
        self.solver.changeColCost(at, cost)
        return at

    def solve(self) -> dict[str, int]:
        """Return the amounts. Raises ValueError where there are none."""
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise ValueError("no exact amounts lie within half a quantum of every published figure")
        values = self.solver.getSolution().col_value
        return {key: self.base[key] + round(values[at]) for key, at in self.columns.items()}


def exact_leaves(facts: dict[Coordinate, list[Decimal]]) -> tuple[dict[str, int], dict[str, int], set[str]]:
    """Return 分 by 项, 分 by economic 款 of basic expenditure, and the 项 that are basic expenditure."""
    items = {c.get("function") or "": v for c, v in facts.items() if _only(c, "function") and len(c.members[0][1]) == 7}
    kinds = {c.get("economic") or "": v for c, v in facts.items() if len(c.get("economic") or "") == 5}
    basic = {code for code in items if Coordinate.of("expenditure", YEAR, function=code, nature="basic") in facts}
    programme = Programme()
    for code, values in [*items.items(), *kinds.items()]:
        programme.leaf(code, values[0])
    shown: dict[frozenset[str], list[Decimal]] = defaultdict(list)
    for coordinate, values in facts.items():
        shown[frozenset(_parts(coordinate, items, kinds, basic))] += values
    for parts, values in shown.items():
        if parts:
            lowest, highest = max(values) * FEN - HALF, min(values) * FEN + HALF
            programme.total(sorted(parts), int(lowest), int(highest), half=True)
    programme.total(basic, 0, 0, minus=kinds)
    for functions, codes in LINKS:
        programme.total(functions, 0, 0, minus=codes)
    found = programme.solve()
    return {c: found[c] for c in items}, {c: found[c] for c in kinds}, basic


def _only(c: Coordinate, dimension: str) -> bool:
    return c.measure == "expenditure" and c.stage == "actual" and [d for d, _ in c.members] == [dimension]


def _parts(c: Coordinate, items: Iterable[str], kinds: Iterable[str], basic: set[str]) -> Iterator[str]:
    """Yield the leaves a published total consists of; none for a leaf and for what is not expenditure."""
    if c.measure != "expenditure" or c.stage != "actual" or c.get("sangong"):
        return
    economic, function, nature = c.get("economic"), c.get("function") or "", c.get("nature")
    if economic:
        yield from (k for k in kinds if len(economic) == 3 and k[:3] == economic)
    elif nature in ("personnel", "public"):
        yield from (k for k in kinds if (k[:3] in ("301", "303")) == (nature == "personnel"))
    elif len(function) < 7:
        for item in items:
            if item[: len(function)] == function and (not nature or (item in basic) == (nature == "basic")):
                yield item


def split(amount: int, shares: dict[str, int]) -> dict[str, int]:
    """Split an amount by whole shares; the first takes what is left over."""
    whole = sum(shares.values())
    parts = {key: amount * share // whole for key, share in shares.items()}
    first = next(iter(parts))
    parts[first] += amount - sum(parts.values())
    return {key: part for key, part in parts.items() if part}


Leaf = tuple[str, str, str, str, str]
"""Unit, 项, economic 款, project, nature."""


def basic_cells(items: dict[str, int], kinds: dict[str, int], basic: set[str]) -> dict[tuple[str, str], int]:
    """Fill the table of basic functions and economic kinds: those with one use first."""
    rows, left = {code: items[code] for code in basic}, dict(kinds)
    cells: dict[tuple[str, str], int] = {}

    def pay(function: str, kind: str, amount: int) -> None:
        cells[function, kind] = cells.get((function, kind), 0) + amount
        rows[function] -= amount
        left[kind] -= amount

    for functions, codes in LINKS:
        for kind in codes:
            for function in functions:
                pay(function, kind, min(rows[function], left[kind]))
    for function in ("2210202", "2210203"):
        pay(function, "30102", rows[function])
    pay("2080502", "30302", rows["2080502"])
    pay("2080501", "30302", left["30302"])
    pay("2080501", "30299", rows["2080501"])
    pay("2080106", "30107", left["30107"])
    for kind, percent in (("30101", 25), ("30112", 30), ("30228", 30), ("30205", 40), ("30206", 40), ("30209", 45)):
        pay("2080106", kind, left[kind] * percent // 100)
    pay("2080106", "30201", rows["2080106"])
    for kind in list(left):
        pay("2080101", kind, left[kind])
    if any(rows.values()) or any(left.values()) or min(cells.values()) < 0:
        raise ValueError(f"the table of basic expenditure does not close: {rows} {left}")
    return {cell: amount for cell, amount in cells.items() if amount}


def leaves(items: dict[str, int], kinds: dict[str, int], basic: set[str]) -> dict[Leaf, int]:
    """Return every cell of the book with its unit, in 分."""
    found: dict[Leaf, int] = {}
    for (function, kind), amount in basic_cells(items, kinds, basic).items():
        shares = {BUREAU: 1} if kind in ("30231", "30239", "30309") else SPREAD[function]
        for unit, part in split(amount, shares).items():
            found[unit, function, kind, "", "basic"] = part
    for function in sorted(items.keys() - basic):
        rest = items[function]
        for project, kind, fixed in FUNDED.get(function, [("P03", "30399", 0)]):
            amount = fixed or rest
            rest -= amount
            for unit, part in split(amount, SPREAD.get(function, {EMPLOYMENT: 1})).items():
                found[unit, function, kind, project, "project"] = part
    return found


PIECES = {"2080704": 420, "2080705": 240, "2080208": 180, "2080702": 90, "2080713": 60, "2082501": 48, "2080799": 40}
WORDS = {"301": "代发工资", "303": "代发补助", "302": "日常公用支出"}


def days(rng: random.Random, count: int) -> list[date]:
    """Return working days of the year in order."""
    every = [date(YEAR, 1, 2) + timedelta(n) for n in range(363)]
    working = [d for d in every if d.weekday() < 5]
    return sorted(rng.choice(working) for _ in range(count))


def months(count: int) -> list[date]:
    """Return the fifteenth of each month, `count` of them."""
    return [date(YEAR, month, 15) for month in range(13 - count, 13)]


def vouchers(cells: dict[Leaf, int], rng: random.Random) -> Iterator[dict[str, str]]:
    """Split every cell into vouchers, and give every unit the money it spends, by function, month by month."""
    spent: dict[tuple[str, str, int], int] = defaultdict(int)
    number = 0
    for (unit, function, kind, project, nature), amount in sorted(cells.items()):
        pieces = PIECES.get(function, 12 if kind[:3] in ("301", "303") else 24 if nature == "project" else 18)
        pieces = max(1, min(pieces, amount // 2_000))
        dates = months(pieces) if pieces == 12 else days(rng, pieces)
        for when, cents in zip(dates, portions(amount, pieces, rng, even=pieces == 12), strict=True):
            number += 1
            spent[unit, function, when.month] += cents
            yield {
                "id": f"Z{number:05d}", "date": when.isoformat(), "unit": unit, "side": "expenditure",
                "function": function, "economic": kind, "project": project, "fund": "general", "nature": nature,
                "payee": f"示例收款人{rng.randrange(1, 400):03d}", "summary": WORDS.get(kind[:3], "支出"),
                "amount": yuan(cents),
            }  # fmt: skip
    for (unit, function, month), cents in sorted(spent.items()):
        number += 1
        last = date(YEAR + month // 12, month % 12 + 1, 1) - timedelta(1)
        yield {
            "id": f"S{number:05d}", "date": last.isoformat(), "unit": unit, "side": "revenue", "function": function,
            "source": "general", "payee": "", "summary": "财政授权支付额度", "amount": yuan(cents),
        }  # fmt: skip


def portions(amount: int, pieces: int, rng: random.Random, *, even: bool) -> list[int]:
    """Split an amount into pieces above zero, alike or at random."""
    weights = [1.0 if even else 0.2 + rng.random() for _ in range(pieces)]
    parts = [int(amount * w / sum(weights)) for w in weights]
    parts[-1] += amount - sum(parts)
    return parts


def budget(cells: dict[Leaf, int]) -> Iterator[dict[str, str]]:
    """Write initial lines as published and what was added to reach what was spent."""
    lines = {code: int(Decimal(value) * FEN) for code, value in INITIAL.items()}
    missing = int(Decimal(INITIAL_TOTAL) * FEN) - HALF - sum(lines.values())
    for code in ("2080101", "2080102"):
        lines[code] += missing // 2
    number = 0
    for function in sorted({leaf[1] for leaf in cells}):
        mine = {leaf: amount for leaf, amount in sorted(cells.items()) if leaf[1] == function}
        first = split(lines[function], {str(n): a for n, a in enumerate(mine.values())}) if function in lines else {}
        for n, (leaf, amount) in enumerate(mine.items()):
            begun = first.get(str(n), 0)
            rest = amount - begun
            steps = [("initial", "年初部门预算批复", f"{YEAR}-01-01", begun)]
            steps.append(("adjust" if begun else "supplement", "年中指标文件", f"{YEAR}-06-28", rest))
            for stage, document, when, cents in steps:
                if cents:
                    number += 1
                    unit, _, kind, project, nature = leaf
                    yield {
                        "id": f"B{number:04d}", "date": when, "document": document, "unit": unit, "function": function,
                        "economic": kind, "project": project, "fund": "general", "nature": nature, "stage": stage,
                        "amount": yuan(cents),
                    }  # fmt: skip


def contracts() -> Iterator[dict[str, str]]:
    """Write the contracts: 337.54 in all, 334.80 with small and medium enterprises, 311.38 of them small or micro."""
    amounts = {"large": ["2.74"], "medium": ["15.30", "8.12"], "small": ["96.40", "58.25", "47.90"]}
    amounts["micro"] = ["42.00", "31.55", "18.60", "16.68"]
    number = 0
    for size, values in amounts.items():
        for value in values:
            number += 1
            yield {
                "contract": f"C{number:03d}", "date": f"{YEAR}-{number + 1:02d}-18", "unit": BUREAU, "kind": "services",
                "supplier": f"示例供应商{number:02d}", "size": size, "amount": yuan(int(Decimal(value) * FEN)),
            }  # fmt: skip


def yuan(cents: int) -> str:
    """Write 分 as yuan with two decimals."""
    return f"{Decimal(cents) / 100:.2f}"


def write(path: Path, columns: str, rows: Iterable[dict[str, str]]) -> int:
    """Write a table and return how many rows it has."""
    listed = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns.split(), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(listed)
    return len(listed)


def main() -> None:
    """Write the book's tables; settings, reasons and texts are written by hand and stay."""
    book = HERE / "book"
    rng = random.Random(SEED)
    cells = leaves(*exact_leaves(published()))
    running = sum(a for (_, _, kind, _, _), a in cells.items() if kind == "30231")
    write(
        book / "units.csv",
        "code name kind parent",
        (dict(zip(("code", "name", "kind", "parent"), u, strict=True)) for u in UNITS),
    )
    keys = ("code", "name", "unit", "category", "property", "recurrence", "result")
    write(book / "projects.csv", " ".join(keys), (dict(zip(keys, p, strict=True)) for p in PROJECTS))
    columns = "id date unit side function economic project source fund nature payee summary amount reverses origin"
    count = write(book / "entries.csv", columns, vouchers(cells, rng))
    columns = "id date document unit function economic project fund nature stage amount"
    write(book / "budget.csv", columns, budget(cells))
    write(book / "balances.csv", "unit balance fund function amount", [])
    write(book / "transfers.csv", "id date kind payer receiver paid received amount", [])
    vehicle = {"unit": BUREAU, "item": "vehicle_running", "initial": yuan(running), "final": yuan(running), "kept": "2"}
    write(book / "sangong.csv", "unit item initial final groups persons bought kept spent", [vehicle])
    write(book / "procurement.csv", "contract date unit kind supplier size amount", contracts())
    write(book / "assets.csv", "unit item count", [{"unit": BUREAU, "item": "enforcement", "count": "2"}])
    write(book / "prior.csv", "coordinate amount", ({"coordinate": k, "amount": v} for k, v in PRIOR.items()))
    print(f"{count} vouchers, {len(cells)} cells")


if __name__ == "__main__":
    main()
