"""Random accounts that hold together: entries over functions, funds and natures, balances, last year, matters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from random import Random

from hypothesis import strategies as st
from tests.publish.figures import book

from juesuan.accounts import Accounts
from juesuan.books.model import Book
from juesuan.facts import Coordinate
from juesuan.publish.document import missing_reasons
from juesuan.taxonomy.classification import classification, level

__all__ = ["explained", "random_accounts"]

YEAR = 2024
FEN = 1_000_000
FISCAL = ("general", "government_fund", "state_capital")
OTHER_SOURCES = ("superior", "business", "operating", "affiliated", "other")
OTHER_NATURES = ("basic", "project", "remit_up", "operating", "subsidy_down")
PERSONNEL = ("301", "303")
KINDS = ("abroad", "vehicle_purchase", "vehicle_running", "reception_foreign", "reception_domestic")
VEHICLES = ("leader", "principal", "confidential", "emergency", "enforcement", "special", "retired", "other")

_of = Coordinate.of


def _items(first: str) -> list[str]:
    lists = classification("function")
    known = [c for c in lists if level("function", c) == 2 and lists.names(c, YEAR)]
    return [c for c in known if c.startswith(first) and c[:5] in lists and c[:3] in lists]


GENERAL = [c for top in ("201", "205", "206", "208", "210", "211", "221") for c in _items(top)]
FUND = _items("212") + _items("229")
CAPITAL = _items("223")
ECONOMIC = [
    c
    for c in classification("economic")
    if level("economic", c) == 1 and c[:3] in ("301", "302", "303", "310") and classification("economic").names(c, YEAR)
]


class _Books:
    """Amounts in 分, added up along every tree."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.exact: Counter[Coordinate] = Counter()
        self.counts: dict[Coordinate, int] = {}

    def money(self, top: int = 900_000_000) -> int:
        return self.random.choice(
            (self.random.randint(1, 99_999), self.random.randint(1, 5_000_000), self.random.randint(1, top))
        )

    def add(self, measure: str, cents: int, stage: str = "actual", **trees: tuple[str | None, ...]) -> None:
        for members in product(*trees.values()):
            named = {k: v for k, v in zip(trees, members, strict=True) if v is not None}
            self.exact[_of(measure, YEAR, stage, **named)] += cents


def _up(code: str) -> tuple[str | None, ...]:
    return (None, code[:3], code[:5], code)


def _spend(books: _Books, fund: str, code: str, nature: str, cents: int) -> None:
    funds: tuple[str | None, ...] = (None, "fiscal", fund) if fund in FISCAL else (None, "nonfiscal")
    if nature != "basic" or fund not in FISCAL:
        books.add("expenditure", cents, fund=funds, function=_up(code), nature=(None, nature))
        return
    economic = books.random.choice(ECONOMIC)
    kind = "personnel" if economic[:3] in PERSONNEL else "public"
    books.add("expenditure", cents, fund=funds, function=_up(code), nature=(None, "basic"))
    books.add("expenditure", cents, fund=funds, nature=(kind,))
    books.add("expenditure", cents, fund=(fund,), nature=("basic",), economic=(economic[:3], economic))


def _fiscal(books: _Books, fund: str, codes: list[str]) -> None:
    """Enter a fund: what was carried in, received, spent and carried out, by item."""
    random = books.random
    for code in random.sample(codes, min(len(codes), random.randint(1, 6))):
        natures = ("basic", "project") if fund == "general" else ("project",)
        spent = {n: [books.money() for _ in range(random.randint(1, 3))] for n in natures if random.random() < 0.8}
        total = sum(sum(v) for v in spent.values())
        opening = random.choice((0, 0, books.money()))
        closing = random.choice((0, 0, books.money()))
        revenue = total + closing - opening
        if revenue < 0:
            opening, revenue = 0, total + closing
        for nature, amounts in spent.items():
            for cents in amounts:
                _spend(books, fund, code, nature, cents)
        _receive(books, fund, code, revenue)
        for measure, cents in (("opening", opening), ("closing", closing)):
            books.add(measure, cents, fund=(None, "fiscal", fund), function=_up(code) if fund != "general" else (None,))


def _receive(books: _Books, source: str, code: str, cents: int) -> None:
    sources: tuple[str | None, ...] = (None, "fiscal", source) if source in FISCAL else (None, source)
    if cents:
        books.add("revenue", cents, source=sources, function=_up(code))


def _institutional(books: _Books) -> None:
    """Enter what institutions earn and spend besides, with its balances."""
    random = books.random
    earned = spent = 0
    for source in random.sample(OTHER_SOURCES, random.randint(1, 3)):
        cents = books.money()
        _receive(books, source, random.choice(GENERAL), cents)
        earned += cents
    for nature in random.sample(OTHER_NATURES, random.randint(1, 3)):
        cents = random.randint(1, max(1, earned // 3))
        _spend(books, "nonfiscal", random.choice(GENERAL), nature, cents)
        spent += cents
    used, opening = random.choice((0, books.money())), random.choice((0, books.money()))
    rest = max(0, earned + used + opening - spent)
    distribution = random.choice((0, rest // 3))
    for measure, cents in (
        ("used_surplus", used),
        ("opening", opening),
        ("distribution", distribution),
        ("closing", rest - distribution),
    ):
        books.add(measure, cents, fund=(None, "nonfiscal") if measure in ("opening", "closing") else (None,))


def _totals(books: _Books) -> None:
    """Add up both sides of the summary forms."""
    for fund in (None, "fiscal", *FISCAL):
        about = _of("inflow", YEAR).with_(fund=fund)
        source = about.at(measure="revenue").with_(fund=None, source=fund)
        extra = books.exact[_of("used_surplus", YEAR)] if fund is None else 0
        books.exact[about] = books.exact[source] + books.exact[about.at(measure="opening")] + extra
        out = about.at(measure="outflow")
        extra = books.exact[_of("distribution", YEAR)] if fund is None else 0
        books.exact[out] = books.exact[out.at(measure="expenditure")] + books.exact[out.at(measure="closing")] + extra


def _budget(books: _Books) -> None:
    """Plan some of what was spent, and something that was not."""
    actual = {
        c.get("function") or "": v
        for c, v in list(books.exact.items())
        if c == _of("expenditure", YEAR, fund="general").with_(function=c.get("function"))
        and len(c.get("function") or "") == 7
    }
    for code, spent in actual.items():
        share = books.random.choice((0, 50, 100, 100, 130))
        cents = spent * share // 100 or (books.money() if books.random.random() < 0.3 else 0)
        if cents:
            books.add("expenditure", cents, "initial", fund=("general",), function=_up(code))


def _sangong(books: _Books) -> None:
    tree = {"abroad": (), "vehicle_purchase": ("vehicle",), "vehicle_running": ("vehicle",)}
    tree |= {"reception_foreign": ("reception",), "reception_domestic": ("reception",)}
    for kind in books.random.sample(KINDS, books.random.randint(0, 5)):
        cents = books.money(5_000_000)
        shown = Decimal(cents) / FEN
        if shown.quantize(Decimal("0.01"), ROUND_HALF_UP) == 0:
            cents += 10_000
        books.add("expenditure", cents, sangong=("all", *tree[kind], kind))
        for stage in ("initial", "final"):
            planned = cents * books.random.choice((0, 100, 150)) // 100
            books.add("expenditure", planned, stage, sangong=("all", *tree[kind], kind))
        for measure, of in _counted(kind):
            books.counts[_of(measure, YEAR, sangong=of)] = books.random.randint(1, 40)


def _counted(kind: str) -> Iterator[tuple[str, str]]:
    if kind == "abroad":
        yield from (("groups", kind), ("persons", kind))
    elif kind.startswith("vehicle"):
        yield "vehicles", kind
    else:
        yield from (("visits", kind), ("persons", kind))


def _matters(books: _Books) -> None:
    """Procurement by kind and size, vehicles by kind, equipment, operating cost."""
    random = books.random
    for kind in random.sample(("goods", "works", "services"), random.randint(0, 3)):
        for size in random.sample(("large", "medium", "small"), random.randint(1, 3)):
            cents = books.money()
            books.add("procurement", cents, procurement=(None, kind))
            if size != "large":
                books.add("procurement", cents, procurement=(None, kind), size=("sme",))
            if size == "small":
                books.add("procurement", cents, size=("micro",))
    total = 0
    for kind in random.sample(VEHICLES, random.randint(0, 4)):
        count = random.randint(1, 9)
        books.counts[_of("vehicles", YEAR, vehicle=kind)] = count
        total += count
    books.counts[_of("vehicles", YEAR)] = total
    books.counts[_of("equipment", YEAR)] = random.choice((0, 3))
    public = books.exact[_of("expenditure", YEAR, fund="general", nature="public")]
    if public and random.random() < 0.7:
        books.exact[_of("operating_cost", YEAR)] = max(1, public * random.choice((30, 60)) // 100)
        if random.random() < 0.7:
            books.exact[_of("operating_cost", YEAR, "initial")] = books.money()


def random_accounts(seed: int) -> Accounts:
    """Return consistent accounts of one random department, rounded half-up to 万元."""
    books = _Books(Random(seed))
    _fiscal(books, "general", GENERAL)
    if books.random.random() < 0.5:
        _fiscal(books, "government_fund", FUND)
    if books.random.random() < 0.3:
        _fiscal(books, "state_capital", CAPITAL)
    if books.random.random() < 0.6:
        _institutional(books)
    _totals(books)
    if books.random.random() < 0.85:
        _budget(books)
    _sangong(books)
    _matters(books)
    exact = {c: v for c, v in books.exact.items() if v}
    places = Decimal("0.01")
    printed = {c: (Decimal(v) / FEN).quantize(places, ROUND_HALF_UP) for c, v in exact.items()}
    printed |= _prior(books.random, printed)
    exact |= {c: int(v * FEN) for c, v in printed.items() if c.year == YEAR - 1}
    return Accounts("示例区人力资源局", YEAR, exact, printed, books.counts)


def _prior(random: Random, printed: dict[Coordinate, Decimal]) -> dict[Coordinate, Decimal]:
    """Return last year's figures of some of the totals: larger, smaller, equal, or nothing at all."""
    told = [_of("inflow", YEAR), _of("revenue", YEAR), _of("expenditure", YEAR), _of("inflow", YEAR, fund="fiscal")]
    told += [
        _of("expenditure", YEAR, fund="general"),
        _of("expenditure", YEAR, sangong="all"),
        _of("operating_cost", YEAR),
    ]
    told += [_of("revenue", YEAR, source=s) for s in FISCAL]
    told += [_of("expenditure", YEAR, sangong=k) for k in ("abroad", "vehicle", "reception")]
    found = {}
    for about in told:
        if random.random() < 0.7:
            ratio = Decimal(random.choice((20, 90, 100, 100, 115, 700)))
            found[about.at(year=YEAR - 1)] = (printed.get(about, Decimal(0)) * ratio / 100).quantize(Decimal("0.01"))
    return found


def explained(accounts: Accounts, pack: str) -> Book:
    """Return a book with a reason for everything that needs one."""
    silent = book(pack, variance={}, change={})
    reasons: dict[str, dict[str, str]] = {"variance": {}, "change": {}}
    for lacking in missing_reasons(accounts, silent):
        reasons[lacking.kind][lacking.key] = "本年度工作任务和人员有调整"
    return book(pack, **reasons)


def seeds() -> st.SearchStrategy[int]:
    """Return seeds of random accounts."""
    return st.integers(0, 2**32)
