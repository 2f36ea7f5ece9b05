"""Juesuan (决算): read and audit the final accounts that Chinese government departments publish."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from juesuan.auditing import Audit, audit
    from juesuan.read import read

__version__ = "0.1.0"
__all__ = ["Audit", "__version__", "audit", "read"]


class _Package(ModuleType):
    """The package, whose functions are loaded when they are asked for: a command that audits nothing needs no laws."""

    @property
    def read(self) -> Any:
        """The function: it stands over the package of the same name, juesuan.read(path)."""
        from juesuan.read import read

        return read

    @read.setter
    def read(self, package: ModuleType) -> None:
        """Leave the name to the function: importing the package would take it."""

    def __getattr__(self, name: str) -> Any:
        if name not in ("Audit", "audit"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        from juesuan import auditing

        return getattr(auditing, name)


sys.modules[__name__].__class__ = _Package
