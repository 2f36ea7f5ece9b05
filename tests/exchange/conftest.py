"""Two bodies that exchange: a bureau with a book, registers and a vault, and a partner with its own; all made up."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from tests.fund.conftest import made_up_id

from juesuan.books.model import Settings
from juesuan.books.new import new_book
from juesuan.exchange.send import Sent, send
from juesuan.exchange.take import Taken, take
from juesuan.registers.store import add
from juesuan.vault.keys import new_key
from juesuan.vault.pairs import Pair, new_pair
from juesuan.vault.sealing import Vault

DAY = date(2024, 6, 30)
OUT = """
[[shares]]
name = "lost"
way = "out"
register = "urban_employment"
fields = ["person.id_number", "kind", "evidence", "since"]
numbers = { "person.id_number" = "HOW" }
only = { kind = ["lost"] }
period = "since"
purpose = "核减就业人数"
basis = "示例协议第一条"
since = 2024-01-01
until = 2024-12-31
"""
IN = """
[[shares]]
name = "lost"
way = "in"
register = "urban_employment"
fields = ["person", "kind", "evidence", "since"]
names = { person = "person.id_number" }
numbers = { person = "HOW" }
purpose = "核减就业人数"
basis = "示例协议第一条"
since = 2024-01-01
until = 2024-12-31
"""
BUDGET = """
[[shares]]
name = "budget"
way = "WAY"
table = "budget"
elements = "budget"
fields = ["id", "date", "document", "unit", "function", "economic", "project", "fund", "nature", "stage", "amount"]
purpose = "下达预算指标"
basis = "示例协议第二条"
since = 2024-01-01
until = 2024-12-31
"""
LINES = "id,date,document,unit,function,economic,project,fund,nature,stage,amount\n"
LINE = "B1,2024-01-01,年初批复,001,2080101,30101,,general,basic,initial,100.00\n"


@dataclass(slots=True)
class Body:
    """A body: its book, its keys, and what it agreed with the other."""

    book: Path
    pair: Pair
    vault: Vault

    def agree(self, other: Body, *shares: str) -> None:
        """Put an agreement with the other body into the book."""
        folder = self.book / "exchange"
        folder.mkdir(exist_ok=True)
        (folder / "other.toml").write_text(f"[card]\n{other.pair.card.text()}{''.join(shares)}", "utf-8")

    def send(self, *what: str, on: date = DAY, **said: object) -> Sent:
        """Send the next package."""
        keys = {"pair": self.pair, "vault": self.vault}
        return send(self.book, "other", what, **{**keys, "who": "甲", "on": on, **said})  # type: ignore[arg-type]

    def take(self, content: bytes, name: str = "p.zip", on: date = DAY) -> Taken:
        """Take a package."""
        return take(self.book, name, content, pair=self.pair, vault=self.vault, who="乙", on=on)

    def state(self) -> dict[str, bytes]:
        """Return every file of the book: what a refusal must leave as it was."""
        files = (path for path in self.book.rglob("*") if path.is_file())
        return {path.relative_to(self.book).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Body, Body]:
    """Two bodies: ours has two people, one of them with a post; the partner's knows the same people by other ids."""
    made = []
    for name in ("某区人社局", "某区民政局"):
        book = tmp_path_factory.mktemp("exchange") / "book"
        new_book(book, Settings(name, 2024, "区"))
        (book / "units.csv").write_text("code,name,kind,parent\n001,本级,administrative,\n", "utf-8")
        (book / "budget.csv").write_text(LINES + LINE, "utf-8")
        made.append(Body(book, new_pair(name), Vault(new_key())))
    ours, theirs = made
    for body, ids in ((ours, ("p1", "p2")), (theirs, ("x7", "x9"))):
        people = [{"id": one, "name": f"人{n}", "id_number": made_up_id(n), "registered": "2024-01-01"}
                  for n, one in enumerate(ids)]  # fmt: skip
        add(body.book, "persons", people, who="甲", on=DAY, vault=body.vault)
    rows = [{"person": "p1", "kind": "lost", "evidence": "died", "since": "2024-03-05"},
            {"person": "p2", "kind": "flexible", "evidence": "insured", "since": "2024-03-06"}]  # fmt: skip
    add(ours.book, "urban_employment", rows, who="甲", on=DAY)
    return ours, theirs


@pytest.fixture
def bodies(kept: tuple[Body, Body], tmp_path: Path) -> tuple[Body, Body]:
    """Copies of the two, to be changed."""
    made = []
    for n, one in enumerate(kept):
        shutil.copytree(one.book, tmp_path / str(n))
        made.append(Body(tmp_path / str(n), one.pair, one.vault))
    return made[0], made[1]
