"""Names that read the same are one; names that are nearly alike are pointed out."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from melcount_app.core.plan.alike import (
    are_nearly_alike,
    joined_spellings,
    look_alikes,
    normal,
    seen_alike,
    spellings,
    tidy,
)

MICRO, MU = "\N{MICRO SIGN}", "\N{GREEK SMALL LETTER MU}"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"vit C 10 {MICRO}M", f"vit C 10 {MU}M"),
        ("Vit C", "vit c"),
        ("vit  C ", "vit\N{NO-BREAK SPACE}C"),
        ("vit C", "vit\tC\n"),
        ("Témoin", unicodedata.normalize("NFD", "témoin")),
        ("vit-C", "vit\N{NON-BREAKING HYPHEN}C"),
        ("vit C", "\N{ZERO WIDTH NO-BREAK SPACE}vit\N{ZERO WIDTH SPACE} C"),
        ("D1", "\N{FULLWIDTH LATIN CAPITAL LETTER D}\N{FULLWIDTH DIGIT ONE}"),
        ("Straße", "STRASSE"),
    ],
)
def test_that_names_that_read_the_same_have_one_form(one: str, other: str) -> None:
    assert normal(one) == normal(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *[("10⁵ cells", "105 cells"), ("D1", "D2"), ("A", "B"), ("vit C", "vit E")],
        *[("10 µM", "10 mM"), ("ctrl+", "ctrl-"), ("témoin", "temoin"), ("1 0", "10")],
    ],
)
def test_that_names_that_read_differently_have_different_forms(one: str, other: str) -> None:
    assert normal(one) != normal(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *[("10uM", "10 µM"), ("vit_C", "vit C"), ("témoin", "temoin"), ("0,5 %", "0.50%")],
        *[("control", "contrl"), ("control", "cotnrol"), ("kojic acid", "kojic acids")],
        *[("treated", "treeted"), ("1,000 µM", "1000µM"), ("5 ug/ml", "5 µg/ml")],
    ],
)
def test_that_names_may_be_meant_to_be_one(one: str, other: str) -> None:
    assert are_nearly_alike(one, other)
    assert are_nearly_alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *[("10 µM", "100 µM"), ("10 µM", "10 nM"), ("vit C", "vit E"), ("lipid A", "lipid B")],
        *[("D1", "D2"), ("dose 1", "dose 2"), ("treated", "untreated"), ("MSH", "MCH")],
        *[("ctrl+", "ctrl-"), ("0.5 %", "5 %"), ("control", "control 2"), ("MSH1", "MSH2")],
    ],
)
def test_that_names_that_differ_by_what_counts_are_not_alike(one: str, other: str) -> None:
    assert not are_nearly_alike(one, other)


def test_that_names_are_spelled_as_most_are() -> None:
    spelled = spellings(["vit c", "Vit C", "DMSO", "Vit C", "MSH"])
    assert spelled == {"vit c": "Vit C", "Vit C": "Vit C", "DMSO": "DMSO", "MSH": "MSH"}
    assert list(joined_spellings(spelled)) == [("Vit C", ("vit c",))]


def test_that_the_first_spelling_stays_where_none_is_usual() -> None:
    assert spellings([f"10 {MICRO}M", f"10 {MU}M"])[f"10 {MU}M"] == f"10 {MICRO}M"


def test_that_look_alikes_come_in_groups() -> None:
    names = ("10uM", "control", "10 µM", "contrl", "10 μM", "MSH")
    assert list(look_alikes(names, with_typos=True)) == [
        ("10uM", "10 µM", "10 μM"),
        ("control", "contrl"),
    ]
    assert list(look_alikes(names, with_typos=False)) == [("10uM", "10 µM", "10 μM")]


@given(st.text(max_size=20))
def test_that_a_form_is_the_form_of_itself(text: str) -> None:
    for form in (tidy, seen_alike):
        assert form(form(text)) == form(text)
    assert normal(tidy(text)) == normal(text)
