"""The tables of `juesuan perform`: evaluations, monitoring, feedback and proposals in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from juesuan.commands.sheets import Sheet
from juesuan.perform.application import Proposal
from juesuan.perform.coverage import Coverage
from juesuan.perform.evaluation import Evaluation, Scored
from juesuan.perform.evidence import Actual
from juesuan.perform.feedback import OPEN, Measure
from juesuan.perform.money import Money
from juesuan.perform.monitor import Budgeted, Forecast, Watched
from juesuan.perform.numbers import plain, points, shown
from juesuan.perform.plan import Plan, Target
from juesuan.perform.rules import Rules, rule_of, title
from juesuan.perform.scoring import SCORED, UNDEMONSTRATED, UNSET
from juesuan.report.strings import say

__all__ = ["applied", "because", "covered", "evaluated", "measured", "monitored", "ruled", "spent", "warned"]

_FEN = Decimal(100)


def _columns(keys: str, lang: str) -> list[tuple[str, str]]:
    return [(key, say(f"perform.col_{key}", lang)) for key in keys.split()]


def _yuan(cents: Decimal | int) -> str:
    return f"{Decimal(cents) / _FEN:,.2f}"


def _percent(value: Decimal | None) -> str:
    return "—" if value is None else f"{plain(points(value))}%"


def aim(target: Target) -> str:
    """Return a target as it reads: ≥30场."""
    if target.unset:
        return "—"
    return target.words if target.value is None else f"{target.operator}{plain(target.value)}{target.unit}"


def done(target: Target, actual: Actual, lang: str) -> str:
    """Return what is shown of a target, or why nothing is."""
    if not actual.shown:
        return say("perform.why_" + actual.why, lang, said=actual.said)
    if actual.value is None or target.qualitative:
        return say(f"perform.grade_{actual.grade}", lang)
    said = shown(actual.value, target.operator, target.value) + target.unit
    if actual.share is None:
        return said
    low, high = (plain(points(one)) for one in (actual.share.low, actual.share.high))
    margin = plain(points(actual.share.margin))
    within = target.value is not None and actual.share.low < target.value < actual.share.high
    doubt = say("perform.uncertain", lang) if within else ""
    return said + say("perform.sample", lang, n=actual.share.sample, margin=margin, low=low, high=high, doubt=doubt)


def evaluated(evaluation: Evaluation, lang: str) -> list[Sheet]:
    """Return a subject's evaluation: every score with its arithmetic, then what was claimed."""
    heading = say("perform.evaluation", lang, name=evaluation.name, at=evaluation.at)
    columns = _columns("id name target actual weight score rule explain", lang)
    sheet = Sheet(heading, columns, right=frozenset({"weight", "score"}))
    money = evaluation.execution
    rule = title(money.rule, "execution", lang, evaluation.rules)
    label, paid = say("perform.execution", lang), _percent(evaluation.money.rate)
    sheet.rows.append(["—", label, "—", paid, plain(money.weight), plain(money.points), rule, money.explain(lang)])
    sheet.rows += [_scored(one, evaluation.rules, lang) for one in evaluation.targets]
    sheet.lines = [
        say("perform.total", lang, total=plain(evaluation.total), whole=plain(evaluation.whole)),
        say("perform.states", lang, scored=evaluation.count(SCORED), unset=evaluation.count(UNSET),
            undemonstrated=evaluation.count(UNDEMONSTRATED)),
    ]  # fmt: skip
    for claim in evaluation.claims:
        key = "agrees" if claim.agrees else "differs"
        what = claim.target or say("perform.all", lang)
        said = {"what": what, "claimed": plain(claim.claimed), "computed": plain(claim.computed)}
        sheet.lines.append(say(f"perform.claim_{key}", lang, file=claim.file, row=claim.row, **said))
    return [sheet]


def _scored(one: Scored, rules: Rules, lang: str) -> list[str]:
    target, score = one.target, one.score
    told = score.explain(lang)
    return [target.id, target.name, aim(target), done(target, one.actual, lang), plain(score.weight),
            plain(score.points), title(score.rule, "rules", lang, rules), told]  # fmt: skip


def covered(found: Coverage, plan: Plan, money: Mapping[str, Money], lang: str) -> Sheet:
    """Return which projects are evaluated, and how much of the money for projects that is."""
    sheet = Sheet(say("perform.coverage", lang), _columns("code name paid evaluated", lang), right=frozenset({"paid"}))
    for code in plan.projects:
        state = say("perform.not_evaluated" if code in found.missing else "perform.is_evaluated", lang)
        sheet.rows.append([code, plan.name(code), _yuan(money[code].paid), state])
    said = {"n": found.evaluated, "all": found.projects, "paid": _yuan(found.paid), "whole": _yuan(found.whole)}
    sheet.lines = [say("perform.covered", lang, share=_percent(found.share), **said)]
    return sheet


def spent(rows: Iterable[Budgeted], lang: str) -> Sheet:
    """Return the money of subjects against time."""
    columns = _columns("subject initial budget paid rate forecast how colour why", lang)
    sheet = Sheet(
        say("perform.money", lang), columns, right=frozenset({"initial", "budget", "paid", "rate", "forecast"})
    )
    for one in rows:
        money: Money = one.money
        forecast = _yuan(one.forecast.value) if one.forecast else "—"
        figures = [_yuan(money.initial), _yuan(money.budget), _yuan(money.paid), _percent(money.rate), forecast]
        sheet.rows.append([one.name, *figures, *_judged(one.forecast, one, lang)])
    return sheet


def warned(money: Iterable[Budgeted], targets: Iterable[Watched], lang: str) -> Sheet:
    """Return what is red or amber, red first, with its reason and who answers for it."""
    columns = _columns("colour id name section why", lang)
    sheet = Sheet(say("perform.warnings", lang), columns)
    for colour in ("red", "amber"):
        word = say(f"perform.{colour}", lang)
        for one in money:
            if one.colour == colour:
                about = say("perform.money_of", lang, name=one.name)
                sheet.rows.append(
                    [word, one.subject, about, "—", say(f"perform.watch_{one.why}", lang, **one.operands)]
                )
        for two in targets:
            if two.colour == colour:
                why = _watch(two, lang)
                sheet.rows.append([word, two.target.id, two.target.name, two.target.section or "—", why])
    return sheet


def _watch(one: Watched, lang: str) -> str:
    """Return the reason of a target's colour; why nothing is shown, where nothing is."""
    if one.why == "undemonstrated" and one.actual.why:
        return say(f"perform.why_{one.actual.why}", lang, said=one.actual.said)
    return say(f"perform.watch_{one.why}", lang, **one.operands)


def monitored(rows: Iterable[Watched], lang: str) -> Sheet:
    """Return targets against time."""
    columns = _columns("id name section target actual forecast how colour why", lang)
    sheet = Sheet(say("perform.progress", lang), columns, right=frozenset({"forecast"}))
    for one in rows:
        target = one.target
        forecast = one.operands.get("forecast", "—")
        cells = [target.id, target.name, target.section or "—", aim(target), done(target, one.actual, lang), forecast]
        sheet.rows.append([*cells, *_judged(one.forecast, one, lang)])
    return sheet


def _judged(forecast: Forecast | None, one: Budgeted | Watched, lang: str) -> list[str]:
    how = say(f"perform.how_{forecast.how}", lang, share=plain(points(forecast.share))) if forecast else "—"
    why = _watch(one, lang) if isinstance(one, Watched) else say(f"perform.watch_{one.why}", lang, **one.operands)
    return [how, say(f"perform.{one.colour}", lang), why]


def measured(rows: Iterable[Measure], lang: str) -> Sheet:
    """Return what is done about problems; overdue ones first."""
    columns = _columns("id subject target problem measure owner due state overdue", lang)
    sheet = Sheet(say("perform.feedback", lang), columns, right=frozenset({"overdue"}))
    late = 0
    for one in rows:
        late += one.overdue > 0 and one.state in OPEN
        days = say("perform.days", lang, n=one.overdue) if one.overdue else "—"
        state = say(f"perform.state_{one.state}", lang)
        words = (one.id, one.subject, one.target, one.problem, one.measure, one.owner, str(one.due or ""))
        sheet.rows.append([word or "—" for word in (*words, state, days)])
    sheet.lines = [say("perform.late", lang, n=late)]
    return sheet


def applied(rows: Sequence[Proposal], lang: str) -> Sheet:
    """Return what the results propose for the next year's lines."""
    columns = _columns("code name budget rate score action arithmetic next why", lang)
    right = frozenset({"budget", "rate", "score", "next"})
    sheet = Sheet(say("perform.application", lang), columns, right=right)
    for one in rows:
        score = "—" if one.score is None else plain(points(one.score))
        action = say(f"perform.action_{one.action}", lang, cut=plain(one.cut))
        sum_ = f"{_yuan(one.base)} × (100% − {plain(one.cut)}%) = {_yuan(one.next)}"
        why = because(one, lang)
        base = _yuan(one.base) + say("perform.by_factors", lang) * one.formula
        cells = [one.code, one.name, base, _percent(one.rate), score, action, sum_, _yuan(one.next), why]
        sheet.rows.append(cells)
    total = (sum(one.base for one in rows), sum(one.next for one in rows))
    sheet.lines = [say("perform.proposed", lang, base=_yuan(total[0]), next=_yuan(total[1]))]
    return sheet


def because(one: Proposal, lang: str) -> str:
    """Return why a line is kept, cut, stopped or held."""
    return say(f"perform.because_{one.why}", lang, limit=one.limit)


def ruled(known: Rules, lang: str) -> list[Sheet]:
    """Return the scoring rules and schemes there are."""
    rules = Sheet(say("perform.rules", lang), _columns("rule title confirm", lang))
    for kind in ("schemes", "execution", "rules"):
        for name in known[kind]:
            row = rule_of(name, kind, known) or {}
            mark = say("perform.confirm", lang) if row.get("confirm") else ""
            rules.rows.append([name, title(name, kind, lang, known), mark])
    return [rules]
