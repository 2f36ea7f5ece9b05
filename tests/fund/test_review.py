"""Lists of applications: all rows or none, and nobody reviews what they entered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from juesuan.books.faults import Unusable, explain, fault
from juesuan.books.identity import credit_code
from juesuan.fund import review
from juesuan.fund.applications import Entered, Row, applied
from juesuan.fund.office import Office
from juesuan.vault.sealing import Vault

from .conftest import DAY, PROGRAMMES, made_up_id, row

D = date


def enter(office: Office, vault: Vault, *rows: Row, file: str = "名单.xlsx") -> Entered:
    return review.enter(office.shelf, rows, PROGRAMMES, vault, who="甲", on=DAY, file=file)


def test_numbers_are_at_rest_and_found_again(office: Office, vault: Vault, book: Path) -> None:
    enter(office, vault, row())
    content = (book / "registers" / "applications.csv").read_text("utf-8")
    content += (book / "registers" / "applications.history.csv").read_text("utf-8")
    assert row().id_number not in content
    assert row().account not in content
    one = next(iter(office.shelf.records().values()))
    assert vault.open(one["id_number"], "id_number", one["person"]) == row().id_number
    assert one["person"] == vault.mark("id_number", row().id_number)


def test_the_same_list_again_adds_nothing(office: Office, vault: Vault) -> None:
    enter(office, vault, row(1, 2), row(2, 3))
    again = enter(office, vault, row(1, 2), row(2, 3), row(3, 4))
    assert (len(again.records), len(again.present)) == (1, 2)
    assert len(office.shelf.records()) == 3


WRONG = row().account[:-1] + str((int(row().account[-1]) + 1) % 10)
SHORT = made_up_id(3)[:6] + made_up_id(3)[8:17]
CASES = {
    "wrong check digit": (row(1, 3), {"id_number": made_up_id(1)[:-1] + "A"}, "number.id_number", "id_number"),
    "kept as a number": (row(1, 3), {"id_number": "4.29999198002110e+17"}, "fund.id_rounded", "id_number"),
    "wrong card": (row(1, 3), {"account": WRONG}, "fund.card", "account"),
    "no account": (row(1, 3), {"account": "12345"}, "fund.account", "account"),
    "unknown programme": (row(1, 3), {"programme": "x"}, "fund.programme", "programme"),
    "ends before it starts": (row(1, 3), {"end": D(2023, 1, 1)}, "fund.span", "end"),
    "a century": (row(1, 3), {"end": D(2124, 1, 1)}, "fund.span_long", "end"),
    "a child": (row(1, 3), {"start": D(1990, 1, 1), "end": D(1990, 2, 1)}, "fund.span_born", "start"),
    "twice in the list": (row(2, 3), {}, "fund.list_twice", "id_number"),
    "a card in the name of the bank": (row(1, 3), {"bank": row(5).account}, "fund.loose_number", "bank"),
    "a telephone beside the employer": (row(1, 3), {"employer": "某１３８00138000"}, "fund.loose_number", "employer"),
    "overlaps the book": (row(9, 3), {"start": D(2024, 2, 1)}, "fund.list_overlap", "start"),
    "another name": (row(9, 3), {"name": "别人"}, "fund.list_name", "name"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_one_bad_row_refuses_the_list(name: str, office: Office, vault: Vault) -> None:
    bad, changes, code, column = CASES[name]
    enter(office, vault, row(9, 2), file="前.xlsx")
    found = enter(office, vault, row(2, 2), replace(bad, **changes))  # type: ignore[arg-type]
    assert [(one.code, one.file, one.row, one.column) for one in found.faults] == [(code, "名单.xlsx", 3, column)]
    assert bad.id_number not in explain(found.faults[0])
    assert not found.records
    assert len(office.shelf.records()) == 1


def test_fifteen_digits_are_the_same_person(office: Office, vault: Vault) -> None:
    enter(office, vault, row(3))
    found = enter(office, vault, replace(row(3, 5), id_number=SHORT))
    assert len(found.present) == 1


@pytest.mark.parametrize("written", [str.translate, "\u200b".join, " ".join, "\u2011".join])
def test_a_number_is_the_same_however_it_is_typed(written: Callable[..., str], office: Office, vault: Vault) -> None:
    wide = ({ord("0") + n: 0xFF10 + n for n in range(10)},) if written is str.translate else ()
    enter(office, vault, row(3))
    typed = replace(row(3, 5), id_number=written(row(3).id_number, *wide), account=written(row(3).account, *wide))
    assert len(enter(office, vault, typed).present) == 1


def test_an_institution_applies_with_its_credit_code_and_an_account_that_is_no_card(
    office: Office, vault: Vault
) -> None:
    firm = replace(row(), id_number="91420106MA4KX7QC1T", account="42001234567890123456", public=True)
    digit = next(d for d in "0123456789ABCDEFGHJKLMNPQRTUWXY" if credit_code(firm.id_number[:17] + d))
    good = replace(firm, id_number=firm.id_number[:17] + digit)
    bad = replace(good, id_number=firm.id_number[:17] + ("0" if digit != "0" else "1"))
    for one, codes in ((good, []), (bad, ["number.id_number"]), (replace(good, public=False), ["number.id_number"])):
        said = review.enter(office.shelf, [one], ["flexible"], vault, who="甲", on=DAY, file="名单.xlsx")
        assert [f.code for f in said.faults][: len(codes)] == codes, one
        assert bool(said.records) == (not codes)


def test_after_a_refusal_one_may_apply_again(office: Office, vault: Vault) -> None:
    ids = [one["id"] for one in enter(office, vault, row()).records]
    review.move(office.shelf, ids, "refused", who="乙", on=DAY, why="材料不实")
    again = enter(office, vault, row())
    assert len(again.records) == 1
    assert again.records[0]["id"] not in ids


def refused(job: Callable[[], object]) -> list[str]:
    with pytest.raises(Unusable) as error:
        job()
    return [one.code for one in error.value.faults]  # type: ignore[attr-defined]


def test_nobody_reviews_what_they_entered(office: Office, vault: Vault) -> None:
    shelf, ids = office.shelf, [one["id"] for one in enter(office, vault, row(1, 2), row(2, 3)).records]
    assert refused(lambda: review.move(shelf, ids, "checked", who="甲", on=DAY)) == ["register.apart"] * 2
    review.move(shelf, ids, "checked", who="乙", on=DAY)
    for who in ("甲", "乙"):
        assert refused(lambda who=who: review.move(shelf, ids, "reviewed", who=who, on=DAY)) == ["register.apart"] * 2  # type: ignore[misc]
    assert refused(lambda: review.move(shelf, ids, "approved", who="丁", on=DAY)) == ["register.move"] * 2
    review.move(shelf, ids, "reviewed", who="丙", on=DAY)
    review.notice(shelf, ids, who="甲", on=DAY)
    late = D(2024, 5, 14)
    for who in ("甲", "乙", "丙"):
        assert refused(lambda who=who: review.approve(shelf, ids, who=who, on=late)) == ["register.apart"] * 2  # type: ignore[misc]
    review.approve(shelf, ids, who="丁", on=late)
    assert set(applied(shelf.records().values())) == set(ids)


def test_a_notice_has_its_working_days(office: Office, vault: Vault) -> None:
    day, shelf = D(2024, 4, 26), office.shelf
    found = review.enter(shelf, [row()], PROGRAMMES, vault, who="甲", on=day, file="名单.xlsx")
    ids = [one["id"] for one in found.records]
    review.move(shelf, ids, "checked", who="乙", on=day)
    review.move(shelf, ids, "reviewed", who="丙", on=D(2024, 4, 26))
    review.notice(shelf, ids, who="丙", on=D(2024, 4, 26))
    until = D(2024, 5, 7)  # 28 April is worked, 1 to 5 May are not
    assert shelf.records()[ids[0]]["until"] == until
    assert refused(lambda: review.approve(shelf, ids, who="丁", on=until)) == ["fund.notice_open"]
    review.move(shelf, ids, "objected", who="戊", on=until, why="已就业")
    assert refused(lambda: review.approve(shelf, ids, who="丁", on=D(2024, 5, 9))) == ["register.move"]


def test_two_reviewers_at_once(office: Office, vault: Vault) -> None:
    ids = [one["id"] for one in enter(office, vault, row()).records]
    review.move(office.shelf, ids, "checked", who="乙", on=DAY)
    assert refused(lambda: review.move(office.shelf, ids, "checked", who="丙", on=DAY)) == ["register.move"]


def test_all_are_moved_or_none(office: Office, vault: Vault) -> None:
    ids = [one["id"] for one in enter(office, vault, row(1, 2), row(2, 3)).records]
    review.move(office.shelf, ids[:1], "checked", who="乙", on=DAY)
    assert refused(lambda: review.move(office.shelf, ids, "checked", who="丙", on=DAY)) == ["register.move"]
    assert [one["state"] for one in office.shelf.records().values()] == ["checked", "entered"]


def test_a_notice_is_kept_by_the_commit_that_moves_or_not_at_all(office: Office, vault: Vault, book: Path) -> None:
    ids = [one["id"] for one in enter(office, vault, row(1, 2), row(2, 3)).records]
    asked: list[str] = []

    def written(number: str, records: object) -> dict[str, bytes]:
        asked.append(number)
        return {f"fund/notices/{number}.txt": b"x"}

    with pytest.raises(Unusable):
        review.notice(office.shelf, ids, who="丙", on=DAY, written=written)
    assert (asked, (book / "fund" / "notices").exists()) == ([], False)
    review.move(office.shelf, ids, "checked", who="乙", on=DAY)
    review.move(office.shelf, ids, "reviewed", who="丙", on=DAY)
    assert review.notice(office.shelf, ids[:1], who="丙", on=DAY, written=written) == "2024-001"
    assert review.notice(office.shelf, ids[1:], who="丙", on=DAY, written=written) == "2024-002"
    assert sorted(p.name for p in (book / "fund" / "notices").iterdir()) == ["2024-001.txt", "2024-002.txt"]


def test_what_cannot_be_written_moves_nothing(office: Office, vault: Vault, book: Path) -> None:
    ids = [one["id"] for one in enter(office, vault, row(1, 2)).records]
    review.move(office.shelf, ids, "checked", who="乙", on=DAY)
    review.move(office.shelf, ids, "reviewed", who="丙", on=DAY)

    def refused(number: str, records: object) -> dict[str, bytes]:
        raise Unusable(fault("fund.printed", number, why="x"))

    with pytest.raises(Unusable):
        review.notice(office.shelf, ids, who="丙", on=DAY, written=refused)
    assert {one["state"] for one in office.shelf.records().values()} == {"reviewed"}
    assert not (book / "fund" / "notices").exists()
