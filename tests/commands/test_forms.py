"""One form for all commands: help in both languages, an option nobody knows, a file that is not there, a wrong type."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.core import TyperGroup

from juesuan.cli import command
from juesuan.commands.loading import COMMANDS
from juesuan.commands.program import Program, hushed

CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"\b[a-z]+ [a-z]+ [a-z]+ ")
SHARED = {
    "lang": ["--lang"],
    "who": ["--who"],
    "why": ["--why"],
    "on": ["--on", "--day"],
    "day": ["--on", "--day"],
    "key_file": ["--key"],
    "out": ["--out", "-o"],
    "format": ["--format", "-f"],
}
"""How an option is spelt wherever it is."""


def walked(one: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command that does something, with the words it is called by."""
    if isinstance(one, TyperGroup):
        for name, child in one.commands.items():
            yield from walked(child, (*path, name))
    else:
        yield path, one


ALL = {" ".join(path): one for name in COMMANDS for path, one in walked(command("zh").load(name), (name,))}


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        Program(command, "zh").main(list(arguments))
    shown = capsys.readouterr()
    return int(ended.value.code or 0), shown.out, shown.err


def test_the_commands_are_many() -> None:
    assert len(ALL) > 60


@pytest.mark.parametrize("name", ALL)
def test_help_is_in_both_languages(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    for lang, foreign in (("en", CHINESE), ("zh", ENGLISH)):
        status, out, err = said(capsys, *name.split(), "--help", "--lang", lang)
        assert (status, err) == (0, "")
        own = re.sub(r"<[^>]*>|[“”\"'`].*?[”\"'`]|\[.*?\]|Usage:.*|juesuan .*", "", out)
        assert lang == "zh" or not re.search(r"[\u4e00-\u9fff]{6,}", own), name
        assert lang == "en" or CHINESE.search(own), foreign


@pytest.mark.parametrize("name", ALL)
def test_an_unknown_option_is_one_line(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = said(capsys, *name.split(), "--no-such-option")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "--no-such-option" in err
    assert f"juesuan {name} --help" in err


MADE = (
    "book new",
    "fund key new",
    "fund programmes",
    "fund facts",
    "fund simulate",
    "exchange key",
    "exchange card",
    "exchange elements",
    "laws",
    "perform rules",
)
"""They make what is not there, or need nothing."""
SAID = {"month": "2024-05", "through": "2024-05", "due": "2024-05-01", "amount": "1", "year": "2024", "step": "check"}
"""What is right for options whose words are looked at before any file is."""


def called(one: Any) -> list[str]:
    """Call a command with all it must have; no path is there."""
    words: list[str] = []
    for param in (one for one in one.params if one.required):
        value = (
            "out.html"
            if param.name == "out"
            else SAID.get(param.name, "gone=1" if "=" in str(param.metavar) else "gone")
        )
        words += [value] if param.param_type_name == "argument" else [param.opts[0], value]
    return words


@pytest.mark.parametrize("name", [name for name in ALL if name not in MADE])
def test_what_is_not_there_is_one_line_with_status_2(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JUESUAN_KEY", raising=False)
    words = called(ALL[name])
    for more in ([], ["--lang", "en"]):
        status, out, err = said(capsys, *name.split(), *words, *more)
        assert "Traceback" not in err
        assert (status, err.count("\n"), out) == (2, 1, ""), (words, err)
        assert not more or not CHINESE.search(err), err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ALL)
def test_options_of_one_meaning_have_one_spelling(name: str) -> None:
    for param in ALL[name].params:
        if param.name in SHARED and param.param_type_name == "option":
            assert [*param.opts, *param.secondary_opts] == SHARED[param.name], param.name


def test_quiet_says_nothing_but_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert hushed(["-q", "audit", "--", "-q"]) == (["audit", "--", "-q"], True)
    assert hushed(["audit", "x"]) == (["audit", "x"], False)
    book = str(tmp_path / "b")
    assert said(capsys, "book", "new", book, "--department", "某局", "--year", "2024", "--quiet") == (0, "", "")
    assert said(capsys, "--quiet", "register", "list", book) == (0, "", "")
    status, out, err = said(capsys, "register", "show", book, "flights", "-q")
    assert (status, out, err.count("\n")) == (2, "", 1)


def test_a_command_that_only_reads_completes_what_was_broken_off(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "book.toml").write_text('format = 1\ndepartment = "某局"\nyear = 2024\n', "utf-8")
    (tmp_path / ".juesuan" / "staging").mkdir(parents=True)
    (tmp_path / ".juesuan" / "staging" / "0").write_bytes(b"new")
    step = {"path": "texts/duties.md", "staged": "0", "sha256": hashlib.sha256(b"new").hexdigest()}
    (tmp_path / ".juesuan" / "commit.json").write_text(json.dumps([step]), "utf-8")
    assert said(capsys, "fund", "check", str(tmp_path))[0] == 0
    assert (tmp_path / "texts" / "duties.md").read_bytes() == b"new"
    assert not (tmp_path / ".juesuan" / "commit.json").exists()
