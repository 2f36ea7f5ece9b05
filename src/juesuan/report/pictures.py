"""Pages of a PDF as small pictures."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pypdfium2

__all__ = ["Picture", "pictures"]

WIDTH = 1100
"""Pixels across a portrait page: 9-point figures stay readable."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page: its number, its size in points as shown, and its picture as a data address."""

    page: int
    width: float
    height: float
    source: str


def pictures(path: str, wanted: Iterable[int]) -> Iterator[Picture]:
    """Draw the wanted pages one by one."""
    document = pypdfium2.PdfDocument(path)
    try:
        for number in wanted:
            if 1 <= number <= len(document):
                yield _draw(document, number)
    finally:
        document.close()


def _draw(document: pypdfium2.PdfDocument, number: int) -> Picture:
    page = document[number - 1]
    try:
        width, height = page.get_size()
        scale = min(WIDTH / max(1.0, min(width, height)), 4000 / max(1.0, width, height))
        image = page.render(scale=scale).to_pil().convert("RGB")
    finally:
        page.close()
    out = io.BytesIO()
    image.save(out, "WEBP", quality=50, method=2)
    return Picture(number, width, height, f"data:image/webp;base64,{base64.b64encode(out.getvalue()).decode()}")
