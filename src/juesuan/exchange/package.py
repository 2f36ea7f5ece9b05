"""A package (交换包): a zip of tables, their schemas and a signed manifest: what, from whom, for whom, why."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from juesuan.books.faults import Fault, Unusable, fault
from juesuan.read.formats.limits import Limits
from juesuan.vault.pairs import Card, Pair

__all__ = ["LIMITS", "Manifest", "Package", "Part", "loaded", "party", "read", "signed", "written"]

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
FORMAT = 1
LIMITS = Limits()
_SIGNATURE = 64
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MANY = 200
_LONGEST = 500
_RATIO = 200
"""How often larger than itself what is packed may be, as for every archive that is read."""


@dataclass(frozen=True, slots=True)
class Part:
    """A table in a package: its share, its file, how many rows, its period, and the hashes of table and schema."""

    name: str
    file: str
    schema: str
    rows: int
    purpose: str
    basis: str
    start: str
    end: str
    sha256: str
    schema_sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is signed. `kind` is data, or receipt, `of` a package; `box` is the public half of what seals numbers.

    Packages are numbered by `year`, that of the books of both sides: one of another year is none of this one's.
    """

    kind: str
    sender: Mapping[str, str]
    receiver: Mapping[str, str]
    year: int
    sequence: int
    made: str
    parts: tuple[Part, ...] = ()
    box: str = ""
    of: Mapping[str, Any] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def day(self) -> date:
        """The day it was made."""
        return date.fromisoformat(self.made)

    @property
    def context(self) -> str:
        """What its sealed numbers are bound to."""
        return f"{self.sender['print']}\0{self.receiver['print']}\0{self.year}\0{self.sequence}"

    def content(self) -> bytes:
        """Return the bytes that are signed."""
        names = ("format", "kind", "sender", "receiver", "year", "sequence", "made", "box", "of")
        said = {name: getattr(self, name) for name in names}
        said["parts"] = [{name: getattr(one, name) for name in Part.__dataclass_fields__} for one in self.parts]
        return json.dumps(said, ensure_ascii=False, indent=1).encode()


@dataclass(frozen=True, slots=True)
class Package:
    """A package as it was read: nothing in it is proven before `proven` says so."""

    name: str
    manifest: Manifest
    signed: bytes
    signature: bytes
    files: Mapping[str, bytes]

    @property
    def sha256(self) -> str:
        """What both sides know it by: the hash of what was signed."""
        return sha256(self.signed).hexdigest()

    def proven(self, card: Card) -> None:
        """Say nothing where it is the card's, whole and unaltered; Unusable names the part that is not."""
        one = self.manifest
        if one.sender["print"] != card.print or not card.proves(self.signature, self.signed):
            raise Unusable(fault("exchange.signature", self.name, value=one.sender["name"]))
        wanted = {part.file: part.sha256 for part in one.parts}
        wanted |= {part.schema: part.schema_sha256 for part in one.parts}
        for file in sorted({*wanted, *self.files}):
            if file not in wanted:
                raise Unusable(fault("exchange.stranger", self._in(file)))
            if file not in self.files or sha256(self.files[file]).hexdigest() != wanted[file]:
                raise Unusable(fault("exchange.altered", self._in(file)))

    def _in(self, file: str) -> str:
        return f"{self.name}!{file}"


def party(card: Card) -> dict[str, str]:
    """Return what a manifest says of a body."""
    return {"name": card.name, "print": card.print}


def signed(manifest: Manifest, files: Mapping[str, bytes], pair: Pair) -> Package:
    """Return a package, signed."""
    content = manifest.content()
    return Package("", manifest, content, pair.signature(content), files)


def written(package: Package) -> bytes:
    """Return a package as a zip; the same content gives the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        members = {MANIFEST: package.signed, SIGNATURE: package.signature, **package.files}
        for name, content in members.items():
            packed.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def loaded(path: Path, limits: Limits = LIMITS) -> bytes:
    """Return what a file holds. Unusable where that is more than is looked at."""
    size = path.stat().st_size
    if size > limits.bytes:
        raise Unusable(fault("exchange.large", path.name, size=size // 1_000_000))
    return path.read_bytes()


def read(name: str, content: bytes, limits: Limits = LIMITS) -> Package:
    """Read a package; what is no package, or too much, is Unusable and never unpacked."""
    if len(content) > limits.bytes:
        raise Unusable(fault("exchange.large", name, size=len(content) // 1_000_000))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = packed.infolist()
            _weighed(name, members, len(content), limits)
            files = {one.filename: _member(packed, one) for one in members}
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, RuntimeError) as error:
        raise Unusable(_broken(name, str(error))) from error
    if MANIFEST not in files or SIGNATURE not in files:
        raise Unusable(_broken(name, f"{MANIFEST}, {SIGNATURE}"))
    try:
        manifest = _manifest(json.loads(files[MANIFEST]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unusable(_broken(name, f"{MANIFEST}: {type(error).__name__}: {error}")) from error
    signed_, signature = files.pop(MANIFEST), files.pop(SIGNATURE)
    return Package(name, manifest, signed_, signature[:_SIGNATURE], files)


def _broken(name: str, why: str) -> Fault:
    return fault("exchange.package", name, why=" ".join(why.split())[:120])


def _weighed(name: str, members: Iterable[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    """Stop before anything is unpacked where it is too much, or where a name leads elsewhere or stands twice."""
    some = list(members)
    total = sum(one.file_size for one in some)
    if len(some) > _MANY or total > limits.unpacked or total > _RATIO * max(size, 1_000_000):
        raise Unusable(fault("exchange.large", name, size=total // 1_000_000))
    for n, one in enumerate(some):
        plain = one.filename.replace(".", "").replace("_", "").replace("-", "")
        if not plain.isascii() or not plain.isalnum() or any(one.filename == other.filename for other in some[:n]):
            raise Unusable(_broken(name, one.filename))


def _member(packed: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes:
    """Unpack a file, no more of it than it says it is: the rest of one that lies is a fault of its checksum."""
    with packed.open(one) as stream:
        content = stream.read(one.file_size + 1)
    if len(content) != one.file_size:
        raise ValueError(f"{one.filename}: {len(content)} ≠ {one.file_size}")
    return content


def _manifest(said: dict[str, Any]) -> Manifest:
    """Type a manifest. KeyError, TypeError or ValueError where it is none."""
    if said["format"] != FORMAT:
        raise ValueError(f"format = {said['format']} → {FORMAT}")
    parts = tuple(Part(**{name: _kind(value, int if name == "rows" else str) for name, value in one.items()})
                  for one in said.pop("parts"))  # fmt: skip
    bodies = {way: {key: _kind(said[way][key], str) for key in ("name", "print")} for way in ("sender", "receiver")}
    if said["kind"] not in ("data", "receipt") or _kind(said["sequence"], int) < 1:
        raise ValueError(f"kind = {said['kind']}, sequence = {said['sequence']}")
    for name in ("made", "box"):
        _kind(said[name], str)
    _kind(said["year"], int)
    made = Manifest(**{**said, **bodies, "parts": parts, "of": dict(said["of"])})
    if not made.day or len({one.name for one in parts}) != len(parts):
        raise ValueError("parts")
    return made


def _kind(value: Any, kind: type) -> Any:
    """Return a value of a kind; a text is one a line can show."""
    if type(value) is not kind or (isinstance(value, str) and not (value.isprintable() and len(value) <= _LONGEST)):
        raise ValueError(f"{value!r:.40}")
    return value
