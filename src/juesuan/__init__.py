"""Juesuan (决算): read and audit the final accounts that Chinese government departments publish."""

from __future__ import annotations

__version__ = "0.1.0"

from juesuan.auditing import Audit, audit
from juesuan.read import read  # the function stands over the package of the same name: juesuan.read(path)

__all__ = ["Audit", "__version__", "audit", "read"]
