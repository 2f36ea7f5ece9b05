"""绩效: what self-evaluation tables promise, report and score must follow from each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from juesuan.disclosure import Disclosure, Evaluation, Indicator
from juesuan.facts import Reading
from juesuan.findings import Finding, Outcome, Witness
from juesuan.laws import narrative, results, scores
from juesuan.laws.equations import Equation, accuse
from juesuan.laws.relations import Relation, Term
from juesuan.laws.slips import shown

__all__ = ["check", "relations"]

_COUNT = re.compile(r"(?:人数|个数|家数|户数|次数|场次|数量|件数)$")
"""Names that show a count, which is no indicator of quality."""

_OPERATOR = re.compile(r"≥|≤|\\[gl]eq|[<>＜＞]")
_NOTHING = re.compile(r"(?:无|没有|未)(?:提供)?佐证(?:材料)?|(?:未|没有)设(?:定|置)?(?:年度)?目标")
"""Targets and results that say there is none."""

_COLUMNS = {"kind": "二级指标", "weight": "分值", "score": "得分"}
_GROUPS = ("产出", "效益", "满意度")
_FEWEST = 3
"""A table with fewer indicators is a piece of one."""


def relations(disclosure: Disclosure) -> list[Relation]:
    """Weights and scores add up to their totals."""
    found = []
    for evaluation in disclosure.evaluations:
        for key, total in (("weight", evaluation.total_weight), ("score", evaluation.total_score)):
            parts = _parts(evaluation, key)
            if total is not None and parts is not None and len(parts) > 1 and _all_of_it(evaluation, parts, total):
                if sum(p.amount.value for p in parts[: len(evaluation.indicators)]) == total.amount.value:
                    parts = parts[: len(evaluation.indicators)]  # a total of the indicators only
                terms = [Term(Fraction(-1), total), *(Term(Fraction(1), part) for part in parts)]
                found.append(Relation(f"performance.{key}s", terms))
        found += [*_funds(evaluation), *scores.relations(evaluation)]
    return found


def _funds(evaluation: Evaluation) -> Iterator[Relation]:
    """Money is the sum of its parts; where a part is blank, the others are no more than the whole."""
    for funding in evaluation.funding:
        for key in ("budget", "executed"):
            kinds = [r for name, r in funding.figures.items() if name.startswith(f"{key}.")]
            if len(kinds) > 1 and key in funding.figures:
                yield _sum(funding.figures[key], kinds)
    whole, parts = evaluation.funding[:1], evaluation.funding[1:]
    if not parts or not all(p.part for p in parts) or any("其中" in p.label for p in parts[1:]):
        return
    for key, total in whole[0].figures.items():
        mine = [r for p in parts if (r := p.figures.get(key)) is not None]
        if key == "rate" or not mine:
            continue
        if len(mine) == len(parts) or sum(r.amount.value for r in mine) >= total.amount.value:
            yield _sum(total, mine)


def _sum(total: Reading, parts: list[Reading]) -> Relation:
    return Relation("performance.funds", [Term(Fraction(-1), total), *(Term(Fraction(1), part) for part in parts)])


def _all_of_it(evaluation: Evaluation, parts: list[Reading], total: Reading) -> bool:
    """A table that begins without a name and without money is the rest of one: points may stand on the page before."""
    rest = evaluation.project is None and not evaluation.funding
    return not rest or sum(p.amount.value for p in parts) == total.amount.value


def _parts(evaluation: Evaluation, key: str) -> list[Reading] | None:
    """Return the points of every indicator and of the execution of the budget, or None where one has none."""
    own = [i.weight if key == "weight" else i.score for i in evaluation.indicators]
    parts = [r for r in own if r is not None]
    if len(parts) != len(own):
        return None
    if not evaluation.funding or not {"weight", "score"} & set(evaluation.money):
        return parts
    executed = next((f.figures[key] for f in evaluation.funding if key in f.figures), None)
    return [*parts, executed] if executed is not None else _rest(evaluation, parts, key)


def _rest(evaluation: Evaluation, parts: list[Reading], key: str) -> list[Reading] | None:
    """Return what makes up the total where the execution's points were left blank; None where nothing does.

    Its weight is then what it scored (nothing was lost), or the total is of the indicators only.
    """
    total = evaluation.total_weight if key == "weight" else evaluation.total_score
    scored = next((f.figures["score"] for f in evaluation.funding if "score" in f.figures), None)
    tried = [parts] if key == "score" or scored is None else [parts, [*parts, scored]]
    return next((some for some in tried if total and sum(r.amount.value for r in some) == total.amount.value), None)


def check(disclosure: Disclosure) -> Outcome:
    """Check every evaluation table, and what the text says of targets and scores."""
    outcome = Outcome()
    for evaluation in disclosure.evaluations:
        _rates(evaluation, outcome)
        for indicator in evaluation.indicators:
            outcome.findings += [*_points(indicator), *_marks(indicator)]
            _reached(indicator, outcome)
        for part in (_copied, _lacking, _one_value, _classes):
            outcome.findings += part(evaluation)
        results.check(evaluation, disclosure.year, outcome)
    scores.check(disclosure.evaluations, outcome)
    outcome.extend(narrative.check(disclosure))
    return outcome


def _rates(evaluation: Evaluation, outcome: Outcome) -> None:
    """执行率 = 执行数 / 预算数, and its score is at most its weight."""
    for funding in evaluation.funding:
        executed, rate = funding.figures.get("executed"), funding.figures.get("rate")
        budget = funding.figures.get("budget") or funding.figures.get("initial")
        weight, score = funding.figures.get("weight"), funding.figures.get("score")
        if weight is not None and score is not None and score.amount.value > weight.amount.value:
            outcome.findings.append(_over(score, weight))
        if executed is None or budget is None or rate is None or not budget.amount.value:
            continue
        equation = Equation(rate, [executed, budget], lambda x: 100 * x[0] / x[1])
        if equation.holds(Fraction(1)):
            outcome.proven += equation.readings
            continue
        outcome.contradicted.append(rate)
        expected = f"{shown(equation.middle(), rate.amount)}%"
        witnesses = [Witness.of(rate, "stated"), Witness.of(executed), Witness.of(budget)]
        finding = Finding("performance.rate", witnesses, {"stated": rate.text}, expected)
        accuse(finding, equation, frozenset())
        outcome.findings.append(finding)


def _over(score: Reading, weight: Reading) -> Finding:
    params = {"stated": score.text, "weight": weight.text}
    return Finding("performance.over_weight", [Witness.of(score, "stated"), Witness.of(weight)], params, weight.text)


def _points(indicator: Indicator) -> Iterator[Finding]:
    """No score above its weight."""
    weight, score = indicator.weight, indicator.score
    if weight is not None and score is not None and score.amount.value > weight.amount.value:
        yield _over(score, weight)


def _marks(indicator: Indicator) -> Iterator[Finding]:
    """Full marks for a missed target."""
    pair, score, weight = results.pair_of(indicator), indicator.score, indicator.weight
    if pair is None or score is None or weight is None or not results.missed(indicator):
        return
    if score.amount.value >= weight.amount.value > 0:
        witnesses = [Witness.of(score, "stated"), Witness.of(pair[1]), Witness.of(pair[0])]
        params = {"stated": score.text, "actual": pair[1].text, "target": pair[0].text}
        yield Finding("performance.full_marks", witnesses, params)


def _reached(indicator: Indicator, outcome: Outcome) -> None:
    """A target vouches for the result that reaches it, and for one that misses it and lost points for it.

    So does one of the two where the other is said to be missing, and nothing was scored for it.
    """
    pair, score, weight = results.pair_of(indicator), indicator.score, indicator.weight
    short = score is not None and weight is not None and score.amount.value < weight.amount.value
    missing = _missing(indicator)
    if pair is not None and (short or not results.missed(indicator)):
        outcome.proven += pair
    elif missing and score is not None:
        if score.amount.value > 0:
            params = {"stated": score.text, "missing": missing}
            outcome.findings.append(Finding("performance.unshown", [Witness.of(score, "stated")], params))
        else:
            outcome.proven += [r for r in (indicator.target_value, indicator.actual_value) if r is not None]


def _missing(indicator: Indicator) -> str:
    """Return the words that no target was set or nothing shows a result, "" where none say so."""
    texts = ("".join(text.text.split()) for text in (indicator.target, indicator.actual) if text is not None)
    return next((text for text in texts if _NOTHING.fullmatch(text)), "")


def _name(text: str) -> str:
    return re.sub(r"^(?:指标)?\s*\d{1,2}\s*[.、．:：]\s*", "", text.strip())


def _words(indicator: Indicator) -> Witness:
    text = indicator.name
    return Witness("stated", text.place(0, len(text.text)), text.text)


def _copied(evaluation: Evaluation) -> Iterator[Finding]:
    """≥ 90 % is a target; as a result it was copied."""
    pairs = [(i.target, i.actual) for i in evaluation.indicators]
    mine = [a for t, a in pairs if t is not None and a is not None and a.text.strip() == t.text.strip()]
    witnesses = [Witness("stated", t.place(0, len(t.text)), t.text) for t in mine if _OPERATOR.search(t.text)]
    if witnesses:
        yield Finding("performance.copied", witnesses, {"count": str(len(witnesses)), "stated": witnesses[0].text})


def _lacking(evaluation: Evaluation) -> Iterator[Finding]:
    """Columns, totals and classes the form has and this table has not; a mere list of results promises none."""
    if len(evaluation.indicators) < _FEWEST or "actual" not in evaluation.columns:
        return
    if not {"target", "weight", "score"} & set(evaluation.columns):
        return
    missing = [label for key, label in _COLUMNS.items() if key not in evaluation.columns]
    if missing == ["分值", "得分"]:  # the form of transfers gives no points
        return
    groups = "".join(i.group for i in evaluation.indicators)
    missing += [f"{g}指标" for g in _GROUPS if groups and g not in groups.replace("效果", "效益")]
    if len(missing) > 1:
        head = evaluation.columns["name"]
        where = Witness("stated", head.place(0, len(head.text)), head.text)
        yield Finding("performance.incomplete", [where], {"missing": "、".join(missing)})


def _one_value(evaluation: Evaluation) -> Iterator[Finding]:
    """An indicator with a target and no result, or a result and no target."""
    if not {"target", "actual"} <= set(evaluation.columns):
        return
    texts = [(i, i.target.text if i.target else "", i.actual.text if i.actual else "") for i in evaluation.indicators]
    odd = [i for i, target, actual in texts if bool(target.strip()) != bool(actual.strip())]
    if odd:
        params = {"count": str(len(odd)), "stated": _name(odd[0].name.text)}
        yield Finding("performance.one_value", [_words(i) for i in odd], params)


def _classes(evaluation: Evaluation) -> Iterator[Finding]:
    """A count among the indicators of quality."""
    for indicator in evaluation.indicators:
        if indicator.kind == "质量" and _COUNT.search(_name(indicator.name.text)):
            params = {"stated": _name(indicator.name.text), "kind": indicator.kind}
            yield Finding("performance.kind", [_words(indicator)], params)
