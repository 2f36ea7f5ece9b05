"""What the reader could not do, in words."""

from __future__ import annotations

from juesuan.blocks import Notice, Unreadable
from juesuan.report.strings import say

__all__ = ["OURS", "explain", "explain_notice"]

OURS = {
    "worker.died": "cli.died",
    "worker.slow": "cli.too_slow",
    "worker.memory": "cli.too_big",
    "worker.bug": "cli.bug",
    "report.not_pdf": "cli.not_pdf",
    "report.damaged": "cli.damaged",
}
"""Codes of the process pool and the reports, and their words; all others are the reader's."""


def explain(problem: Unreadable, lang: str = "zh") -> str:
    """Say in one line what could not be read, where, and what to do."""
    if problem.code in OURS:
        return say(OURS[problem.code], lang, path=problem.path, **problem.params)
    try:
        from juesuan.read.notices import explain as words
    except ImportError:
        return say("cli.unreadable", lang, path=problem.path, why=problem.code)
    return _one_line(words(problem, lang))


def explain_notice(notice: Notice, lang: str = "zh") -> str:
    """Say in one line what part of a document could not be read."""
    try:
        from juesuan.read.notices import explain as words
    except ImportError:
        return notice.code
    return _one_line(words(notice, lang))


def _one_line(text: str) -> str:
    return " ".join(str(text).split())
