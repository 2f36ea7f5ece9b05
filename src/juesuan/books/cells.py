"""One cell's text becomes a value: strictly as a book writes it, or as other programs write it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from juesuan.books import identity
from juesuan.books.schema import Column, schema
from juesuan.taxonomy.classification import LEVELS, classification

__all__ = ["MARK", "Bad", "Codes", "Names", "Parser", "loose", "masked", "plain", "strict"]

Value = str | int | Decimal | date
EPOCH = date(1899, 12, 30)
"""The day Excel counts from, its 29 February 1900 allowed for."""
MARK = re.compile(r"(?=.*[a-z])[a-z2-7]{16}")
"""A pseudonym, which no number is: it has a small letter."""
_TOKEN = re.compile(r"v\d+\.[a-z0-9]+\.[\w-]+", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_WRITTEN = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?")
_MONTH = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})月?|(\d{2}))")
_LEADING = re.compile(r"\D*?(\d{3,7})(?!\d)")


@dataclass(frozen=True, slots=True)
class Bad:
    """Why a cell's text is no value: a code of the register and what its wording asks for."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)


Parser = Callable[[str], "Value | Bad"]
Names = Mapping[str, Mapping[str, tuple[str, ...]]]
"""By table, what a link may be called: a code or a name, and the codes it may mean."""


@dataclass(frozen=True, slots=True)
class Codes:
    """The classification of one year, with the codes a book adds to it (list → code → name)."""

    year: int
    added: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def judge(self, kind: str, code: str) -> str | Bad:
        """Return the code, or why it cannot be used this year."""
        if code in self.added.get(kind, {}) or classification(kind).names(code, self.year):
            return code
        known = classification(kind).name(code)
        if known is None:
            return Bad("code.unknown", {"value": code, "year": str(self.year)})
        return Bad("code.year", {"value": code, "name": known, "year": str(self.year)})

    def known(self, kind: str) -> dict[str, bool]:
        """Return the codes of this year and whether each is a leaf: has no code of the list right below it."""
        lists = classification(kind)
        codes = [code for code in lists if lists.names(code, self.year)] + list(self.added.get(kind, {}))
        lengths = LEVELS[kind]
        above = {code[:n] for code in codes for n in lengths if n < len(code)}
        return {code: code not in above for code in codes}

    def find(self, kind: str, name: str) -> tuple[str, ...]:
        """Return the codes of this year that have this name."""
        lists = classification(kind)
        added = tuple(code for code, one in self.added.get(kind, {}).items() if one == name)
        return tuple(code for code in lists.find(name) if lists.names(code, self.year)) + added


def strict(column: Column, codes: Codes) -> Parser | None:
    """Return the parser of a book's own cells; None where any text will do."""
    made: dict[str, Parser] = {
        "date": _date,
        "money": lambda text: _money(text, text, Decimal(1)),
        "count": lambda text: int(text) if re.fullmatch(r"\d{1,15}", text) else Bad("cell.count", {"value": text}),
        "number": lambda text: _decimal(text, text),
        "choice": lambda text: text if text in dict(column.choices) else _no_choice(column, text),
        "member": lambda text: codes.judge(column.list, text),
        "token": lambda text: text if _TOKEN.fullmatch(text) else Bad("register.token", {"value": masked(text)}),
    }
    if column.type == "mark":
        return _mark(column.kind)
    return made.get(column.type) or _proving(column.type)


def _mark(kind: str) -> Parser:
    """Return the parser of marks, and of the numbers that may stand in their place."""
    proving = _proving(kind) or str
    return lambda text: text if MARK.fullmatch(text) else proving(text)


def _proving(kind: str) -> Parser | None:
    """Return the parser of numbers that prove themselves; None for other types."""
    proof = identity.PROOFS.get(kind)
    if proof is None:
        return None
    return lambda text: text if proof(text) else Bad(f"number.{kind}", {"value": masked(text)})


def masked(text: str) -> str:
    """Return a personal number as a message may show it: its first and last characters."""
    return f"{text[:3]}…{text[-2:]}（{len(text)}）" if len(text) > 6 else text


def loose(
    column: Column, codes: Codes, names: Names, words: Mapping[str, str], blank: frozenset[str], scale: Decimal
) -> Callable[[str], Value | Bad | None]:
    """Return the parser of an export's cells: any width, separators, dates, labels and names; blank marks are None.

    `words` are other labels of choices (label → value), `scale` what the sheet's money unit is in yuan.
    """
    choices = {plain(one): value for value, label in column.choices for one in (value, label)}
    choices |= {plain(word): value for word, value in words.items() if value in dict(column.choices)}
    made: dict[str, Callable[[str], Value | Bad]] = {
        "date": _any_date,
        "month": _any_month,
        "money": lambda text: _money(text, _number(text), scale),
        "count": lambda text: _count(text, _number(text)),
        "number": lambda text: _decimal(text, _number(text).rstrip("%")),
        "choice": lambda text: choices.get(plain(text)) or _no_choice(column, text),
        "member": lambda text: _member(column.list, text, codes),
        "link": lambda text: _link(column, text, names.get(column.target[0])),
        "code": lambda text: re.sub(r"\.0$", "", unicodedata.normalize("NFKC", text)),
    }
    parse = made.get(column.type)
    if column.type == "mark":
        marking = _mark(column.kind)
        parse = lambda text: text if MARK.fullmatch(text) else marking(plain(text).upper())  # noqa: E731
    elif proving := _proving(column.type):
        parse = lambda text: proving(plain(text).upper())  # noqa: E731
    parse = parse or str

    def parsed(text: str) -> Value | Bad | None:
        text = text.strip()
        return None if not text or text in blank else parse(text)

    return parsed


def plain(text: str) -> str:
    """Return a label for comparison: half width, without blanks, capitals and brackets' shape."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def _date(text: str) -> date | Bad:
    found = _ISO.fullmatch(text)
    try:
        return date(*map(int, found.groups())) if found else Bad("cell.date", {"value": text})
    except ValueError:
        return Bad("cell.date", {"value": text})


def _any_date(text: str) -> date | Bad:
    text = unicodedata.normalize("NFKC", text).strip()
    found = _WRITTEN.fullmatch(text) or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text)
    try:
        if found:
            return date(*map(int, found.groups()[:3]))
        if re.fullmatch(r"\d{5}(\.\d+)?", text):
            return EPOCH + timedelta(days=int(float(text)))
    except ValueError:
        pass
    return Bad("cell.date", {"value": text})


def _any_month(text: str) -> date | Bad:
    """Return the first day of a month, or the day that stands for one."""
    found = _MONTH.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found and 1 <= int(found[2] or found[3]) <= 12:
        return date(int(found[1]), int(found[2] or found[3]), 1)
    day = _any_date(text)
    return Bad("cell.month", day.params) if isinstance(day, Bad) else day


def _number(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).translate({ord(c): None for c in ", ¥'\u00a0元"}).replace("−", "-")
    found = re.fullmatch(r"\((\d.*)\)", text)
    return f"-{found[1]}" if found else text


def _money(text: str, number: str, scale: Decimal) -> Decimal | Bad:
    if not re.fullmatch(r"[+-]?(\d{1,16}(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?", number):
        return Bad("cell.money", {"value": text})
    try:
        yuan = Decimal(number) * scale
    except InvalidOperation:
        return Bad("cell.money", {"value": text})
    if yuan != yuan.quantize(Decimal("0.01")):
        return Bad("cell.decimals", {"value": text})
    return yuan.quantize(Decimal("0.01")) if abs(yuan) < Decimal(10) ** 15 else Bad("cell.money", {"value": text})


def _count(text: str, number: str) -> int | Bad:
    found = re.fullmatch(r"(\d{1,15})(\.0*)?", number)
    return int(found[1]) if found else Bad("cell.count", {"value": text})


def _decimal(text: str, number: str) -> Decimal | Bad:
    return Decimal(number) if re.fullmatch(r"-?\d{1,14}(\.\d{1,4})?", number) else Bad("cell.number", {"value": text})


def _no_choice(column: Column, text: str) -> Bad:
    expected = " ".join(f"{value}（{label}）" for value, label in column.choices)
    return Bad("cell.choice", {"value": text, "expected": expected})


def _member(kind: str, text: str, codes: Codes) -> str | Bad:
    text = unicodedata.normalize("NFKC", text).strip()
    if found := _LEADING.match(text):
        return codes.judge(kind, found[1])
    return _only(text, codes.find(kind, text)) or codes.judge(kind, text)


def _link(column: Column, text: str, names: Mapping[str, tuple[str, ...]] | None) -> str | Bad:
    """Return the code behind a code, a name, or a code and its name; rows of a table without names go by their id."""
    text = re.sub(r"^(\d+)\.0$", r"\1", unicodedata.normalize("NFKC", text).strip())
    if names is None:
        return text
    head = re.split(r"[\s\-_:：（(\[【]", text, maxsplit=1)[0]
    for said in (text, head):
        if said in names:
            return _only(said, names[said]) or said
    title, to = schema().tables[column.target[0]].title, schema().tables[column.target[0]].file
    return Bad("cell.link", {"value": text, "title": title, "to": to})


def _only(text: str, found: tuple[str, ...]) -> str | Bad | None:
    if len(found) > 1 and text not in found:
        return Bad(
            "cell.ambiguous", {"value": text, "expected": " ".join(found[:5]) + (" …" if len(found) > 5 else "")}
        )
    return (text if text in found else found[0]) if found else None
