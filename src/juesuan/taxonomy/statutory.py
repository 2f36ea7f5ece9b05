"""The form files: titles, columns and row labels of the statutory forms (`statutory.toml`)."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["form_of_title", "labels", "specs"]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("juesuan.taxonomy") / "statutory.toml").read_text("utf-8"))


def specs() -> dict[str, dict[str, Any]]:
    """Return form id → its specification."""
    return dict(_data()["form"])


def labels() -> dict[str, str]:
    """Return row label of 01 and 04 → measure and members."""
    return dict(_data()["labels"])


@cache
def _titles() -> dict[str, str]:
    return {plain(title): key for key, spec in specs().items() for title in spec["title"]}


def plain(text: str) -> str:
    """Take blanks, quotes, years, ordinals and a bracketed remark off a title."""
    bare = re.sub(r"[\s“”\"'「」《》]", "", text)
    bare = re.sub(r"[（(][^（）()]*[)）]$", "", bare)
    bare = re.sub(r"^(第?[一二三四五六七八九十]+[、.]|\d+[、.]|表[一二三四五六七八九十\d]+[:：]?)", "", bare)
    return re.sub(r"^.*?20\d\d年度?(部门)?", "", bare)


def form_of_title(text: str) -> str | None:
    """Return the id of the form with this printed title, or None."""
    return _titles().get(plain(text)) if len(text) < 60 else None
