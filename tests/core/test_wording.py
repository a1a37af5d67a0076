"""Texts of reports and sentences of the core in two languages."""

from __future__ import annotations

import pickle

import pytest

from melcount_app.core.quality import Flag
from melcount_app.core.sentence import Sentence, of_record
from melcount_app.core.study.records import from_text, to_text
from melcount_app.core.wording import FRENCH, Template, Wording, bound, in_language


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


def test_that_names_of_the_user_are_never_translated() -> None:
    """Of a sentence that keeps its values, and of a plain text that is recognised by its shape."""
    name = "background"
    sentence = Sentence("It is a mask or another result of “{name}”.", name=name)
    for told in (sentence, str(sentence)):
        assert (
            in_language(told, FRENCH) == "C'est un masque ou un autre résultat de « background »."
        )
    channels = "There is no channel “user”; choose one of: user, background."
    assert in_language(channels, FRENCH).count("user") == 2
    assert in_language(Sentence("{manner}", manner=Sentence("sharper")), FRENCH) == "plus nets"


def test_that_a_sentence_is_kept_with_its_values() -> None:
    share = Sentence("{share} % of white", share=Sentence("12.5"))
    flag = Flag("x", Sentence("{name}: {what}", name="user", what=share))
    assert flag.sentence == "user: 12.5 % of white"
    for again in (from_text(Flag, to_text(flag)), pickle.loads(pickle.dumps(flag))):  # noqa: S301
        assert again == flag
        assert in_language(again.sentence, FRENCH) == "user: 12,5 % du blanc"
    with pytest.raises(ValueError, match="a sentence of"):
        of_record({"said": "a", "and": "b"})
