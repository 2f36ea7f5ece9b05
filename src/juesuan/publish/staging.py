"""Where a disclosure is made before anybody sees it: a hidden folder beside its place, gone when the work ends."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from juesuan.books.lock import holder, locked

__all__ = ["placed", "staging"]

_HOME = ".juesuan"


@contextmanager
def staging(out: Path) -> Iterator[Path]:
    """Give an empty folder on the same disk as `out`; what a killed run left there is removed first.

    Raises `OSError` where it cannot be made.
    """
    for left in out.parent.glob(f".{out.name}-*"):
        if (left / _HOME / "lock").is_file() and holder(left / _HOME) is None:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as folder, locked(Path(folder)):
        yield Path(folder)


def placed(path: Path, out: Path) -> Path:
    """Move a finished file or folder to where it is wanted; an older folder is put aside first, never half removed."""
    target = out / path.name
    if target.is_dir():
        shutil.move(target, path.with_name(f"{path.name}.older"))
    if path.is_dir():
        shutil.move(path, target)
    else:
        path.replace(target)
    return target
