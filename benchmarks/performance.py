"""Faults of performance forms, one at a time (seeded): how many are found, how many at their cell; clean forms too.

Every form is laid out from a random plan in one of the shapes and formats, and a text tells of it. A fault changes
one cell, or one figure of the plan with all that follows from it but its reason. It is found when a finding that was
not there before stands on the document, and named when one points at the changed cell, by its words, or at its row.
"""

# ruff: noqa: ARG005 - every way of breaking a form is called alike

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from multiprocessing import get_context
from pathlib import Path

from benchmarks.plans import Item, Plan, plain, plan
from benchmarks.shapes import FORMATS, SHAPES, Key, Shape, lay, narrative, texts_of, write
from juesuan.auditing import audit
from juesuan.findings import Finding, Severity
from juesuan.laws.registry import severity_of

SEED = 20241126
EACH = 12
"""Forms every kind of fault is tried on."""

Texts = dict[Key, str]
Change = tuple[Plan, Texts, Key]
Break = Callable[[Plan, Shape, Texts, random.Random], Change | None]


@dataclass(frozen=True, slots=True)
class Judged:
    """A fault: its kind, the shape and format, what the cell says, whether it was found and at its cell."""

    kind: str
    where: str
    cell: str
    found: bool
    named: bool
    first: bool
    codes: tuple[str, ...]


def _keys(shape: Shape) -> set[str]:
    return {key for key, _ in shape.columns}


def _more(text: str, rng: random.Random) -> str:
    return plain(Decimal(text) + rng.randrange(1, 6))


def _cell(key: Key, to: Callable[[str, random.Random], str]) -> Break:
    """Change the text of one cell, where the shape prints it."""

    def made(one: Plan, shape: Shape, texts: Texts, rng: random.Random) -> Change | None:
        keys = {
            "total": bool(shape.total),
            "grade": bool(shape.grade),
            "group": shape.grouped and "weight" in _keys(shape),
        }
        if not keys.get(str(key[0]), True) or (key[0] == "fund" and key[2] not in {k for k, _ in shape.money}):
            return None
        if not texts.get(key):
            return None
        return one, texts | {key: to(texts[key], rng)}, key

    return made


def _row(column: str, of: Callable[[Item], bool], to: Callable[[Item, str, random.Random], str]) -> Break:
    """Change one cell of one indicator."""

    def made(one: Plan, shape: Shape, texts: Texts, rng: random.Random) -> Change | None:
        fits = [n for n, item in enumerate(one.items) if of(item)]
        if column not in _keys(shape) or not fits:
            return None
        key: Key = ("item", rng.choice(fits), column)
        after = to(one.items[int(key[1])], texts[key], rng)
        return (one, texts | {key: after}, key) if after != texts[key] else None

    return made


def _planned(
    column: str, of: Callable[[Item], bool], to: Callable[[Item, random.Random], None], need: str = ""
) -> Break:
    """Change one figure of the plan, with all sums that follow from it."""

    def made(one: Plan, shape: Shape, texts: Texts, rng: random.Random) -> Change | None:
        other = deepcopy(one)
        fits = [n for n, item in enumerate(other.items) if of(item)]
        wanted = {column, *need.split()}
        if not wanted <= _keys(shape) or not fits:
            return None
        n = rng.choice(fits)
        to(other.items[n], rng)
        old = texts_of(one, shape, random.Random(0))
        new = {k: t for k, t in texts_of(other, shape, random.Random(0)).items() if t != old.get(k)}
        for key in [k for k in new if k[0] == "item" and k[2] in ("target", "actual")]:
            new[key] = texts[key].replace(plain(one.items[n].actual), plain(other.items[n].actual))
        return other, texts | new, ("item", n, column)

    return made


def _counted(item: Item) -> bool:
    return item.kind == "数量"


def _miss(item: Item, _: random.Random) -> None:
    item.actual = (item.target * Decimal("0.8")).quantize(Decimal(1))
    item.score, item.reason = item.weight, ""


def _deduct(item: Item, rng: random.Random) -> None:
    item.score, item.reason = item.weight - rng.choice([1, 2]), ""


def _exceed(item: Item, _: random.Random) -> None:
    item.actual, item.reason = (item.target * Decimal("1.7")).quantize(Decimal(1)), ""
    item.score = item.weight


def _misjudge(item: Item, _: random.Random) -> None:
    item.score = (item.weight * Decimal("0.37")).quantize(Decimal("0.01"))


def _execution(one: Plan, shape: Shape, texts: Texts, rng: random.Random) -> Change | None:
    """The points of the execution are others, and the total with them."""
    other = deepcopy(one)
    other.got = (one.got * Decimal("0.77")).quantize(Decimal("0.01"))
    if "score" not in {k for k, _ in shape.money}:
        return None
    new = {("fund", 0, "score"): plain(other.got), ("total", "score"): plain(other.total)}
    return other, texts | {**new, ("grade",): texts_of(other, shape, rng)["grade",]}, ("fund", 0, "score")


def _told(one: Plan, shape: Shape, texts: Texts, rng: random.Random) -> Change | None:
    """A result of the form is another than the text's; both reach the target."""
    fits = [n for n, i in enumerate(one.items) if _counted(i) and i.actual > i.target and i.reason == ""]
    if not fits or "completion" in _keys(shape):
        return None
    n = rng.choice(fits)
    before = plain(one.items[n].actual)
    after = plain(one.items[n].actual - max(Decimal(1), (one.items[n].actual - one.items[n].target) // 2))
    return (
        one,
        texts | {("item", n, "actual"): texts["item", n, "actual"].replace(before, after)},
        ("item", n, "actual"),
    )


def _other_class(text: str, _: random.Random) -> str:
    return {"优": "中", "良": "差", "中": "优", "差": "良"}[text]


def _shift(text: str, rng: random.Random) -> str:
    return f"{Decimal(text.rstrip('%')) + rng.choice([2, 5, -7]):.2f}%"


KINDS: dict[str, Break] = {
    "total is not the sum of scores": _cell(("total", "score"), lambda t, r: plain(Decimal(t) - r.randrange(1, 5))),
    "score above its weight": _row("score", lambda i: True, lambda i, t, r: plain(i.weight + r.randrange(1, 4))),
    "weights do not make the total": _row("weight", lambda i: True, lambda i, t, r: _more(t, r)),
    "level's points are not its weights'": _cell(
        ("group", "产出"), lambda t, r: t.replace("（", "（1") if "（" in t else t
    ),
    "rate is not the ratio": _cell(("fund", 0, "rate"), _shift),
    "points of the execution": _execution,
    "money does not add up": _cell(("fund", 1, "executed"), lambda t, r: f"{Decimal(t) + r.randrange(3, 90):.2f}"),
    "total of the money": _cell(("fund", 0, "budget"), lambda t, r: f"{Decimal(t) + r.randrange(30, 90):.2f}"),
    "missed and yet full": _planned("actual", lambda i: _counted(i), _miss, "score weight"),
    "deducted without a reason": _planned(
        "score", lambda i: bool(i.operator) and not i.reason, _deduct, "weight reason"
    ),
    "reason left out": _row("reason", lambda i: bool(i.reason), lambda i, t, r: ""),
    "exceeded without a reason": _planned("actual", lambda i: _counted(i), _exceed, "reason"),
    "per cent for a count": _row(
        "actual", lambda i: _counted(i) and i.unit in "人 台 份 批次", lambda i, t, r: t if i.unit not in t else "100%"
    ),
    "persons for a per cent": _row("actual", lambda i: i.unit == "%", lambda i, t, r: t.replace("%", "人")),
    "another year": _row(
        "target", lambda i: i.kind == "时效", lambda i, t, r: t.replace(t[:4], str(int(t[:4]) - 1), 1)
    ),
    "completion is not the ratio": _row(
        "completion", lambda i: i.operator == "≥" and i.actual != i.target, lambda i, t, r: _shift(t, r)
    ),
    "score its rule cannot give": _planned(
        "score", lambda i: bool(i.reason) and i.actual < i.target, _misjudge, "rule"
    ),
    "class does not fit": _cell(("grade",), _other_class),
    "result other than the text's": _told,
    "satisfaction above 100 %": _row(
        "actual", lambda i: i.group == "满意度", lambda i, t, r: t.replace(plain(i.actual), plain(i.actual + 100))
    ),
}


def _key(finding: Finding) -> tuple[object, ...]:
    return finding.code, *sorted(f"{w.text}" for w in finding.witnesses)


def _findings(path: Path) -> list[Finding]:
    """Return errors and warnings."""
    return [f for f in audit(path).report.findings if (f.severity or severity_of(f.code)) is not Severity.INFO]


def judge(job: tuple[str, int]) -> Judged | None:
    """Put a fault into a form and audit it; None where it is none there."""
    kind, seed = job
    rng = random.Random(f"{SEED}{kind}{seed}")
    shape, suffix = rng.choice(SHAPES), rng.choice(FORMATS)
    one = plan(rng, shape.points)
    texts = texts_of(one, shape, rng)
    made = KINDS[kind](one, shape, dict(texts), rng)
    if made is None or made[1] == texts:
        return None
    other, changed, key = made
    told = one if kind == "result other than the text's" else other
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        base = {
            _key(f)
            for f in _findings(write(folder, suffix, one.year, [lay(one, shape, texts)], [narrative(one, shape)]))
        }
        path = write(folder, suffix, one.year, [lay(other, shape, changed)], [narrative(told, shape)])
        new = [f for f in _findings(path) if _key(f) not in base]
    cell = changed[key]
    row = changed.get((*key[:2], "name"), "") if key[0] == "item" else ""
    named = any(_points_at(f, cell, row) for f in new)
    return Judged(
        kind,
        f"{shape.name}.{suffix}",
        f"{key} {texts[key]} → {cell}",
        bool(new),
        named,
        _leads(new, cell, row),
        tuple(f.code for f in new),
    )


def _points_at(finding: Finding, cell: str, row: str) -> bool:
    """Say whether a finding points at a cell: among its suspects if it has any, at the cell's words or its row's."""
    mine = [finding.witnesses[s.place] for s in finding.suspects] or finding.witnesses
    words = {"".join(w.text.split()) for w in mine}
    bare = "".join(cell.split())
    return bool(bare and any(bare == w or (w and w in bare) for w in words)) or bool(
        row and "".join(row.split()) in words
    )


def _leads(findings: list[Finding], cell: str, row: str) -> bool:
    """Say whether a finding's first suspect, or what it states where it suspects nothing, is the cell or its row."""
    for finding in findings:
        first = finding.suspects[0].place if finding.suspects else 0
        said = "".join(finding.witnesses[first].text.split())
        if said in ("".join(cell.split()), "".join(row.split()) or "\0"):
            return True
    return False


def clean(seed: int) -> tuple[str, list[str]]:
    """Audit a form in which everything follows and return what was found all the same."""
    rng = random.Random(f"{SEED}clean{seed}")
    shape, suffix = SHAPES[seed % len(SHAPES)], FORMATS[seed // len(SHAPES) % len(FORMATS)]
    one = plan(rng, shape.points)
    with tempfile.TemporaryDirectory() as name:
        laid = lay(one, shape, texts_of(one, shape, rng))
        found = _findings(write(Path(name), suffix, one.year, [laid], [narrative(one, shape)]))
    laws = ("performance", "identity", "derived", "balance", "aggregation")
    return f"{shape.name}.{suffix} {seed}", [f.code for f in found if f.code.startswith(laws)]


def performance() -> tuple[list[Judged], list[tuple[str, list[str]]]]:
    """Judge every kind of fault on forms of all shapes and formats, and as many clean ones, on two processes."""
    jobs = [(kind, seed) for kind in KINDS for seed in range(EACH * 6)]
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        every = [one for one in pool.map(judge, jobs, chunksize=10) if one is not None]
        plain_ones = list(pool.map(clean, range(108), chunksize=9))
    counted: dict[str, list[Judged]] = {}
    for one in every:
        counted.setdefault(one.kind, []).append(one)
    return [one for some in counted.values() for one in some[:EACH]], plain_ones
