"""Putting a file where somebody wants it (写出): whole or not at all, and nothing left over where it cannot be."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

__all__ = ["put"]


def put(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file, for its owner alone where it is private; what stood there stays until all of it is written.

    A link is followed; a device or a pipe is written into, never replaced. OSError where it cannot be written.
    """
    path = Path(os.path.realpath(path))
    if path.exists() and not path.is_file() and not path.is_dir():
        path.write_bytes(content)
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600 if private else 0o666)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    finally:
        with suppress(OSError):
            draft.unlink()
