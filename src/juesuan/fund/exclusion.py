"""Which programmes exclude each other and how far (排斥): in one month, ever, or ever with the same employer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from juesuan.fund.programme import Programme

__all__ = ["SCOPES", "Standing", "exclude", "matrix"]

SCOPES = ("month", "ever", "employer")
Matrix = Mapping[tuple[str, str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person has or asks for: a programme's month (2024-05), with the employer; "" where none is known."""

    programme: str
    month: str
    employer: str = ""


def matrix(programmes: Mapping[str, Programme]) -> Matrix:
    """Return the scopes by pair of programmes; an exclusion written on one side holds on both."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for name, one in programmes.items():
        for exclusion in one.exclusions:
            for pair in ((name, exclusion.programme), (exclusion.programme, name)):
                found[pair] = found.get(pair, frozenset()) | {exclusion.scope}
    return found


def exclude(scopes: Matrix, one: Standing, other: Standing) -> bool:
    """Say whether a person may not have both; an employer that is not known is nobody's."""
    meet = {
        "month": one.month == other.month,
        "ever": True,
        "employer": bool(one.employer) and one.employer == other.employer,
    }
    return any(meet[scope] for scope in scopes.get((one.programme, other.programme), ()))
