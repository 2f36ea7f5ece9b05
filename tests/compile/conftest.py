"""A small book written by hand: two units, three functions, two funds, a transfer between the units."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from juesuan.books.model import Book, Settings, Unit

FILES = {
    "units.csv": "code,name,kind,parent\n01,局本级,administrative,\n02,服务中心,institution,01\n",
    "entries.csv": (
        "id,date,unit,side,function,economic,project,source,fund,nature,payee,summary,amount\n"
        "1,2024-01-05,01,expenditure,2080101,30101,,,general,basic,,工资,1000000.05\n"
        "2,2024-02-05,01,expenditure,2080101,30201,,,general,basic,,办公费,200000.00\n"
        "3,2024-03-05,02,expenditure,2080106,30107,,,general,basic,,绩效,300000.40\n"
        "4,2024-03-06,02,expenditure,2080106,30201,,,general,basic,,办公费,50000.00\n"
        "5,2024-04-05,01,expenditure,2080704,30399,P1,,general,project,,补贴,700000.00\n"
        "6,2024-05-05,01,expenditure,2296099,30299,P2,,government_fund,project,,活动,80000.00\n"
        "7,2024-06-05,01,expenditure,2080101,30231,,,general,basic,,车辆,26700.00\n"
        "8,2024-06-06,01,expenditure,2080101,30231,,,general,basic,,冲销,-700.00\n"
        "9,2024-07-01,01,expenditure,2080106,30299,,,general,subsidy_down,,补助下属,60000.00\n"
        "10,2024-07-01,02,revenue,2080106,,,superior,,,,上级补助,60000.00\n"
        "11,2024-07-02,02,revenue,2080106,,,business,,,,事业收入,10000.00\n"
        "12,2024-12-31,01,revenue,2080101,,,general,,,,拨款,2356000.45\n"
        "13,2024-12-31,01,revenue,2296099,,,government_fund,,,,拨款,100000.00\n"
    ),
    "transfers.csv": (
        "id,date,kind,payer,receiver,paid,received,amount\nT1,2024-07-01,subsidy_down,01,02,9,10,60000.00\n"
    ),
    "balances.csv": (
        "unit,balance,fund,function,amount\n01,closing,government_fund,2296099,20000.00\n"
        "02,closing,nonfiscal,,10000.00\n01,closing,general,,80000.00\n"
    ),
    "budget.csv": (
        "id,date,document,unit,function,economic,project,fund,nature,stage,amount\n"
        "B1,2024-01-01,A,01,2080101,30101,,general,basic,initial,900000.00\n"
        "B2,2024-06-01,B,01,2080101,30101,,general,basic,adjust,100000.05\n"
        "B3,2024-01-01,A,01,2080101,30201,,general,basic,initial,150000.00\n"
        "B4,2024-06-01,C,01,2080704,30399,P1,general,project,supplement,700000.00\n"
    ),
    "sangong.csv": "unit,item,initial,final,groups,persons,bought,kept\n01,vehicle_running,30000,26000,,,,2\n",
}


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Write the book and open it by hand."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    return Book(
        tmp_path,
        Settings("某局", 2024),
        units=[Unit("01", "局本级", "administrative", None), Unit("02", "服务中心", "institution", "01")],
        tables={
            "sangong": [{"unit": "01", "item": "vehicle_running", "kept": 2}],
            "procurement": [
                {"kind": "services", "size": "micro", "amount": Decimal("300.50")},
                {"kind": "goods", "size": "large", "amount": Decimal("100.00")},
                {"kind": "services", "size": "medium", "amount": Decimal("20.00")},
            ],
            "assets": [{"item": "enforcement", "count": 2}, {"item": "equipment", "count": 1}],
            "prior": [{"coordinate": "expenditure[fund=general]", "amount": Decimal("200.00")}],
        },
    )
