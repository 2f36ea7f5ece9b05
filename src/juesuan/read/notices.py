"""What the reader could not do, in words: what, where, what to do (`notices.toml`)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from juesuan.blocks import Notice, Unreadable

__all__ = ["explain"]


@cache
def _words() -> dict[str, dict[str, str]]:
    return dict(tomllib.loads((files("juesuan.read") / "notices.toml").read_text("utf-8")))


def explain(problem: Unreadable | Notice, lang: str = "zh") -> str:
    """Say in one line what could not be read, where, and what to do."""
    words = _words().get(problem.code, {})
    text = words.get(lang) or words.get("zh") or problem.code
    if isinstance(problem, Unreadable):
        where = (
            f"（{problem.where}）" if problem.where and lang == "zh" else f" ({problem.where})" if problem.where else ""
        )
        return f"{problem.path}{where}: {text}"
    where = "" if problem.page is None else f"第{problem.page}页：" if lang == "zh" else f"page {problem.page}: "
    return where + text
