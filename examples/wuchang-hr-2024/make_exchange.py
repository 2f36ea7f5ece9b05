"""The example's exchanges: every agreement of the book is carried out once with a made-up partner, both ways.

The department's packages go out, are taken by a partner's own book and receipted; the partner's come in. Keys, partners
and what they send are made up; nothing of it is kept in the repository. Run from the project's root:

    python examples/wuchang-hr-2024/make_exchange.py --out build/exchange
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import shutil
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from juesuan.books.model import Settings
from juesuan.books.new import new_book
from juesuan.exchange.agreement import Agreement, Share, agreements
from juesuan.exchange.datasets import AMOUNTS
from juesuan.exchange.reconcile import ours_of, reconciled
from juesuan.exchange.send import Sent, send
from juesuan.exchange.take import take
from juesuan.registers.packs import register_of
from juesuan.registers.store import add, records
from juesuan.vault.keys import read_key
from juesuan.vault.looks import looked
from juesuan.vault.pairs import Pair, write_pair
from juesuan.vault.sealing import Vault

HERE = Path(__file__).parent
US = "武昌区人力资源局"
DAY, END = date(2024, 12, 31), date(2024, 12, 31)
DEAD = ("P00007", "P00008")
"""Two of the made-up people whom the partner says are dead."""
PLANNED = {
    "title": "就业补助资金联合检查",
    "kind": "joint",
    "unit": "武昌区劳动就业管理局",
    "planned_for": "2024-09-02",
}
JOINT = {"id": "J2024-1", "state": "held", **PLANNED, "population": "17319", "sampled": "60", "amount": "396000.00",
         "held": "2024-09-10"}  # fmt: skip
RATE = {"id": "U2024-11", "area": "示例市", "level": "city", "own": "no", "month": "2024-11-01", "rate": "5.2",
        "publisher": "示例市统计局", "document": "示例通报", "published": "2024-12-20"}  # fmt: skip
MOVED = ["T0001", "2024-07-01", "示例划转〔2024〕1号", "420106301001", "2013699", "30299", "P07", "general", "project",
         "adjust", "1000.00"]  # fmt: skip


def demonstration_pair(name: str) -> Pair:
    """Return the keys of a body of the example: they follow from its name, and protect nobody."""
    parts = [hashlib.sha256(f"juesuan demonstration pair, {name}, {use}".encode()).digest() for use in ("sign", "seal")]
    return Pair(name, *parts)


def run(out: Path, only: Sequence[str] = ()) -> Iterator[str]:
    """Carry every agreement out, or only some, and yield what was done."""
    shutil.rmtree(out, ignore_errors=True)
    book = Path(shutil.copytree(HERE / "book", out / "book"))
    write_pair(demonstration_pair(US), out / "pair.toml")
    vault = Vault(read_key(HERE / "key.toml"))
    for key, agreement in agreements(book).items():
        if only and key not in only:
            continue
        other = _partner(out / "partners" / key, agreement, book, vault)
        for share in agreement.shares:
            yield f"{agreement.card.name} {share.name}: {_carried(book, other, key, agreement, share, vault)}"
    yield from _compared(book) if not only or "finance" in only else ()


def _compared(book: Path) -> Iterator[str]:
    """Yield how the bureau's statement and the book differ."""
    found = reconciled(book, "finance")
    yield f"对账：{len(found.lines)} 行，{len(found.wrong)} 行有差异"
    for one in found.wrong:
        said = " ".join(f"{what} {gap:+}" for what, gap in one.differs.items())
        yield f"  {' '.join(one.key.values())}: {said}"


def _carried(book: Path, other: Path, key: str, agreement: Agreement, share: Share, vault: Vault) -> str:
    """Send what a share is about to whom it is for, who takes it and receipts it."""
    ours, theirs = demonstration_pair(US), demonstration_pair(agreement.card.name)
    sides = [(book, key, ours), (other, "us", theirs)]
    (source, to, mine), (target, _, yours) = sides if share.way == "out" else sides[::-1]
    sent = send(source, to, [share.name], pair=mine, vault=vault, who="交换岗", on=DAY, end=END)
    done = take(target, f"{key}.zip", sent.content, pair=yours, vault=vault, who="交换岗", on=DAY)
    take(source, f"{key}.receipt.zip", done.receipt, pair=mine, who="交换岗", on=DAY)
    return _told(sent, share)


def _told(sent: Sent, share: Share) -> str:
    rows = sum(one.rows for one in sent.parts)
    return f"{'送出' if share.way == 'out' else '接收'}第 {sent.sequence} 号，{rows:,} 行，已回执"


def _partner(folder: Path, agreement: Agreement, book: Path, vault: Vault) -> Path:
    """Make a partner's book: the same agreement seen from the other side, and what it has to send."""
    new_book(folder, Settings(agreement.card.name, 2024, "区"))
    (folder / "exchange").mkdir()
    shares = "".join(_mirrored(one) for one in agreement.shares)
    (folder / "exchange" / "us.toml").write_text(f"[card]\n{demonstration_pair(US).card.text()}{shares}", "utf-8")
    for share in agreement.shares:
        if share.way == "in":
            _fill(folder, share, book, vault)
    return folder


def _mirrored(share: Share) -> str:
    """Return a share as the other side has it: what we send is a file to it, what we take it has in a table."""
    way = "in" if share.way == "out" else "out"
    fields = [share.named(one) if share.way == "out" or "." in share.named(one) else one for one in share.fields]
    kind = (
        {"statement": "statement", "register": "register", "table": "table"}[share.kind]
        if way == "out"
        else "statement"
    )
    names = {} if way == "in" else {one: share.named(one) for one in share.fields if one in fields}
    numbers = {share.named(one): how for one, how in share.numbers.items()} if way == "out" else {}
    lines = ["", "[[shares]]", f'name = "{share.name}"', f'way = "{way}"', f'{kind} = "{share.of[0]}"']
    lines += [f"fields = {fields}".replace("'", '"'), f'purpose = "{share.purpose}"', f'basis = "{share.basis}"']
    lines += [f"since = {share.since}", f"until = {share.until}"]
    for table, said in (("names", names), ("numbers", numbers)):
        lines += [f"[shares.{table}]", *(f'"{ours}" = "{theirs}"' for ours, theirs in said.items())] if said else []
    return "\n".join(lines) + "\n"


def _fill(folder: Path, share: Share, book: Path, vault: Vault) -> None:
    """Put into a partner's book what it is to send."""
    if share.kind == "statement":
        _statement(folder / "exchange" / "statements", share, book)
    elif share.kind == "table":
        source = (book / "budget.csv").read_text("utf-8").splitlines()
        units, projects = (book / name for name in ("units.csv", "projects.csv"))
        for path in (units, projects):
            shutil.copy(path, folder)
        rows = [",".join(MOVED)] if share.name == "moved" else source[1:21]
        (folder / "budget.csv").write_text("\n".join([source[0], *rows]) + "\n", "utf-8")
    else:
        rows_: list[dict[str, Any]] = {"inspections": [JOINT], "unemployment_surveys": [RATE]}.get(share.dataset, [])
        if share.dataset == "urban_employment":
            _people(folder, book, vault)
            rows_ = [
                {"id": one, "person": one, "kind": "lost", "evidence": "died", "since": "2024-10-08"} for one in DEAD
            ]
        add(folder, share.dataset, rows_, who="示例", on=DAY, vault=vault)


def _people(folder: Path, book: Path, vault: Vault) -> None:
    """Let a partner know two of our people by the same numbers."""
    register = register_of(book, "persons")
    some = [one for one in records(book, register).to_pylist() if one["id"] in DEAD]
    wanted = [(one["id_number_sealed"], "id_number", f"persons/{one['id']}") for one in some]
    numbers = looked(book, vault, wanted, who="示例", why="示例数据")
    rows = [{"id": one["id"], "name": one["name"], "id_number": number, "registered": "2024-01-01"}
            for one, number in zip(some, numbers, strict=True)]  # fmt: skip
    add(folder, "persons", rows, who="示例", on=DAY, vault=vault)


def _statement(folder: Path, share: Share, book: Path) -> None:
    """Write what the bureau says of every line: what the book has, but one payment a cent more."""
    columns = [one for one in share.fields if one not in AMOUNTS]
    lines = sorted(ours_of(book, share, columns, END).items())
    folder.mkdir(parents=True)
    with (folder / f"{share.of[0]}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([*columns, *AMOUNTS])
        for n, (key, sums) in enumerate(lines):
            cent = Decimal("0.01") if n == 0 else Decimal(0)
            writer.writerow([*key, sums["quota"], sums["payment"] + cent, sums["balance"] - cent])


def main() -> None:
    """Run it and print what was done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build/exchange"))
    for line in run(parser.parse_args().out):
        print(line)


if __name__ == "__main__":
    main()
