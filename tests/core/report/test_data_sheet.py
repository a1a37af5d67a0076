"""The hidden record of a report is read back as it was written, whatever its cells begin with."""

from __future__ import annotations

import base64
import dataclasses
import io
import random
import zlib
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from melcount_app.core.errors import MelcountError
from melcount_app.core.region import Region, polygon
from melcount_app.core.replay import replay
from melcount_app.core.report import Report
from melcount_app.core.report.cells import LONGEST_TEXT
from melcount_app.core.report.data_sheet import (
    ReplayData,
    ReplayRecord,
    SampleRecord,
    ShownStatistic,
    StatisticsRecord,
    read_data_sheet,
    write_data_sheet,
)
from melcount_app.core.study.records import to_text
from melcount_app.core.workbook import read_book
from tests.core.report.conftest import MakeReport

ODD_NAMES = (
    *("=1+1", "+1", "-1", "@SUM(A1)", "'quoted", "#N/A", "_x0041_", "_x005F_x0041_", " ", "\t"),
    *("\x00\x07\x1b", "\ud800", "a\udcff.tif", "é" * 40_000, "\r\n", "�", "\U0010ffff"),
)


def record_of(report: Report, name: str) -> ReplayRecord:
    region = Region(name, polygon([(0.0, 0.0), (9.0, 0.0), (9.0, 9.0)]))
    return ReplayRecord(report.request, (region,), ())


def read_back(data: ReplayData) -> ReplayData:
    book, file = Workbook(), io.BytesIO()
    write_data_sheet(book, data)
    book.save(file)
    return read_data_sheet(read_book(file.getvalue()), "a.xlsx")


@pytest.mark.parametrize("name", ODD_NAMES, ids=ascii)
def test_that_any_name_comes_back_as_it_was(make_report: MakeReport, name: str) -> None:
    data = ReplayData((record_of(make_report(), name),))
    assert read_back(data) == data


def text_of(record: ReplayRecord) -> str:
    return base64.b64encode(
        zlib.compress(to_text(record).encode("utf-8", "surrogatepass"))
    ).decode()


def filling(report: Report) -> ReplayRecord:
    """A record whose last cell is the "==" at the end of its base64 alone."""
    letters = "".join(random.Random(1).choices("0123456789abcdef", k=130_000))  # noqa: S311 - a text
    low, high = 0, len(letters)
    while low < high:  # the more letters, the longer the text
        middle = (low + high) // 2
        is_short = len(text_of(record_of(report, letters[:middle]))) <= 2 * LONGEST_TEXT
        low, high = (middle + 1, high) if is_short else (low, middle)
    for length in range(low, low + 40):
        record = record_of(report, letters[:length])
        if text_of(record)[2 * LONGEST_TEXT :] == "==":
            return record
    raise AssertionError("no length fits")


def test_that_a_part_that_begins_like_a_formula_is_text(make_report: MakeReport) -> None:
    data = ReplayData((filling(make_report()),))
    assert read_back(data) == data


@pytest.mark.parametrize(
    "change", [("A2", "scam"), ("A2", None), ("A3", "another"), ("A4", "scan"), ("A1000", "scan")]
)
def test_that_a_record_that_is_none_is_not_passed_over(
    make_report: MakeReport, change: tuple[str, str | None]
) -> None:
    book, file = Workbook(), io.BytesIO()
    record = record_of(make_report(), "a")
    write_data_sheet(book, ReplayData((record, record)))
    cell, text = change
    book["melcount"][cell] = text
    book.save(file)
    with pytest.raises(MelcountError, match=r"of “a\.xlsx” is damaged"):
        read_data_sheet(read_book(file.getvalue()), "a.xlsx")


@pytest.mark.parametrize(
    "change",
    [
        {"samples": (SampleRecord("dose", (7,)),)},
        {"samples": (SampleRecord("another", (0,)),)},
        {"shown": (ShownStatistic("dose", "values", "S", "A1"),)},
        {"shown": (ShownStatistic("another", "mean", "S", "A1"),)},
    ],
)
def test_that_statistics_of_what_is_not_there_are_refused_by_name(
    make_report: MakeReport, tmp_path: Path, change: dict[str, Any]
) -> None:
    statistics = StatisticsRecord("", ("dose",), (SampleRecord("dose", (0,)),), ())
    changed = dataclasses.replace(statistics, **change)
    book = Workbook()
    write_data_sheet(book, ReplayData((record_of(make_report(), "a"),), changed))
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(MelcountError, match=r"“a\.xlsx” shows numbers"):
        next(replay(tmp_path / "a.xlsx"))
