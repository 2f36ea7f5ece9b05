"""Figures that stand for themselves: budgets, actuals and counts of what is spoken of, and completions of them."""

from __future__ import annotations

import re

from juesuan.disclosure import Operand
from juesuan.facts import Coordinate, Reading
from juesuan.read.figures import Figure
from juesuan.read.speech import FILLER, STORIES, Speech, last
from juesuan.read.subjects import year_of

__all__ = ["BASES", "completion_said", "count_said", "inner_said", "mean_said", "plain_said", "rate_said", "stage_said"]

BASES = {"年初": "initial", "全年": "final", "调整": "final", "调整后": "final"}
"""The budget a word before 预算 means."""
_SIDES = {"收入": ("revenue", "inflow"), "支出": ("expenditure", "outflow", "operating_cost", "procurement")}
_SPENT = re.compile(r"(?:共计|合计|累计|共)?(?:支出|开支|金额|费用)(?:为|共计|共)?")
"""What the money of visits just counted is called."""
_NEWLY = re.compile(r"购置|新增|更新|报废|处置|减少|增加")
_PLANNED = re.compile(r"(?:安排|计划|拟|预计|预算)[^。；]{0,6}购置(?:(?!截至|共有|现有|保有).)*$")
_COUNTED = (
    ("abroad", re.compile(r"出国|出境")),
    ("vehicle_purchase", re.compile(r"购置|购车|更新")),
    ("vehicle_running", re.compile(r"保有|运行")),
    ("reception_foreign", re.compile(r"外宾|外事|国（境）外|国外")),
    ("reception_domestic", re.compile(r"国内")),
    ("reception", re.compile(r"接待")),
)


def stage_said(stage: str, rest: str, reading: Reading, speech: Speech, words: str = "") -> None:
    """年初预算为 100.00 万元: a stage of what is spoken of, or of what the clause names.

    `words` are those that name the stage: 支出决算 may be the end of a name (基本支出决算).
    """
    side = words[:2]
    if not FILLER.match(rest):
        speech.turn(speech.pick(rest, reading) or (speech.pick(f"{rest}{words}", reading) if words else None))
    elif side in _SIDES and (speech.subject is None or speech.subject.measure not in _SIDES[side]):
        named = speech.pick(side, reading)
        if named is not None:
            speech.turn(named)
    year = year_of(rest, speech.year)
    if year == speech.year:
        said = speech.stages.get(stage)
        if stage == "actual" and said is not None and not said.amount.interval().meets(reading.amount.interval()):
            speech.stages = {}
        speech.stages[stage] = reading
    if speech.subject is not None:
        speech.bind(reading, speech.subject.at(stage=speech.stage_of(stage, speech.subject), year=year))
    speech.recent = reading


def plain_said(clause: str, reading: Reading, speech: Speech) -> None:
    """本年收入合计 100.00 万元: a figure right after its name."""
    coordinate = speech.pick(clause, reading) if clause or speech.topic in STORIES else None
    if coordinate is None and speech.counted and _SPENT.fullmatch(clause):
        coordinate = Coordinate.of("expenditure", speech.year, sangong=speech.counted)
    speech.turn(coordinate)
    speech.recent = reading
    speech.stages["actual"] = reading
    if coordinate is not None:
        speech.bind(reading, coordinate)
        if speech.whole is not None:
            speech.parts.append(reading)


def count_said(lead: str, reading: Reading, speech: Speech) -> None:
    """Groups, persons, visits and vehicles of the three public expenses; vehicles by kind; equipment."""
    clause = last(lead)
    if speech.topic == "assets" and (_NEWLY.search(clause) or _planned(reading, speech)):
        return  # what came, went or is to be bought is not what there is
    coordinate = speech.pick(clause, reading)
    if coordinate is None and speech.topic == "sangong":
        kind = _counted(clause, reading, speech)
        measure = _measure(reading.amount.unit, kind)
        if kind and measure:
            coordinate = Coordinate.of(measure, speech.year, sangong=kind)
    if coordinate is None:
        return
    reading.coordinate = coordinate
    speech.values[coordinate] = reading
    kind = coordinate.get("sangong") or ""
    speech.counted = kind
    if kind:
        _accompany(kind, reading, speech)
    elif speech.topic == "assets":
        if speech.whole is not None and speech.whole is not reading:
            speech.parts.append(reading)
        speech.recent = reading


def _planned(reading: Reading, speech: Speech) -> bool:
    """Say whether a paragraph tells, up to a figure, what is planned to be bought."""
    said = speech.paragraph.text.text if speech.paragraph is not None else ""
    start = next((f.start for f in speech.ahead if f.reading is reading), 0)
    return bool(_PLANNED.search(re.sub(r"\s", "", said[:start])))


def _accompany(kind: str, reading: Reading, speech: Speech) -> None:
    """A count goes with its money; that of visitors from home with all of 接待 where its own is not said."""
    spent = Coordinate.of("expenditure", speech.year, sangong=kind)
    if kind == "reception_domestic" and spent not in speech.values and spent not in speech.known:
        if not reading.amount.value:
            return
        spent = spent.with_(sangong="reception")
    speech.claim("accompany", None, {"count": reading, "amount": speech.operand(spent)}, reading.place, reading.text)


def _counted(clause: str, reading: Reading, speech: Speech) -> str:
    """Return the public expense a count goes with; 接待 26 批次 after 国内 still is of visitors from home."""
    kind = next((k for k, regex in _COUNTED if regex.search(clause)), "")
    if not kind and reading.amount.unit in ("辆", "台") and not FILLER.match(clause):
        return ""  # 轿车 3 辆: vehicles of one make
    spoken = (speech.subject.get("sangong") if speech.subject else "") or ""
    for nearer in (speech.counted, spoken):
        if nearer and (not kind or nearer.startswith(f"{kind}_")):
            return nearer
    return kind


def _measure(unit: str, kind: str) -> str:
    if unit in ("人", "人次"):
        return "persons" if not kind.startswith("vehicle") else ""
    if unit in ("辆", "台"):
        return "vehicles" if kind.startswith("vehicle") else ""
    if kind == "abroad":
        return "groups"
    return "visits" if kind.startswith("reception") and unit in ("个", "批", "批次", "次") else ""


def completion_said(match: re.Match[str] | None, _rest: str, figure: Figure, speech: Speech) -> None:
    """完成年初预算的 98%: of whom the sentence speaks, over the budget it names or the only one it gave."""
    groups = match.groupdict() if match else {}
    word = groups.get("base") or ""
    stage = "target" if groups.get("target") else BASES.get(word, "")
    actual: Operand | None = speech.stages.get("actual")
    base: Operand | None = None
    given = [
        speech.stages[s]
        for s in ((stage,) if stage else ("initial", "final", "budget", "target"))
        if s in speech.stages
    ]
    if len(given) == 1:
        base = given[0]
    elif groups.get("rate") and "final" in speech.stages:
        base = speech.stages["final"]
    elif not given and speech.subject is not None:
        told = (stage,) if stage else ("final", "initial")
        options = [s for s in told if s == "target" or speech.subject.at(stage=s) in speech.known]
        base = speech.operand(speech.subject.at(stage=options[0])) if len(options) == 1 else None
    if groups.get("rate") and base is None and actual is None and len(speech.head) > 1:
        actual, base = speech.head["actual"], speech.head.get("final") or speech.head.get("initial")
    if actual is None and speech.subject is not None:
        actual = speech.operand(speech.subject)
    if actual is not None and base is not None:
        speech.claim("completion", figure.reading, {"actual": actual, "base": base}, figure.reading.place, word)


def rate_said(lead: str, figure: Figure, speech: Speech) -> None:
    """参加培训 10 人计 3.00 万元，人均 3,000 元/月: an amount a head, of the last people and money said."""
    if "人均" not in lead:
        return
    people = [f.reading for f in speech.sentence if f.kind == "count" and f.reading.amount.unit.endswith("人")]
    money = [f.reading for f in speech.sentence if f.kind == "money" and not f.per]
    if people and money:
        operands: dict[str, Operand] = {"amount": money[-1], "count": people[-1]}
        speech.claim("rate", figure.reading, operands, figure.reading.place, figure.reading.text, figure.per)


def mean_said(_match: re.Match[str], _rest: str, figure: Figure, speech: Speech) -> None:
    """公务用车运行维护费 41.26 万元，保有量 9 辆，平均每辆 4.58 万元."""
    about = {"sangong": "vehicle_running"}
    amount = speech.values.get(Coordinate.of("expenditure", speech.year, **about))
    count = speech.values.get(Coordinate.of("vehicles", speech.year, **about))
    if amount is not None and count is not None:
        operands: dict[str, Operand] = {"amount": amount, "count": count}
        speech.claim("rate", figure.reading, operands, figure.reading.place, figure.reading.text, "/辆")


def inner_said(match: re.Match[str], _rest: str, figure: Figure, speech: Speech) -> None:
    """完成预算 4.00 万元的 25%: the budget stands inside the completion."""
    groups = match.groupdict()
    stage = "target" if groups.get("target") else BASES.get(groups.get("stage") or "", "budget")
    actual = speech.stages.get("actual")
    stage_said(stage, "", figure.reading, speech)
    if actual is not None:
        speech.stages["actual"] = actual
        speech.recent = actual
    speech.inside = True
