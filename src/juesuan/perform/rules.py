"""Scoring rules and schemes as data (`rules.toml`), and the words their arithmetic is told in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["Rules", "Scheme", "data", "rule_of", "scheme_of", "tell", "title"]


Rules = Mapping[str, Any]
"""What `rules.toml` says, by its tables."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scoring scheme: points in all and of the execution, the rules that apply, points of every target or groups."""

    name: str
    total: Decimal
    execution: Decimal
    execution_rule: str
    quantitative: str
    qualitative: str
    each: Decimal | None = None
    groups: Mapping[str, Decimal] = field(default_factory=dict)


@cache
def data() -> Rules:
    """Return the rules that ship; nobody changes what is returned."""
    text = (files("juesuan.perform") / "rules.toml").read_text("utf-8")
    return tomllib.loads(text, parse_float=Decimal)


def scheme_of(name: str, rules: Rules | None = None) -> Scheme | None:
    """Return a scheme by its name, None where there is none."""
    row = (rules or data())["schemes"].get(name)
    if row is None:
        return None
    each = Decimal(row["each"]) if "each" in row else None
    groups = {key: Decimal(points) for key, points in row.get("groups", {}).items()}
    named = (row["execution_rule"], row["quantitative"], row["qualitative"])
    return Scheme(name, Decimal(row["total"]), Decimal(row["execution"]), *named, each, groups)


def rule_of(name: str, kind: str = "rules", rules: Rules | None = None) -> Mapping[str, Any] | None:
    """Return a scoring rule (or one of `kind` "execution") by its name, None where there is none."""
    found: Mapping[str, Any] | None = (rules or data())[kind].get(name)
    return found


def title(name: str, kind: str, lang: str, rules: Rules | None = None) -> str:
    """Return what a rule, an execution rule or a scheme is called."""
    return str((rules or data())[kind][name]["title"][lang])


def tell(key: str, lang: str, params: Mapping[str, object]) -> str:
    """Tell a step of arithmetic in words."""
    return str(data()["say"][key][lang]).format_map(params)
