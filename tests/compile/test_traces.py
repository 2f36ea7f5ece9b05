"""The vouchers of every item at once agree with the trace of each."""

from __future__ import annotations

from juesuan.books.model import Book
from juesuan.compile.compiler import compile_book
from juesuan.compile.trace import figure, trace
from juesuan.compile.traces import traces


def test_every_item_has_its_vouchers_and_they_add_up(book: Book) -> None:
    (book.path / "transfers.csv").unlink()  # what is eliminated has vouchers of its own
    accounts = compile_book(book)
    found = traces(book, accounts)
    by_text = {str(c): cents for c, cents in accounts.exact.items()}
    assert len(found) > 15
    assert {key: group["cents"] for key, group in found.items()} == {key: by_text[key] for key in found}


def test_one_item_lists_what_trace_lists(book: Book) -> None:
    accounts = compile_book(book)
    coordinate = figure("05:2080101:基本支出", 2024)
    group = traces(book, accounts)[str(coordinate)]
    assert [e["id"] for e in group["entries"]] == [e["id"] for e in trace(book, coordinate).entries]


def test_a_long_list_is_cut(book: Book) -> None:
    group = traces(book, compile_book(book), limit=1)[str(figure("05:2080101:合计", 2024))]
    assert (group["count"], len(group["entries"])) == (4, 1)


def test_no_payee_is_published(book: Book) -> None:
    path = book.path / "entries.csv"
    path.write_text(path.read_text("utf-8").replace(",,工资,", ",张某某,工资,"), "utf-8")
    assert "张某某" not in str(traces(book, compile_book(book)))
    assert "张某某" in str(trace(book, figure("05:2080101:基本支出", 2024)).entries)
