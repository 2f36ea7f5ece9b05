"""The language is said anywhere in a call, and the parser's own words are in it too."""

from __future__ import annotations

import os
import re
import tomllib
from importlib.resources import files

import pytest

from juesuan.cli import command
from juesuan.commands.program import Program, misused, taken_out

USAGE = tomllib.loads((files("juesuan.commands") / "usage.toml").read_text("utf-8"))["usage"]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def said(capsys: pytest.CaptureFixture[str], *arguments: str, lang: str = "zh") -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        Program(command, lang).main(list(arguments))
    shown = capsys.readouterr()
    return int(ended.value.code or 0), shown.out, shown.err


PLACES = [
    ["--lang", "en", "register", "--help"],
    ["register", "--lang", "en", "--help"],
    ["register", "--help", "--lang", "en"],
    ["register", "--help", "--lang=en"],
    ["--lang", "zh", "register", "--help", "--lang", "en"],
    ["fund", "key", "--help", "--lang", "en"],
    ["register", "move", "--help", "--lang", "en"],
    ["--help", "--lang", "en"],
]


@pytest.mark.parametrize("arguments", PLACES)
def test_the_language_stands_anywhere(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    status, out, _ = said(capsys, *arguments)
    assert status == 0
    assert "Options" in out
    assert "选项" not in out
    status, out, _ = said(capsys, *[{"en": "zh", "--lang=en": "--lang=zh"}.get(one, one) for one in arguments])
    assert "选项" in out
    assert "JUESUAN_LANG" not in os.environ


CALLS = [
    (["fly"], "fly"),
    (["register", "chek"], "check"),
    (["register", "check"], "BOOK"),
    (["register", "check", "b", "--formt", "x"], "--format"),
    (["register", "check", "-z"], "-z"),
    (["book", "new", "b", "--department", "x"], "--year"),
    (["book", "new", "b", "--department", "x", "--year", "soon"], "--year"),
    (["book", "new", "b", "--department", "x", "--year", "1"], "2000"),
    (["book", "new", "b", "--year"], "--year"),
    (["register", "list", "b", "c", "d"], "d"),
    (["register", "list", "b", "--all=yes"], "--all"),
    (["laws", "--lang"], "--lang"),
]


@pytest.mark.parametrize(("arguments", "named"), CALLS)
def test_a_call_that_cannot_be_taken_is_one_line_in_each_language(
    capsys: pytest.CaptureFixture[str], arguments: list[str], named: str
) -> None:
    status, out, err = said(capsys, *arguments)
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert named in err
    assert not re.search(r"[A-Z][a-z]+ [a-z]+ ", err), "English in a Chinese line"
    status, out, err = said(capsys, *arguments, lang="en")
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert named in err
    assert not CHINESE.search(err)


def test_a_language_there_is_none_of_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = said(capsys, "laws", "--lang", "fr")
    assert status == 2
    assert "fr" in err


@pytest.mark.parametrize("one", USAGE, ids=[one["example"] for one in USAGE])
def test_each_pattern_fits_its_example_first(one: dict[str, str]) -> None:
    first = next(other for other in USAGE if re.fullmatch(other["pattern"], one["example"]))
    assert first is one
    assert CHINESE.search(misused(one["example"], "zh"))
    assert misused(one["example"], "en") == one["example"]


def test_what_follows_two_dashes_is_no_option() -> None:
    assert taken_out(["a", "--", "--lang", "en"]) == (["a", "--", "--lang", "en"], None)
    assert taken_out(["a", "--lang"]) == (["a", "--lang"], None)
    assert misused("something new", "zh") == "something new"
