"""A disclosure as read: its sections, sentences, forms, readings and claims."""

from __future__ import annotations

from dataclasses import dataclass, field

from juesuan.blocks import Grid, Source, Text
from juesuan.facts import Coordinate, Place, Reading

__all__ = [
    "Claim",
    "Disclosure",
    "Evaluation",
    "Form",
    "FormRow",
    "Funding",
    "Indicator",
    "Operand",
    "Paragraph",
    "Section",
]


@dataclass(slots=True)
class Paragraph:
    """A paragraph joined over lines and pages, in its section. `index` is its position in the document."""

    text: Text
    section: Section
    index: int
    page: int | None = None


@dataclass(slots=True, eq=False)
class Section:
    """A node of the section tree.

    `number` is the ordinal's value (（三）→ 3), `style` how it is written:
    part 第一部分, chapter 一、, clause （一）, item 1., subitem （1）, or "" for a heading without a number.

    `depth` 0 is the root. `heading` is None for the root only. `topic` is a key of `taxonomy/sections.toml` when the
    section is one the statute knows (overall, revenue, expenditure, fiscal, general, basic, government_fund,
    state_capital, sangong, operating_cost, procurement, assets, performance, key_work, glossary, attachments …).
    """

    title: str
    number: int | None
    style: str
    depth: int
    heading: Text | None
    parent: Section | None
    topic: str = ""
    children: list[Section] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)

    @property
    def path(self) -> str:
        """Titles from the part down, joined by " / "."""
        up = f"{self.parent.path} / " if self.parent and self.parent.depth > 0 else ""
        return up + self.title

    def topics(self) -> list[str]:
        """The topics of this section and those above it, nearest first."""
        mine = [self.topic] if self.topic else []
        return mine + (self.parent.topics() if self.parent else [])


@dataclass(slots=True)
class FormRow:
    """A body row of a form: code as printed and as resolved, name, readings by column key."""

    code: str
    name: str
    printed_code: str
    text: Text | None
    place: Place
    readings: dict[str, Reading] = field(default_factory=dict)
    number: int | None = None


@dataclass(slots=True)
class Form:
    """A recognised form: id ("01" … "09" or another key of `taxonomy/forms/`), its rows, readings and notes.

    `titles` are all printed titles (continuation pages repeat them); `empty` is true where no figure is printed;
    `notes` are the 注 and empty-table sentences below it. `unbound` are figures no coordinate was found for.
    """

    id: str
    title: str
    titles: list[Text]
    pages: list[int]
    grids: list[Grid]
    rows: list[FormRow] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    unit: str = "万元"
    year: int | None = None
    organisation: str = ""
    variant: str = ""

    @property
    def empty(self) -> bool:
        """Say whether no figure is printed in it (zeros are figures)."""
        return not any(not r.blank for r in self.readings)


Operand = Reading | Coordinate


@dataclass(slots=True, eq=False)
class Claim:
    """Something a sentence says about figures.

    `kind` names the relation (`taxonomy/claims.toml` documents each):

    share       stated = 100·part/whole
    completion  stated = 100·actual/base
    growth      stated = ±100·(current−prior)/prior
    difference  stated = ±(current−prior)
    direction   left `word` right (大于 小于 等于 持平)
    sum         whole = Σ parts (`partial`: parts may be fewer than all, so Σ ≤ whole)
    equal       left = right
    rate        stated = amount/count (per head)
    names       the listed names are the non-empty rows of a form (see `names`)
    score, target …  performance

    `operands` maps role → figure; lists of parts are `part1`, `part2` …. A Coordinate operand is looked up among facts.
    `word` is the direction as printed, and `place` the words that make the claim.
    """

    kind: str
    stated: Reading | None
    operands: dict[str, Operand]
    section: Section
    place: Place
    text: str
    word: str = ""
    partial: bool = False
    names: list[tuple[str, Place]] = field(default_factory=list)
    pattern: str = ""


@dataclass(slots=True)
class Indicator:
    """An indicator (绩效指标): its class (产出, 效益, 满意度), kind (数量, 质量 …), name and values.

    `target` and `actual` are the cells as printed, with their readings where they are numbers; `operator` is the
    target's (≥, ≤, = or ""), `bound` the result's where it prints one. `weight` and `score` are points (分); `rule` is
    how they are given and `completion` the per cent of the target, where the form has columns for them.
    """

    group: str
    kind: str
    name: Text
    target: Text | None = None
    actual: Text | None = None
    target_value: Reading | None = None
    actual_value: Reading | None = None
    weight: Reading | None = None
    score: Reading | None = None
    operator: str = ""
    reason: str = ""
    bound: str = ""
    rule: str = ""
    completion: Reading | None = None


@dataclass(slots=True)
class Funding:
    """A row of money of a self-evaluation: budgets and what was executed, its points, rate (%) and score.

    Figures are keyed by their heading (initial, budget, executed, rate, weight, score), by kind of money below it where
    a heading is split (budget.fiscal, executed.other). `part` says that its label names a part of the first row
    (财政拨款, 上年结转, 其他资金, a task); it may be all blank.
    """

    label: str
    figures: dict[str, Reading] = field(default_factory=dict)
    part: bool = False


@dataclass(slots=True)
class Evaluation:
    """A self-evaluation table (绩效自评表) of a project or of a whole body.

    `columns` are the headings of its indicators, `money` those of its rows of money, `grids` where it was printed: one
    table, or several over pages. `whole` says that it is the body's own and `project` the body's name. `grade` is the
    class it gives itself (优 良 中 差), `shares` the points its first levels print (产出指标（50分）), `causes` what it
    tells of deviations below its rows.
    """

    project: Text | None
    columns: dict[str, Text]
    money: dict[str, Text] = field(default_factory=dict)
    funding: list[Funding] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    total_weight: Reading | None = None
    total_score: Reading | None = None
    complete: bool = True
    grids: list[Grid] = field(default_factory=list)
    whole: bool = False
    grade: Text | None = None
    shares: list[tuple[Reading, list[Indicator]]] = field(default_factory=list)
    causes: str | None = None


@dataclass(slots=True)
class Disclosure:
    """All that was read of one document. `kind` is final-accounts, budget, template, university or unknown."""

    source: Source
    organisation: str = ""
    year: int | None = None
    kind: str = "unknown"
    unit: str = "万元"
    root: Section | None = None
    contents: list[Text] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    evaluations: list[Evaluation] = field(default_factory=list)

    def form(self, key: str) -> Form | None:
        """Return the form with this id, or None."""
        return next((f for f in self.forms if f.id == key), None)
