"""The rule language: small SQL expressions over named facts and values, checked word by word before they are run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from juesuan.fund.facts import terms

__all__ = ["FUNCTIONS", "MACROS", "NotARule", "literals", "names", "render", "tokens", "words", "wrong_literals"]

FUNCTIONS = {
    "coalesce": "the first that is known",
    "least": "the smallest",
    "greatest": "the largest",
    "months": "months(a, b): calendar months from the month of a to the month of b",
    "of": "of(ratio, amount): that part of an amount in 分, rounded down",
    "yearend": "yearend(a): December of the year of a",
    "reached": "reached(born, months): month an age is reached",
    "later": "later(born, months, every, most): month an age is reached, as deferred from 2025 on",
}
"""The functions a rule may call, and what they do."""
MACROS = (
    "create macro months(a, b) as datediff('month', a, b)",
    "create macro of(r, a) as (a * r.n) // r.d",
    "create macro ym(a) as datediff('month', date '0001-01-01', a) + 12",
    "create macro ofym(n) as make_date(n // 12, n % 12 + 1, 1)",
    "create macro yearend(a) as ofym(ym(a) // 12 * 12 + 11)",
    "create macro reached(b, age) as ofym(ym(b) + age)",
    "create macro deferred(m, every, most) as ofym(m + greatest(0, least((m - 24300 + every) // every, most)))",
    "create macro later(b, age, every, most) as deferred(ym(b) + age, every, most)",
)
"""What these functions are in DuckDB; 24300 is January 2025 counted in months."""
_WORDS = frozenset(
    ["and", "or", "not", "is", "null", "in", "between", "case", "when", "then", "else", "end", "true", "false", "date"]
)
_TOKEN = re.compile(r"\s*(?:('(?:[^']|'')*')|(\d+(?:\.\d+)?)|([a-z_][a-z0-9_]*)|(<>|<=|>=|//|[-+*=<>(),]))")


_MAY_FAIL = ("//", "*")
"""What may have no result: a division by nothing, a product with more digits than there is room for."""


class NotARule(ValueError):
    """What is written is not of the rule language; says which word."""


@cache
def tokens(sql: str) -> tuple[tuple[str, str], ...]:
    """Return the kind (text, number, name, sign) and words of an expression; NotARule at a foreign word."""
    return tuple(_tokens(sql.strip()))


def _tokens(sql: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(sql):
        found = _TOKEN.match(sql, at)
        if found is None:
            raise NotARule(sql[at : at + 20])
        at = found.end()
        kind = ("text", "number", "name", "sign")[found.lastindex - 1 if found.lastindex else 0]
        yield kind, found[found.lastindex or 0]


def names(sql: str) -> tuple[str, ...]:
    """Return the facts and values an expression asks for, each once, in order."""
    asked = (word for kind, word in tokens(sql) if kind == "name" and word not in _WORDS and word not in FUNCTIONS)
    return tuple(dict.fromkeys(asked))


def literals(sql: str) -> tuple[str, ...]:
    """Return the texts an expression compares with, dates left out."""
    words = tokens(sql)
    return tuple(
        word[1:-1].replace("''", "'")
        for (_, before), (kind, word) in zip((("", ""), *words), words, strict=False)
        if kind == "text" and before != "date"
    )


@cache
def words() -> Mapping[str, int]:
    """Return the number of every word a fact may be, for facts kept as numbers."""
    said = (value for term in terms().values() for value, _ in term.choices)
    return {word: n for n, word in enumerate(dict.fromkeys(said))}


def render(sql: str, columns: Mapping[str, str], codes: Mapping[str, int] | None = None) -> str:
    """Write an expression with its names replaced, and its words by their `codes` where facts are kept as numbers.

    What cannot be worked out for somebody (a division by nothing) is not known for them. A name not in `columns`
    is NotARule.
    """
    written, before = [], ""
    for kind, word in tokens(sql):
        if kind == "name" and word not in _WORDS and word not in FUNCTIONS:
            if word not in columns:
                raise NotARule(word)
            written.append(columns[word])
        elif kind == "text" and codes and before != "date":
            written.append(str(codes[word[1:-1].replace("''", "'")]))
        else:
            written.append(word)
        before = word
    text = " ".join(written)
    return f"try({text})" if any(word in _MAY_FAIL for _, word in tokens(sql)) else text


def wrong_literals(sql: str) -> list[str]:
    """Return the texts that no choice of the expression's facts has."""
    known = {value for name in names(sql) if name in terms() for value, _ in terms()[name].choices}
    return [text for text in literals(sql) if text not in known]
