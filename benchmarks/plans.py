"""Random performance plans: money, indicators, points and total that all follow from each other (seeded)."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

__all__ = ["Fund", "Item", "Plan", "grade_of", "plain", "plan", "proportion"]

_CENT = Decimal("0.01")
_SUBJECTS = [
    "技能培训",
    "公共就业服务",
    "河道清淤",
    "图书馆开放",
    "食品安全抽检",
    "老旧小区改造",
    "档案数字化",
    "青少年体育",
]
_COUNTS = [
    ("参加培训人员数量", "人"),
    ("举办招聘会场次", "场次"),
    ("完成抽检批次", "批次"),
    ("购置设备台数", "台"),
    ("清理河道长度", "公里"),
    ("接待读者人次", "人次"),
    ("改造房屋面积", "平方米"),
    ("编制报告份数", "份"),
]
_RATES = ["培训结业合格率", "工程验收合格率", "资料归档完整率", "设备验收通过率"]
_QUALITIES = [("提升服务水平", "有效提升"), ("改善居住环境", "持续改善"), ("推动行业发展", "明显推动")]
_SATISFIED = ["服务对象满意度", "参训学员满意度", "居民群众满意度", "读者满意度"]
_REASONS = [
    "受天气影响进度推迟，下年加快实施",
    "报名人数少于预期，今后加强宣传",
    "供货延期，已督促供应商",
    "需求超出预期，今后科学设定目标",
]


@dataclass(slots=True)
class Item:
    """An indicator: `operator` is ≥, ≤ or =, or "" where target and result are `words`."""

    group: str
    kind: str
    name: str
    operator: str
    target: Decimal
    unit: str
    actual: Decimal
    weight: Decimal
    score: Decimal
    reason: str = ""
    words: tuple[str, str] = ("", "")


@dataclass(slots=True)
class Fund:
    """A row of money in 万元."""

    label: str
    initial: Decimal
    budget: Decimal
    executed: Decimal


@dataclass(slots=True)
class Plan:
    """A project in a year: the first fund is the total of the others; `points` and `got` are those of the execution."""

    project: str
    year: int
    funds: list[Fund]
    points: Decimal
    got: Decimal
    items: list[Item] = field(default_factory=list)

    @property
    def rate(self) -> Decimal:
        """Per cent of the budget that was spent."""
        return (100 * self.funds[0].executed / self.funds[0].budget).quantize(_CENT, ROUND_HALF_UP)

    @property
    def total(self) -> Decimal:
        """All points that were given."""
        return self.got + sum((one.score for one in self.items), Decimal(0))

    @property
    def whole(self) -> Decimal:
        """All points there are."""
        return self.points + sum((one.weight for one in self.items), Decimal(0))


def plain(value: Decimal) -> str:
    """Write a number without noughts at its end."""
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def grade_of(score: Decimal) -> str:
    """Return the class of a score."""
    return "优" if score >= 90 else "良" if score >= 80 else "中" if score >= 60 else "差"


def proportion(item: Item) -> Decimal:
    """Return the points of a result in proportion to its target, all of them where it is reached."""
    reached = item.actual <= item.target if item.operator == "≤" else item.actual >= item.target
    if reached or not item.operator:
        return item.weight
    share = item.target / item.actual if item.operator == "≤" else item.actual / item.target
    return min((item.weight * share).quantize(_CENT, ROUND_HALF_UP), item.weight - _CENT)


def plan(rng: random.Random, points: int = 10) -> Plan:
    """Make a plan in which everything follows."""
    budget, executed, made = _money(rng)
    share = min(executed / budget, Decimal(1))
    got = (points * share).quantize(_CENT, ROUND_HALF_UP)
    name = f"{rng.choice(_SUBJECTS)}{rng.choice(['', '专项', '补助'])}"
    found = Plan(f"{name}经费", rng.choice([2022, 2023, 2024]), made, Decimal(points), got)
    rest = 100 - points
    groups = {"满意度": 10, "效益": 30, "产出": rest - 40}
    items = [
        *_outputs(rng, groups["产出"], found.year),
        *_benefits(rng, groups["效益"]),
        _satisfied(rng, groups["满意度"]),
    ]
    for item in items:
        item.score = proportion(item)
        exceeded = item.operator == "≥" and item.actual * 10 >= item.target * 13
        if item.score < item.weight or exceeded:
            item.reason = rng.choice(_REASONS)
    found.items = items
    return found


def _money(rng: random.Random) -> tuple[Decimal, Decimal, list[Fund]]:
    def some(top: int) -> Decimal:
        return Decimal(rng.randrange(1000, top)) / 100

    parts = [
        Fund(label, some(90000), some(90000), Decimal(0))
        for label in ("其中：当年财政拨款", "上年结转资金", "其他资金")
    ]
    if rng.random() < 0.5:
        parts[1] = Fund(parts[1].label, Decimal(0), Decimal(0), Decimal(0))
    for part in parts:
        spent = Decimal(rng.choice([1000, 1000, rng.randrange(700, 1000)])) / 1000
        part.executed = (part.budget * spent).quantize(_CENT)
    sums = [sum((getattr(p, key) for p in parts), Decimal(0)) for key in ("initial", "budget", "executed")]
    return sums[1], sums[2], [Fund("年度资金总额", *sums), *parts]


def _outputs(rng: random.Random, points: int, year: int) -> list[Item]:
    counts = rng.sample(_COUNTS, rng.choice([2, 3]))
    made = [_count(rng, name, unit) for name, unit in counts]
    rates = [_rate(rng, "产出", "质量", name) for name in rng.sample(_RATES, rng.choice([1, 2]))]
    done = Item("产出", "时效", "项目完成时间", "", Decimal(0), "", Decimal(0), Decimal(0), Decimal(0))
    done.words = (f"{year}年12月底前", f"{year}年{rng.randrange(9, 13)}月")
    cost = Decimal(rng.randrange(50, 5000))
    spent = (cost * Decimal(rng.randrange(85, 101)) / 100).quantize(Decimal(1))
    spend = Item("产出", "成本", "项目总成本", "≤", cost, "万元", spent, Decimal(0), Decimal(0))
    return _weighted([*made, *rates, done, spend], points)


def _count(rng: random.Random, name: str, unit: str) -> Item:
    target = Decimal(rng.randrange(10, 3000))
    near = rng.choice([100, 100, 100, rng.randrange(101, 125), rng.randrange(75, 100), rng.randrange(131, 200)])
    actual = (target * near / 100).quantize(Decimal(1))
    return Item("产出", "数量", name, "≥", target, unit, actual, Decimal(0), Decimal(0))


def _rate(rng: random.Random, group: str, kind: str, name: str) -> Item:
    target = Decimal(rng.choice([85, 90, 95, 98]))
    actual = rng.choice([target, Decimal(100), Decimal(rng.randrange(800, 1000)) / 10])
    return Item(group, kind, name, "≥", target, "%", actual, Decimal(0), Decimal(0))


def _benefits(rng: random.Random, points: int) -> list[Item]:
    made = []
    for kind, (name, words) in zip(("经济效益", "社会效益", "可持续影响"), rng.sample(_QUALITIES, 2), strict=False):
        one = Item("效益", kind, name, "", Decimal(0), "", Decimal(0), Decimal(0), Decimal(0))
        one.words = (words, rng.choice([f"已{words}", "达到预期"]))
        made.append(one)
    return _weighted([*made, _rate(rng, "效益", "社会效益", "政策知晓率")], points)


def _satisfied(rng: random.Random, points: int) -> Item:
    one = _rate(rng, "满意度", "服务对象满意度", rng.choice(_SATISFIED))
    return _weighted([one], points)[0]


def _weighted(items: list[Item], points: int) -> list[Item]:
    """Share the points out in halves."""
    each = Decimal(2 * points // len(items)) / 2
    for item in items:
        item.weight = each
    items[0].weight = points - each * (len(items) - 1)
    return items
