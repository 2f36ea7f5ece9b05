"""Accounts and book made of the published figures of the example, for tests."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from juesuan import read
from juesuan.accounts import Accounts
from juesuan.books.model import Book, Settings, Unit
from juesuan.facts import Coordinate

EXAMPLE = Path(__file__).parents[2] / "examples" / "wuchang-hr-2024" / "disclosure.md"
YEAR = 2024

INITIAL = {  # 年初预算 by item, 万元
    "2080101": "649.87",
    "2080102": "411.81",
    "2080106": "372.82",
    "2080501": "5.26",
    "2080502": "41.21",
    "2080505": "97.13",
    "2101101": "26.81",
    "2101102": "21.76",
    "2101103": "108.52",
    "2210201": "120.05",
    "2210202": "21.30",
    "2210203": "40.29",
}
PRIOR = "2483.30"


def wuchang() -> Accounts:
    """Return the published figures as accounts: the forms' own, with budgets and last year's totals."""
    printed: dict[Coordinate, Decimal] = {}
    for form in read(EXAMPLE).forms:
        for reading in form.readings:
            about = reading.coordinate
            if about is not None and not reading.blank and about.stage == "actual":
                printed[about] = reading.amount.value
    of = Coordinate.of
    printed[of("expenditure", YEAR, fund="general", nature="personnel")] = Decimal("1327.03")
    printed[of("inflow", YEAR, fund="fiscal")] = Decimal("19115.68")
    general = of("expenditure", YEAR, "initial", fund="general")
    for code, text in INITIAL.items():
        printed[general.with_(function=code)] = Decimal(text)
        for n in (3, 5, 0):
            up = general.with_(function=code[:n] or None)
            printed[up] = printed.get(up, Decimal(0)) + Decimal(text)
    for about in (
        of("inflow", 2023),
        of("revenue", 2023),
        of("expenditure", 2023),
        of("inflow", 2023, fund="fiscal"),
        of("revenue", 2023, source="general"),
        of("expenditure", 2023, fund="general"),
    ):
        printed[about] = Decimal(PRIOR)
    for kind in ("all", "vehicle"):
        printed[of("expenditure", 2023, sangong=kind)] = Decimal("16.42")
    for kind in ("all", "vehicle", "vehicle_running"):
        for stage in ("initial", "final"):
            printed[of("expenditure", YEAR, stage, sangong=kind)] = Decimal("2.67")
    printed[of("operating_cost", YEAR)] = Decimal("247.12")
    printed[of("operating_cost", YEAR, "initial")] = Decimal("160.47")
    printed[of("procurement", YEAR)] = Decimal("337.54")
    printed[of("procurement", YEAR, procurement="services")] = Decimal("337.54")
    printed[of("procurement", YEAR, size="sme")] = Decimal("334.80")
    printed[of("procurement", YEAR, procurement="services", size="sme")] = Decimal("334.80")
    printed[of("procurement", YEAR, size="micro")] = Decimal("311.38")
    counts = {
        of("vehicles", YEAR): 2,
        of("vehicles", YEAR, vehicle="enforcement"): 2,
        of("vehicles", YEAR, sangong="vehicle_running"): 2,
    }
    exact = {c: int(v * 1_000_000) for c, v in printed.items()}
    return Accounts("武昌区人力资源局", YEAR, exact, printed, counts)


def book(pack: str = "hubei", **reasons: dict[str, str]) -> Book:
    """Return the book's settings, units, reasons and texts."""
    settings = Settings("武昌区人力资源局", YEAR, pack=pack, published=date(2025, 11, 21), telephone="88936705")
    units = [
        Unit("101", "武昌区人力资源局（本级）", "administrative", None),
        Unit("102", "武昌区劳动就业管理局", "civil", "101"),
        Unit("103", "武昌区人才服务中心", "institution", "101"),
    ]
    variance = dict.fromkeys([*INITIAL, "operating_cost"], "人员和工作任务有调整")
    more = "2013699 2080208 2080506 2080701 2080702 2080704 2080705 2080713 2080799 2080801 2082501 2101199"
    variance |= dict.fromkeys(more.split(), "年中按规定追加预算")
    change = {"inflow": "就业补助资金由本部门统一核算", "sangong": "车辆处置后运行支出相应减少"}
    uses = {"208": "人员工资、机构运转和就业补助", "221": "住房公积金和补贴"}
    texts = {
        "duties": "（一）统筹全区人力资源事业发展。\n（二）促进就业和人才工作。",
        "key_work": "## 稳就业\n全年就业形势总体稳定。\n## 聚人才\n人才服务持续优化。",
    }
    return Book(Path(), settings, units, {}, {"variance": variance, "change": change, "uses": uses, **reasons}, texts)
