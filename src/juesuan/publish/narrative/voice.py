"""How figures are said (措辞): facts as spans of a sentence, shares, completions, changes and their reasons."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files

from juesuan.accounts import Accounts
from juesuan.books.model import Book
from juesuan.facts import Coordinate
from juesuan.publish.pack import Names, Pack
from juesuan.publish.slots import filled
from juesuan.publish.tree import Block, Figure, Span
from juesuan.taxonomy.classification import classification
from juesuan.taxonomy.description import word

__all__ = ["LARGE", "Voice", "percent"]

LARGE = Decimal(200)
"""Per cent: a change to three times the base is explained with an amount."""

_SLOT = re.compile(r"\{(\w+)\}")
_FEN = 1_000_000
"""分 in one 万元."""

_SOURCES = ("fiscal", "superior", "business", "operating", "affiliated", "other")

Part = Span | Sequence[Span]


@cache
def _sentences() -> dict[str, str]:
    text = (files("juesuan.publish") / "narrative" / "sentences.toml").read_text("utf-8")
    return {k: str(v) for k, v in tomllib.loads(text)["sentences"].items()}


def percent(top: Decimal, bottom: Decimal, *, always: bool = False) -> str | None:
    """Return 100·top/bottom half-up to one decimal; to two where one would say all or nothing of a part.

    None where there is no base, or where two decimals still say nothing (unless `always`).
    """
    if not bottom:
        return None
    true = 100 * top / bottom
    for quantum in (Decimal("0.1"), Decimal("0.01")):
        shown = true.quantize(quantum, ROUND_HALF_UP)
        if shown == true or shown not in (0, 100):
            return f"{shown:f}"
    return f"{shown:f}" if always else None


@dataclass(slots=True)
class Voice:
    """What sentences are made of: the accounts, the book's settings and reasons, the pack, the names, attachments."""

    accounts: Accounts
    book: Book
    pack: Pack
    names: Names
    missing: list[tuple[str, str, str]] = field(default_factory=list)
    attachments: list[Block] = field(default_factory=list)

    @property
    def year(self) -> int:
        """The year of the accounts."""
        return self.accounts.year

    def about(self, measure: str, stage: str = "actual", back: int = 0, **members: str) -> Coordinate:
        """Return a coordinate of the year (`back` years before it)."""
        return Coordinate.of(measure, self.year - back, stage, **members)

    def value(self, about: Coordinate) -> Decimal:
        """Return the printed figure, zero where there is none."""
        return self.accounts.printed.get(about, Decimal(0))

    def exact(self, about: Coordinate) -> Decimal:
        """Return the exact figure in 万元; the printed one where that is a nought, of last year, or moved to close."""
        printed = self.value(about)
        true = Decimal(self.accounts.exact.get(about, 0)) / _FEN
        moved = abs(true - printed) > Decimal(5).scaleb(-self.accounts.places - 1)
        return true if about in self.accounts.exact and printed and not moved else printed

    def money(self, about: Coordinate) -> Figure:
        """Return a fact with its unit."""
        value = self.value(about)
        shown = f"{value:,.{self.accounts.places}f}" if value else "0"
        return Figure(shown, self.accounts.unit, about)

    def number(self, about: Coordinate, unit: str) -> Figure:
        """Return a count with its unit."""
        return Figure(str(self.accounts.counts.get(about, 0)), unit, about)

    def ratio(self, formula: str, top: Coordinate, bottom: Coordinate) -> Figure | None:
        """Return a share or completion, or None where nothing can be said (no base)."""
        shown = percent(self.exact(top), self.exact(bottom), always=formula == "completion")
        return None if shown is None else Figure(shown, "%", None, formula, (top, bottom))

    def say(self, key: str, **parts: Part) -> list[Span]:
        """Fill a sentence: {year}, {prior}, {organisation}, {style} and {unit} are known, other slots are `parts`."""
        template = self.pack.data.get("sentences", {}).get(key) or _sentences()[key]
        known = {"year": str(self.year), "prior": str(self.year - 1), "organisation": self.names.organisation}
        known |= {"style": self.names.style}
        spans: list[Span] = []
        at = 0
        for match in _SLOT.finditer(template):
            spans.append(template[at : match.start()])
            part: Part = parts[match[1]] if match[1] in parts else known[match[1]]
            spans += [part] if isinstance(part, str | Figure) else list(part)
            at = match.end()
        spans.append(template[at:])
        return _joined(spans)

    def share(self, part: Coordinate, whole: Coordinate, key: str = "share") -> list[Span]:
        """，占…的 8.3%; nothing where there is no whole."""
        figure = self.ratio("share", part, whole)
        return self.say(key, share=figure) if figure is not None else []

    def change(self, about: Coordinate, name: str, reason: str, *, large: bool = True) -> list[Span]:
        """Compare a figure with last year's: the words, the difference, the growth and the reason.

        Nothing where last year's figure is not known, or both are nought. `reason` is its key among those of change.
        """
        before = about.at(year=about.year - 1)
        if before not in self.accounts.printed or not (self.value(about) or self.value(before)):
            return []
        difference = self.value(about) - self.value(before)
        said = self.say("prior", name=name, prior_figure=self.money(before))
        if not self.value(about):  # no form prints a nought, so the text has to
            said += self.say("nought", name=name, figure=self.money(about))
        if not difference:
            return [*said, *self.say("flat", name=name)]
        way = "增加" if difference > 0 else "减少"
        gap = Figure(
            f"{abs(difference):,.{self.accounts.places}f}", self.accounts.unit, None, "difference", (about, before)
        )
        spans: list[Span] = [*said, *self.say("change", name=name, way=way, gap=gap)]
        growth = percent(abs(self.exact(about) - self.exact(before)), self.exact(before))
        if growth is not None:
            turn = "增长" if difference > 0 else "下降"
            spans += self.say("growth", word=turn, growth=Figure(growth, "%", None, "growth", (about, before)))
        given = self.reason("change", reason)
        if given:
            spans += self.say("reason", reason=given)
            told = any(isinstance(span, Figure) for span in given)
            if large and not told and growth is not None and Decimal(growth) >= LARGE:
                spans += self._largest(about)
        return _joined([*spans, "。"])

    def _largest(self, about: Coordinate) -> list[Span]:
        """Name the class the most was spent on, of the fund spoken of: a large change is explained with an amount.

        Where nothing was spent, name what earned the most, or of a total what was carried out.
        """
        whole = self.about("expenditure").with_(fund="general" if about.get("fund") == "general" else None)
        classes = [(v, c) for c, v in self.accounts.printed.items() if v and _is_class(c, whole)]
        if not classes and about.measure == "revenue":
            most = max((about.with_(source=s) for s in _SOURCES), key=lambda c: (self.value(c), str(c)))
            name = word("source", most.get("source") or "").removesuffix("收入")
            return self.say("largest_earned", name=name, figure=self.money(most))
        if not classes:
            kept = self.about("closing").with_(fund=about.get("fund"))
            return self.say("largest_kept", figure=self.money(kept)) if self.value(kept) else []
        most = max(classes, key=lambda pair: (pair[0], str(pair[1])))[1]
        name = classification("function").name(most.get("function") or "", self.year) or ""
        return self.say("largest", name=name, figure=self.money(most))

    def reason(self, kind: str, key: str) -> list[Span]:
        """Return a reason without its full stop, nothing where none was written; a change falls back to the wider one.

        Raises `UnknownFigure` where it asks for a figure the accounts do not have.
        """
        given: Mapping[str, str] = self.book.reasons.get(kind, {})
        while key:
            if text := given.get(key, "").strip():
                return filled(text.rstrip("。；;. "), self.accounts)
            key = _WIDER.get(key, "") if kind == "change" else ""
        return []

    def planned(self, about: Coordinate) -> bool:
        """Say whether a budget at the start of the year is printed; one that rounds to nothing is none."""
        return bool(self.value(about.at(stage="initial")))

    def varies(self, actual: Coordinate, base: Coordinate) -> bool:
        """Say whether a figure differs from its base by more than the threshold of the settings."""
        a, b = self.value(actual), self.value(base)
        if a == b:
            return False
        return not b or 100 * abs(a - b) / abs(b) > self.book.settings.threshold


_WIDER = {
    "revenue": "inflow",
    "expenditure": "inflow",
    "fiscal": "inflow",
    "general": "expenditure",
    "vehicle": "vehicle_running",
}
"""Which reason speaks for a figure that has none of its own."""


def _is_class(about: Coordinate, whole: Coordinate) -> bool:
    """Say whether a coordinate is a class (类) of the whole."""
    code = about.get("function") or ""
    return len(code) == len("201") and about == whole.with_(function=code)


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Join neighbouring texts and leave out empty ones."""
    found: list[Span] = []
    for span in spans:
        if isinstance(span, str) and found and isinstance(found[-1], str):
            found[-1] += span
        elif span:
            found.append(span)
    return found
