"""Targets from forms (绩效目标申报表): the indicators of a workbook or document as rows of the book's targets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from juesuan.blocks import Grid, Text
from juesuan.books.faults import Fault, fault
from juesuan.disclosure import Disclosure, Evaluation, Indicator
from juesuan.perform.plan import DEPARTMENT, Plan
from juesuan.read import read
from juesuan.read.figures import squeeze

__all__ = ["Declared", "declared"]

_KINDS = {
    "数量": ("output", "quantity"), "质量": ("output", "quality"), "时效": ("output", "timeliness"),
    "成本": ("output", "cost"), "经济成本": ("output", "cost"), "社会成本": ("output", "cost"),
    "生态环境成本": ("output", "cost"), "经济": ("benefit", "economic"), "社会": ("benefit", "social"),
    "生态": ("benefit", "ecological"), "可持续": ("benefit", "sustainable"),
    "服务对象满意度": ("satisfaction", "served"), "满意度": ("satisfaction", "served"),
}  # fmt: skip
"""Second levels as forms name them, and where they stand in the tree."""
_LIMIT = re.compile(
    r"(?P<number>\d[\d,，]*(?:\.\d+)?)\s*(?P<unit>%|％|[^\d\s，。；（(以及]{0,4}?)\s*(?P<word>[及或]?以上|[及或]?以内|[及或]?以下)"
)
_ABOUT = re.compile(r"大约|约等于|左右|约\s*\d")
_ORDINAL = re.compile(r"^(?:指标\s*)?[（(]?\d{1,2}[）).、．:：]\s*")
_TITLE = re.compile(r"(20\d\d)年(?!.*20\d\d年).{0,40}绩效(?:目标|自评)")
_SIGNS = ("≥", "≤", "=", ">", "<")


@dataclass(slots=True)
class Declared:
    """What a file holds: rows for the table of targets, those the book has already, and what is wrong."""

    rows: list[dict[str, str]] = field(default_factory=list)
    present: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    forms: int = 0


def declared(file: Path, plan: Plan, subject: str = "", operator: str = "") -> Declared:
    """Read the targets of a file. `subject` and `operator` are for forms and values that name none.

    Unreadable where the file cannot be read.
    """
    document = read(file)
    found = Declared(forms=len(document.evaluations))
    years = _years(document)
    if years and plan.year not in years and document.evaluations:
        value = " ".join(map(str, sorted(years)))
        found.faults.append(fault("perform.form_year", file.name, value=value, expected=plan.year))
        return found
    taken = {(target.subject, squeeze(target.name)) for target in plan.targets}
    for one in document.evaluations:
        whose = subject or _subject(one, plan)
        if not whose:
            said = {"value": one.project.text.strip() if one.project else "—", "expected": _known(plan)}
            found.faults.append(fault("perform.form_subject", file.name, _row(one.project), None, **said))
            continue
        _take(one, whose, operator, file.name, plan, taken, found)
    return found


def _years(document: Disclosure) -> set[int]:
    """Return the years the titles of forms name, else that of the document."""
    texts = []
    for block in document.source.blocks:
        texts += [cell.text.text for cell in block.cells] if isinstance(block, Grid) else [squeeze(block.text.text)]
    found = {int(match[1]) for text in texts if (match := _TITLE.search(squeeze(text)))}
    return found or ({document.year} if document.year is not None else set())


def _known(plan: Plan) -> str:
    return " ".join([DEPARTMENT, *(f"{code}（{plan.name(code)}）" for code in plan.projects)])


def _row(text: Text | None) -> int | None:
    return text.place().line if text is not None else None


def _subject(one: Evaluation, plan: Plan) -> str:
    """Return whose form it is: the project of its name, or the department; "" where nobody has that name."""
    name = squeeze(one.project.text) if one.project is not None else ""
    codes = [code for code in plan.projects if squeeze(plan.name(code)) == name]
    if len(codes) == 1 and not one.whole:
        return codes[0]
    return DEPARTMENT if one.whole and name in ("", squeeze(plan.department)) else ""


def _take(
    one: Evaluation, subject: str, operator: str, file: str, plan: Plan, taken: set[tuple[str, str]], found: Declared
) -> None:
    """Add the indicators of a form to what was found."""
    prefix = "D" if subject == DEPARTMENT else f"{subject}-"
    ids = _ids(prefix, [target.id for target in plan.targets] + [row["id"] for row in found.rows])
    for indicator in one.indicators:
        name = _ORDINAL.sub("", "".join(indicator.name.text.split()))
        if (subject, squeeze(name)) in taken:
            found.present.append(name)
            continue
        made = _target(indicator, name, operator, file)
        if isinstance(made, Fault):
            found.faults.append(made)
            continue
        taken.add((subject, squeeze(name)))
        found.rows.append({"id": next(ids), "subject": subject, "year": str(plan.year), "name": name, **made})


def _ids(prefix: str, known: Iterable[str]) -> Iterator[str]:
    """Yield ids nobody has yet."""
    taken, number, digits = set(known), 0, 2 if prefix == "D" else 1
    while True:
        number += 1
        if (made := f"{prefix}{number:0{digits}}") not in taken:
            yield made


def _target(indicator: Indicator, name: str, operator: str, file: str) -> dict[str, str] | Fault:
    """Return an indicator's cells, or why it cannot be a target."""
    row, said = _row(indicator.name), {"name": name}
    levels = _KINDS.get(indicator.kind) or _KINDS.get(indicator.group)
    if levels is None:
        value = indicator.kind or indicator.group or "—"
        return fault("perform.form_level", file, row, None, **said, value=value, expected=" ".join(_KINDS))
    if indicator.weight is None or indicator.weight.amount is None:
        return fault("perform.form_weight", file, row, None, **said)
    made = _aim(indicator, operator)
    if isinstance(made, str):
        text = indicator.target.text.strip() if indicator.target else ""
        return fault(made, file, row, None, **said, value=text)
    return {"level1": levels[0], "level2": levels[1], "weight": _plain(indicator.weight.amount.value), **made}


def _aim(indicator: Indicator, operator: str) -> dict[str, str] | str:
    """Return operator, value, words and unit of what a form's cell says, or the code of what is wrong with it."""
    text = "".join((indicator.target.text if indicator.target else "").split())
    if _ABOUT.search(text):
        return "perform.form_about"
    if limit := _LIMIT.fullmatch(text):
        number = limit["number"].replace(",", "").replace("，", "")
        sign = "≥" if limit["word"].endswith("上") else "≤"
        return {"operator": sign, "value": number, "words": "", "unit": limit["unit"].replace("％", "%")}
    if indicator.target_value is not None and indicator.target_value.amount is not None:
        sign = indicator.operator or operator
        if sign not in _SIGNS:
            return "perform.form_operator"
        amount = indicator.target_value.amount
        return {"operator": sign, "value": _plain(amount.value), "words": "", "unit": amount.unit}
    return {"operator": "qualitative", "value": "", "words": text, "unit": ""}


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
