"""Texts of reports and sentences of the core in two languages."""

from __future__ import annotations

import pytest

from melcount_app.core.wording import Template, Wording, bound


def test_that_numbers_in_sentences_are_written_as_people_of_the_language_do() -> None:
    assert Wording("en").number(12345.678, 1) == "12,345.7"
    assert Wording("fr").number(12345.678, 1) == "12\N{NARROW NO-BREAK SPACE}345,7"


def test_that_texts_and_sentences_of_the_core_are_told_in_french() -> None:
    say = Wording("fr")
    assert say("Ratio to “{control}”", control="x") == (
        "Rapport à «\N{NO-BREAK SPACE}x\N{NO-BREAK SPACE}»"
    )
    assert say.told("It holds no sample, so it has no density.").startswith("Elle ne contient")
    assert say("") == say.told("") == ""


def test_that_a_sentence_may_say_a_name_twice() -> None:
    pattern = Template.of("{file} is gone; bring {file} back.", "").pattern
    found = pattern.fullmatch("a.tif is gone; bring a.tif back.")
    assert found is not None
    assert found.groupdict() == {"file": "a.tif"}
    assert not pattern.fullmatch("a.tif is gone; bring b.tif back.")


def test_that_english_stays_as_it_is() -> None:
    say = Wording()
    assert say("whatever {x}", x=1) == "whatever 1"
    assert say.told("“a.tif” is broken.") == "“a.tif” is broken."


def test_that_a_text_without_translation_is_a_bug() -> None:
    with pytest.raises(KeyError):
        Wording("fr")("Nobody ever said this.")


def test_that_another_language_is_refused() -> None:
    with pytest.raises(ValueError, match="'de'"):
        Wording("de")


def test_that_french_signs_stay_with_their_words() -> None:
    assert bound("a : « b » ; 5 % !") == "a\xa0: «\xa0b\xa0»\xa0; 5\xa0%\xa0!"


def test_that_of_several_sentences_each_is_told_in_french() -> None:
    notes = [f"a.geojson: outlines without an area were left out ({n})." for n in (1, 2)]
    told = Wording("fr").told("\n".join(notes))
    assert [line.count("sans surface") for line in told.split("\n")] == [1, 1]
