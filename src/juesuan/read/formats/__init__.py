"""Bytes to blocks: the content decides the format, never the name; everything is hostile until read."""

from __future__ import annotations

import hashlib
import zipfile
from io import BytesIO
from pathlib import Path

from juesuan.blocks import Block, Notice, Source, Unreadable
from juesuan.read.formats.limits import Limits
from juesuan.read.formats.text import blocks_of_text

__all__ = ["SUFFIXES", "read_source"]

SUFFIXES = frozenset({".pdf", ".txt", ".md", ".xls", ".xlsx", ".ods", ".docx", ".html", ".htm"})
_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_source(path: str, *, limits: Limits | None = None) -> Source:
    """Read a file into blocks. Raises `Unreadable`: one code, one place, one thing to do."""
    limits = limits or Limits()
    data = _load(path, limits)
    kind = _sniff(path, data, limits)
    if kind == "pdf":
        from juesuan.read.formats.pdf import pdf_blocks

        return pdf_blocks(path, data, limits)
    readers = {"excel": _excel, "biff": _biff, "docx": _docx, "html": _html, "text": _text}
    try:
        blocks = readers[kind](path, data, limits)
    except Unreadable:
        raise
    except Exception as error:  # the libraries raise what they like on broken files
        raise Unreadable(path, f"{'excel' if kind == 'biff' else kind}.broken", why=type(error).__name__) from error
    source = Source(path, hashlib.sha256(data).hexdigest(), {"biff": "excel"}.get(kind, kind), 1, blocks)
    suffix = Path(path).suffix.lower()
    if suffix == ".pdf":
        source.notices.append(Notice("format.mismatch", params={"suffix": suffix, "format": kind}))
    return source


def _load(path: str, limits: Limits) -> bytes:
    try:
        if not Path(path).is_file():
            raise Unreadable(path, "file.missing")
        if Path(path).stat().st_size > limits.bytes:
            raise Unreadable(path, "limit.bytes", limit=str(limits.bytes))
        data = Path(path).read_bytes()
    except OSError as error:
        raise Unreadable(path, "file.denied", why=error.strerror or "") from error
    if not data.strip():
        raise Unreadable(path, "file.empty")
    return data


def _sniff(path: str, data: bytes, limits: Limits) -> str:
    """Name the format by what the file holds; an archive is weighed before it is opened."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(_OLE):
        return "excel"
    if data.startswith(_BIFF):
        return "biff"
    if data.startswith(b"PK"):
        return _archive(path, data, limits)
    head = data[:4096].lstrip().lower()
    if head.startswith((b"<!doctype", b"<html", b"<?xml")) or b"<body" in head or b"<table" in head:
        return "html"
    if data.startswith((b"\xff\xd8", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*")):
        raise Unreadable(path, "file.image")
    return "text"


def _archive(path: str, data: bytes, limits: Limits) -> str:
    try:
        entries = zipfile.ZipFile(BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Unreadable(path, "archive.broken") from error
    size = sum(entry.file_size for entry in entries)
    if size > limits.unpacked or size > 200 * max(len(data), 1_000_000):
        raise Unreadable(path, "limit.archive", size=str(size // 1_000_000))
    names = {entry.filename for entry in entries}
    if "word/document.xml" in names:
        return "docx"
    if any(name.startswith("xl/") for name in names) or "content.xml" in names:
        return "excel"
    raise Unreadable(path, "archive.unknown")


def decode(path: str, data: bytes) -> str:
    """Decode text as UTF-8, UTF-16 with a mark, or GB18030."""
    marked = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    if not marked and b"\0" in data:
        raise Unreadable(path, "text.binary")
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(path, "text.encoding")


def _text(path: str, data: bytes, _: Limits) -> list[Block]:
    return blocks_of_text(path, decode(path, data))


def _excel(path: str, data: bytes, limits: Limits) -> list[Block]:
    from juesuan.read.formats.excel import blocks_of_excel

    return blocks_of_excel(path, data, limits)


def _biff(path: str, data: bytes, limits: Limits) -> list[Block]:
    from juesuan.read.formats.excel import blocks_of_bare_biff

    return blocks_of_bare_biff(path, data, limits)


def _docx(_path: str, data: bytes, _: Limits) -> list[Block]:
    from juesuan.read.formats.docx import blocks_of_docx

    return blocks_of_docx(data)


def _html(path: str, data: bytes, _: Limits) -> list[Block]:
    from juesuan.read.formats.html import blocks_of_html

    return blocks_of_html(path, decode(path, data))
