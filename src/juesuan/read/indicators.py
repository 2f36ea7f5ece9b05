"""Rows of a performance form: indicators by level, the total, the class, what is told of deviations."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from juesuan.blocks import Cell, Text
from juesuan.disclosure import Evaluation, Indicator
from juesuan.facts import Reading
from juesuan.read.figures import squeeze
from juesuan.read.levels import columns_of, is_head, kind_of, label, share_of
from juesuan.read.numbers import is_blank, parse_amount
from juesuan.read.values import bracketed, points, sign_of, value_of

__all__ = ["read_rows"]

_FOOT = re.compile(r"原因|措施|结论|备注|说明|联系人|填报|填表")
_EMPTY = re.compile(r"(?:指标)?\d{0,2}[：、.．…。·—-]*")
"""What a form has where nobody filled in a row: 指标2：, ……."""
_LONGEST = 6
"""Characters of a unit."""
_VALUES = ("sign", "target", "unit", "actual", "completion", "rule", "weight", "score")
_GRADE = re.compile(r"(优|良|中|差)(?:秀|好|等|级)?|合格|不合格")


@dataclass(slots=True)
class _Table:
    """A form's columns, where each of its headings starts, and the level its rows have come to."""

    columns: dict[str, Cell]
    starts: list[int]
    group: str = ""
    kind: str = ""
    shares: list[tuple[Reading, list[Indicator]]] = field(default_factory=list)

    def under(self, key: str, words: list[Cell]) -> Text | None:
        """Return the cell of a row below a heading."""
        head = self.columns.get(key)
        if head is None:
            return None
        end = next((s for s in self.starts if s > head.col), head.col + 1)
        return next((c.text for c in words if head.col <= c.col < end), None)


def read_rows(rows: list[list[Cell]], head: int, evaluation: Evaluation) -> None:
    """Read the rows below the headings of indicators into an evaluation."""
    table = _Table(columns_of(rows[head]), sorted(c.col for c in rows[head]))
    for row in rows[head + 1 :]:
        words = [c for c in row if c.text.text.strip()]
        if not words or is_head(row):  # headings are repeated on the next page
            continue
        first = squeeze(words[0].text.text)
        if _ended(first, words, table, evaluation) or (len(words) == 1 and len(first) > 2 and not kind_of(first)):
            continue
        _level(words, table)
        indicator = _indicator(words, table)
        if indicator is not None:
            evaluation.indicators.append(indicator)
            if table.shares:
                table.shares[-1][1].append(indicator)
    evaluation.shares = table.shares


def _ended(first: str, words: list[Cell], table: _Table, evaluation: Evaluation) -> bool:
    """Read a row that is no indicator: the total, the class, words at the foot of the form; False where it is one."""
    if label("total").match(first) and not kind_of(first):
        _total(words, table, evaluation)
        return True
    if label("grade").fullmatch(first):
        evaluation.grade = _grade(words) or evaluation.grade
        return True
    inside = words[0].col >= table.columns["name"].col  # where an indicator's own name may hold such a word
    if not (label("foot").fullmatch(first) if inside else _FOOT.search(first)):
        return False
    if label("cause").search(first):
        evaluation.causes = (evaluation.causes or "") + "".join(squeeze(c.text.text) for c in words[1:])
    return True


def _grade(words: list[Cell]) -> Text | None:
    return next((c.text for c in words[1:] if _GRADE.fullmatch(squeeze(c.text.text))), None)


def _total(words: list[Cell], table: _Table, evaluation: Evaluation) -> None:
    """Read the totals below their columns; where none stands there, the numbers of the row in order."""
    below = {key: points(table.under(key, words[1:])) for key in ("weight", "score")}
    numbers = [r for c in words[1:] if (r := points(c.text)) is not None]
    if below["score"] is None and len(numbers) > 1:
        below = {"weight": numbers[0], "score": numbers[1]}
    elif below["score"] is None and numbers:
        below = {"weight": None, "score": numbers[0]}
    evaluation.total_weight = below["weight"] or evaluation.total_weight
    evaluation.total_score = below["score"] or evaluation.total_score
    evaluation.grade = _grade(words) or evaluation.grade


def _level(words: list[Cell], table: _Table) -> None:
    """Go to the classes a row begins."""
    for cell in words[:3]:
        named = kind_of(squeeze(cell.text.text))
        if named is None or cell.col >= table.columns["name"].col + 2:
            continue
        if named[0] == "kind" and not _first_level(cell, table):
            table.kind = named[1]
            continue
        again = table.group == named[1]  # printed in every row, or again on the next page
        table.group, table.kind = named[1], ""
        said = points(share_of(cell.text))
        if said is not None and not (again and table.shares and table.shares[-1][0].text == said.text):
            table.shares.append((said, []))


def _first_level(cell: Cell, table: _Table) -> bool:
    """Say whether a class stands in the column of the first level: 成本指标 is of the first or of the second."""
    kind, group = table.columns.get("kind"), table.columns.get("group")
    return kind is not None and group is not None and group.col <= cell.col < kind.col


def _indicator(words: list[Cell], table: _Table) -> Indicator | None:
    columns = table.columns
    values = [columns[k].col for k in _VALUES if k in columns and columns[k].col > columns["name"].col]
    left = [c for c in words if c.col < min(values, default=99)]
    names = [c for c in left if c.col >= columns["name"].col or not kind_of(squeeze(c.text.text))]
    if not names or (len(left) == len(words) and _EMPTY.fullmatch(squeeze(names[-1].text.text))):
        return None
    name = names[-1].text
    made = Indicator(table.group, table.kind, name, table.under("target", words), table.under("actual", words))
    unit = _unit(name, table, words)
    made.operator, made.target_value = value_of(made.target, name, unit)
    made.bound, made.actual_value = value_of(made.actual, name, unit)
    sign = table.under("sign", words)
    made.operator = made.operator or (sign_of(squeeze(sign.text)) if sign is not None else "")
    made.weight, made.score = points(table.under("weight", words)), points(table.under("score", words))
    made.completion = _share(table.under("completion", words))
    reason, rule = table.under("reason", words), table.under("rule", words)
    made.reason = squeeze(reason.text) if reason is not None else ""
    made.rule = squeeze(rule.text) if rule is not None else ""
    return made


def _unit(name: Text, table: _Table, words: list[Cell]) -> str:
    """Return the unit of a row whose values print none: its column's, the name's, the heading's."""
    own = table.under("unit", words)
    headed = (bracketed(table.columns[key].text.text) for key in ("target", "actual") if key in table.columns)
    said = squeeze(own.text) if own is not None and not is_blank(own.text) else ""
    return (said if len(said) <= _LONGEST else "") or bracketed(name.text) or next((u for u in headed if u), "")


def _share(text: Text | None) -> Reading | None:
    amount = parse_amount(text.text, "%") if text is not None else None
    return Reading(text.text, amount, text.place(), "table") if text is not None and amount is not None else None
