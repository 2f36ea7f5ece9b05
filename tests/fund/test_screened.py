"""The screen over a book's own applications, and what its registers know of people."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from juesuan.fund import review
from juesuan.fund.office import Office
from juesuan.fund.programme import programmes
from juesuan.fund.screened import people_of, screen_book
from juesuan.vault.sealing import Vault

from .conftest import DAY, made_up_id, row

ALL = programmes()


def enter(office: Office, vault: Vault, *people: int) -> list[str]:
    rows = [replace(row(n, n + 1, "post"), account=row(1).account, name="某人", employer="某公司") for n in people]
    found = review.enter(office.shelf, rows, tuple(ALL), vault, who="甲", on=DAY, file="名单.xlsx")
    assert not found.faults
    return [one["id"] for one in found.records]


def test_one_account_for_many_is_seen_with_masked_numbers(office: Office, vault: Vault, book: Path) -> None:
    ids = enter(office, vault, 1, 2, 3)
    found = {one.kind: one for one in screen_book(book, ALL)}
    assert set(found) == {"name_account", "account"}
    assert "3 个人的 3 笔申请" in found["account"].words()
    assert found["account"].left.file == "registers/applications.csv"
    assert found["account"].left.id in ids
    said = found["name_account"].words()
    assert f"{made_up_id(1)[:4]}**********{made_up_id(1)[-4:]}" in said
    assert made_up_id(1) not in said
    review.move(office.shelf, ids[:1], "refused", who="乙", on=DAY, why="账户不是本人的")
    assert not [one for one in screen_book(book, ALL) if one.kind == "account"]


def test_who_left_a_post_by_death_is_known(office: Office, vault: Vault, book: Path) -> None:
    enter(office, vault, 1)
    assert people_of(book).num_rows == 0
    mark = vault.mark("id_number", made_up_id(1))
    people = f"id,state,name,id_number,registered\np1,active,某人,{mark},2024-01-01\n"
    (book / "registers" / "persons.csv").write_text(people, "utf-8")
    posts = "id,state,person,employer,post,hard,applied,ended,why_left\n"
    posts += (
        "o1,left,p1,e1,保洁,elder,2023-12-01,2024-02-09,died\no2,left,p1,e1,保安,elder,2020-12-01,2021-02-09,quit\n"
    )
    (book / "registers" / "public_posts.csv").write_text(posts, "utf-8")
    (flag,) = screen_book(book, ALL)
    assert flag.kind == "dead"
    assert "于 2024-02 去世，申请到 2024-03，多 1 个月" in flag.words()
    assert (flag.right.file, flag.right.row) == ("registers/public_posts.csv", 2)
