"""An agreement says what, for what, on what basis, until when; one that does not is refused with what is wrong."""

from __future__ import annotations

import string
from datetime import date

import pytest
from tests.exchange.conftest import BUDGET, IN, OUT, Body

from juesuan.books.faults import Unusable, explain, kinds
from juesuan.books.schema import schema
from juesuan.exchange.agreement import parse
from juesuan.exchange.check import check_exchange
from juesuan.exchange.datasets import FORMS
from juesuan.exchange.elements import columns_of, datasets, elements, names_of, values_of
from juesuan.exchange.package import read
from juesuan.exchange.tables import csv_of
from juesuan.vault.pairs import new_pair

CARD = f"[card]\n{new_pair('某局').card.text()}"
GOOD = OUT.replace("HOW", "sealed")


def test_words_become_a_share() -> None:
    share = parse("k", CARD + BUDGET.replace("WAY", "out")).shares[0]
    assert (share.dataset, share.named("id"), share.named("nature")) == ("budget", "BGT_ID", "nature")
    assert share.values["fund"]["一般公共预算资金"] == "general"
    assert share.in_force(date(2024, 12, 31))
    assert not share.in_force(date(2025, 1, 1))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD, "[card]"),
        (CARD.replace("sign", "sing") + GOOD, "[card]"),
        (CARD.replace(CARD.rpartition('seal = "')[2][:44], "A" * 43 + "=") + GOOD, "[card]"),
        (CARD + GOOD + "more = 1\n", "more"),
        (CARD + GOOD + GOOD, "twice"),
        (CARD + GOOD.replace('way = "out"', 'way = "up"'), "way = 'up'"),
        (CARD + GOOD.replace("sealed", "plain"), "'plain' → masked sealed matched"),
        (CARD + GOOD.replace("2024-12-31", "2023-12-31"), "since, until"),
        (CARD + GOOD.replace("2024-12-31", '"2024"'), "since, until"),
        (CARD + GOOD.replace("示例协议第一条", " "), "basis"),
        (CARD + GOOD.replace('"kind", ', '"kind", "kind", '), "each once"),
        (CARD + GOOD.replace('register = "urban_employment"', ""), "one of table register"),
        (CARD + GOOD.replace('name = "lost"', 'name = "../x"'), "name ="),
        (CARD + BUDGET.replace("WAY", "out").replace('elements = "budget"', 'elements = "words"'), "elements"),
        (CARD + BUDGET.replace("WAY", "out") + 'numbers = { id = "masked" }\n', "numbers, changes → register"),
        (CARD + BUDGET.replace("WAY", "in").replace('table = "budget"', 'forms = ["01"]'), "forms → way"),
        (CARD + GOOD.replace("purpose", "porpoise"), "porpoise"),
        (CARD + GOOD + 'changes = ["state"]\n', "changes: state"),
        (CARD + GOOD + 'changes = ["person.id_number"]\n', "changes: person.id_number"),
        ("title = 1\n" + CARD, "title"),
    ],
)
def test_what_is_wrong_is_said(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        parse("k", text)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('"kind", ', '"kid", '), "kid"),
        (('"person.id_number", "kind"', '"person.id_number", "worker.name"'), "worker.name"),
        (('numbers = { "person.id_number" = "sealed" }', ""), "numbers.person.id_number"),
        (('"person.id_number", "kind"', '"person.id_number", "person.id_number_sealed"'), "id_number_sealed"),
        (('period = "since"', 'period = "kind"'), "kind →"),
        (('register = "urban_employment"', 'register = "urban"'), "'urban'"),
    ],
)
def test_what_is_not_in_the_book_never_leaves(bodies: tuple[Body, Body], change: tuple[str, str], said: str) -> None:
    ours, theirs = bodies
    ours.agree(theirs, GOOD.replace(*change))
    with pytest.raises(Unusable) as caught:
        ours.send("lost")
    assert caught.value.fault.code == "exchange.share"
    assert said in explain(caught.value.fault)


def test_indicators_and_forms_leave_as_they_are_published(bodies: tuple[Body, Body]) -> None:
    ours, theirs = bodies
    share = BUDGET.replace("WAY", "out").partition("fields")[0].replace('elements = "budget"\n', "")
    rest = BUDGET.rpartition("purpose")[2]
    figures = share.replace('table = "budget"', 'indicators = ["urban_employment.lost", "urban_employment.new"]')
    figures += f'fields = ["indicator", "value", "unit", "start", "end"]\npurpose{rest}'
    forms = share.replace('name = "budget"', 'name = "forms"').replace('table = "budget"', 'forms = ["01"]')
    forms += f'elements = "forms"\nfields = ["form", "function", "stage", "yuan"]\npurpose{rest}'
    ours.agree(theirs, figures, forms)
    (ours.book / "entries.csv").write_text(
        "id,date,unit,side,function,economic,fund,nature,source,amount\n"
        "Z1,2024-02-01,001,expenditure,2080101,30101,general,basic,,60.00\n",
        "utf-8",
    )
    files = read("p.zip", ours.send("budget", "forms").content).files
    assert "urban_employment.lost,0,人,2024-01-01,2024-12-31" in files["budget.csv"].decode()
    assert "01,208,actual,60.00" in files["forms.csv"].decode()
    assert csv_of(["form", "EXP_FUNC_CODE", "stage", "yuan"], []) == files["forms.csv"].splitlines(keepends=True)[0]


def test_what_is_open_is_said(bodies: tuple[Body, Body]) -> None:
    ours, theirs = bodies
    ours.agree(theirs, GOOD)
    theirs.agree(ours, IN.replace("HOW", "sealed"))
    sent = ours.send("lost")
    assert check_exchange(ours.book, date(2024, 7, 1)) == []
    assert [one.code for one in check_exchange(ours.book, date(2024, 8, 1))] == ["exchange.unreceipted"]
    ours.take(theirs.take(sent.content).receipt)
    assert [one.code for one in check_exchange(ours.book, date(2025, 1, 1))] == ["exchange.expired"]
    log = ours.book / "exchange" / "log.csv"
    log.write_text(log.read_text("utf-8").replace("甲", "丙", 1), "utf-8")
    assert [one.code for one in check_exchange(ours.book, date(2024, 7, 1))] == ["fund.chain"]


def test_names_of_the_bureau_are_those_of_columns() -> None:
    known = elements()
    for dataset in datasets():
        columns = schema().tables[dataset].names if dataset in schema().tables else columns_of(dataset)
        assert set(columns_of(dataset)) <= set(columns)
        assert set(names_of(dataset).values()) <= set(known)
    assert set(columns_of("forms")) | {"forms"} >= set(FORMS) - {"forms"}
    stored = {column.name: dict(column.choices) for column in schema().tables["budget"].columns}
    for column, words in values_of("budget").items():
        assert set(words.values()) - {"fiscal"} <= set(stored[column])


def test_every_refusal_is_worded_in_both_languages() -> None:
    mine = {code: kind for code, kind in kinds().items() if code.startswith("exchange.")}
    for code, kind in mine.items():
        fields = [
            {one for _, one, _, _ in string.Formatter().parse(kind.message[lang]) if one} for lang in ("zh", "en")
        ]
        assert fields[0] == fields[1], code
