"""A number is shown as Excel shows it in English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from melcount_app.core.workbook.formats import KNOWN_FORMATS, shown, shown_text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.005, "0.0%", "0.5%"),
        (0.01, "0%", "1%"),
        (0.1 + 0.2, "General", "0.3"),
        (1 / 3, "General", "0.333333333"),
        (-2.5, "General", "-2.5"),
        (123456789012.0, "General", "123456789012"),
        (1e20, "General", "1E+20"),
        (1.5e-7, "General", "1.5E-07"),
        (0.00012345678912, "General", "0.000123457"),
        (10.0, '0" µM"', "10 µM"),
        (10.0, 'General" µM"', "10 µM"),
        (0.5, "0.00\\ %", "50.00 %"),
        (7.0, '"D"000', "D007"),
        (2.5, "0", "3"),
        (1.005, "0.00", "1.01"),
        (-1.005, "0.00", "-1.01"),
        (0.5, "#.##", ".5"),
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (1500000.0, '0.0,," M"', "1.5 M"),
        (1500.0, '0.0, "k"', "1.5 k"),
        (1234.0, "000\\-0000", "000-1234"),
        (-5.0, "0;(0)", "(5)"),
        (-5.0, "0", "-5"),
        (0.0, '0;-0;"none"', "none"),
        (5.0, ";;;", ""),
        (150.0, '[>=100]0" big";0" small"', "150 big"),
        (50.0, '[>=100]0" big";0" small"', "50 small"),
        (5.0, '[=1]"one";[<>5]"many";0', "5"),
        (5.0, "[Red]0.0_);[Blue](0.0)", "5.0"),
        (5.0, "[$€-40C] 0.00", "€ 5.00"),
        (12345.0, "0.00E+00", "1.23E+04"),
        (12345.0, "##0.0E+0", "12.3E+3"),
        (9.999, "0.0E-0", "1.0E1"),
        (0.0, "0.0E+0", "0.0E+0"),
        (0.5, "# ?/?", "1/2"),
        (-1.25, "# ?/?", "-1 1/4"),
        (2.0, "# ?/?", "2"),
        (0.333, "?/8", "3/8"),
        (5.0, "@", "5"),
        (5.0, "", "5"),
        (5.0, '"no digits"', "no digits"),
    ],
)
def test_that_a_number_is_shown_by_its_format(value: float, code: str, text: str) -> None:
    assert shown(value, code).strip() == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (46336.0, KNOWN_FORMATS[14], "2026-11-10"),
        (46336.52, "d/m/yy h:mm", "10/11/26 12:28"),
        (46336.52, "h:mm AM/PM", "12:28 PM"),
        (46336.02, "hh:mm:ss A/P", "12:28:48 A"),
        (46336.0, "[$-409]mmm d, yyyy", "Nov 10, 2026"),
        (46336.0, "dddd mmmm mmmmm", "Tuesday November N"),
        (1.5, "[h]:mm", "36:00"),
        (1.5, "[mm]", "2160"),
        (1.00001, "mm:ss.0", "00:00.9"),
        (1.0, "yyyy-mm-dd", "1900-01-01"),
        (-1.0, "yyyy-mm-dd", "-1"),
        (1e9, "yyyy", "1000000000"),
    ],
)
def test_that_a_day_or_a_time_is_shown_by_its_format(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


def test_that_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    assert shown(44874.0, "yyyy-mm-dd", is_1904=True) == "2026-11-10"


@pytest.mark.parametrize(
    ("code", "text"),
    [("@", "x"), ('0;0;0;"vit "@', "vit x"), ('@" µM"', "x µM"), ("0.00", "x"), ("General", "x")],
)
def test_that_a_text_is_shown_by_its_format(code: str, text: str) -> None:
    assert shown_text("x", code) == text


@given(
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(alphabet='0#?.,;%E+-/[]"\\_*@ymdhsAPM<>=$1 G', max_size=12),
)
def test_that_no_format_stands_in_the_way_of_a_number(value: float, code: str) -> None:
    assert isinstance(shown(value, code), str)


@given(st.integers(-(10**9), 10**9))
def test_that_whole_numbers_keep_their_digits(value: int) -> None:
    assert int(shown(float(value), "General")) == value
    assert int(shown(float(value), "#,##0").replace(",", "")) == value
