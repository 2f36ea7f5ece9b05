"""From a book to its published disclosure (编制与公开): compile, write, read back, audit."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from juesuan.accounts import Accounts
from juesuan.books.check import check
from juesuan.books.faults import Fault, Unusable, fault
from juesuan.books.model import Book
from juesuan.books.open import open_book
from juesuan.compile.compiler import compile_book
from juesuan.compile.traces import traces
from juesuan.perform.attachments import attachments
from juesuan.proof import Proof, prove
from juesuan.publish.document import build_document, missing_reasons
from juesuan.publish.narrative.missing import MissingReason
from juesuan.publish.render.data import render_data
from juesuan.publish.render.docx import render_docx
from juesuan.publish.render.html import render_html
from juesuan.publish.render.pdf import render_pdf
from juesuan.publish.render.xlsx import render_xlsx
from juesuan.publish.staging import placed, staging
from juesuan.publish.tree import Document
from juesuan.reasons import contradicted
from juesuan.registers.told import sources, told

__all__ = ["FORMATS", "Built", "Refused", "build", "composed"]

FORMATS = ("docx", "pdf", "html", "xlsx", "data")
"""What a disclosure is published as; `data` is a folder (Frictionless data package, xBRL-JSON)."""

Tick = Callable[[str], None]


class Refused(Exception):
    """The disclosure may not be published: the book has errors, reasons are missing, or a file fails its proof."""

    def __init__(
        self, missing: Sequence[MissingReason] = (), proofs: Sequence[Proof] = (), faults: Sequence[Fault] = ()
    ) -> None:
        super().__init__(f"{len(faults)} errors, {len(missing)} reasons missing, {len(proofs)} files fail")
        self.missing, self.proofs, self.faults = list(missing), list(proofs), list(faults)


@dataclass(slots=True)
class Built:
    """What was made: the accounts, the document, the files, and the proof of each that can be read back."""

    accounts: Accounts
    document: Document
    files: list[Path] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)
    missing: list[MissingReason] = field(default_factory=list)
    seconds: float = 0.0


def build(
    book: Path | Book,
    out: Path,
    *,
    formats: Sequence[str] = FORMATS,
    draft: bool = False,
    policy: str = "",
    tick: Tick = lambda _: None,
) -> Built:
    """Make a book's disclosure in `out`; every file is read back and audited before any of them is put there.

    A book given as a folder is checked first. `draft` keeps a disclosure that fails, with a watermark on every page.
    `tick` is told each step (compile, a format, proof). Raises `Refused` where the book has errors, reasons are missing
    or a file fails, `Unusable` where book or disk refuse; `out` is then as it was.
    """
    began = time.perf_counter()
    tick("compile")
    faults = check(book) if isinstance(book, Path) and not draft else []
    if wrong := [one for one in faults if one.severity == "error"]:
        raise Refused(faults=wrong)
    opened = open_book(book) if isinstance(book, Path) else book
    accounts = compile_book(opened, policy=policy)
    if not accounts.exact and (empty := [one for one in faults if one.code == "table.empty"]):
        raise Refused(faults=empty)
    accounts.told = told(opened)
    if wrong := [] if draft else contradicted(opened, accounts):
        raise Refused(faults=wrong)
    missing = missing_reasons(accounts, opened)
    if missing and not draft:
        raise Refused(missing)
    document = composed(opened, accounts, draft=draft)
    built = Built(accounts, document, missing=missing)
    with staging(out) as folder:
        try:
            staged = _write(opened, built, folder, formats, tick)
        except OSError as error:
            raise Unusable(fault("build.unwritable", out, why=error.strerror or error)) from error
        built.proofs = [_prove(path, document, tick) for path in staged if path.is_file()]
        failed = [proof for proof in built.proofs if not proof.holds]
        if failed and not draft:
            raise Refused(proofs=failed)
        built.files = placed(staged, out)
    for proof in built.proofs:
        proof.path = out / proof.path.name
    built.seconds = time.perf_counter() - began
    return built


def composed(book: Book, accounts: Accounts, *, draft: bool = False) -> Document:
    """Return the whole document of a book, its attachments among it; what its texts ask registers for is evaluated."""
    accounts.told = accounts.told or told(book)
    extra = [*attachments(book, accounts), *sources(accounts)]
    return build_document(accounts, book, draft=draft, attachments=extra)


def _write(book: Book, built: Built, folder: Path, formats: Sequence[str], tick: Tick) -> list[Path]:
    """Write every format asked for into a folder and return the files, named after the document."""
    document, accounts = built.document, built.accounts
    found = {}
    for form in formats:
        tick(form)
        found[form] = folder / (document.title if form == "data" else f"{document.title}.{form}")
        if form == "docx":
            found[form].write_bytes(render_docx(document))
        elif form == "pdf":
            found[form].write_bytes(render_pdf(document))
        elif form == "html":
            found[form].write_text(render_html(document, accounts, traces(book, accounts)), "utf-8")
        elif form == "xlsx":
            found[form].write_bytes(render_xlsx(document))
        else:
            render_data(document, accounts, found[form])
    return list(found.values())


def _prove(path: Path, document: Document, tick: Tick) -> Proof:
    tick("proof")
    return prove(path, document)
