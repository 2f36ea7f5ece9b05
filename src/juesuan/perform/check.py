"""What is wrong with targets before anybody is evaluated by them; every fault with file, row and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from juesuan.books.faults import Fault, fault
from juesuan.books.model import Book
from juesuan.books.schema import schema
from juesuan.facts import MONEY_UNITS, Coordinate
from juesuan.perform.evidence import Query
from juesuan.perform.formula_check import check_formulas
from juesuan.perform.numbers import converted, plain
from juesuan.perform.plan import DEPARTMENT, Plan, Target, read_plan
from juesuan.perform.rules import rule_of, scheme_of

__all__ = ["LEVELS", "check", "unscorable"]

LEVELS = {
    "output": ("quantity", "quality", "timeliness", "cost"),
    "benefit": ("economic", "social", "ecological", "sustainable"),
    "satisfaction": ("served",),
}
"""The second levels below each first level."""
_FILE = "performance/targets.csv"
_HUNDRED = Decimal(100)
_MARKS = re.compile(r"[\s“”\"'‘’（）()、，,。·—-]")


def check(book: Book, query: Query | None = None) -> list[Fault]:
    """Return what is wrong, errors first. Unusable where the book itself cannot be read."""
    plan = read_plan(book.path)
    faults = list(plan.faults)
    for part in _PARTS:
        faults += part(plan)
    faults += _references(plan, query)
    faults += check_formulas(plan, query)
    rank = {"error": 0, "warning": 1, "info": 2}
    return sorted(faults, key=lambda one: (rank[one.severity], one.file, one.row or 0, one.code))


def unscorable(plan: Plan) -> list[Fault]:
    """Return the errors in the targets themselves, for which scores are not worth what they say."""
    return [one for part in _PARTS for one in part(plan) if one.severity == "error"]


def _at(code: str, target: Target, column: str, **said: object) -> Fault:
    return fault(code, target.file, target.row, column, id=target.id, name=target.name, **said)


def _subjects(plan: Plan) -> Iterator[Fault]:
    """A subject is the department or a project of the book; years are the book's; ids stand once."""
    seen: dict[str, int] = {}
    known = " ".join([DEPARTMENT, *plan.projects])
    for target in plan.targets:
        if target.subject != DEPARTMENT and target.subject not in plan.projects:
            yield _at("perform.subject", target, "subject", value=target.subject, expected=known)
        if target.year != plan.year:
            yield _at("perform.year", target, "year", value=target.year, expected=plan.year)
        if target.id in seen:
            yield _at("perform.id", target, "id", value=target.id, first=seen[target.id])
        seen.setdefault(target.id, target.row)


def _levels(plan: Plan) -> Iterator[Fault]:
    for target in plan.targets:
        allowed = LEVELS[target.level1]
        if target.level2 not in allowed:
            yield _at("perform.level", target, "level2", value=target.level2, expected=" ".join(allowed))


def _values(plan: Plan) -> Iterator[Fault]:
    """A number for a comparison, words for a grade; none is a target that was not set."""
    for target in plan.targets:
        if target.unset:
            yield _at("perform.unset", target, "words" if target.qualitative else "value")
        elif target.qualitative and target.value is not None:
            yield _at("perform.both", target, "value", value=plain(target.value))
        if target.unit == "%" and target.value is not None and not 0 <= target.value <= _HUNDRED:
            yield _at("perform.percent", target, "value", value=plain(target.value))


def _units(plan: Plan) -> Iterator[Fault]:
    """A unit that does not fit the kind: no unit, a count of a rate, money of a satisfaction, a rate of a quantity."""
    for target in plan.targets:
        if target.qualitative or target.value is None:
            continue
        expected = _expected(target)
        if expected:
            yield _at("perform.unit", target, "unit", value=target.unit or "—", expected=expected)


def _expected(target: Target) -> str:
    """Return what the unit should be like, "" where it fits."""
    if not target.unit:
        return "% / 人 / 个 / 次 / 元 …"
    if re.search(r"[率度]$", target.name) and target.unit not in ("%", "‰", "分"):
        return "%"
    if target.level2 == "served" and target.unit not in ("%", "分"):
        return "%"
    if target.level2 == "quantity" and target.unit == "%":
        return "人 / 个 / 次 …"
    if target.level2 == "quality" and re.search(r"(人数|个数|家数|户数|次数|场次|件数|数量)$", target.name):
        return "%"
    if re.search(r"(成本|金额|总额|标准)$", target.name) and not any(u in target.unit for u in ("元", "%")):
        return " / ".join(MONEY_UNITS)
    return ""


def _weights(plan: Plan) -> Iterator[Fault]:
    """Weights between nought and the scheme's total, which they make up with the execution's points."""
    for row in plan.rows["schemes"]:
        if scheme_of(row["scheme"] or "", plan.rules) is None:
            said = {"value": row["scheme"], "expected": " ".join(plan.rules["schemes"])}
            yield fault("perform.scheme", row["_file"], row["_row"], "scheme", **said)
    for subject in plan.subjects():
        scheme, targets = scheme_of(plan.scheme(subject), plan.rules), plan.of(subject)
        if scheme is None:
            continue
        most = scheme.total - scheme.execution
        for target in targets:
            if not 0 < target.weight <= most:
                yield _at("perform.weight", target, "weight", value=plain(target.weight), expected=plain(most))
            elif scheme.each is not None and target.weight != scheme.each:
                yield _at("perform.each", target, "weight", value=plain(target.weight), expected=plain(scheme.each))
        found = sum((target.weight for target in targets), Decimal(0))
        if found != most:
            said = {"subject": plan.name(subject), "value": plain(found), "expected": plain(most)}
            said |= {"total": plain(scheme.total), "execution": plain(scheme.execution)}
            yield fault("perform.weights", _FILE, targets[0].row, "weight", **said)


def _groups(plan: Plan) -> Iterator[Fault]:
    """First levels a subject lacks: 产出 and 效益 are needed, 满意度 may be."""
    for subject in plan.subjects():
        targets = plan.of(subject)
        missing = [one for one in LEVELS if all(target.level1 != one for target in targets)]
        if missing:
            labels = dict(schema().tables["targets"].column("level1").choices)
            said = {"subject": plan.name(subject), "missing": "、".join(labels[one] for one in missing)}
            yield fault("perform.groups", _FILE, targets[0].row, "level1", **said)


def _rules(plan: Plan) -> Iterator[Fault]:
    for target in plan.targets:
        if target.rule and rule_of(target.rule, rules=plan.rules) is None:
            yield _at("perform.rule", target, "rule", value=target.rule, expected=" ".join(plan.rules["rules"]))
        elif (
            target.rule
            and (rule_of(target.rule, rules=plan.rules) or {})["kind"] == "grades"
            and not target.qualitative
        ):
            yield _at("perform.grades", target, "rule", value=target.rule)


def _low(plan: Plan) -> Iterator[Fault]:
    """Targets far below last year's actual; for a ceiling, far above it."""
    low = Decimal(plan.rules["check"]["low"])
    for target in plan.targets:
        if target.value is None or not target.last or target.qualitative or target.last <= 0:
            continue
        ceiling = target.operator in ("≤", "<")
        share = 100 * (target.last / target.value if ceiling and target.value else target.value / target.last)
        if share < low:
            said = {"value": plain(target.value), "last": plain(target.last), "unit": target.unit}
            yield _at("perform.high" if ceiling else "perform.low", target, "value", **said, share=f"{share:.1f}")


def _twice(plan: Plan) -> Iterator[Fault]:
    """One indicator has one target a year, whoever is measured by it."""
    first: dict[str, Target] = {}
    for target in plan.targets:
        key = _MARKS.sub("", target.name)
        other = first.setdefault(key, target)
        if other is target:
            continue
        same = (other.operator, other.value, other.words) == (target.operator, target.value, target.words)
        said = {"other": other.id, "first": other.row}
        if other.subject == target.subject:
            yield _at("perform.twice", target, "name", **said)
        elif not same:
            yield _at("perform.two_targets", target, "value", **said, value=_aim(target), there=_aim(other))


def _aim(target: Target) -> str:
    return f"{target.operator}{plain(target.value)}{target.unit}" if target.value is not None else target.words


def _projects(plan: Plan) -> Iterator[Fault]:
    """Every project has targets."""
    there = {target.subject for target in plan.targets}
    for code, row in plan.projects.items():
        if code not in there:
            yield fault("perform.no_targets", row["_file"], row["_row"], "code", value=code, name=row["name"])
    if DEPARTMENT not in there:
        yield fault("perform.no_department", _FILE, expected=DEPARTMENT)


def _told(plan: Plan) -> Iterator[Fault]:
    """Rows of the other tables: shares of surveys, measures that lack something, scores and grades within bounds."""
    for row in plan.rows["surveys"]:
        if (row["satisfied"] or 0) > (row["answered"] or 0):
            said = {"value": row["satisfied"], "expected": row["answered"]}
            yield fault("perform.survey", row["_file"], row["_row"], "satisfied", **said)
        if row["population"] is not None and (row["answered"] or 0) > row["population"]:
            said = {"value": row["answered"], "expected": row["population"]}
            yield fault("perform.survey", row["_file"], row["_row"], "answered", **said)
    for row in plan.rows["measures"]:
        for column in ("measure", "owner", "due"):
            if row[column] is None and row["state"] != "dropped":
                yield fault("perform.measure", row["_file"], row["_row"], column, id=row["id"])
    for row in plan.rows["results"]:
        if row["date"] is not None and row["date"].year < plan.year:
            yield fault("perform.result_year", row["_file"], row["_row"], "date", value=row["date"], expected=plan.year)


def _links(plan: Plan) -> Iterator[Fault]:
    """Results, deviations and measures are of targets there are."""
    ids = {target.id for target in plan.targets}
    for name in ("results", "deviations", "measures", "scores"):
        for row in plan.rows[name]:
            if row["target"] and row["target"] not in ids:
                yield fault("perform.target", row["_file"], row["_row"], "target", value=row["target"])
    for name in ("scores", "schemes", "pace", "measures"):
        for row in plan.rows[name]:
            if row["subject"] and row["subject"] != DEPARTMENT and row["subject"] not in plan.projects:
                expected = " ".join([DEPARTMENT, *plan.projects])
                said = {"value": row["subject"], "expected": expected}
                yield fault("perform.of", row["_file"], row["_row"], "subject", **said)


def _references(plan: Plan, query: Query | None) -> Iterator[Fault]:
    """Evidence is named, and there: a survey of the book, a coordinate, an indicator of a register."""
    surveys = {row["id"] for row in plan.rows["surveys"]}
    shown = {row["target"] for row in plan.rows["results"]}
    for target in plan.targets:
        kind, reference = target.evidence, target.reference
        if not kind:
            yield _at("perform.evidence", target, "evidence")
        elif kind == "document":
            if target.id not in shown:
                yield _at("perform.no_result", target, "evidence")
        elif not reference:
            yield _at("perform.reference", target, "reference", value=kind)
        elif kind == "survey" and reference not in surveys:
            yield _at("perform.no_survey", target, "reference", value=reference)
        elif kind == "fact" and not _coordinate(reference):
            yield _at("perform.fact", target, "reference", value=reference)
        elif kind == "register" and query is not None:
            yield from _indicator(target, query)


def _indicator(target: Target, query: Query) -> Iterator[Fault]:
    unit = query.unit(target.reference)
    if unit is None:
        yield _at("perform.register", target, "reference", value=target.reference)
    elif not target.qualitative and converted(Decimal(1), unit, target.unit) is None:
        yield _at("perform.register_unit", target, "unit", value=target.unit, expected=unit)
    elif not query.kept(target.reference.partition(".")[0]):
        yield _at("perform.not_kept", target, "reference", value=target.reference)


def _coordinate(text: str) -> bool:
    try:
        Coordinate.parse(text, 1)
    except ValueError:
        return False
    return True


_PARTS: tuple[Callable[[Plan], Iterator[Fault]], ...] = (
    _subjects, _levels, _values, _units, _weights, _groups, _rules, _low, _twice, _projects, _told, _links,
)  # fmt: skip
