"""The command line of the fund: `juesuan fund …`, its commands gathered from the modules that have them."""

from __future__ import annotations

import typer

from juesuan.commands import entitle, payments

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True)
entitle.register(app)
payments.register(app)
