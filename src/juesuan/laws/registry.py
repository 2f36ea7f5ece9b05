"""The register of laws: what each code is called, how bad it is, and how it is worded (`laws/register/*.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from juesuan.findings import Finding, Severity

__all__ = ["Entry", "Register", "message", "reason", "register", "severity_of", "title_of", "why"]

LANGUAGES = ("zh", "en")
Wording = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One check: its code, severity, title and message by language, specification and examples."""

    code: str
    severity: Severity
    title: Wording
    message: Wording
    spec: str = ""
    passes: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()

    @property
    def law(self) -> str:
        """The law it belongs to: what stands before the point."""
        return self.code.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Register:
    """All checks by code, and the wording of suspects (`whys`) and of laws that could not run (`not_run`)."""

    codes: Mapping[str, Entry] = field(default_factory=dict)
    whys: Mapping[str, Wording] = field(default_factory=dict)
    not_run: Mapping[str, Wording] = field(default_factory=dict)


@cache
def register() -> Register:
    """Return the register as packaged, files in order of name, read once."""
    folder = files("juesuan.laws") / "register"
    paths = sorted((p for p in folder.iterdir() if p.name.endswith(".toml")), key=lambda p: p.name)
    return assemble((path.name, path.read_text("utf-8")) for path in paths)


def assemble(sources: Iterable[tuple[str, str]]) -> Register:
    """Put the files of a register together; a code, why or reason may stand in one file only."""
    codes: dict[str, Entry] = {}
    whys: dict[str, Wording] = {}
    not_run: dict[str, Wording] = {}
    for name, source in sources:
        data = tomllib.loads(source)
        for code, row in data.get("codes", {}).items():
            _put(codes, code, _entry(code, row), name)
        for key, wording in data.get("why", {}).items():
            _put(whys, key, wording, name)
        for key, wording in data.get("not_run", {}).items():
            _put(not_run, key, wording, name)
    return Register(codes, whys, not_run)


def _put(table: dict[str, Any], key: str, value: object, name: str) -> None:
    if table.get(key, value) != value:
        raise ValueError(f"laws/register/{name}: {key!r} is declared twice, with two meanings")
    table[key] = value


def _entry(code: str, row: dict[str, Any]) -> Entry:
    return Entry(
        code,
        Severity(row["severity"]),
        row["title"],
        row["message"],
        " ".join(str(row.get("spec", "")).split()),
        _examples(row.get("pass", ())),
        _examples(row.get("fail", ())),
    )


def _examples(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)


def severity_of(code: str) -> Severity:
    """Return the severity the register gives to `code`; a code it does not know is an error."""
    entry = register().codes.get(code)
    return entry.severity if entry else Severity.ERROR


def title_of(code: str, lang: str = "zh") -> str:
    """Return the short name of a check, or the code itself."""
    entry = register().codes.get(code)
    return in_language(entry.title, lang) if entry else code


def message(finding: Finding, lang: str = "zh") -> str:
    """Say in one sentence what is wrong: the register's template filled with the finding's params."""
    entry = register().codes.get(finding.code)
    if entry is None:
        return finding.code
    return in_language(entry.message, lang).format_map(_Params(finding)).strip()


def why(key: str, lang: str = "zh") -> str:
    """Say why a figure is suspected."""
    return in_language(register().whys.get(key, {}), lang) or key


def reason(key: str, lang: str = "zh") -> str:
    """Say why a law could not run."""
    return in_language(register().not_run.get(key, {}), lang) or key


def in_language(wording: Wording, lang: str) -> str:
    """Return the wording in `lang`, or in the first language there is."""
    return wording.get(lang) or next((wording[one] for one in LANGUAGES if wording.get(one)), "")


class _Params(dict[str, str]):
    """The values of a message: params, expected, difference and the stated text; what is missing reads "?"."""

    def __init__(self, finding: Finding) -> None:
        stated = next((w.text for w in finding.witnesses if w.role == "stated"), "")
        super().__init__(stated=stated, expected=finding.expected, difference=finding.difference)
        self.update(finding.params)

    def __missing__(self, key: str) -> str:
        return "?"
