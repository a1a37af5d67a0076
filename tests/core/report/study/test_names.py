"""Names of report files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from melcount_app.core.report.study.names import FORBIDDEN, RESERVED, file_name, file_names


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Forskolin 10 µM", "Forskolin 10 µM"),
        ("α-MSH; 100 nM 😀", "α-MSH_ 100 nM 😀"),
        ("a/b\\c:d*e?f", "a_b_c_d_e_f"),
        ("CON", "_CON"),
        ("lpt1.étude", "_lpt1.étude"),
        ("console", "console"),
        (" . ", "condition"),
        ("", "condition"),
        ("tab\there\u202e", "tabhere"),
        ("ends with a dot.", "ends with a dot"),
        ("e\u0301", "é"),
        ("x" * 240, "x" * 80),
    ],
)
def test_that_a_name_becomes_one_that_windows_takes(name: str, expected: str) -> None:
    assert file_name(name, "condition") == expected


@given(st.text(max_size=300))
def test_that_any_name_becomes_one_that_every_system_takes(name: str) -> None:
    found = file_name(name, "condition")
    assert found
    assert not FORBIDDEN.search(found)
    assert not RESERVED.fullmatch(found)
    assert found == found.strip(" .")
    assert len(found.encode("utf-8")) <= 210


def test_that_no_two_files_have_the_same_name_whatever_their_case() -> None:
    found = file_names(["a/b", "A:B", "a_b", "x", "x"], "condition", taken=["X"])
    assert found == ("a_b", "A_B 2", "a_b 3", "x 2", "x 3")
