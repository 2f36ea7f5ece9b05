"""The example's registers of employment, training and talent: as many rows as the published counts ask for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from people import EMPLOYERS, PEOPLE, START, Dice, ids, table, until

Named = tuple[str, pa.Table]
OCCUPATIONS = {"电工": 3, "焊工": 2, "养老护理员": 3, "育婴员": 3, "中式烹调师": 2, "电子商务师": 3, "保安员": 2}
FAIRS, POSTS = 64, 65_432
FOUND, LOST = 31_020, 670
GRADUATES, REALNAME, SETTLED = 36_297, 1_585, 1_518
UNEMPLOYED, HARD = 7_259, 3_280
STARTUPS, JOBS, HOME = 4_166, 8_534, 329
TRAINED, INDUSTRY, CERTIFIED = 25_000, 6_513, 20_000
TITLES, RECRUITED = 576, 398
LENT = 95_000_000


def fairs() -> Iterator[Named]:
    """Yield 64 recruitment events."""
    dice = Dice("fairs")
    held = np.sort(dice.days(FAIRS))
    series = ["aid"] * 9 + ["spring"] * 12 + ["private"] * 8 + ["graduates"] * 3 + ["other"] * 32
    visitors, surveyed = dice.parts(118_000, FAIRS, 300), dice.parts(3_200, FAIRS, 20)
    columns = {
        "title": [f"第{n}场招聘活动" for n in range(1, FAIRS + 1)],
        "series": series,
        "form": dice.choice(FAIRS, {"onsite": 6, "online": 3, "live": 1}),
        "planned_for": held,
        "held": held,
        "employers": dice.parts(2_900, FAIRS, 12),
        "posts": dice.parts(POSTS, FAIRS, 200),
        "visitors": visitors,
        "intents": (visitors * 0.11).astype(int),
        "surveyed": surveyed,
        "satisfied": (surveyed * 0.965).astype(int),
    }
    yield "job_fairs", table(FAIRS, "JF", columns, "held")


def employment() -> Iterator[Named]:
    """Yield new urban employment, graduates and re-employment."""
    dice = Dice("employment")
    count = FOUND + LOST
    who = dice.some(count, PEOPLE)
    kind = np.concatenate([dice.choice(FOUND, {"employed": 7, "self": 1, "flexible": 2}), np.full(LOST, "lost")])
    proof = {"employed": "insured", "self": "licence", "flexible": "filed", "lost": "retired"}
    since = dice.days(count)
    columns = {"person": who, "employer": dice.any(count, EMPLOYERS, "E", 4), "kind": kind, "since": since}
    columns |= {"evidence": [proof[one] for one in kind], "confirmed": dice.after(since, 1, 20)}
    yield "urban_employment", table(count, "U", columns, "confirmed")
    yield "graduates", _graduates()
    yield "reemployment", _reemployment()


def _graduates() -> pa.Table:
    dice = Dice("graduates")
    count = GRADUATES + REALNAME - SETTLED
    settled = dice.days(GRADUATES, date(2024, 7, 1))
    named = np.full(REALNAME, "2024-07-01", "datetime64[D]")
    realname = np.full(count, None, object)
    realname[GRADUATES - SETTLED :] = named.astype(object)
    outcome = until(dice.choice(GRADUATES, {"employed": 97, "startup": 3}), count, "")
    columns = {
        "person": dice.some(count, PEOPLE),
        "school": dice.choice(count, {f"示例学院{n}": 1 for n in range(1, 13)}),
        "degree": dice.choice(count, {"college": 30, "bachelor": 55, "master": 13, "doctor": 2}),
        "graduated": [date(2024, 6, 30)] * count,
        "realname": realname,
        "outcome": outcome,
        "stayed": until(np.full(GRADUATES, "yes"), count, ""),
        "settled": until(settled, count),
        "confirmed": until(dice.after(settled, 1, 15), count),
    }
    return table(count, "G", columns, ["confirmed"] * GRADUATES + ["registered"] * (count - GRADUATES))


def _reemployment() -> pa.Table:
    dice = Dice("reemployment")
    registered = dice.days(UNEMPLOYED, date(2023, 7, 1), date(2024, 11, 30))
    employed = np.maximum(dice.after(registered, 5, 200), np.datetime64(START + timedelta(1)))
    hard = until(dice.choice(HARD, {"elder": 5, "disabled": 1, "long": 3, "household": 1}), UNEMPLOYED, "")
    columns = {
        "person": dice.some(UNEMPLOYED, PEOPLE),
        "registered": registered,
        "hard": hard,
        "certified": until(registered[:HARD], UNEMPLOYED),
        "how": dice.choice(UNEMPLOYED, {"employed": 6, "self": 1, "flexible": 3}),
        "employed": employed,
    }
    return table(UNEMPLOYED, "R", columns, "employed")


def enterprise() -> Iterator[Named]:
    """Yield supported start-ups, loans, talents, titles and honours."""
    dice = Dice("enterprise")
    applied = dice.days(STARTUPS, START, date(2024, 11, 20))
    columns = {
        "person": dice.some(STARTUPS, PEOPLE),
        "employer": dice.any(STARTUPS, EMPLOYERS, "E", 4),
        "support": dice.choice(STARTUPS, {"training": 5, "loan": 1, "subsidy": 1, "site": 1, "guidance": 2}),
        "home": ["yes"] * HOME + ["no"] * (STARTUPS - HOME),
        "graduate": dice.choice(STARTUPS, {"yes": 1, "no": 4}),
        "applied": applied,
        "supported": dice.after(applied, 3, 30),
        "jobs": dice.parts(JOBS, STARTUPS),
    }
    yield "startups", table(STARTUPS, "S", columns, "supported")
    columns = {"name": ["示例银行", "示例街道", "示例社区"], "kind": ["bank", "street", "community"]}
    columns |= {"above": [None, None, "B0002"], "joined": date(2020, 1, 2)}
    yield "partners", table(3, "B", columns, "active")
    loans = 420
    day = dice.days(loans, START, date(2024, 11, 1))
    columns = {"person": dice.some(loans, PEOPLE), "bank": "B0001", "applied": day}
    columns |= {"amount": dice.parts(LENT // 1000, loans, 20) * 1000, "guarantee": "fund"}
    columns |= {"reviewed": dice.after(day, 2, 9), "issued": dice.after(day, 10, 30)}
    columns["due"] = columns["issued"] + np.timedelta64(1095, "D")
    columns["amount"] = [f"{one}.00" for one in columns["amount"]]
    yield "loans", table(loans, "L", columns, "issued")
    people = [None] * 14 + list(dice.some(29, PEOPLE))
    columns = {"programme": "市级人才计划", "tier": "city", "person": people}
    columns |= {"employer": ids([*range(1, 15), *range(1, 30)], "E", 4), "declared": date(2024, 4, 8)}
    yield "talents", table(43, "T", {**columns, "recommended": date(2024, 5, 20)}, "recommended")
    columns = {"person": dice.some(TITLES, PEOPLE), "employer": dice.any(TITLES, EMPLOYERS, "E", 4), "series": "工程"}
    columns |= {"grade": dice.choice(TITLES, {"middle": 7, "associate": 2, "senior": 1}), "declared": date(2024, 6, 3)}
    yield "titles", table(TITLES, "Z", {**columns, "recommended": date(2024, 8, 15)}, "recommended")
    yield "honours", _honours(dice)


def _honours(dice: Dice) -> pa.Table:
    kinds = [("studio", "city", 1), ("craftsman", "city", 2), ("talent", "city", 1), ("allowance", "city", 3)]
    kinds += [("expert", "province", 1), ("expert", "city", 1), ("instructor", "district", 16)]
    rows = [(kind, tier) for kind, tier, count in kinds for _ in range(count)]
    columns = {"title": [f"称号{n}" for n in range(1, len(rows) + 1)], "kind": [k for k, _ in rows]}
    columns |= {"tier": [t for _, t in rows], "person": dice.some(len(rows), PEOPLE), "nominated": date(2024, 3, 1)}
    return table(len(rows), "H", {**columns, "awarded": date(2024, 9, 10), "document": "示例文号"}, "awarded")


def skills() -> Iterator[Named]:
    """Yield vocational training and certificates."""
    dice = Dice("skills")
    began = dice.days(TRAINED, START, date(2024, 11, 30))
    kind = np.concatenate([dice.choice(INDUSTRY, {"post": 7, "newcomer": 3}), np.full(TRAINED - INDUSTRY, "job")])
    columns = {
        "person": dice.some(TRAINED, PEOPLE),
        "provider": dice.any(TRAINED, 25, "E", 4),
        "kind": kind,
        "credit": dice.choice(TRAINED, {"yes": 3, "no": 7}),
        "occupation": dice.choice(TRAINED, OCCUPATIONS),
        "hours": dice.rng.integers(3, 13, TRAINED) * 8,
        "began": began,
        "ended": dice.after(began, 3, 28),
        "outcome": dice.choice(TRAINED, {"passed": 95, "failed": 5}),
    }
    yield "training", table(TRAINED, "V", columns, "finished")
    day = dice.days(CERTIFIED, START, date(2024, 12, 10))
    columns = {
        "person": dice.some(CERTIFIED, PEOPLE),
        "number": ids(range(1, CERTIFIED + 1), "S0000", 8),
        "occupation": dice.choice(CERTIFIED, OCCUPATIONS),
        "grade": dice.choice(CERTIFIED, {"5": 30, "4": 40, "3": 25, "2": 4, "1": 1}),
        "issuer": dice.any(CERTIFIED, 25, "E", 4),
        "assessed": day,
        "issued": dice.after(day, 3, 20),
    }
    yield "certificates", table(CERTIFIED, "C", columns, "issued")


def institutions() -> Iterator[Named]:
    """Yield recruitment, initial training and promotions of public institutions."""
    dice = Dice("institutions")
    columns = {"title": ["年度公开招聘", "专项公开招聘"], "planned": [date(2024, 2, 1), date(2024, 4, 1)]}
    columns |= {"posts": [214, 48], "openings": [340, 72], "announced": [date(2024, 3, 5), date(2024, 5, 6)]}
    columns |= {"applicants": [6120, 980], "examined": [date(2024, 4, 20), date(2024, 6, 8)]}
    columns |= {"noticed": [date(2024, 6, 3), date(2024, 7, 8)], "notice_ended": [date(2024, 6, 13), date(2024, 7, 16)]}
    yield "recruitments", table(2, "RC", {**columns, "ended": date(2024, 7, 31)}, "finished")
    which = ["RC0001"] * 330 + ["RC0002"] * 68
    hired = {
        "person": dice.some(RECRUITED, PEOPLE),
        "recruitment": which,
        "employer": "E0001",
        "post": "管理或专业技术",
    }
    hired |= {"proposed": date(2024, 7, 20), "hired": date(2024, 8, 1), "trained": date(2024, 9, 27)}
    yield "recruits", table(RECRUITED, "N", hired, "hired")
    kinds = ["initial", "initial", "institution", "placed"]
    held = [date(2024, 9, 13), date(2024, 9, 27), date(2024, 11, 8), date(2024, 5, 17)]
    columns = {"title": ["初任培训一班", "初任培训二班", "事业单位人事培训", "安置人员政策培训"], "kind": kinds}
    columns |= {"planned_for": held, "held": held, "hours": [40, 40, 16, 8]}
    columns |= {"surveyed": [180, 190, 60, 90], "satisfied": [175, 186, 58, 86]}
    yield "training_classes", table(4, "K", columns, "held")
    classes, ended = ["K0001"] * 200 + ["K0002"] * 198, [date(2024, 9, 13)] * 200 + [date(2024, 9, 27)] * 198
    columns = {"person": hired["person"], "class": classes, "enrolled": date(2024, 9, 2), "hours": 40, "ended": ended}
    columns |= {"score": dice.rng.integers(60, 100, RECRUITED), "outcome": "passed"}
    yield "trainees", table(RECRUITED, "Q", columns, "finished")
    columns = {"person": dice.some(39, PEOPLE), "employer": "E0002", "street": "B0002", "before": 8, "after": 7}
    columns |= {"proposed": date(2024, 10, 8), "noticed": date(2024, 10, 21), "notice_ended": date(2024, 10, 28)}
    yield "promotions", table(39, "M", {**columns, "approved": date(2024, 11, 4)}, "approved")


def all_work() -> Iterator[Named]:
    """Yield every register of this file."""
    for some in (fairs, employment, enterprise, skills, institutions):
        yield from some()
