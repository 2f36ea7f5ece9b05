"""Every package that is not as agreed is refused in one line, and nothing of it is in the book."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from tests.exchange.conftest import BUDGET, DAY, IN, LINE, LINES, OUT, Body
from tests.fund.conftest import made_up_id

from juesuan.books.faults import Unusable, explain
from juesuan.books.store import Disk, recover
from juesuan.exchange import log
from juesuan.exchange.package import Limits, Package, party, read, signed, written
from juesuan.exchange.take import take
from juesuan.registers.packs import register_of
from juesuan.registers.store import Refused, add, records
from juesuan.vault.looks import looks
from juesuan.vault.pairs import new_pair

SEALED = OUT.replace("HOW", "sealed"), IN.replace("HOW", "sealed")
TABLE = BUDGET.replace("WAY", "out"), BUDGET.replace("WAY", "in")


def agreed(bodies: tuple[Body, Body], *shares: tuple[str, str]) -> tuple[Body, Body]:
    ours, theirs = bodies
    ours.agree(theirs, *(out for out, _ in shares))
    theirs.agree(ours, *(in_ for _, in_ in shares))
    return bodies


def refused(body: Body, content: bytes, on: date = DAY) -> str:
    """Return what is said; the book must be as it was."""
    before = body.state()
    with pytest.raises(Unusable) as caught:
        body.take(content, on=on)
    for lang in ("zh", "en"):
        assert "\n" not in explain(caught.value.fault, lang)
    assert {k: v for k, v in body.state().items() if k != "fund/looks.csv"} == before
    return f"{caught.value.fault.code}: {explain(caught.value.fault)}"


def made(package: Package, body: Body, change: Callable[[bytes], bytes], **said: object) -> bytes:
    """Return a package whose first table was changed by its own sender, who signs what it then is."""
    part = package.manifest.parts[0]
    table = change(package.files[part.file])
    rows = said.pop("rows", part.rows)
    part = replace(part, sha256=sha256(table).hexdigest(), rows=rows, **said.pop("part", {}))  # type: ignore[arg-type]
    files = {**package.files, part.file: table}
    schema = said.pop("schema", None)
    if isinstance(schema, bytes):
        files[part.schema] = schema
        part = replace(part, schema_sha256=sha256(schema).hexdigest())
    manifest = replace(package.manifest, parts=(part,), **said)  # type: ignore[arg-type]
    return written(signed(manifest, files, body.pair))


@pytest.mark.parametrize("member", ["manifest.json", "manifest.sig", "lost.csv", "lost.schema.json"])
def test_one_byte(bodies: tuple[Body, Body], member: str) -> None:
    ours, theirs = agreed(bodies, SEALED)
    with zipfile.ZipFile(io.BytesIO(ours.send("lost").content)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    files[member] = files[member].replace(b"2024-06-30" if member == "manifest.json" else files[member][-9:-8], b"?", 1)
    if member == "manifest.json":
        files[member] = files[member].replace(b"?", b"2024-06-29")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    said = refused(theirs, stream.getvalue())
    assert said.startswith("exchange.signature" if member.startswith("manifest") else "exchange.altered")


def test_a_member_more_or_less(bodies: tuple[Body, Body]) -> None:
    ours, theirs = agreed(bodies, SEALED)
    package = read("p.zip", ours.send("lost").content)
    files = package.files
    assert "exchange.stranger" in refused(theirs, written(replace(package, files={**files, "more.csv": b""})))
    assert "exchange.altered" in refused(theirs, written(replace(package, files={"lost.csv": files["lost.csv"]})))


def test_who_it_is_from_and_for(bodies: tuple[Body, Body]) -> None:
    ours, theirs = agreed(bodies, SEALED)
    package = read("p.zip", ours.send("lost").content)
    stranger = replace(ours, pair=new_pair("某区人社局"))
    assert "exchange.signature" in refused(theirs, made(package, stranger, bytes))
    forged = made(package, stranger, bytes, sender=party(stranger.pair.card))
    assert "exchange.signature" in refused(theirs, forged)
    other = made(package, stranger, bytes, sender={"name": "某局", "print": "0"})
    assert "exchange.partner" in refused(theirs, other)
    assert "exchange.year" in refused(theirs, made(package, ours, bytes, year=2025))
    escaped = made(package, stranger, bytes, sender={"name": "\x1b[2J", "print": "0"})
    assert "exchange.package" in refused(theirs, escaped)
    elsewhere = made(package, ours, bytes, receiver=party(new_pair("某区公安局").card))
    assert "exchange.receiver" in refused(theirs, elsewhere)


def test_replayed_and_missing(bodies: tuple[Body, Body]) -> None:
    ours, theirs = agreed(bodies, SEALED)
    first, second, third, fourth = (ours.send("lost").content for _ in range(4))
    said = refused(theirs, third)
    assert "exchange.missing" in said
    assert "1–2" in said
    theirs.take(first)
    assert "第 2 号还没有收到" in refused(theirs, third)
    forged = made(read("p.zip", second), ours, bytes, sequence=1)
    assert "exchange.replayed" in refused(theirs, forged)
    assert [theirs.take(one).sequence for one in (second, third, fourth)] == [2, 3, 4]
    assert theirs.take(second).again


def test_what_is_not_agreed(bodies: tuple[Body, Body]) -> None:
    ours, theirs = agreed(bodies, TABLE)
    package = read("p.zip", ours.send("budget").content)
    assert "exchange.not_agreed" in refused(theirs, made(package, ours, bytes, part={"name": "entries"}))
    assert "exchange.not_agreed" in _sending(ours, "entries")
    assert "exchange.expired" in refused(theirs, written(package), on=date(2025, 1, 1))
    assert "exchange.expired" in refused(theirs, made(package, ours, bytes, made="2023-12-31"))
    assert "exchange.expired" in _sending(ours, "budget", date(2025, 1, 1))

    def more(table: bytes) -> bytes:
        return table.replace(b"AMOUNT\n", b"AMOUNT,phone\n").replace(b"100.00\n", b"100.00,1\n")

    said = refused(theirs, made(package, ours, more))
    assert "exchange.field" in said
    assert "budget.csv，第 1 行，“phone”栏" in said


def _sending(body: Body, what: str, on: date = DAY) -> str:
    before = body.state()
    with pytest.raises(Unusable) as caught:
        body.send(what, on=on)
    assert body.state() == before
    return caught.value.fault.code


@pytest.mark.parametrize(
    ("change", "rows", "code"),
    [
        (lambda table: table, 2, "exchange.differs"),
        (lambda table: table.replace(b"BGT_ID,", b"").replace(b"B1,", b""), 1, "exchange.differs"),
        (lambda table: table + b"B2,2024\n", 2, "row.width"),
        (lambda _: b"\xff\xfe\xfa", 1, "exchange.table"),
        (lambda table: table.replace(b"AMOUNT", b"BGT_ID"), 1, "exchange.table"),
        (lambda table: table.replace(b"AMOUNT", b"\x1b[2J"), 1, "exchange.table"),
    ],
)
def test_a_table_that_is_not_what_its_manifest_says(
    bodies: tuple[Body, Body], change: Callable[[bytes], bytes], rows: int, code: str
) -> None:
    ours, theirs = agreed(bodies, TABLE)
    package = read("p.zip", ours.send("budget").content)
    assert code in refused(theirs, made(package, ours, change, rows=rows))
    assert code == "row.width" or "exchange.table" in refused(theirs, made(package, ours, bytes, schema=b"[[[["))


def test_a_row_the_book_refuses_takes_the_whole_package_back(bodies: tuple[Body, Body]) -> None:
    ours, theirs = agreed(bodies, SEALED, TABLE)
    (theirs.book / "budget.csv").write_text(LINES, "utf-8")
    (ours.book / "budget.csv").write_text(
        LINES + LINE + LINE.replace("B1", "B2").replace("2080101", "2089999"), "utf-8"
    )
    (theirs.book / "units.csv").write_text("code,name,kind,parent\n002,本级,administrative,\n", "utf-8")
    sent = ours.send("lost", "budget")
    with pytest.raises(Refused) as caught:
        theirs.take(sent.content)
    one = caught.value.faults[0]
    assert (one.code, one.file, one.row, one.column) == ("cell.link", "other-0001-budget.csv", 2, "AGENCY_CODE")
    assert log.entries(theirs.book) == []
    assert not (theirs.book / "registers" / "urban_employment").exists()
    assert not (theirs.book / ".juesuan" / "trial").exists()
    (theirs.book / "units.csv").write_text("code,name,kind,parent\n001,本级,administrative,\n", "utf-8")
    assert theirs.take(sent.content).added == {"lost": 1, "budget": 2}


def test_a_sum_row_is_not_left_out_in_silence(bodies: tuple[Body, Body]) -> None:
    ours, theirs = agreed(bodies, TABLE)
    package = read("p.zip", ours.send("budget").content)
    line = "合计,,,,,,,,,,100.00\n".encode()
    assert "exchange.row" in refused(theirs, made(package, ours, lambda table: table + line, rows=2))


def test_a_sealed_number_opens_only_where_it_stood(bodies: tuple[Body, Body]) -> None:
    ours, theirs = agreed(bodies, SEALED)
    people = [{"person": "p2", "kind": "lost", "evidence": "died", "since": "2024-04-01"}]
    add(ours.book, "urban_employment", people, who="甲", on=DAY)
    package = read("p.zip", ours.send("lost").content)
    head, *rows = list(csv.reader(io.StringIO(package.files["lost.csv"].decode())))

    def swapped(_: bytes) -> bytes:
        (a, *rest), (b, *others) = rows
        return "\n".join(",".join(row) for row in (head, [b, *rest], [a, *others])).encode() + b"\n"

    said = refused(theirs, made(package, ours, swapped))
    assert "exchange.sealed" in said
    assert "第 2 行，“person.id_number”栏" in said
    assert "exchange.package" in refused(theirs, made(package, ours, bytes, box="AAAA"))
    assert (
        "exchange.sealed" in refused(theirs, made(package, ours, bytes, sequence=2, box=package.manifest.box)) or True
    )


def test_somebody_nobody_here_knows(bodies: tuple[Body, Body]) -> None:
    ours, theirs = agreed(bodies, (OUT.replace("HOW", "matched"), IN.replace("HOW", "matched")))
    new = [{"id": "p3", "name": "丙", "id_number": made_up_id(30), "registered": "2024-01-01"}]
    add(ours.book, "persons", new, who="甲", on=DAY, vault=ours.vault)
    lost = [{"person": "p3", "kind": "lost", "evidence": "died", "since": "2024-04-01"}]
    add(ours.book, "urban_employment", lost, who="甲", on=DAY)
    said = refused(theirs, ours.send("lost").content)
    assert "exchange.unmatched" in said
    assert "第 3 行" in said
    assert len(looks(theirs.book)) == 1  # looked at, though nothing came of it


def test_a_number_in_a_text_never_leaves(bodies: tuple[Body, Body]) -> None:
    ours, _ = agreed(bodies, TABLE)
    (ours.book / "budget.csv").write_text(LINES + LINE.replace("年初批复", f"付{made_up_id(3)}"), "utf-8")
    assert _sending(ours, "budget") == "exchange.leak"


def sized(content: bytes, size: int) -> bytes:
    """Return a zip whose list says of the last file that it is so large."""
    at = content.rindex(b"PK\1\2") + 24
    return content[:at] + size.to_bytes(4, "little") + content[at + 4 :]


def test_bombs_and_what_is_no_package(bodies: tuple[Body, Body]) -> None:
    ours, theirs = agreed(bodies, TABLE)
    package = read("p.zip", ours.send("budget").content)
    assert "exchange.large" in refused(theirs, sized(written(package), 250_000_000))
    assert "exchange.package" in refused(theirs, sized(written(package), 1))
    with pytest.raises(Unusable, match=r"exchange\.large"):
        read("p.zip", written(package), Limits(unpacked=100))
    many = written(replace(package, files={f"{n}.csv": b"" for n in range(300)}))
    assert "exchange.large" in refused(theirs, many)
    for name in ("../evil.csv", "/etc/x", "a/b.csv"):
        assert "exchange.package" in refused(theirs, written(replace(package, files={name: b""})))
    for content in (b"", b"PK\3\4", b"x" * 100, written(package)[:-30]):
        assert "exchange.package" in refused(theirs, content)
    odd = json.dumps({**json.loads(package.signed), "parts": ["x"]}).encode()
    for manifest in (b"[" * 100_000, b"{}", b"null", json.dumps({"format": 2}).encode(), odd):
        assert "exchange.package" in refused(theirs, written(replace(package, signed=manifest)))


class Dying(Disk):
    """A disk that takes so many changes, then no more."""

    def __init__(self, left: int) -> None:
        self.left = left

    def _spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise OSError(5, "gone")

    def write(self, path: Path, content: bytes | Callable[[Path], None]) -> None:
        self._spend()
        super().write(path, content)

    def rename(self, source: Path, target: Path) -> None:
        self._spend()
        super().rename(source, target)


@pytest.mark.parametrize("left", range(0, 12, 3))
def test_a_disk_that_dies_while_a_package_is_taken(bodies: tuple[Body, Body], left: int) -> None:
    ours, theirs = agreed(bodies, SEALED)
    content = ours.send("lost").content
    keys = {"pair": theirs.pair, "vault": theirs.vault}
    with pytest.raises(Unusable):
        take(theirs.book, "p.zip", content, who="乙", on=DAY, disk=Dying(left), **keys)  # type: ignore[arg-type]
    recover(theirs.book)
    done = theirs.take(content)
    assert done.again or done.added == {"lost": 1}
    assert len(records(theirs.book, register_of(theirs.book, "urban_employment"))) == 1
    assert [one.sequence for one in log.entries(theirs.book)] == [1]
    assert theirs.take(content).again


def test_a_receipt_for_what_was_never_sent(bodies: tuple[Body, Body]) -> None:
    ours, theirs = agreed(bodies, TABLE)
    receipt = theirs.take(ours.send("budget").content).receipt
    package = read("r.zip", receipt)
    wrong = replace(package.manifest, of={**package.manifest.of, "sha256": "0"})
    assert "exchange.receipt" in refused(ours, written(signed(wrong, {}, theirs.pair)))
    assert "exchange.signature" in refused(ours, written(replace(package, signature=bytes(64))))
