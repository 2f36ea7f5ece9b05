"""Personal numbers in a finished file (泄露检查): ID numbers, bank cards and mobile phones in any part of its bytes."""

from __future__ import annotations

import html
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from juesuan.books.cells import masked
from juesuan.books.identity import born, card, id_number
from juesuan.vault.apart import REGION, apart, unveiled

__all__ = ["Leak", "id_in_text", "leaks", "leaks_in_text"]

_DEPTH = 4
"""Archives within archives that are opened; one deeper counts as a leak, for nobody has looked into it."""
_LONG = 18
_MANY = re.compile(r"\d{6}\D?\d{8}")
_DIGITS = re.compile(r"\d{15,}[Xx]?")
_CARD = re.compile(r"(?<!\d)(?<!\d\.)(?:[3-9]\d|2[2-7])\d{11,17}(?!\d)")
"""No bank card begins with 1, 20, 21, 28 or 29 (ISO/IEC 7812), but days written without gaps do."""
_PHONE = re.compile(r"(?<!\d)(?:\+?86|0086)?(1[3-9]\d{9})(?!\d)")
_GAP = r"[ \-\u00a0\u2010-\u2015]"
_GROUPED = (
    re.compile(rf"(?<![\d\-])[1-9]\d{{5}}{_GAP}\d{{8}}{_GAP}\d{{3}}[\dXx](?![\d\-])"),
    re.compile(rf"(?<![\d\-])[1-9]\d{{3}}(?:{_GAP}\d{{4}}){{2,3}}(?:{_GAP}\d{{1,4}})?(?![\d\-])"),
    re.compile(rf"(?<![\d\-])1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}(?![\d\-])"),
)
_EXPONENT = re.compile(r"(?<![\d.])\d(?:\.\d+)?[Ee]\+?\d{2}(?!\d)")
_ANY = r"\d\u2070\u00b9\u00b2\u00b3\u2074-\u2079\u2080-\u2089\u2460-\u2468\u24ea"
_APART = r" \-\u00a0\u2000-\u200a\u2010-\u2015\u202f\u205f\u3000\ufe63\uff0d"
_WORTH = re.compile(
    rf"[{_ANY}][{_ANY}{_APART}]{{9,}}[{_ANY}Xx\uff38\uff58]"
    rf"|[{_ANY}](?:[.\uff0e][{_ANY}]+)?[Ee\uff25\uff45][+\uff0b]?[{_ANY}]{{2}}(?![{_ANY}])"
)
"""What a number may stand in, in any width: a long row of digits, or one a program shortened (4.2E+17).

One quick look for all kinds of numbers; the rest of a text is not normalised, which would take longest of all."""
_BESIDE = 3
"""Characters to each side that a pattern may look at."""
_DIGEST = re.compile(
    r"<[0-9A-Fa-f]{32}>"
    r"|(?<![0-9A-Za-z])[A-Zx]?(?=[0-9]*[a-f])(?:[0-9a-f]{16}|[0-9a-f]{64})(?![0-9A-Za-z])"
    r"|(?<![\w.-])v\d+\.k\d+\.[\w-]{38,}(?![\w-])",
    re.ASCII,
)
"""What a program counted out: how a PDF names itself, hashes (in ids and chains), tokens. Digits in them are chance.

A hash has a letter; a row of digits alone is never taken for one."""
_STANDS_FOR = re.compile(rb"/(?:ActualText|Alt|E)\s*(\((?:\\.|[^\\)])*\)|<[0-9A-Fa-f\s]*>)", re.DOTALL)
"""In the marks of a page: what is read instead of what is drawn."""
_TAG = re.compile(r"<[^<>]*>")
_INLINE = re.compile(r"t|r|rPr|b|i|u|s|a|em|strong|span|font|su[bp]|mark|small|code|rFont|sz|color|family|scheme", re.I)


@dataclass(frozen=True, slots=True)
class Leak:
    """A number that may not be there: its kind (id_number, card, phone, archive), the part of the file, what of it."""

    kind: str
    where: str
    shown: str


def leaks(content: bytes, name: str = "", depth: int = _DEPTH) -> list[Leak]:
    """Return the personal numbers in a file's bytes: its text, marks, properties, and what is packed in it."""
    if content[:4] in (b"PK\3\4", b"PK\5\6"):
        return list(dict.fromkeys(_packed(content, name, depth)))
    found = []
    for part, text in _texts(content):
        if leaks_in_text(text):  # rare: only then it is worth to look which digits a program counted out
            numbers = leaks_in_text(_DIGEST.sub("", text))
            found += [Leak(kind, f"{name}{part}", masked(number)) for kind, number in numbers]
    return list(dict.fromkeys(found))


def _packed(content: bytes, name: str, depth: int) -> Iterator[Leak]:
    """Look into an archive: its members, their names and every comment."""
    if depth == 0:
        yield Leak("archive", name, "…")
        return
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        comments = [packed.comment, *(one.comment + one.extra for one in packed.infolist())]
        names = " \n".join(packed.namelist()).encode()
        for text in (*comments, names):
            yield from leaks(text, f"{name}!", depth - 1)
        for member in packed.namelist():
            yield from leaks(packed.read(member), f"{name}!{member}", depth - 1)


def _texts(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield the texts a file may be read as, with the part they stand in."""
    if content.startswith(b"%PDF"):
        yield from _pdf(content)
    if content.startswith(b"PAR1"):
        yield from _parquet(content)
    texts = [content.decode("utf-8", "replace")]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content[:64]:
        texts += [content.decode(code, "replace") for code in ("utf-16-le", "utf-16-be")]
    for text in texts:
        yield "", text
        if "<" in text and ">" in text:
            yield "", html.unescape(text)
            yield "", html.unescape(_TAG.sub(_gap, text))


def _gap(tag: re.Match[str]) -> str:
    """Return what stands in the place of a tag: nothing within a line of text, a line break between cells."""
    name = re.match(r"</?\s*(?:\w+:)?(\w+)", tag[0])
    return "" if name and _INLINE.fullmatch(name[1]) else "\n"


def _pdf(content: bytes) -> Iterator[tuple[str, str]]:
    import pikepdf
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    for number, page in enumerate(document, 1):
        yield f"#{number}", page.get_textpage().get_text_range()
    document.close()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        yield "#", "\n".join(str(value) for value in pdf.docinfo.values())
        for one in pdf.objects:
            yield "#", "\n".join(_strings(one))
            if isinstance(one, pikepdf.Stream):
                for text in _streamed(one):
                    yield "#", text
        for name, attached in pdf.attachments.items():
            yield f"#{name}", name
            for _, text in _texts(attached.get_file().read_bytes()):
                yield f"#{name}", text


def _strings(one: Any, depth: int = 40) -> Iterator[str]:
    """Yield the texts in an object of a PDF, wherever it is packed: bookmarks, alternative texts, notes, fields."""
    import pikepdf

    if isinstance(one, pikepdf.String):
        yield str(one)
    elif isinstance(one, pikepdf.Array) and depth:
        for part in one:
            yield from _direct(part, depth)
    elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream) and depth:
        for key, part in one.items():
            if key != "/CheckSum":
                yield from _direct(part, depth)


def _direct(part: Any, depth: int) -> Iterator[str]:
    """Yield the texts in a part of an object; what lies elsewhere is an object of its own."""
    if not getattr(part, "is_indirect", False):
        yield from _strings(part, depth - 1)


def _streamed(one: Any) -> Iterator[str]:
    """Yield the texts in a stream that is no picture and no font: what stands for marked content, XML, attachments."""
    import pikepdf

    try:
        content = one.read_bytes() if one.get("/Subtype") != "/Image" else b""
    except pikepdf.PdfError:
        return
    kind = str(one.get("/Type", ""))
    if kind in ("/Metadata", "/EmbeddedFile"):
        for _, text in _texts(content):
            yield text
    for said in _STANDS_FOR.findall(content):
        yield str(pikepdf.Object.parse(said))


def _parquet(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield the columns of a table that hold texts or whole numbers, a value a line, and its own properties."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(pa.BufferReader(content))
    yield "#", str(table.schema.metadata or "")
    for name, column in zip(table.column_names, table.columns, strict=True):
        kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
        if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_integer(kind):
            texts = column.cast(pa.string()).unique().to_pylist()
            yield f"#{name}", "\n".join(text for text in texts if text)


def leaks_in_text(text: str) -> list[tuple[str, str]]:
    """Return kind and number of every personal number in a text, whatever its width and grouping."""
    raw = text.startswith("%PDF")  # what a PDF draws is looked at by itself; its own bytes are no lines and cells
    whole = text if raw else unveiled(text)
    text = "\n".join(whole[max(one.start() - _BESIDE, 0) : one.end() + _BESIDE] for one in _WORTH.finditer(whole))
    text = unicodedata.normalize("NFKC", text)
    grouped = [re.sub(_GAP, "", one[0]) for pattern in _GROUPED for one in pattern.finditer(text)]
    large = [str(int(Decimal(one[0]))) for one in _EXPONENT.finditer(text) if int(one[0][-2:]) < 20]
    found: dict[str, str] = {}
    for part in (text, *grouped, *large):
        for kind, number in _plain(part):
            found.setdefault(number, kind)
    for kind, number in () if raw else apart(whole):
        found.setdefault(number, kind)
    return [(kind, number) for number, kind in found.items()]


def id_in_text(text: str) -> str:
    """Return the ID number of 18 digits that stands in a text people wrote, masked; nothing where there is none.

    Shorter numbers are not looked for: a case number or an amount may look like any of them.
    """
    if not _MANY.search(text):
        return ""
    found = (number for kind, number in leaks_in_text(text) if kind == "id_number" and len(number) == _LONG)
    return masked(next(found, ""))


def _plain(text: str) -> Iterator[tuple[str, str]]:
    """Yield the numbers written without gaps."""
    for run in _DIGITS.finditer(text):
        yield from (("id_number", one) for one in _ids(run[0].upper()))
    for one in _CARD.finditer(text):
        if card(one[0]):
            yield "card", one[0]
    for one in _PHONE.finditer(text):
        yield "phone", one[1]


def _ids(run: str) -> Iterator[str]:
    """Yield the ID numbers in a run of digits: of 18 anywhere in it, of 15 where it is nothing else."""
    for start in range(len(run) - 17):
        part = run[start : start + 18]
        if REGION.match(part) and id_number(part):
            yield part
    short = run.rstrip("X")
    if len(short) == 15 and REGION.match(short) and born(short):
        yield short
