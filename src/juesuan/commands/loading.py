"""Commands known by name (命令表): loaded when they are called, so that one that is not called costs nothing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from juesuan.report.strings import say

__all__ = ["COMMANDS", "Commands"]

COMMANDS = {
    "audit": "audit.audit_command",
    "extract": "audit.extract_command",
    "laws": "audit.laws_command",
    "build": "build.build_command",
    "trace": "trace.trace_command",
    "diff": "diff.diff_command",
    "reasons": "reasons.reasons_command",
    "consolidate": "consolidate.consolidate_command",
    "undo": "undo.undo_command",
    "book": "book.app",
    "exchange": "exchange.app",
    "fund": "fund.app",
    "perform": "perform.app",
    "register": "register.app",
}
"""Where each command stands in `juesuan.commands`: a function, or an application with commands below it."""
_PANELS = {
    "ARGUMENTS_PANEL_TITLE": "arguments",
    "OPTIONS_PANEL_TITLE": "options",
    "COMMANDS_PANEL_TITLE": "commands",
    "ERRORS_PANEL_TITLE": "error",
    "DEFAULT_STRING": "default",
    "REQUIRED_LONG_STRING": "required",
    "RICH_HELP": "try",
}
"""The words typer itself writes around help, and where ours stand."""


class Commands(TyperGroup):
    """All commands: name and help until one is called."""

    def __init__(self, **said: Any) -> None:
        """Take typer's attributes."""
        super().__init__(**said)
        self.speak("zh")

    def speak(self, lang: str) -> None:
        """Take the words of a language, for what is loaded already too."""
        self.lang, self.loaded = lang, set[str]()
        self.commands = {name: TyperCommand(name, help=say(f"help.{name}", lang)) for name in COMMANDS}
        _localise(self, lang)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Load the command that is called."""
        if args:
            self.load(args[0])
        return super().resolve_command(ctx, args)

    def load(self, name: str) -> Any:
        """Return a command with all it has; None where there is none of the name."""
        if name in COMMANDS and name not in self.loaded:
            self.commands[name] = _made(name)
            self.loaded.add(name)
            _localise(self.commands[name], self.lang)
        return self.commands.get(name)


def _made(name: str) -> Any:
    """Import a command."""
    module, _, attribute = COMMANDS[name].partition(".")
    found = getattr(import_module(f"juesuan.commands.{module}"), attribute)
    if not isinstance(found, typer.Typer):
        alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        alone.command(name)(found)
        found = alone
    made = typer.main.get_command(found)
    made.name = name
    return made


def _localise(one: Any, lang: str, group: str = "") -> None:
    """Let a command and those below it speak a language; of its options the words are found when its help is asked."""
    name = f"{group}{one.name}" if group or one.name in COMMANDS else "app"
    one.help = say(f"help.{name}", lang)
    one.format_help = _helped(one, name, lang, group)
    if name != "app":
        for child in getattr(one, "commands", {}).values():
            _localise(child, lang, group or f"{name}_")


def _helped(one: Any, name: str, lang: str, group: str) -> Any:
    """Return what prints the help of a command with the words of the language in it and around it."""
    plain = type(one).format_help

    def helped(context: Any, formatter: Any) -> None:
        import typer.rich_utils

        for panel, key in _PANELS.items():
            setattr(typer.rich_utils, panel, say(f"panel.{key}", lang))
        for param in one.get_params(context):
            param.help = _words(param.name, name, lang, group)
        plain(one, context, formatter)

    return helped


def _words(param: str, name: str, lang: str, group: str) -> str:
    """Return what is said of an option or argument: its own word of this command wins."""
    own = f"{name}_{param}"
    if say(f"help.{own}", lang) != own:
        return say(f"help.{own}", lang)
    return say(f"help.{group}{param}" if param not in ("lang", "help") else f"help.{param}", lang)
