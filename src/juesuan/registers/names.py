"""Names in a register's file (名称): what may be one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

__all__ = ["misnamed"]

_NAME = re.compile(r"[^\W\d_]\w*")
_LONGEST = 60
"""Characters of a name; the name of a register is one of a file too."""


def misnamed(what: str, names: Iterable[str], taken: Iterable[str] = ()) -> Iterator[str]:
    """Yield what is wrong with the names of `what`: signs in them, or one twice (SQL knows no upper case)."""
    seen = {one.casefold(): one for one in taken}
    for name in names:
        if not _NAME.fullmatch(name) or len(name) > _LONGEST:
            yield f"{what}: {name!r} is no name: letters, digits and _ only, a letter first, {_LONGEST} at most"
        elif name.casefold() in seen:
            yield f"{what}: the name {name!r} is taken; those taken: {' '.join(sorted(set(seen.values())))}"
        seen.setdefault(name.casefold(), name)
