"""Numbers at rest: they open for their owner and their key alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juesuan.books.cells import MARK
from juesuan.books.faults import Unusable
from juesuan.vault.keys import Key, new_key, renewed
from juesuan.vault.sealing import FILE, Vault, bound, whole

KEY = Key(bytes(range(32)), {"k1": bytes(range(32, 64))})


@given(st.text(max_size=40), st.text(max_size=20))
def test_what_is_sealed_opens_and_shows_nothing(number: str, owner: str) -> None:
    token = Vault(KEY).seal(number, "account", owner)
    assert Vault(KEY).open(token, "account", owner) == number
    assert len(number) < 6 or number not in token


@pytest.mark.parametrize(("kind", "owner"), [("id_number", "a"), ("account", "b")])
def test_a_token_moved_to_another_does_not_open(kind: str, owner: str, vault: Vault) -> None:
    token = vault.seal("6217000000000000001", "account", "a")
    with pytest.raises(Unusable) as refused:
        vault.open(token, kind, owner)
    assert refused.value.fault.code == "fund.token"


@pytest.mark.parametrize("change", [lambda t: t[:-2] + "AA", lambda t: t[:20], lambda t: t + "é"])
def test_an_altered_token_does_not_open(change: object, vault: Vault) -> None:
    token = change(vault.seal("42", "account", "a"))  # type: ignore[operator]
    with pytest.raises(Unusable) as refused:
        vault.open(token, "account", "a")
    assert refused.value.fault.code == "fund.token"


def test_marks_find_the_same_number_and_only_with_the_key(vault: Vault) -> None:
    assert vault.mark("account", "1") == vault.mark("account", "1")
    assert vault.mark("account", "1") != vault.mark("id_number", "1")
    assert vault.mark("account", "1") != Vault(new_key()).mark("account", "1")
    assert not any(c in "0189" for c in vault.mark("account", "1"))


def test_a_renewed_key_reads_the_old_and_keeps_the_marks(vault: Vault) -> None:
    token = vault.seal("42", "account", "a")
    new = Vault(renewed(vault.key))
    assert new.stale(token)
    fresh = new.renew(token, "account", "a")
    assert not new.stale(fresh)
    assert new.open(fresh, "account", "a") == "42"
    assert new.mark("account", "42") == vault.mark("account", "42")
    with pytest.raises(Unusable) as refused:
        vault.open(fresh, "account", "a")
    assert refused.value.fault.code == "fund.token_key"


KINDS = st.sampled_from(["id_number", "account", "phone"])


@given(KINDS, st.text("0123456789X", min_size=1, max_size=30), st.text(max_size=9))
def test_what_stands_in_the_place_of_a_number_leads_back_to_it(kind: str, number: str, owner: str) -> None:
    hidden = Vault(KEY).hidden(number, kind, owner)
    assert Vault(KEY).open(hidden.token, kind, owner) == whole(kind, number)
    assert MARK.fullmatch(hidden.mark)
    assert hidden.mark == Vault(KEY).hidden(f" {number[:4]} {number[4:].lower()}-", kind, "another").mark
    assert len(number) < 9 or number not in (hidden.mark + hidden.shown + hidden.token)


def test_a_number_of_15_digits_is_that_of_18(vault: Vault) -> None:
    assert vault.hidden("110105491231002", "id_number", "a").mark == vault.mark("id_number", "11010519491231002X")


def refused_code(job: object) -> str:
    with pytest.raises(Unusable) as refused:
        job()  # type: ignore[operator]
    return refused.value.fault.code


def test_a_book_knows_its_key(book: Path, vault: Vault) -> None:
    content = bound(book, vault)
    assert content is not None
    (book / FILE).parent.mkdir(exist_ok=True)
    (book / FILE).write_bytes(content)
    assert bound(book, vault) is None
    assert refused_code(lambda: bound(book, Vault(new_key()))) == "fund.key_other"
