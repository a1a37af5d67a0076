"""The language of reports, and of the core's sentences wherever they are told.

The core speaks English. A `Sentence` keeps its text and its values, and is made anew in another
language. Sentences that are plain texts, as studies keep them and errors say them, are recognised
by their shape. A language is one file of Qt Linguist, `melcount_LL.ts`, from which
`resources/translations/update.py` makes `sentences_LL.json`: the facts of the language, the shapes
of the core's sentences, and the texts of reports, which are looked up as they are.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from melcount_app.core.paths import resources_folder
from melcount_app.core.sentence import Sentence

NUMBER = re.compile(r"-?\d+(\.\d+)?")
CORE, REPORT, FACTS = "core", "report", "language"
"""Contexts: of the core's sentences, of texts that only stand in reports, of `Conventions`."""

ENGLISH, FRENCH = "en", "fr"

WORDS = frozenset(
    {
        *("error", "found", "kind", "like", "lost", "manner", "note", "number", "numbers", "part"),
        *("picture", "reason", "rest", "role", "sample", "share", "source", "source2", "told"),
        *("unit", "unit2", "unlike", "unread", "value", "what", "why"),
    }
)
"""Placeholders whose values may be sentences and words of the core; those of others are names."""


@dataclass(frozen=True, slots=True)
class Conventions:
    """How people write in a language.

    Attributes:
        name: of the language, in its own words.
        thousands: what stands between thousands.
        decimal: what stands before decimals.
        list_separator: what stands between the cells of its CSV files.
    """

    name: str
    thousands: str
    decimal: str
    list_separator: str


IN_ENGLISH = Conventions("English", ",", ".", ",")


@dataclass(frozen=True, slots=True)
class Template:
    """The shape of sentences of the core.

    Attributes:
        text: English, with `{name}` for what varies.
        translated: the same in the other language.
        pattern: what matches such sentences.
        quoted: what stands in quotation marks, which are names.
    """

    text: str
    translated: str
    pattern: re.Pattern[str]
    quoted: frozenset[str]

    @classmethod
    def of(cls, text: str, translated: str) -> Template:
        """The shape with a group for every placeholder; one that comes again is the same text."""
        pattern, known = "", set[str]()
        for fixed, name in re.findall(r"(.*?)(?:\{(\w+)\}|$)", text, re.DOTALL):
            pattern += re.escape(fixed)
            if name:
                pattern += f"(?P={name})" if name in known else f"(?P<{name}>.+?)"
                known.add(name)
        quoted = frozenset(re.findall(r"“\{(\w+)\}”", text))
        return cls(text, translated, re.compile(pattern, re.DOTALL), quoted)

    @property
    def fixed(self) -> int:
        """How many letters do not vary."""
        return len(re.sub(r"\{\w+\}", "", self.text))


@functools.cache
def languages() -> Mapping[str, Conventions]:
    """All that there are, by code: English, and one for each file of translations."""
    files = sorted(_folder().glob("sentences_*.json"))
    codes = [file.stem.removeprefix("sentences_") for file in files]
    return {ENGLISH: IN_ENGLISH, **{code: Conventions(**_of_facts(code)) for code in codes}}


def _folder() -> Path:
    return resources_folder() / "translations"


def _of_facts(code: str) -> dict[str, str]:
    facts = translations(code)[FACTS]
    return {name: facts[fact] for name, fact in LANGUAGE_FACTS.items()}


LANGUAGE_FACTS = {
    "name": "English",
    "thousands": "thousands separator",
    "decimal": "decimal separator",
    "list_separator": "list separator",
}
"""Fields of `Conventions`, and what they are called among the translations."""


@functools.cache
def translations(language: str = FRENCH) -> Mapping[str, Mapping[str, str]]:
    """Texts of a language by English text, by context."""
    path = _folder() / f"sentences_{language}.json"
    found: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return found


@functools.cache
def templates(language: str = FRENCH) -> tuple[Template, ...]:
    """All shapes of the core's sentences, those that say most first."""
    shapes = [Template.of(text, other) for text, other in translations(language)[CORE].items()]
    return tuple(sorted(shapes, key=lambda shape: -shape.fixed))


def in_language(sentence: str, language: str) -> str:
    """A sentence of the core, or several, one a line; as it is where it is not known."""
    if language == ENGLISH or not sentence:
        return str(sentence)
    if isinstance(sentence, Sentence):
        return _made_anew(sentence, language)
    return _recognised_lines(sentence, language)


def _made_anew(sentence: Sentence, language: str) -> str:
    if NUMBER.fullmatch(sentence):
        return _number(sentence, language)
    shape = translations(language)[CORE].get(sentence.text, sentence.text)
    if not sentence.values:
        return _recognised_lines(sentence, language)
    values = {
        name: _made_anew(value, language) if isinstance(value, Sentence) else value
        for name, value in sentence.values.items()
    }
    return shape.format(**values)


def _recognised_lines(sentences: str, language: str) -> str:
    return "\n".join(_recognised(line, language) for line in sentences.split("\n"))


def _recognised(sentence: str, language: str) -> str:
    """A plain text, by its shape."""
    known = translations(language)[CORE].get(sentence)
    if known is not None and "{" not in sentence:
        return known
    for template in templates(language):
        found = template.pattern.fullmatch(sentence)
        if found:
            values = {
                name: value if name in template.quoted else _value(name, value, language)
                for name, value in found.groupdict().items()
            }
            return template.translated.format(**values)
    return sentence


def _value(name: str, value: str, language: str) -> str:
    """What stands in a sentence outside of quotation marks: a number, words, or names."""
    if NUMBER.fullmatch(value):
        return _number(value, language)
    return _recognised(value, language) if name in WORDS else value


def _number(digits: str, language: str) -> str:
    return digits.replace(".", languages()[language].decimal)


def bound(text: str) -> str:
    """French text whose signs do not begin a line of their own."""
    return re.sub(r" (?=[;:!?%»])|(?<=«) ", "\N{NO-BREAK SPACE}", text)


def phrase(text: str) -> str:
    """Marks a text of reports that is put into a language later; returns it as it is."""
    return text


class Wording:
    """Puts what a report says into one language.

    Called with an English text of reports and what to put in its placeholders.

    Attributes:
        language: its code, one of `languages`.
        facts: of it.

    Raises:
        ValueError: reports are not written in that language.
    """

    def __init__(self, language: str = ENGLISH) -> None:
        if language not in languages():
            raise ValueError(f"reports are not written in {language!r}")
        self.language, self.facts = language, languages()[language]
        self._texts = {} if language == ENGLISH else translations(language)[REPORT]

    def __call__(self, text: str, **values: object) -> str:
        """A text of reports; KeyError where its translation was forgotten."""
        shape = text if self.language == ENGLISH or not text else bound(self._texts[text])
        return shape.format(**values) if values else shape

    def told(self, sentence: str) -> str:
        """A sentence of the core."""
        told = in_language(sentence, self.language)
        return told if self.language == ENGLISH else bound(told)

    def number(self, value: float, decimals: int = 0) -> str:
        """A number inside a sentence, as people write it."""
        whole, point, rest = f"{value:,.{decimals}f}".partition(".")
        point = point and self.facts.decimal
        return f"{whole.replace(',', self.facts.thousands)}{point}{rest}"
