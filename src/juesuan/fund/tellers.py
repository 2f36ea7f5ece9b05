"""The file for the bank of a released batch, every account in it looked up and the look logged."""

from __future__ import annotations

from juesuan.fund.bank import Payee, bank_file, bank_of
from juesuan.fund.office import Office
from juesuan.vault.looks import looked
from juesuan.vault.sealing import Vault

__all__ = ["file_for_bank"]


def file_for_bank(office: Office, vault: Vault, number: str, *, who: str) -> bytes:
    """Return the file for the bank; the same again for the same batch. Unusable where an account does not open."""
    book = office.desk.book
    lines = [one for one in office.desk.state().lines(number) if one.state != "withdrawn"]
    records = office.shelf.records()
    wanted = [(records[one.application]["account"], "account", one.person) for one in lines]
    accounts = looked(book, vault, wanted, who=who, why="代发", subject=number)
    payees = {
        line.application: Payee(records[line.application]["name"], account, records[line.application]["bank"] or "")
        for line, account in zip(lines, accounts, strict=True)
    }
    return bank_file(bank_of(book), lines, payees)
