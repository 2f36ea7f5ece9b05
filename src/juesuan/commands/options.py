"""The options all commands share: one spelling, one type and one word of help each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["At", "Book", "Format", "From", "KeyFile", "Lang", "On", "Out", "To", "Who", "Why"]

Book = Annotated[Path, typer.Argument(metavar="BOOK")]
Format = Annotated[str, typer.Option("--format", "-f")]
Out = Annotated[Path | None, typer.Option("--out", "-o")]
Lang = Annotated[str | None, typer.Option("--lang", envvar="JUESUAN_LANG", show_envvar=False)]
KeyFile = Annotated[Path | None, typer.Option("--key")]
Who = Annotated[str, typer.Option("--who")]
Why = Annotated[str, typer.Option("--why")]
On = Annotated[str | None, typer.Option("--on", "--day", metavar="DATE")]
At = Annotated[str | None, typer.Option("--at", metavar="DATE")]
From = Annotated[str | None, typer.Option("--from", metavar="DATE")]
To = Annotated[str | None, typer.Option("--to", metavar="DATE")]
