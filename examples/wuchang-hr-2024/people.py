"""What the example's registers are drawn from: a seeded source of days, choices, invented people and employers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from juesuan.books.identity import to18

SEED = 20240101
PEOPLE = 40_000
EMPLOYERS = 3_000
NOWHERE = "990000"
"""A district code nobody lives in: no number made here is a real person's or firm's."""
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎"
_GIVEN = "安平和乐康宁瑞祥德文明志远书海江山林松柏梅兰竹菊春夏秋冬晨曦云雨雪霜青红丹玉珍宝金银"
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
START, END = date(2024, 1, 1), date(2024, 12, 31)
_EPOCH = date(1970, 1, 1)


class Dice:
    """A seeded generator that throws whole columns."""

    def __init__(self, name: str) -> None:
        self.rng = np.random.default_rng([SEED, *name.encode()])

    def days(self, count: int, first: date = START, last: date = END) -> np.ndarray:
        """Return days between two, both included."""
        low, high = (first - _EPOCH).days, (last - _EPOCH).days
        return self.rng.integers(low, high + 1, count).astype("datetime64[D]")

    def after(self, days: np.ndarray, least: int, most: int, last: date | None = END) -> np.ndarray:
        """Return days so many days later, none behind `last`."""
        later = days + self.rng.integers(least, most + 1, len(days)).astype("timedelta64[D]")
        return later if last is None else np.minimum(later, np.datetime64(last))

    def some(self, count: int, of: int, prefix: str = "P", width: int = 5) -> np.ndarray:
        """Return different ids."""
        return ids(self.rng.choice(of, count, replace=False) + 1, prefix, width)

    def any(self, count: int, of: int, prefix: str, width: int) -> np.ndarray:
        """Return ids that may repeat."""
        return ids(self.rng.integers(1, of + 1, count), prefix, width)

    def choice(self, count: int, of: Mapping[str, int]) -> np.ndarray:
        """Return words by their weights."""
        weights = np.array(list(of.values()), float)
        return self.rng.choice(list(of), count, p=weights / weights.sum())

    def parts(self, total: int, count: int, least: int = 0) -> np.ndarray:
        """Return whole numbers that add up to a total, none below `least`."""
        left = total - least * count
        return least + self.rng.multinomial(left, self.rng.dirichlet(np.full(count, 4.0)))


def ids(numbers: Sequence[int] | np.ndarray, prefix: str, width: int) -> np.ndarray:
    """Return numbers as ids."""
    return np.char.add(prefix, np.char.zfill(np.asarray(numbers).astype(str), width))


def until(values: np.ndarray, count: int, kind: str = "datetime64[D]") -> np.ndarray:
    """Return a column whose first rows have values and whose others have none."""
    column = np.full(count, None, object)
    column[: len(values)] = values.astype(kind).astype(object) if kind else values
    return column


def table(count: int, prefix: str, columns: Mapping[str, Any], states: Any) -> pa.Table:
    """Return a register's rows: numbered ids, states (one for all, or one a row), columns."""
    width = max(4, len(str(count)))
    made: dict[str, Any] = {"id": ids(range(1, count + 1), prefix, width), "state": states, **columns}
    return pa.table({name: _column(value, count) for name, value in made.items()})


def _column(value: Any, count: int) -> pa.Array:
    if isinstance(value, str | int | date):
        value = [value] * count
    value = value.tolist() if isinstance(value, np.ndarray) else list(value)
    return pa.array(value)


def people() -> pa.Table:
    """Return the people: names drawn from characters, ID numbers of a district that does not exist."""
    dice = Dice("persons")
    surname, first, second = (dice.rng.choice(list(some), PEOPLE) for some in (_SURNAMES, _GIVEN, _GIVEN))
    short = dice.rng.random(PEOPLE) < 0.15
    names = [a + b + ("" if s else c) for a, b, c, s in zip(surname, first, second, short, strict=True)]
    born = np.sort(dice.days(PEOPLE, date(1960, 1, 1), date(1999, 12, 31)))[::-1]
    orders = np.arange(PEOPLE) % 1000
    numbers = [to18(f"{NOWHERE}{str(day)[2:].replace('-', '')}{n:03d}") for day, n in zip(born, orders, strict=True)]
    return table(
        PEOPLE, "P", {"name": names, "id_number": numbers, "registered": dice.days(PEOPLE, date(2020, 1, 1))}, "active"
    )


def employers() -> pa.Table:
    """Return the employers, with credit codes that check."""
    dice = Dice("employers")
    columns = {
        "name": [f"示例单位{n:04d}" for n in range(1, EMPLOYERS + 1)],
        "credit_code": [_credit_code(n) for n in range(EMPLOYERS)],
        "kind": dice.choice(EMPLOYERS, {"company": 80, "individual": 12, "institution": 4, "agency": 2, "social": 2}),
        "scale": dice.choice(EMPLOYERS, {"large": 2, "medium": 8, "small": 40, "micro": 50}),
        "registered": dice.days(EMPLOYERS, date(2005, 1, 1), date(2023, 12, 31)),
    }
    return table(EMPLOYERS, "E", columns, "active")


def _credit_code(number: int) -> str:
    body = f"91{NOWHERE}MA{number:07d}"
    total = sum(_CREDIT.index(one) * pow(3, n, 31) for n, one in enumerate(body))
    return body + _CREDIT[-total % 31]
