"""Names of a register's parts: words of SQL and Chinese names work everywhere, others are refused in one line."""

from __future__ import annotations

import copy
import json
import random
import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from juesuan.books.faults import Unusable, explain
from juesuan.books.mapping import Columns, read, write
from juesuan.books.sql import quoted
from juesuan.registers.bulk import bulk
from juesuan.registers.check import check_registers, overdue
from juesuan.registers.import_ import import_records
from juesuan.registers.indicators import Desk
from juesuan.registers.packs import parse, registers
from juesuan.registers.report import summaries
from juesuan.registers.store import add, amend, move

DAY = date(2024, 3, 1)
WORDS = [
    "order",
    "group",
    "from",
    "select",
    "table",
    "user",
    "null",
    "end",
    "人数",
    "id2",
    "Where",
    "there",
    "incoming",
]

PACK = """
title = "怪名台账"
rule = "One row a thing."
[[fields]]
name = "{begin}"
title = "开始"
type = "date"
required = true
[[fields]]
name = "{end}"
title = "结束"
type = "date"
[[fields]]
name = "{size}"
title = "大小"
type = "count"
min = 1
max = 9
[[fields]]
name = "{link}"
title = "前一条"
type = "link"
to = "{register}.id"
[[fields]]
name = "电话"
title = "电话"
type = "phone"
[states]
open = "开"
shut = "关"
[[moves]]
from = "open"
to = "shut"
title = "关闭"
needs = ["{size}"]
sets = "{end}"
[[clocks]]
name = "{clock}"
title = "期限"
start = "{begin}"
stop = "{end}"
days = 5
kind = "working"
paused = []
[[rules]]
name = "{clock}"
test = '"{end}" >= "{begin}"'
zh = "结束早于开始"
en = "it ends before it begins"
[[indicators]]
name = "{size}"
title = "总和"
unit = "个"
counts = "events"
definition = "大小之和"
value = 'sum("{size}")'
[[indicators]]
name = "late"
title = "超期"
unit = "件"
counts = "events"
definition = "超期的"
joins = "join clocks on record = records.id"
where = "late > 0"
"""


def put(book: Path, register: str, names: list[str]) -> None:
    begin, end, size, link, clock = names
    text = PACK.format(register=register, begin=begin, end=end, size=size, link=link, clock=clock)
    (book / "registers" / f"{register}.toml").write_text(text, "utf-8")


@pytest.mark.parametrize("turn", range(len(WORDS)))
def test_words_of_sql_are_names_in_every_command(book: Path, tmp_path: Path, turn: int) -> None:
    register, *names = (WORDS[turn:] + WORDS[:turn])[:6]
    put(book, register, names)
    begin, end, size, link, _ = names
    who = {"who": "甲", "on": DAY}
    [first] = add(book, register, [{begin: "2024-03-01", size: "3"}], **who)  # type: ignore[arg-type]
    add(book, register, [{begin: "2024-03-02", link: first}], **who)  # type: ignore[arg-type]
    move(book, register, [first], "shut", **who)  # type: ignore[arg-type]
    amend(book, register, first, {size: "4"}, why="更正", **who)  # type: ignore[arg-type]
    sheet = tmp_path / "新.csv"
    sheet.write_text(f"{begin},{end},{size}\n2024-03-03,2024-03-05,2\n", "utf-8")
    assert import_records(book, register, sheet, **who).added == 1  # type: ignore[arg-type]
    import pyarrow as pa

    assert bulk(book, register, pa.table({"id": ["b1"], "state": ["open"], begin: ["2024-03-04"]}), "甲", **who) == 1  # type: ignore[arg-type]
    assert [one for one in check_registers(book) if one.severity == "error"] == []
    assert Desk(book).evaluate(f"{register}.{size}").value == 6
    assert Desk(book).evaluate(f"{register}.late").value == 2
    assert Desk(book).by(f"{register}.{size}", link, date(2024, 1, 1), date(2024, 12, 31)) == {"": 6}
    assert Desk(book).by(f"{register}.late", f"{link}.state", date(2024, 1, 1), date(2024, 12, 31))
    assert first in Desk(book).names(register)
    assert len(overdue(book, registers(book)[register], date(2024, 12, 31))) == 2
    assert summaries(book, [register], date(2024, 1, 1), date(2024, 12, 31))[0].states["shut"] == 1


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["id", "b", "c", "d", "e"], "'id' is taken"),
        (["a", "state", "c", "d", "e"], "'state' is taken"),
        (["a", "b", "records", "d", "e"], "'records' is taken"),
        (["a", "b", "clocks", "d", "e"], "'clocks' is taken"),
        (["a", "b", "_row", "d", "e"], "'_row' is no name"),
        (["a", "b", "c", "C", "e"], "'C' is taken"),
        (["a", "b", "c", "c", "e"], "'c' is taken"),
        (["a", "b", "c d", "d", "e"], "'c d' is no name"),
        (["a", "b", "c.d", "d", "e"], "'c.d' is no name"),
        (["a", "b", "1c", "d", "e"], "'1c' is no name"),
        (["a", "b", "", "d", "e"], "'' is no name"),
        (["a", "b", "x" * 61, "d", "e"], "is no name"),
        (["a", "b", "c", "d", "e-f"], "clocks: 'e-f' is no name"),
    ],
)
def test_what_cannot_be_a_name_is_refused_with_file_and_name(book: Path, names: list[str], said: str) -> None:
    put(book, "odd", names)
    with pytest.raises(Unusable) as refused:
        registers(book)
    line = explain(refused.value.fault, "en")
    assert said in line
    assert "odd.toml" in line
    assert "\n" not in line


@pytest.mark.parametrize("name", ["records", "clocks", "a b", "x.history"])
def test_a_file_whose_name_is_no_registers_is_refused(book: Path, name: str) -> None:
    put(book, name, ["a", "b", "c", "d", "e"])
    with pytest.raises(Unusable) as refused:
        registers(book)
    assert refused.value.fault.code == "register.pack"


def test_whatever_stands_in_the_place_of_a_value_there_is_a_register_or_a_line() -> None:
    """Every value of every shipped file, replaced by one of another type: never anything but a ValueError."""
    draw = random.Random(4)
    others: list[Any] = [None, 3, True, "x", "", [], ["x"], [3], [["a"]], {}, {"a": 1}, date(2024, 1, 1), 2.5]
    texts = [(p.name[:-5], p.read_text("utf-8")) for p in (files("juesuan.registers") / "packs").iterdir()]
    refused = 0
    for name, text in texts:
        said = tomllib.loads(text)
        for _ in range(20):
            made = copy.deepcopy(said)
            damaged(made, draw, others)
            try:
                parse(name, _toml(made))
            except ValueError as error:
                refused += 1
                assert "\n" not in str(error)
    assert refused > len(texts) * 5


def damaged(made: Any, draw: random.Random, others: list[Any]) -> None:
    """Walk down to some value and put another in its place, or take it away."""
    while True:
        key = draw.choice(list(made) if isinstance(made, dict) else list(range(len(made))))
        if isinstance(made[key], dict | list) and made[key] and draw.random() < 0.8:
            made = made[key]
            continue
        other = draw.choice(others)
        if other is None:
            del made[key]
        else:
            made[key] = other
        return


def _toml(said: dict[str, Any]) -> str:
    return "\n".join(f"{key} = {_inline(value)}" for key, value in said.items())


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k, ensure_ascii=False)} = {_inline(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


def test_a_mapping_with_chinese_names_is_read_as_it_was_written(tmp_path: Path, book: Path) -> None:
    put(book, "怪", ["开始", "结束", "人数", "前", "期限"])
    table = registers(book)["怪"].table
    kept = Columns("怪", {"开始": ("日期",)}, {"人数": "3"}, {"state": {"开": "open"}})
    path = tmp_path / "怪.toml"
    path.write_bytes(write(kept))
    assert read(path, {"怪": table}).columns == {"开始": ("日期",)}


def test_a_quote_in_a_name_stays_one_name() -> None:
    assert quoted('a"b') == '"a""b"'
