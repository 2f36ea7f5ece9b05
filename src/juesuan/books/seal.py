"""Sealing a year (封账): a hash chain over the files of a book, its proof, and reopening with a reason."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from juesuan.books import history, journal
from juesuan.books.faults import Fault, Unusable, fault
from juesuan.books.lock import locked, user
from juesuan.books.open import book_files
from juesuan.books.store import Write, commit, digest, recover

__all__ = ["FIGURES", "Change", "Figures", "changes", "proof", "refuse_sealed", "reopen", "seal", "sealed"]

FILE = "seal.toml"
FIGURES = "sealed.csv"
"""The published figures at the time of the seal: coordinate and what was printed."""

Figures = Callable[[Path], Mapping[str, str]]
"""Compiles a book into its published figures: coordinate as text → what is printed. Given by the caller."""


@dataclass(frozen=True, slots=True)
class Change:
    """A published figure that is not what it was at the seal; "" where it was, or is, not there."""

    coordinate: str
    sealed: str
    now: str


def sealed(book: Path) -> dict[str, Any] | None:
    """Return what seal.toml says, or None. Unusable where it cannot be read."""
    path = book / FILE
    if not path.exists():
        return None
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unusable(fault("seal.broken", FILE, why=" ".join(str(error).split()))) from error


def refuse_sealed(book: Path) -> None:
    """Stop where the book is sealed."""
    said = sealed(book)
    if said is not None:
        raise Unusable(fault("book.sealed", book, when=said.get("sealed", "?"), who=said.get("by", "?")))


def seal(book: Path, who: str = "", figures: Figures | None = None) -> str:
    """Seal a book and return the chain. Unusable where it is sealed already or the disk refuses.

    The caller checks the book first. `figures` gives what is published now, kept for `changes`.
    """
    recover(book)
    refuse_sealed(book)
    with locked(book):
        writes: dict[str, Write] = {}
        kept = b""
        if figures is not None:
            kept = _figures_csv(figures(book))
            writes[FIGURES] = kept
        previous = next((one.sha256 for one in reversed(history.events(book)) if one.what == "seal"), "")
        links = _links(book, previous, {FIGURES: kept} if kept else {})
        chain = links[-1][2] if links else previous
        when = datetime.now().astimezone().isoformat(timespec="seconds")
        writes[FILE] = _toml(who or user(), when, previous, links).encode()
        writes[history.FILE] = history.append(book, "seal", who=who, sha256=chain)
        commit(book, writes, None, journal.Change("seal", "", who, final="undo.seal"))
    return chain


def _links(book: Path, previous: str, more: Mapping[str, bytes]) -> list[tuple[str, str, str]]:
    """Return path, SHA-256 and chain of each file in order; each link holds the one before it."""
    hashes = {p.relative_to(book).as_posix(): digest(p) for p in book_files(book)}
    hashes |= {name: hashlib.sha256(content).hexdigest() for name, content in more.items()}
    found, chain = [], previous
    for name in sorted(hashes):
        chain = _next(chain, name, hashes[name])
        found.append((name, hashes[name], chain))
    return found


def _next(chain: str, name: str, sha256: str) -> str:
    return hashlib.sha256(f"{chain}\n{name}\n{sha256}".encode()).hexdigest()


def _toml(who: str, when: str, previous: str, links: list[tuple[str, str, str]]) -> str:
    lines = ["# Sealed by `juesuan book seal`; `juesuan book check` proves it. Do not edit.", "format = 1"]
    lines += [f"sealed = {_text(when)}", f"by = {_text(who)}", f"previous = {_text(previous)}"]
    for name, sha256, chain in links:
        lines += ["", "[[files]]", f"path = {_text(name)}", f"sha256 = {_text(sha256)}", f"chain = {_text(chain)}"]
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def proof(book: Path) -> Fault | None:
    """Prove the seal; return the first file that differs, None where all is as sealed or there is no seal."""
    last = next((one for one in reversed(history.events(book)) if one.what in ("seal", "reopen")), None)
    try:
        said = sealed(book)
    except Unusable as problem:
        return problem.fault
    if said is None:
        return fault("seal.removed", FILE) if last and last.what == "seal" else None
    listed = {str(one.get("path")): one for one in said.get("files", [])}
    there = {p.relative_to(book).as_posix() for p in book_files(book)}
    there |= {name for name in (FIGURES,) if (book / name).exists() and name in listed}
    chain = str(said.get("previous", ""))
    for name in sorted(there | set(listed)):
        if name not in listed:
            return fault("seal.added", name)
        if name not in there:
            return fault("seal.missing", name)
        if digest(book / name) != listed[name].get("sha256"):
            return fault("seal.changed", name)
        chain = _next(chain, name, str(listed[name]["sha256"]))
        if chain != listed[name].get("chain"):
            return fault("seal.broken", FILE, why=name)
    if last is None or last.what != "seal" or last.sha256 != chain:
        return fault("seal.broken", FILE, why=history.FILE)
    return None


def reopen(book: Path, reason: str, who: str = "", figures: Figures | None = None) -> list[Change]:
    """Reopen a sealed book and return the published figures that are not as sealed.

    The reason goes into the history. Unusable without a reason, or where the book is not sealed.
    """
    recover(book)
    if not reason.strip():
        raise Unusable(fault("reopen.reason", book))
    if not (book / FILE).exists():
        raise Unusable(fault("book.not_sealed", book))
    found = changes(book, figures) if figures is not None else []
    with locked(book):
        entry = history.append(book, "reopen", who=who, detail=" ".join(reason.split()))
        done = journal.Change("reopen", "", who, final="undo.reopen")
        commit(book, {FILE: None, history.FILE: entry}, None, done)
    return found


def changes(book: Path, figures: Figures) -> list[Change]:
    """Return the published figures that differ from those of the last seal; nothing where it kept none."""
    path = book / FIGURES
    if not path.exists():
        return []
    before = {row[0]: row[1] for row in csv.reader(io.StringIO(path.read_text("utf-8"), newline="")) if len(row) == 2}
    before.pop("coordinate", None)
    now = figures(book)
    names = sorted(before.keys() | now.keys())
    return [Change(n, before.get(n, ""), now.get(n, "")) for n in names if before.get(n) != now.get(n)]


def _figures_csv(found: Mapping[str, str]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["coordinate", "printed"])
    writer.writerows(sorted(found.items()))
    return stream.getvalue().encode()
