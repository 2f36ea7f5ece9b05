"""The command line of the fund: `juesuan fund …`, its commands gathered from the modules that have them."""

from __future__ import annotations

import typer

from juesuan.commands import entitle, fund_letter, fund_pay, fund_reconcile, fund_review, fund_show
from juesuan.commands.fund_key import key
from juesuan.commands.fund_recover import recover

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True)
entitle.register(app)
app.add_typer(key, name="key")
app.add_typer(recover, name="recover")
for commands in (
    fund_review.COMMANDS,
    fund_letter.COMMANDS,
    fund_pay.COMMANDS,
    fund_reconcile.COMMANDS,
    fund_show.COMMANDS,
):
    for name, command in commands.items():
        app.command(name)(command)
