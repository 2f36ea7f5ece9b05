"""Random books that hold together, written as folders: any units, funds, functions, sizes, corrections and balances."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from tests.books.conftest import csv_text

from juesuan.books.open import open_book
from juesuan.books.schema import schema
from juesuan.compile.compiler import compile_book
from juesuan.publish.document import missing_reasons
from juesuan.taxonomy.classification import classification, level

__all__ = ["Shape", "random_book", "random_shape"]

YEAR = 2024
SOURCES = ("business", "operating", "other", "superior", "affiliated")
NATURES = ("basic", "project", "operating", "remit_up", "subsidy_down")
SANGONG = {"30212": "abroad", "31013": "vehicle_purchase", "30231": "vehicle_running", "30217": "reception_domestic"}
SIZES = {"cents": 9_999, "round": 0, "usual": 500_000_000, "huge": 99_999_999_999_999}
"""The largest amount of each size, in 分; round ones are whole 万元."""
MOST = 10**15
LONG = "某省某市高新技术产业开发区人力资源和社会保障局所属公共就业和人才交流综合服务（示范）中心"
NAME = "某市人力资源局"

Fields = dict[str, str]


def _items(*first: str) -> list[str]:
    lists = classification("function")
    known = [c for c in lists if level("function", c) == 2 and lists.names(c, YEAR)]
    return [c for c in known if c[:3] in first and c[:5] in lists and c[:3] in lists]


FUNCTIONS = {
    "general": _items("201", "205", "206", "208", "210", "213", "224"),
    "government_fund": _items("212", "229"),
    "state_capital": _items("223"),
    "nonfiscal": _items("201", "205", "208", "210"),
}
ECONOMIC = [
    c
    for c in classification("economic")
    if level("economic", c) == 1
    and c[:3] in ("301", "302", "303", "310")
    and c != "30113"
    and classification("economic").names(c, YEAR)
]


@dataclass(frozen=True)
class Shape:
    """What kind of book: its funds, units, functions a fund, how large amounts are, and what else it has."""

    funds: tuple[str, ...] = ("general",)
    units: int = 2
    functions: int = 3
    size: str = "usual"
    balances: bool = True
    corrections: bool = False
    budget: bool = True
    matters: bool = True
    long: bool = False
    pack: str = "hubei"
    policy: str = "half-up"
    style: str = "本部门"


def random_shape(random: Random, pack: str = "hubei") -> Shape:
    """Draw a shape, the rare ones as often as the usual."""
    funds = tuple(f for f in FUNCTIONS if random.random() < 0.5) or (random.choice(list(FUNCTIONS)),)
    yes = lambda share: random.random() < share  # noqa: E731
    return Shape(
        funds,
        random.choice((1, 1, 2, 5, 12)),
        random.choice((1, 1, 2, 6)),
        random.choice(("cents", "round", "usual", "usual", "huge")),
        yes(0.6),
        yes(0.4),
        yes(0.7),
        yes(0.6),
        yes(0.3),
        pack,
        random.choice(("half-up", "half-up", "controlled")),
        random.choice(("本部门", "本单位")),
    )


@dataclass
class _Draft:
    """A book while it is made: the tables' rows, and what was spent of fiscal money on each 三公, in 分."""

    random: Random
    shape: Shape
    tables: dict[str, list[Fields]] = field(default_factory=lambda: defaultdict(list))
    sangong: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def money(self, least: int = 1) -> int:
        """Draw an amount in 分."""
        top = SIZES[self.shape.size]
        if not top:
            return self.random.randint(1, 90) * 1_000_000
        return least + self.random.choice((self.random.randint(0, top), self.random.randint(0, top // 1000)))

    def entry(self, unit: str, side: str, function: str, cents: int, **more: str) -> str:
        """Enter a voucher and return its number."""
        number = f"Z{len(self.tables['entries']) + 1:05}"
        day = date(YEAR, 1, 1) + timedelta(self.random.randint(0, 365))
        row = {"id": number, "date": str(day), "unit": unit, "side": side, "function": function, "amount": yuan(cents)}
        self.tables["entries"].append(row | more)
        return number


def yuan(cents: int) -> str:
    """Write 分 as yuan."""
    return f"{Decimal(cents) / 100:.2f}"


def random_book(folder: Path, seed: int, shape: Shape | None = None, pack: str = "hubei") -> Path:
    """Write a consistent book: balances close, payments stay within budget lines, every reason is given."""
    random = Random(seed)
    draft = _Draft(random, shape or random_shape(random, pack))
    _units(draft)
    for fund in draft.shape.funds:
        _fund(draft, fund)
    if not draft.tables["entries"] and not draft.tables["balances"]:
        fund = draft.shape.funds[0]
        row = {"unit": "000", "fund": fund, "function": FUNCTIONS[fund][0], "amount": "10000.00"}
        draft.tables["balances"] += [row | {"balance": one} for one in ("opening", "closing")]
    if draft.shape.units > 1 and "nonfiscal" in draft.shape.funds and random.random() < 0.5:
        _transfer(draft)
    _sangong(draft)
    if draft.shape.matters:
        _matters(draft)
    _prior(draft)
    _write(folder, draft)
    return folder


def _units(draft: _Draft) -> None:
    for n in range(draft.shape.units):
        kind = draft.random.choice(("administrative", "civil", "institution"))
        name = LONG + f"（第{n}分中心）" if draft.shape.long else f"某市第{n}中心"
        parent = f"{draft.random.randint(0, n - 1):03}" if n else ""
        row = {"code": f"{n:03}", "name": name if n else f"{NAME}（本级）", "kind": kind, "parent": parent}
        draft.tables["units"].append(row)
        project = {"code": f"P{n}", "name": f"专项{n}", "unit": row["code"], "category": "department"}
        draft.tables["projects"].append(project | {"property": "new", "recurrence": "once"})


def _fund(draft: _Draft, fund: str) -> None:
    """Enter a fund: what every unit spent by function and nature, and where the money came from."""
    random = draft.random
    codes = FUNCTIONS[fund]
    for code in random.sample(codes, min(draft.shape.functions, len(codes))):
        for unit in random.sample(range(draft.shape.units), random.randint(1, draft.shape.units)):
            _spend(draft, f"{unit:03}", fund, code)


def _spend(draft: _Draft, unit: str, fund: str, code: str) -> None:
    random = draft.random
    natures = {"nonfiscal": NATURES, "general": ("basic", "project")}.get(fund, ("project",))
    total = 0
    for nature in random.sample(natures, random.randint(0 if draft.shape.balances else 1, len(natures))):
        line = {"fund": fund, "nature": nature, "economic": random.choice([*ECONOMIC, *SANGONG])}
        line |= {"project": f"P{int(unit)}"} if nature == "project" else {}
        cents = draft.money(10_000 if line["economic"] in SANGONG else 1)
        number = draft.entry(unit, "expenditure", code, cents, **line)
        if draft.shape.corrections and random.random() < 0.5:
            draft.entry(unit, "expenditure", code, -cents, reverses=number, **line)
            if random.random() < 0.7:
                cents = draft.money(10_000 if line["economic"] in SANGONG else 1)
                draft.entry(unit, "expenditure", code, cents, **line)
            else:
                cents = 0
        total += cents
        if fund != "nonfiscal" and line["economic"] in SANGONG:
            draft.sangong[line["economic"]] += cents
        _plan(draft, unit, code, cents, line)
    _balance(draft, unit, fund, code, total)


def _plan(draft: _Draft, unit: str, code: str, cents: int, line: Mapping[str, str]) -> None:
    """Plan what was spent: at the start, later, or more than was needed."""
    if not draft.shape.budget:
        return
    final = cents * draft.random.choice((100, 100, 130)) // 100
    initial = final * draft.random.choice((0, 50, 100, 120)) // 100
    for stage, amount in (("initial", initial), ("supplement" if final >= initial else "adjust", final - initial)):
        if amount:
            row = {"id": f"B{len(draft.tables['budget']) + 1}", "date": f"{YEAR}-01-01", "document": "批复"}
            row |= {"unit": unit, "function": code, "stage": stage, "amount": yuan(amount)}
            draft.tables["budget"].append(row | line)


def _balance(draft: _Draft, unit: str, fund: str, code: str, spent: int) -> None:
    """Receive what is needed, with something carried in and out, so that unit, fund and function close."""
    random, some = draft.random, draft.shape.balances
    opening = draft.money() if some and random.random() < 0.4 else 0
    closing = draft.money() if some and random.random() < 0.4 else 0
    distribution = draft.money() if some and fund == "nonfiscal" and random.random() < 0.2 else 0
    received = spent + closing + distribution - opening
    used = 0
    if received < 0:
        closing, received = closing - received, 0
    elif fund == "nonfiscal" and some and random.random() < 0.2:
        used, received = received, 0
    if received:
        source = random.choice(SOURCES) if fund == "nonfiscal" else fund
        draft.entry(unit, "revenue", code, received, source=source)
    for key, cents in (
        ("opening", opening),
        ("closing", closing),
        ("distribution", distribution),
        ("used_surplus", used),
    ):
        if cents:
            row = {"unit": unit, "balance": key, "fund": fund, "function": code, "amount": yuan(cents)}
            draft.tables["balances"].append(row)


def _transfer(draft: _Draft) -> None:
    """Let the first unit subsidise the last out of its own money; both sides are eliminated."""
    cents, payer, receiver = draft.money(), "000", f"{draft.shape.units - 1:03}"
    line = {"fund": "nonfiscal", "nature": "subsidy_down", "economic": "30299"}
    code = FUNCTIONS["nonfiscal"][0]
    paid = draft.entry(payer, "expenditure", code, cents, **line)
    received = draft.entry(receiver, "revenue", code, cents, source="superior")
    draft.entry(payer, "revenue", code, cents, source="business")
    draft.entry(receiver, "expenditure", code, cents, fund="nonfiscal", nature="basic", economic="30299")
    _plan(draft, payer, code, cents, line)
    _plan(draft, receiver, code, cents, {"fund": "nonfiscal", "nature": "basic", "economic": "30299"})
    row = {"id": "T1", "date": f"{YEAR}-07-01", "kind": "subsidy_down", "payer": payer, "receiver": receiver}
    draft.tables["transfers"].append(row | {"paid": paid, "received": received, "amount": yuan(cents)})


def _sangong(draft: _Draft) -> None:
    """Enter 三公 budgets, and the counts of what was spent: some of the reception is for foreign guests."""
    random, spent = draft.random, draft.sangong
    for economic, item in SANGONG.items():
        foreign = spent[economic] * random.choice((0, 0, 30, 100)) // 100 if economic == "30217" else 0
        foreign = 0 if min(foreign or MOST, spent[economic] - foreign or MOST) < 10_000 else foreign
        for name, cents in ((item, spent[economic] - foreign), ("reception_foreign", foreign)):
            if not cents and random.random() < 0.6:
                continue
            planned = {stage: yuan(cents * random.choice((0, 100, 150)) // 100) for stage in ("initial", "final")}
            row = {"unit": "000", "item": name, **planned}
            row |= {"spent": yuan(foreign)} if name == "reception_foreign" else {}
            wanted = {"vehicle_purchase": ("bought",), "vehicle_running": ("kept",)}.get(name, ("groups", "persons"))
            row |= {count: str(random.randint(1, 30)) for count in wanted if cents}
            if row not in draft.tables["sangong"] and not (name == "reception_foreign" and economic != "30217"):
                draft.tables["sangong"].append(row)


def _matters(draft: _Draft) -> None:
    """Enter contracts, vehicles and equipment."""
    random = draft.random
    for n in range(random.randint(0, 4)):
        row = {"contract": f"C{n}", "date": f"{YEAR}-05-01", "unit": "000", "supplier": "某公司"}
        row |= {"kind": random.choice(("goods", "works", "services")), "amount": yuan(draft.money())}
        draft.tables["procurement"].append(row | {"size": random.choice(("large", "medium", "small", "micro"))})
    for item in random.sample(("leader", "enforcement", "special", "other", "equipment"), random.randint(0, 4)):
        draft.tables["assets"].append({"unit": "000", "item": item, "count": str(random.randint(0, 30))})


def _prior(draft: _Draft) -> None:
    about = ["inflow", "revenue", "expenditure", "inflow[fund=fiscal]", "expenditure[fund=general]", "operating_cost"]
    about += ["expenditure[sangong=all]", "revenue[source=general]", "expenditure[sangong=vehicle]"]
    for one in about:
        if draft.random.random() < 0.5:
            amount = f"{Decimal(draft.money()) / 1_000_000:.2f}" if draft.random.random() < 0.9 else "0.00"
            draft.tables["prior"].append({"coordinate": one, "amount": amount})


def _write(folder: Path, draft: _Draft) -> None:
    """Write the tables, the settings, the texts, and a reason for everything that needs one."""
    folder.mkdir(parents=True, exist_ok=True)
    shape = draft.shape
    name = LONG if shape.long else NAME
    said = {"department": name, "pack": shape.pack, "policy": shape.policy, "style": shape.style}
    lines = ["format = 1", f"year = {YEAR}", *(f'{key} = "{value}"' for key, value in said.items())]
    (folder / "book.toml").write_text("\n".join(lines) + "\n", "utf-8")
    for table in schema().tables:
        rows = draft.tables[table]
        (folder / f"{table}.csv").write_text(csv_text(table, rows), "utf-8")
    book = open_book(folder)
    wanted: dict[str, list[str]] = defaultdict(list)
    for lacking in missing_reasons(compile_book(book), book):
        wanted[lacking.kind].append(lacking.key)
    (folder / "reasons.toml").write_text(_reasons(wanted), "utf-8")


def _reasons(wanted: Mapping[str, Sequence[str]]) -> str:
    lines: list[str] = []
    for kind, keys in wanted.items():
        lines += [f"[{kind}]", *(f'{key} = "本年度工作任务和人员有调整"' for key in keys)]
    return "\n".join(lines) + "\n"
