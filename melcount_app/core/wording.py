"""The language of reports, and of the core's sentences wherever they are told.

The core speaks English. Its sentences are recognised by their shape: `sentences.json` among the
translations lists the English templates, whose placeholders stand for names and numbers, with
the French ones. Texts of reports are looked up as they are. Both come from the Qt Linguist file
of the window, by `resources/translations/update.py`.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from melcount_app.core.paths import resources_folder

NUMBER = re.compile(r"-?\d+\.\d+")
CORE, REPORT = "core", "report"
"""Contexts: of the core's sentences, and of texts that only stand in reports."""

ENGLISH, FRENCH = "en", "fr"
GROUPS = {ENGLISH: ",", FRENCH: "\N{NARROW NO-BREAK SPACE}"}
"""What stands between thousands."""


@dataclass(frozen=True, slots=True)
class Template:
    """The shape of sentences of the core.

    Attributes:
        text: English, with `{name}` for what varies.
        french: the same in French.
        pattern: what matches such sentences.
    """

    text: str
    french: str
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, text: str, french: str) -> Template:
        """The shape with a group for every placeholder; one that comes again is the same text."""
        pattern, known = "", set[str]()
        for fixed, name in re.findall(r"(.*?)(?:\{(\w+)\}|$)", text, re.DOTALL):
            pattern += re.escape(fixed)
            if name:
                pattern += f"(?P={name})" if name in known else f"(?P<{name}>.+?)"
                known.add(name)
        return cls(text, french, re.compile(pattern, re.DOTALL))

    @property
    def fixed(self) -> int:
        """How many letters do not vary."""
        return len(re.sub(r"\{\w+\}", "", self.text))


@functools.cache
def translations() -> Mapping[str, Mapping[str, str]]:
    """French by English text, by context."""
    path = resources_folder() / "translations" / "sentences.json"
    found: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return found


@functools.cache
def templates() -> tuple[Template, ...]:
    """All shapes of the core's sentences, those that say most first."""
    shapes = [Template.of(text, french) for text, french in translations()[CORE].items()]
    return tuple(sorted(shapes, key=lambda shape: -shape.fixed))


def in_french(sentence: str) -> str:
    """Sentences of the core, one a line, in French; as they are where they are not known."""
    if "\n" in sentence:
        return "\n".join(map(in_french, sentence.split("\n")))
    if NUMBER.fullmatch(sentence):
        return sentence.replace(".", ",")
    for template in templates():
        found = template.pattern.fullmatch(sentence)
        if found:
            values = {name: in_french(value) for name, value in found.groupdict().items()}
            return template.french.format(**values)
    return sentence


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
        language: "en" or "fr".

    Raises:
        ValueError: reports are not written in that language.
    """

    def __init__(self, language: str = ENGLISH) -> None:
        if language not in GROUPS:
            raise ValueError(f"reports are not written in {language!r}")
        self.language = language

    def __call__(self, text: str, **values: object) -> str:
        """A text of reports; KeyError where its translation was forgotten."""
        shape = bound(translations()[REPORT][text]) if self.language == FRENCH and text else text
        return shape.format(**values) if values else shape

    def told(self, sentence: str) -> str:
        """A sentence of the core."""
        return bound(in_french(sentence)) if self.language == FRENCH and sentence else sentence

    def number(self, value: float, decimals: int = 0) -> str:
        """A number inside a sentence, as people write it."""
        text = f"{value:,.{decimals}f}".replace(",", GROUPS[self.language])
        return text.replace(".", ",") if self.language == FRENCH else text
