"""A new book (新建账套): the folder with its settings, the header of every table, and places for reasons and texts."""

from __future__ import annotations

import json
from pathlib import Path

from juesuan.books.faults import Unusable, fault
from juesuan.books.lock import locked
from juesuan.books.model import Settings
from juesuan.books.schema import data, schema
from juesuan.books.store import Write, commit

__all__ = ["new_book"]


def new_book(path: Path | str, settings: Settings) -> list[str]:
    """Make a book and return its files. Unusable where the folder holds something already or cannot be written."""
    path = Path(path)
    try:
        path.mkdir(parents=True, exist_ok=True)
        if any(path.iterdir()):
            raise Unusable(fault("book.exists", path))
    except OSError as error:
        raise Unusable(fault("book.unwritable", path, why=error.strerror or error)) from error
    files = _files(settings)
    with locked(path):
        commit(path, files)
    return list(files)


def _files(settings: Settings) -> dict[str, Write]:
    said = data("skeleton.toml")
    lines = [f"format = {schema().format}"]
    for name, comment in said["settings"].items():
        value = getattr(settings, name)
        shown = str(value) if isinstance(value, int) else json.dumps(str(value), ensure_ascii=False)
        lines += [
            f"# {comment}",
            f"{'# ' if value is None else ''}{name} = {shown if value is not None else '2025-09-01'}",
        ]
    files: dict[str, Write] = {"book.toml": ("\n".join(lines) + "\n").encode()}
    for table in schema().tables.values():
        if not table.own:
            files[table.file] = (",".join(table.names) + "\n").encode()
    files["reasons.toml"] = str(said["reasons"]).encode()
    files.update({f"texts/{name}.md": str(text).encode() for name, text in said["texts"].items()})
    return files
