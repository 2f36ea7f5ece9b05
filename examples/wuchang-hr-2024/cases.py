"""The example's registers of rights and services: complaints, disputes, posts, housing, guides, visits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import pyarrow as pa
from people import EMPLOYERS, PEOPLE, START, Dice, ids, table, until

from juesuan.registers.workdays import add_days

Named = tuple[str, pa.Table]
COMPLAINTS, FILED, LATE = 21_908, 640, 4
WORKERS, RECOVERED = 9_123, 11_045_678_912
"""Workers who got their wages, and how much, in 分."""
BEFORE, ACCEPTED, CLOSED, MEDIATED, WITHDRAWN = 180, 4_521, 4_565, 3_077, 260
RECEIVED, ENDED, AGREED = 3_750, 3_690, 2_487
HELD, EXPIRED = 871, 214
WORKING = 30_000
"""The people, from the youngest on, who are below the age of retirement for all of the year."""
RENTAL, HOSTEL, GUIDES = 2_168, 4_116, 62


def inspection() -> Iterator[Named]:
    """Yield complaints, recovered wages, penalties, the red list, the yearly inspection and construction sites."""
    dice = Dice("inspection")
    yield "complaints", _complaints(dice)
    count = 480
    workers, owed = dice.parts(WORKERS, count, 1), dice.parts(RECOVERED, count, 100_000)
    found = dice.days(count, START, date(2024, 10, 15))
    money = [f"{one // 100}.{one % 100:02d}" for one in owed]
    columns = {"employer": dice.any(count, EMPLOYERS, "E", 4), "workers": workers, "owed": money, "found": found}
    columns |= {"ordered": dice.after(found, 2, 10), "due": dice.after(found, 20, 40), "paid_workers": workers}
    yield "wage_recovery", table(count, "W", {**columns, "recovered": money, "paid": dice.after(found, 10, 60)}, "paid")
    days = {"filed": date(2024, 3, 4), "told": date(2024, 3, 20), "decided": date(2024, 4, 10)}
    days |= {"delivered": date(2024, 4, 15), "remedy_ended": date(2024, 10, 16), "applied": date(2024, 11, 5)}
    columns = {"employer": "E0100", "cause": "逾期不支付劳动报酬", "document": "示例决定书", "fine": "20000.00", **days}
    yield "penalties", table(1, "PN", columns, "applied")
    columns = {"employer": ids([11, 12, 13, 14], "E", 4), "year": 2024, "grade": "A", "proposed": date(2024, 5, 6)}
    yield "red_list", table(4, "RL", {**columns, "recommended": date(2024, 6, 3)}, "recommended")
    columns = {"employer": ids(range(1, 1201), "E", 4), "year": 2024, "told": date(2024, 3, 1)}
    columns |= {"submitted": dice.days(1200, date(2024, 4, 1), date(2024, 5, 31)), "reviewed": date(2024, 7, 31)}
    columns["finding"] = dice.choice(1200, {"fit": 95, "correct": 5})
    yield "annual_inspections", table(1200, "Y", columns, "reviewed")
    columns = {"title": [f"示例工程{n}" for n in range(1, 61)], "contractor": dice.any(60, EMPLOYERS, "E", 4)}
    columns |= {"signed": date(2023, 11, 1), "permitted": date(2023, 12, 1)}
    columns |= dict.fromkeys(("contracts", "account", "agency", "deposit", "board"), date(2024, 1, 15))
    columns["realname"] = until(np.full(54, "2024-01-15"), 60)
    yield "construction", table(60, "X", columns, "open")


def _complaints(dice: Dice) -> pa.Table:
    """Answer most at once; file, investigate and decide the others, a few of them late."""
    rest = COMPLAINTS - FILED
    filed = np.sort(dice.days(FILED, START, date(2024, 6, 28)))
    done = dice.after(filed, 10, 70)
    limit = np.array([add_days(day, 60) for day in filed.astype(object)], "datetime64[D]")
    done = np.minimum(done, limit)
    done[:LATE] = limit[:LATE] + np.timedelta64(20, "D")
    received = np.concatenate([filed, dice.days(rest, START, date(2024, 12, 24))])
    decided = done + np.timedelta64(7, "D")
    columns = {
        "kind": dice.choice(COMPLAINTS, {"complaint": 7, "report": 3}),
        "channel": dice.choice(COMPLAINTS, {"counter": 3, "hotline": 5, "online": 4, "letter": 1, "transfer": 2}),
        "employer": until(dice.any(FILED, EMPLOYERS, "E", 4), COMPLAINTS, ""),
        "matter": dice.choice(COMPLAINTS, {"wages": 6, "insurance": 2, "contract": 1, "hours": 1, "other": 1}),
        "workers": until(dice.rng.integers(1, 30, FILED), COMPLAINTS, ""),
        "received": received,
        "filed": until(filed, COMPLAINTS),
        "investigated": until(done, COMPLAINTS),
        "decided": until(decided, COMPLAINTS),
        "decision": until(np.full(FILED, "corrected"), COMPLAINTS, ""),
        "closed": np.concatenate([decided + np.timedelta64(5, "D"), dice.after(received[FILED:], 0, 3)]),
    }
    return table(COMPLAINTS, "LC", columns, ["closed"] * FILED + ["answered"] * rest)


def disputes() -> Iterator[Named]:
    """Yield arbitration cases and mediations: closed, mediated and open as the published rates ask for."""
    dice = Dice("disputes")
    count = BEFORE + ACCEPTED
    early = dice.days(BEFORE, date(2023, 11, 25), date(2023, 12, 29))
    settled = dice.days(CLOSED - BEFORE, date(2024, 1, 2), date(2024, 11, 12))
    late = dice.days(count - CLOSED, date(2024, 12, 2), date(2024, 12, 30))
    accepted = np.concatenate([early, settled, late])
    closed = np.maximum(dice.after(accepted[:CLOSED], 3, 42), np.datetime64(START))
    ends = ["mediated"] * MEDIATED + ["decided"] * (CLOSED - MEDIATED - WITHDRAWN) + ["withdrawn"] * WITHDRAWN
    state = [*dice.rng.permutation(ends).tolist(), *["accepted"] * (count - CLOSED)]
    columns = {
        "number": [f"示例劳人仲案〔{str(day)[:4]}〕{n}号" for n, day in enumerate(accepted, 1)],
        "person": dice.any(count, PEOPLE, "P", 5),
        "employer": dice.any(count, EMPLOYERS, "E", 4),
        "kind": dice.choice(count, {"labour": 98, "personnel": 2}),
        "cause": dice.choice(count, {"pay": 5, "end": 3, "relation": 1, "injury": 1}),
        "workers": 1,
        "claimed": [f"{one}.00" for one in dice.rng.integers(2_000, 90_000, count)],
        "received": accepted - np.timedelta64(2, "D"),
        "accepted": accepted,
        "tribunal": accepted + np.timedelta64(3, "D"),
        "closed": until(closed, count),
        "final": [("no" if one == "decided" else None) for one in state],
    }
    yield "disputes", table(count, "AR", columns, state)
    names = ["楼宇调解委员会", *(f"街道调解组织{n}" for n in range(1, 15))]
    kinds = ["building"] + ["street"] * 14
    founded = [date(2024, 4, 26)] + [date(2019, 5, 6)] * 14
    columns = {"name": names, "kind": kinds, "planned": founded, "founded": founded}
    yield "mediation_committees", table(15, "MC", columns, "active")
    received = np.concatenate([dice.days(ENDED, START, date(2024, 12, 14)), dice.days(60, date(2024, 12, 20))])
    columns = {"committee": dice.any(RECEIVED, 15, "MC", 4), "person": dice.any(RECEIVED, PEOPLE, "P", 5)}
    columns |= {"employer": dice.any(RECEIVED, EMPLOYERS, "E", 4), "workers": 1, "received": received}
    columns["closed"] = until(dice.after(received[:ENDED], 1, 14), RECEIVED)
    state = [*dice.rng.permutation(["agreed"] * AGREED + ["failed"] * (ENDED - AGREED)), *["received"] * 60]
    yield "mediations", table(RECEIVED, "MD", columns, [str(one) for one in state])


def posts() -> Iterator[Named]:
    """Yield public posts with their terms and monthly wages, and households without employment."""
    dice = Dice("posts")
    started = np.concatenate([dice.days(EXPIRED, date(2021, 1, 4), date(2021, 12, 28)),
                              dice.days(HELD - EXPIRED, date(2022, 1, 4), date(2024, 10, 31))])  # fmt: skip
    expires = started + np.timedelta64(1095, "D")
    gone = until(expires[:EXPIRED], HELD)
    columns = {
        "person": dice.some(HELD, WORKING),
        "employer": dice.any(HELD, 60, "E", 4),
        "post": "社区公共服务",
        "hard": dice.choice(HELD, {"elder": 6, "disabled": 1, "allowance": 1, "long": 2}),
        "applied": started - np.timedelta64(20, "D"),
        "started": started,
        "expires": expires,
        "standard": "2200.00",
        "outcome": "passed",
        "assessed": until(np.full(HELD, "2024-01-31"), HELD),
        "ended": gone,
        "why_left": until(np.full(EXPIRED, "term"), HELD, ""),
    }
    yield "public_posts", table(HELD, "PP", columns, ["left"] * EXPIRED + ["serving"] * (HELD - EXPIRED))
    yield "post_wages", _wages(started, expires)
    found = [date(2024, 2, 5), date(2024, 5, 20), date(2024, 9, 9)]
    columns = {"title": "企业搬迁职工咨询", "happened": date(2024, 6, 12), "cause": "other", "people": 12}
    columns |= {"weight": "minor", "judged": date(2024, 6, 14), "closed": date(2024, 6, 20)}
    yield "incidents", table(1, "IN", columns, "closed")
    columns = {"person": ids([101, 202, 303], "P", 5), "community": "B0003", "members": [2, 3, 2], "found": found}
    columns |= {"helped": found, "employed": [date(2024, 3, 4), date(2024, 6, 11), date(2024, 10, 8)]}
    yield "households", table(3, "ZE", {**columns, "member": ids([101, 202, 303], "P", 5)}, "employed")


def _wages(started: np.ndarray, expires: np.ndarray) -> pa.Table:
    """Pay every whole month served in the year on its last day but one."""
    rows = [
        (f"PP{n + 1:04d}", date(2024, month, 1))
        for n in range(HELD)
        for month in range(1, 13)
        if started[n] <= np.datetime64(date(2024, month, 1)) < expires[n]
    ]
    due = [date(day.year, day.month, 28) for _, day in rows]
    columns = {"post": [post for post, _ in rows], "month": [day for _, day in rows], "payable": "2200.00", "due": due}
    return table(len(rows), "PW", {**columns, "paid": due, "amount": "2200.00"}, "paid")


def services() -> Iterator[Named]:
    """Yield housing reviews, service guides, visits and the problems they found."""
    dice = Dice("services")
    count = RENTAL + HOSTEL
    applied = dice.days(count, START, date(2024, 12, 10))
    columns = {"person": dice.any(count, PEOPLE, "P", 5), "kind": ["rental"] * RENTAL + ["hostel"] * HOSTEL}
    columns |= {"applied": applied, "reviewed": dice.after(applied, 1, 10)}
    yield "housing", table(count, "HR", columns, "passed")
    columns = {"item": ids(range(1, GUIDES + 1), "I", 3), "title": [f"事项{n}" for n in range(1, GUIDES + 1)]}
    columns |= {"edition": 2, "mode": dice.choice(GUIDES, {"now": 3, "online": 4, "near": 2, "once": 3})}
    changed = dice.days(GUIDES, START, date(2024, 11, 30))
    yield "service_guides", table(GUIDES, "SG", {**columns, "changed": changed, "published": changed}, "published")
    held = np.sort(dice.days(106))
    columns = {"visitor": "班子成员", "place": [f"社区{n % 40 + 1}" for n in range(106)], "planned_for": held}
    yield "visits", table(106, "VI", {**columns, "held": held, "subject": "了解就业和用工情况"}, "held")
    found = held[:23]
    columns = {"title": [f"问题{n}" for n in range(1, 24)], "visit": ids(range(1, 24), "VI", 4), "owner": "就业促进科"}
    columns |= {"found": found, "due": found + np.timedelta64(60, "D"), "solved": dice.after(found, 5, 40)}
    yield "problems", table(23, "PR", {**columns, "result": "已协调解决"}, "solved")


def all_cases() -> Iterator[Named]:
    """Yield every register of this file."""
    for some in (inspection, disputes, posts, services):
        yield from some()
