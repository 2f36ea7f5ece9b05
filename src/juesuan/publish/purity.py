"""Characters no format can hold: taken out of a document once, for every renderer."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

__all__ = ["purify"]

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters, halves of a surrogate pair and non-characters: XML and typst refuse them, nobody sees them."""


def purify(value: Any) -> Any:
    """Return a document or a part of it without characters that cannot be printed; mutable parts are changed in place.

    Frozen parts stay as they are: they are figures, whose text the program itself writes.
    """
    made = value
    if isinstance(value, str):
        made = _UNPRINTABLE.sub("", value)
    elif isinstance(value, list):
        value[:] = [purify(item) for item in value]
    elif isinstance(value, dict):
        made = {purify(key): purify(item) for key, item in value.items()}
    elif dataclasses.is_dataclass(value) and not isinstance(value, type) and not _frozen(value):
        for field in dataclasses.fields(value):
            setattr(value, field.name, purify(getattr(value, field.name)))
    return made


def _frozen(value: object) -> bool:
    return bool(value.__dataclass_params__.frozen)  # type: ignore[attr-defined]
