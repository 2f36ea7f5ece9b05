"""Letters written together (批量出文书): each proven by one of several processes, then all put in place or none."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from juesuan.books.faults import Fault, Unusable, fault
from juesuan.fund.letter import Letter, letter_document
from juesuan.fund.printed import printed

__all__ = ["mailed"]

ALONE = 40
"""Letters up to which more processes would take longer to start than to write them."""


def mailed(letters: Sequence[Letter], form: str, folder: Path, jobs: int = 0) -> list[Path]:
    """Write letters in a format (docx, pdf, html) into a folder, one a file by its number, all of them or none.

    Unusable where one cannot be proven or written; then the folder is as it was. `jobs` are processes, all cores if 0.
    """
    with _drafts(folder) as drafts:
        work = partial(_drafted, form=form, folder=drafts)
        jobs = min(jobs or os.cpu_count() or 1, 1 + len(letters) // ALONE)
        if jobs == 1:
            _first(map(work, letters))
        else:
            with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
                _first(pool.map(work, letters, chunksize=8))
        names = [f"{one.number}.{form}" for one in letters]
        for name in dict.fromkeys(names):
            (drafts / name).replace(folder / name)
    return [folder / name for name in names]


def _first(answers: Iterable[Fault | None]) -> None:
    """Stop at the first letter that could not be written."""
    wrong = next((one for one in answers if one is not None), None)
    if wrong is not None:
        raise Unusable(wrong)


def _drafted(letter: Letter, *, form: str, folder: Path) -> Fault | None:
    """Write one letter; what is wrong with it is a value, for no exception of ours travels between processes."""
    name = f"{letter.number}.{form}"
    try:
        (folder / name).write_bytes(printed(letter_document(letter), name))
    except Unusable as error:
        return error.fault
    except OSError as error:
        return fault("fund.unwritable", folder / name, why=error.strerror or error)
    return None


@contextmanager
def _drafts(folder: Path) -> Iterator[Path]:
    """Make the folder, where it is not there, and one for drafts in it that is gone afterwards."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".letters-", dir=folder) as drafts:
            yield Path(drafts)
    except OSError as error:
        raise Unusable(fault("fund.unwritable", folder, why=error.strerror or error)) from error
