"""The words of the reports and the command line, from `strings.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

__all__ = ["LANGUAGES", "say"]

LANGUAGES = ("zh", "en")


@cache
def _table() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((files("juesuan.report") / "strings.toml").read_text("utf-8"))


def say(key: str, lang: str = "zh", /, **params: object) -> str:
    """Return the words at `key` ("table.name") in `lang`, filled with `params`; an unknown name is itself."""
    table, _, name = key.partition(".")
    wording = _table()[table].get(name)
    if wording is None:
        return name
    return wording[lang].format(**params) if params else wording[lang]
