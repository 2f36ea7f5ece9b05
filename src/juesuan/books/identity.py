"""Numbers that prove themselves: ID and credit-code check digits, bank cards (Luhn), telephone numbers."""

from __future__ import annotations

import re
from datetime import date
from operator import mul

__all__ = ["PROOFS", "born", "card", "credit_code", "id_number", "luhn", "personal", "phone", "to18"]

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_MODULUS = 31
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
"""Only digits of ASCII prove themselves: the same number in other digits would have another mark."""
_PHONE = re.compile(r"1[3-9]\d{9}|(0\d{2,3}-)?[2-9]\d{6,7}(-\d{1,6})?|(400|800)-?\d{3}-?\d{4}", re.ASCII)


def id_number(text: str) -> bool:
    """Say whether a text is a citizen ID number (公民身份号码, GB 11643): 18 digits that check, or 15 of a date."""
    return born(text) is not None and (len(text) != 18 or _check_digit(text[:17]) == text[17])


def born(text: str) -> date | None:
    """Return the date of birth an ID number holds; None where it is no number or no such day."""
    if re.fullmatch(r"[1-9]\d{16}[\dX]", text, re.ASCII):
        digits = text[6:14]
    elif re.fullmatch(r"[1-9]\d{14}", text, re.ASCII):
        digits = "19" + text[6:12]
    else:
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def to18(text: str) -> str:
    """Return an ID number with 18 digits: one of 15 is of the twentieth century; others come back as they are."""
    if not re.fullmatch(r"[1-9]\d{14}", text, re.ASCII):
        return text
    long = text[:6] + "19" + text[6:]
    return long + _check_digit(long)


def _check_digit(digits: str) -> str:
    """Return the last digit of ISO 7064 mod 11-2."""
    return _CHECKS[sum(map(mul, map(int, digits), _WEIGHTS)) % 11]


def credit_code(text: str) -> bool:
    """Say whether a text is a unified social credit code (统一社会信用代码, GB 32100-2015) that checks."""
    if not re.fullmatch(rf"[{_CREDIT}]{{2}}\d{{6}}[{_CREDIT}]{{10}}", text, re.ASCII):
        return False
    total = sum(_CREDIT.index(one) * pow(3, n, _CREDIT_MODULUS) for n, one in enumerate(text[:17]))
    return _CREDIT[-total % _CREDIT_MODULUS] == text[17]


def luhn(digits: str) -> bool:
    """Say whether a row of digits checks by Luhn's formula (ISO/IEC 7812)."""
    doubled = (int(one) * (1 + n % 2) for n, one in enumerate(reversed(digits)))
    return digits.isascii() and digits.isdigit() and sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


def card(text: str) -> bool:
    """Say whether a text is a bank card number: 13 to 19 digits that check."""
    return re.fullmatch(r"[1-9]\d{12,18}", text, re.ASCII) is not None and luhn(text)


def phone(text: str) -> bool:
    """Say whether a text is a mobile or fixed telephone number of the mainland, or a 400/800 number."""
    return _PHONE.fullmatch(text) is not None


PROOFS = {"id_number": id_number, "credit_code": credit_code, "phone": phone, "card": card}
"""The types of numbers that prove themselves, and how."""


def personal(kind: str, text: str) -> bool:
    """Say whether a number is somebody's own: every ID number and account is, of telephones a mobile one."""
    return kind != "phone" or _MOBILE.fullmatch(text) is not None
