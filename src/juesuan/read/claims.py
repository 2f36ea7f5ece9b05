"""Sentences to readings and claims: what each figure is about and what is said to follow from which others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from juesuan.disclosure import Claim, Form, Operand, Paragraph, Section
from juesuan.facts import Coordinate, Place, Reading
from juesuan.read.figures import Figure, figures_of, squeeze
from juesuan.read.subjects import FUNDS, function_of, pick, year_of
from juesuan.taxonomy.claims import patterns

__all__ = ["read_claims"]

TOPICS = frozenset(
    {"overall", "revenue", "expenditure", "fiscal", "general", "basic", "government_fund", "state_capital", "sangong"}
    | {"operating_cost", "procurement", "assets", "performance", "whole"}
)
"""The sections whose figures are bound to coordinates."""

_BREAK = re.compile(r"[，。；：]")
_FILLER = re.compile(
    r"^(?:其中|同时|分别|总体|具体|均|各|共|总额|金额|数额|数|额|的|了|(?:20\d\d|本|当|全)?年(?:度)?|上年|去年|支出|收入|决算|为|：)*$"
)
_HEAD = re.compile(r"^\s*(?:[（(]?\d{1,2}[)）.、．]|[（(][一二三四五六七八九十]{1,3}[)）])[^。；]{2,30}(?:说明。)?$")
_NEWLY = re.compile(r"购置|新增|更新|报废|处置|减少|增加")
_GENERIC = re.compile(
    r"^(?:本年度?|全年)?(?:总?支出|总?收入|支出总额|收入总额|支出总计|收入总计|总额|总数|合计|总计)?$"
)
_COUNTED = (
    ("abroad", re.compile(r"出国|出境")),
    ("vehicle_purchase", re.compile(r"购置|购车|更新")),
    ("vehicle_running", re.compile(r"保有|运行")),
    ("reception_foreign", re.compile(r"外宾|外事|国（境）外|国外")),
    ("reception_domestic", re.compile(r"国内")),
    ("reception", re.compile(r"接待")),
)


@dataclass(slots=True)
class Speech:
    """What a section has said so far: whom it speaks of, at which stages, what it compares and what it lists."""

    topic: str
    year: int
    known: Mapping[Coordinate, list[Reading]]
    rows: Mapping[str, str]
    subject: Coordinate | None = None
    stages: dict[str, Reading] = field(default_factory=dict)
    values: dict[Coordinate, Reading] = field(default_factory=dict)
    recent: Reading | None = None
    whole: Reading | None = None
    comparison: str = ""
    inside: bool = False
    parts: list[Reading] = field(default_factory=list)
    paragraph: Paragraph | None = None
    claims: list[Claim] = field(default_factory=list)

    def turn(self, subject: Coordinate | None) -> None:
        """Speak of something else from here on."""
        if subject is None or self.subject is None or subject.at(stage="actual") != self.subject:
            self.stages = {}
        self.subject = subject and subject.at(stage="actual")

    def bind(self, reading: Reading, coordinate: Coordinate) -> None:
        """Give a figure its coordinate and remember it."""
        reading.coordinate = coordinate
        self.values[coordinate] = reading
        self.recent = reading

    def operand(self, coordinate: Coordinate) -> Operand:
        """Return the figure said of a coordinate in this section, or the coordinate for the laws to look up."""
        return self.values.get(coordinate, coordinate)


def read_claims(
    paragraphs: list[Paragraph], year: int | None, forms: Iterable[Form] = ()
) -> tuple[list[Reading], list[Claim]]:
    """Return every amount, percentage and count of the text as a reading, and what is said to follow as claims."""
    known: dict[Coordinate, list[Reading]] = {}
    rows: dict[str, str] = {}
    for form in forms:
        for reading in form.readings:
            if reading.coordinate is not None:
                known.setdefault(reading.coordinate, []).append(reading)
        rows.update({row.code: row.name for row in form.rows if row.code and row.name})
    readings: list[Reading] = []
    claims: list[Claim] = []
    speech: Speech | None = None
    section = None
    for paragraph in paragraphs:
        found = figures_of(paragraph.text, paragraph.section.path)
        readings += [figure.reading for figure in found]
        topic = _topic(paragraph.section)
        if not year or topic not in TOPICS:
            continue
        if speech is None or section is not paragraph.section:
            section, speech = paragraph.section, Speech(topic, year, known, rows)
            speech.subject = pick(squeeze(_heading(section.title)), topic, year, known)
        if not found and (title := _HEAD.match(paragraph.text.text)):
            speech.turn(pick(squeeze(_heading(title[0])), topic, year, known))
        _paragraph(paragraph, found, speech)
        claims += speech.claims
        speech.claims = []
    return readings, claims


def _topic(section: Section) -> str:
    """Return the nearest topic; a self-evaluation of the whole body (整体支出) speaks of its totals again."""
    topic = next(iter(section.topics()), "")
    return "whole" if topic == "performance" and re.search(r"整体(支出|绩效|自评)", section.path) else topic


def _heading(title: str) -> str:
    """Strip a heading of its number and of what all headings end with."""
    bare = re.sub(r"^(?:\d{1,2}[.、．]|[（(].{1,3}[)）]|[一二三四五六七八九十]{1,3}、)\s*", "", title)
    return re.sub(r"(?:支出)?(?:决算)?(?:具体|总体)?(?:情况)?(?:说明)?。?$", "", bare)


def _paragraph(paragraph: Paragraph, found: list[Figure], speech: Speech) -> None:
    text = paragraph.text.text
    speech.paragraph, speech.whole, speech.parts = paragraph, speech.whole if not found else None, []
    for match in re.finditer(r"[^。]+。?", text):
        mine = [f for f in found if match.start() <= f.start < match.end()]
        _sentence(text, match.start(), match.end(), mine, speech)
    _close(speech)


def _sentence(text: str, start: int, end: int, found: list[Figure], speech: Speech) -> None:
    speech.comparison, speech.inside = "", False
    head = squeeze(text[start : found[0].start if found else end])
    code = function_of(head, speech.rows)
    if code is not None:
        fund = {"fund": FUNDS[speech.topic]} if speech.topic in FUNDS else {}
        speech.turn(
            _known_fund(Coordinate.of("expenditure", speech.year, function=code, **fund), speech) if code else None
        )
        speech.recent = None
    at = start
    for figure in found:
        lead = squeeze(text[at : figure.start])
        if "其中" in lead or "以下方面" in lead or "具体包括" in lead:
            _open(speech)
        _figure(lead, figure, speech)
        at = figure.end
    _directions(text, start, end, found, speech)
    _names(text, start, end, found, speech)


def _known_fund(coordinate: Coordinate, speech: Speech) -> Coordinate:
    """Where the forms print the item under all fiscal funds only, that is what the section speaks of."""
    wider = coordinate.with_(fund="fiscal")
    return wider if coordinate not in speech.known and wider in speech.known else coordinate


def _figure(lead: str, figure: Figure, speech: Speech) -> None:
    reading = figure.reading
    for name, regex in patterns()["comparisons"].items():
        if regex.search(lead):
            speech.comparison = name
            break
    if speech.inside and figure.kind == "percent" and lead in ("的", "的比例为"):
        _completion(None, lead, figure, speech)
        return
    speech.inside = False
    for row in patterns()["pattern"]:
        if row["figure"] != figure.kind:
            continue
        if match := row["regex"].search(lead):
            _HANDLERS[row["kind"]](match, lead[: match.start()], figure, speech)
            return
    if figure.kind == "percent":
        return
    if figure.kind == "count":
        _count(lead, reading, speech)
        return
    for stage, regex in patterns()["stages"].items():
        if match := regex.search(lead):
            _stage(stage, _last(lead[: match.start()]), reading, speech, match[0][:2] if match[0][:2] in _SIDES else "")
            return
    _plain(_last(lead), reading, speech)


def _last(lead: str) -> str:
    """Return the clause that ends the words before a figure."""
    return _BREAK.split(lead)[-1]


_SIDES = {"收入": ("revenue", "inflow"), "支出": ("expenditure", "outflow", "operating_cost", "procurement")}


def _stage(stage: str, rest: str, reading: Reading, speech: Speech, side: str = "") -> None:
    """年初预算为 100.00 万元: a stage of what is spoken of, or of what the clause names."""
    if not _FILLER.match(rest):
        speech.turn(pick(rest, speech.topic, speech.year, speech.known, reading))
    elif side and (speech.subject is None or speech.subject.measure not in _SIDES[side]):
        named = pick(side, speech.topic, speech.year, speech.known, reading)
        if named is not None:
            speech.turn(named)
    year = year_of(rest, speech.year)
    if year == speech.year:
        if stage in speech.stages and stage == "actual":
            speech.stages = {}
        speech.stages[stage] = reading
    if speech.subject is not None:
        speech.bind(reading, speech.subject.at(stage=_stage_of(stage, speech.subject, speech), year=year))
    speech.recent = reading


def _stage_of(stage: str, subject: Coordinate, speech: Speech) -> str:
    """Say which budget 预算 without more is: the one the forms print, else the one this kind of section gives."""
    if stage != "budget":
        return stage
    printed = [s for s in ("final", "initial") if subject.at(stage=s) in speech.known]
    return printed[0] if printed else "final" if subject.get("sangong") else "initial"


def _plain(clause: str, reading: Reading, speech: Speech) -> None:
    """本年收入合计 100.00 万元: a figure right after its name."""
    coordinate = pick(clause, speech.topic, speech.year, speech.known, reading) if clause else None
    speech.turn(coordinate)
    speech.recent = reading
    speech.stages["actual"] = reading
    if coordinate is not None:
        speech.bind(reading, coordinate)
        if speech.whole is not None:
            speech.parts.append(reading)


def _count(lead: str, reading: Reading, speech: Speech) -> None:
    """Groups, persons, visits and vehicles of the three public expenses; vehicles by kind; equipment."""
    clause = _last(lead)
    if speech.topic == "assets" and _NEWLY.search(clause):
        return  # what came and went in the year is not what there is at its end
    coordinate = pick(clause, speech.topic, speech.year, speech.known, reading)
    if coordinate is None and speech.topic == "sangong":
        kind = next((k for k, regex in _COUNTED if regex.search(clause)), "")
        kind = kind or _kind(speech)
        measure = _measure(reading.amount.unit, kind)
        if kind and measure:
            coordinate = Coordinate.of(measure, speech.year, sangong=kind)
    if coordinate is None:
        return
    reading.coordinate = coordinate
    speech.values[coordinate] = reading
    kind = coordinate.get("sangong") or ""
    if kind:
        amount = speech.operand(Coordinate.of("expenditure", speech.year, sangong=kind))
        _claim("accompany", None, {"count": reading, "amount": amount}, reading.place, reading.text, speech)
    elif speech.topic == "assets":
        if speech.whole is not None and speech.whole is not reading:
            speech.parts.append(reading)
        speech.recent = reading


def _kind(speech: Speech) -> str:
    return (speech.subject.get("sangong") if speech.subject else "") or ""


def _measure(unit: str, kind: str) -> str:
    if unit in ("人", "人次"):
        return "persons" if not kind.startswith("vehicle") else ""
    if unit in ("辆", "台"):
        return "vehicles" if kind.startswith("vehicle") else ""
    if kind == "abroad":
        return "groups"
    return "visits" if kind.startswith("reception") and unit in ("个", "批", "批次", "次") else ""


def _completion(match: re.Match[str] | None, _rest: str, figure: Figure, speech: Speech) -> None:
    """完成年初预算的 98%: of whom the sentence speaks, over the budget it names or the only one it gave."""
    word = (match and match.groupdict().get("base")) or ""
    stage = _BASES.get(word, "")
    actual: Operand | None = speech.stages.get("actual")
    base: Operand | None = None
    given = [speech.stages[s] for s in ((stage,) if stage else ("initial", "final", "budget")) if s in speech.stages]
    if len(given) == 1:
        base = given[0]
    elif not given and speech.subject is not None:
        options = [
            s for s in ((stage,) if stage else ("final", "initial")) if speech.subject.at(stage=s) in speech.known
        ]
        base = speech.subject.at(stage=options[0]) if len(options) == 1 else None
    if actual is None and speech.subject is not None:
        actual = speech.operand(speech.subject)
    if actual is not None and base is not None:
        _claim("completion", figure.reading, {"actual": actual, "base": base}, figure.reading.place, word, speech)


def _change(match: re.Match[str], rest: str, figure: Figure, speech: Speech) -> None:
    """与上年相比，收入合计增加 3.50 万元，增长 1.75%."""
    if not speech.comparison:
        return
    clause = _compared(rest)
    if clause is None:
        return
    current: Operand | None = speech.stages.get("actual")
    if not _FILLER.match(clause):
        named = pick(clause, speech.topic, speech.year, speech.known)
        current = speech.operand(named) if named is not None else None
        speech.turn(named)
        if named is not None and isinstance(current, Reading):
            speech.stages["actual"] = current
    elif current is None and speech.subject is not None:
        current = speech.operand(speech.subject)
    coordinate = current.coordinate if isinstance(current, Reading) else current
    if current is None or coordinate is None or coordinate.stage != "actual":
        return
    prior = coordinate.at(year=coordinate.year - 1)
    if speech.comparison != "prior":
        prior = coordinate.at(stage=_stage_of(speech.comparison, coordinate, speech))
    word = match.groupdict().get("word") or ""
    operands = {"current": current, "prior": speech.operand(prior)}
    kind = "growth" if figure.kind == "percent" else "difference"
    _claim(kind, figure.reading, operands, figure.reading.place, match[0] + figure.reading.text, speech, word)


def _compared(rest: str) -> str | None:
    """Return the words that say what changed, "" for what is spoken of, None where a reason speaks of other things."""
    clauses = _BREAK.split(rest)
    regexes = patterns()["comparisons"].values()
    for n in range(len(clauses) - 1, -1, -1):
        bare = clauses[n]
        for regex in regexes:
            bare = regex.sub("", bare)
        if not _FILLER.match(bare):
            return None if "原因" in bare and n < len(clauses) - 1 else bare
        if bare != clauses[n]:
            break
    return None if "原因" in rest else ""


def _share(match: re.Match[str], rest: str, figure: Figure, speech: Speech) -> None:
    """其中：基本支出 30.00 万元，占本年支出的 30%."""
    clause = _last(rest)
    part: Operand | None = speech.recent
    if not _FILLER.match(clause):
        named = pick(clause, speech.topic, speech.year, speech.known)
        part = speech.operand(named) if named is not None else None
    if part is None:
        return
    whole = _whole(match["whole"], part, speech)
    if whole is not None and whole is not part:
        _claim(
            "share",
            figure.reading,
            {"part": part, "whole": whole},
            figure.reading.place,
            match[0] + figure.reading.text,
            speech,
        )


def _whole(phrase: str, part: Operand, speech: Speech) -> Operand | None:
    about = part.coordinate if isinstance(part, Reading) else part
    if not _GENERIC.match(phrase):
        named = pick(phrase, speech.topic, speech.year, speech.known)
        return speech.operand(named) if named is not None else None
    top = speech.whole.coordinate if speech.whole is not None else None
    if speech.whole is not None and top is not None and about is not None and _inside(about, top):
        return speech.whole
    if about is None or not [k for k, _ in about.members if k != "fund"]:
        return None
    if about.get("sangong"):
        return speech.operand(about.with_(sangong="all")) if about.get("sangong") != "all" else None
    fund = {"fund": f} if (f := about.get("fund")) else {}
    return speech.operand(Coordinate.of(about.measure, about.year, about.stage, **fund))


def _inside(part: Coordinate, whole: Coordinate) -> bool:
    """Say whether one coordinate lies within another on exactly one more dimension."""
    if (part.measure, part.year, part.stage) != (whole.measure, whole.year, whole.stage):
        return False
    if whole.get("sangong") and part.get("sangong"):
        return whole.get("sangong") == "all" != part.get("sangong")
    mine, theirs = dict(part.members), dict(whole.members)
    return theirs.items() < mine.items() and len(mine) == len(theirs) + 1


def _inner(match: re.Match[str], _rest: str, figure: Figure, speech: Speech) -> None:
    """完成预算 4.00 万元的 25%: the budget stands inside the completion."""
    stage = _BASES.get(match["stage"] or "", "budget")
    actual = speech.stages.get("actual")
    _stage(stage, "", figure.reading, speech)
    if actual is not None:
        speech.stages["actual"] = actual
        speech.recent = actual
    speech.inside = True


def _open(speech: Speech) -> None:
    """其中：what was said last is the whole of what follows."""
    if speech.recent is not None and speech.recent.coordinate is not None and speech.parts == []:
        speech.whole = speech.recent


_BASES = {"年初": "initial", "全年": "final", "调整": "final", "调整后": "final"}
"""The budget a word before 预算 means."""

_SETS = {
    "procurement": frozenset({"goods", "works", "services"}),
    "sangong": frozenset({"abroad", "vehicle", "reception"}),
    "nature": frozenset({"personnel", "public"}),
}


def _close(speech: Speech) -> None:
    """End a list: what was listed is all of the whole, or at most that."""
    whole = speech.whole
    if whole is None or whole.coordinate is None:
        return
    top = whole.coordinate
    parts = [p for p in speech.parts if p.coordinate is not None and _inside(p.coordinate, top)]
    groups: dict[str, list[Reading]] = {}
    for part in parts:
        about = part.coordinate
        if about is not None:
            dimension = next(k for k, v in about.members if top.get(k) != v)
            groups.setdefault(dimension, []).append(part)
    for dimension, mine in groups.items():
        if dimension == "size":  # 小微 are among 中小: one within the other, not beside it
            nest = [whole, *sorted(mine, key=lambda p: (p.coordinate and p.coordinate.get("size")) == "micro")]
            for outer, inner in pairwise(nest):
                _claim("sum", outer, {"whole": outer, "part1": inner}, inner.place, inner.text, speech, partial=True)
            continue
        if len(mine) < 2:
            continue
        members = {p.coordinate.get(dimension) or "" for p in mine if p.coordinate is not None}
        full = _SETS.get(dimension, frozenset({"?"})) <= members or any(m.startswith("其他") for m in members)
        operands: dict[str, Operand] = {"whole": whole, **{f"part{n}": p for n, p in enumerate(mine, 1)}}
        _claim("sum", whole, operands, whole.place, whole.text, speech, partial=not full)


def _directions(text: str, start: int, end: int, found: list[Figure], speech: Speech) -> None:
    for match in patterns()["direction"]["regex"].finditer(text, start, end):
        word = match["word"] or f"{match['word2'] or ''}{match['word3']}"
        before = [f.reading for f in found if f.end <= match.start()]
        stages = speech.stages if before or not found else {}
        base = {"年初": "initial", "全年": "final", "调整": "final", "调整后": "final"}.get(
            match["base"] or match["base2"] or ""
        )
        left = stages.get("actual")
        rights = [stages[s] for s in ((base,) if base else ("initial", "final", "budget")) if s in stages]
        if left is None or len(rights) != 1:
            continue
        place = _place(speech, match.start(), match.end())
        _claim(
            "direction",
            None,
            {"left": left, "right": rights[0]},
            place,
            match[0],
            speech,
            word.replace("持平于", "持平"),
        )


def _names(text: str, start: int, end: int, found: list[Figure], speech: Speech) -> None:
    """人员经费 12.00 万元，主要包括：基本工资、津贴补贴."""
    if speech.topic != "basic":
        return
    for match in patterns()["names"]["regex"].finditer(text, start, end):
        before = [f.reading for f in found if f.end <= match.start()]
        if not before or before[-1].coordinate is None or "、" not in match["list"]:
            continue
        items = []
        for item in re.finditer(r"[^、，,等]+(?:（[^）]*）)?[^、，,等]*", match["list"]):
            name = squeeze(item[0]).removesuffix("等")
            if name:
                at = match.start("list") + item.start()
                items.append((name, _place(speech, at, at + len(item[0]))))
        claim = _claim(
            "names", None, {"whole": before[-1]}, _place(speech, match.start(), match.end()), match[0][:12], speech
        )
        claim.names = items


def _place(speech: Speech, start: int, end: int) -> Place:
    assert speech.paragraph is not None
    return replace(speech.paragraph.text.place(start, end), section=speech.paragraph.section.path)


def _claim(
    kind: str,
    stated: Reading | None,
    operands: dict[str, Operand],
    place: Place,
    text: str,
    speech: Speech,
    word: str = "",
    *,
    partial: bool = False,
) -> Claim:
    assert speech.paragraph is not None
    claim = Claim(kind, stated, operands, speech.paragraph.section, place, text, word, partial, pattern=kind)
    speech.claims.append(claim)
    return claim


_HANDLERS = {
    "completion": _completion,
    "growth": _change,
    "difference": _change,
    "share": _share,
    "stage": _inner,
}
