"""A small book with one register of its own: cases with a clock that can stand still and two pairs of eyes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from juesuan.books.store import Disk
from juesuan.vault.keys import Key
from juesuan.vault.sealing import Vault

CASES = """
title = "案件"
rule = "One row a case."
[[fields]]
name = "accepted"
title = "受理日期"
type = "date"
required = true
[[fields]]
name = "closed"
title = "结案日期"
type = "date"
[[fields]]
name = "person"
title = "申请人"
type = "id_number"
person = true
[[fields]]
name = "workers"
title = "涉及人数"
type = "count"
unit = "人"
min = 1
max = 5000
[[fields]]
name = "wages"
title = "追讨工资"
type = "money"
[[fields]]
name = "before"
title = "前案"
type = "link"
to = "cases.id"
[states]
open = "办理中"
suspended = "中止"
closed = "已结案"
withdrawn = "已撤诉"
[[moves]]
from = ["open"]
to = "suspended"
title = "中止"
reason = true
[[moves]]
from = ["suspended"]
to = "open"
title = "恢复"
[[moves]]
from = ["open"]
to = "closed"
title = "结案"
needs = ["closed", "workers"]
sets = "closed"
apart = ["open"]
[[moves]]
from = ["open"]
to = "withdrawn"
title = "撤诉"
[[clocks]]
name = "decide"
title = "审理期限"
start = "accepted"
stop = "closed"
days = 10
kind = "working"
paused = ["suspended"]
law = "示例"
[[rules]]
name = "order"
test = "closed >= accepted"
zh = "结案日期早于受理日期；请核对"
en = "closed before it was accepted; compare with the file"
[[indicators]]
name = "accepted"
title = "受理件数"
unit = "件"
counts = "events"
definition = "本期受理"
where = "accepted between $start and $end"
[[indicators]]
name = "persons"
title = "申请人数"
unit = "人"
counts = "persons"
definition = "本期受理案件的申请人，同一人只计一次"
where = "accepted between $start and $end"
value = "count(distinct person)"
[[indicators]]
name = "rate"
title = "结案率"
unit = "%"
counts = "rate"
definition = "本期结案数除以期初未结与本期受理之和"
where = "accepted <= $end and (closed is null or closed >= $start)"
part = "closed between $start and $end"
[[indicators]]
name = "late"
title = "超期件数"
unit = "件"
counts = "events"
definition = "到期末超过审理期限的"
joins = "join clocks on clocks.record = records.id"
where = "clocks.late > 0"
[[indicators]]
name = "wages"
title = "追讨工资"
unit = "元"
counts = "money"
definition = "本期结案案件追讨的工资"
where = "closed between $start and $end"
value = "sum(wages)"
[[indicators]]
name = "mean"
title = "平均涉及人数"
unit = "人"
counts = "mean"
definition = "涉及人数除以案件数"
value = "sum(workers)"
per = "count(*)"
"""
DAY = date(2024, 3, 1)
VAULT = Vault(Key(bytes(range(32)), {"k1": bytes(range(32, 64))}))
PERSON = "11010519491231002X"


class Crash(BaseException):
    """The machine stops."""


class Mortal(Disk):
    """A disk that stops at its n-th act."""

    def __init__(self, left: int) -> None:
        self.left = left

    def _tick(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Crash

    def write(self, path: Path, content: Any) -> None:
        self._tick()
        super().write(path, content)

    def rename(self, source: Path, target: Path) -> None:
        self._tick()
        super().rename(source, target)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book with the register of cases and no records."""
    (tmp_path / "book.toml").write_text('format = 1\ndepartment = "示例局"\nyear = 2024\n', "utf-8")
    (tmp_path / "registers").mkdir()
    (tmp_path / "registers" / "cases.toml").write_text(CASES, "utf-8")
    return tmp_path
