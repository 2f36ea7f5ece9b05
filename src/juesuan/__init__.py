"""Juesuan (决算): read and audit the final accounts that Chinese government departments publish."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from juesuan.auditing import Audit, audit
    from juesuan.read import read

__version__ = "0.1.0"
__all__ = ["Audit", "__version__", "audit", "read"]


def __getattr__(name: str) -> Any:
    """Load the reader and the laws only when asked for: `import juesuan.facts` stays light."""
    if name in ("audit", "Audit"):
        from juesuan import auditing

        return getattr(auditing, name)
    if name == "read":
        from juesuan.read import read

        return read
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
