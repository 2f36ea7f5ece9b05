"""The shape of a register's file (格式): each value of the type its place asks for, before anything is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING
from dataclasses import fields as fields_of
from datetime import date
from typing import Any

from juesuan.registers.model import Clock, Indicator, Move, Rule, Secret

__all__ = ["misshapen"]


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _choices(value: Any) -> bool:
    return isinstance(value, list) and all(_texts(one) and len(one) == 2 for one in value)


_KINDS: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "str": ("a text", lambda value: isinstance(value, str)),
    "bool": ("true or false", lambda value: isinstance(value, bool)),
    "int": ("a whole number", _whole),
    "date | None": ("a day such as 2021-07-15", lambda value: type(value) is date),
    "tuple[str, ...]": ("a list of texts", _texts),
    "texts": ("a text or a list of texts", lambda value: isinstance(value, str) or _texts(value)),
    "choices": ('a list of pairs: [["value", "名称"]]', _choices),
}
_TOP = {"title": "str", "version": "int", "rule": "str", "duty": "str", "large": "bool"}
_FIELD = {
    "name": "str", "title": "str", "type": "str", "required": "bool", "choices": "choices", "to": "str", "list": "str",
    "unit": "str", "min": "int", "max": "int", "person": "bool",
}  # fmt: skip


def _of(kind: Any, **others: str) -> dict[str, str]:
    """Return the keys of a part and their types, as its class has them."""
    known = {one.name: str(one.type) for one in fields_of(kind)} | others
    return {key: value for key, value in known.items() if value}


def _must(kind: Any) -> list[str]:
    return [one.name for one in fields_of(kind) if one.default is MISSING and one.default_factory is MISSING]


_PARTS: Mapping[str, tuple[dict[str, str], list[str]]] = {
    "fields": (_FIELD, ["name", "title", "type"]),
    "moves": (_of(Move, sources="", **{"from": "texts"}), ["from", "to", "title"]),
    "clocks": (_of(Clock, stop="texts"), _must(Clock)),
    "rules": (_of(Rule), _must(Rule)),
    "secrets": (_of(Secret), _must(Secret)),
    "indicators": (_of(Indicator), _must(Indicator)),
}


def misshapen(said: Mapping[str, Any]) -> Iterator[str]:
    """Yield what in a register's file is missing or of another type than its place asks for; unknown keys pass."""
    for key, value in said.items():
        if key in _PARTS:
            yield from _part(key, value)
        elif key == "states":
            if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
                yield 'states: name = "名称" for each'
        elif key in _TOP:
            yield from _value(key, value, _TOP[key])


def _part(key: str, rows: Any) -> Iterator[str]:
    known, must = _PARTS[key]
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        yield f"{key}: write each as [[{key}]]"
        return
    for number, row in enumerate(rows, 1):
        where = f"{key} {row.get('name', row.get('title', number))!r}"
        if missing := [name for name in must if name not in row]:
            yield f"{where}: {' '.join(missing)} must be said"
        for name, value in row.items():
            if name in known:
                yield from _value(f"{where}: {name}", value, known[name])


def _value(where: str, value: Any, kind: str) -> Iterator[str]:
    expected, fits = _KINDS[kind]
    if not fits(value):
        yield f"{where} = {value!r} should be {expected}"
