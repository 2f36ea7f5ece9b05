"""Python's collector of cycles, at rest while a document is read and judged."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["at_rest"]


@contextmanager
def at_rest() -> Iterator[None]:
    """Stop looking for cycles until the end of a block.

    Reading makes hundreds of thousands of small objects, all of them kept or freed by their counts; looking through
    them again and again for cycles takes a tenth of the time and finds none. Where the collector was off already, it
    stays off.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
