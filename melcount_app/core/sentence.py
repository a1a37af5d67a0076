"""Sentences that keep what they are made of, so that another language can make them anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from typing_extensions import override

TEXT, VALUES = "said", "with"
"""Names in the record of a sentence."""


class Sentence(str):
    """An English sentence, or a word or number of one, that is put into the user's language.

    It is that English text wherever a text is wanted. Values that are sentences themselves are
    put into the language, too; those that are plain texts are names, and stay as they are.

    Attributes:
        text: English, with `{name}` for what varies.
        values: by the names of their placeholders.
    """

    text: str
    values: Mapping[str, str]

    def __new__(cls, text: str, **values: object) -> Sentence:
        """The sentence; numbers among the values are written as the language does."""
        told = {
            name: value if isinstance(value, str) else Sentence(str(value))
            for name, value in values.items()
        }
        made = super().__new__(cls, text.format(**told) if told else text)
        made.text, made.values = text, told
        return made

    @override
    def __reduce__(self) -> tuple[Any, ...]:
        return _made, (self.text, dict(self.values))

    def record(self) -> dict[str, object]:
        """It as values of JSON."""
        if not self.values:
            return {TEXT: self.text}
        return {TEXT: self.text, VALUES: {k: recorded(v) for k, v in self.values.items()}}


def recorded(text: str) -> str | dict[str, object]:
    """A text as values of JSON, whether it is a sentence or a name."""
    return text.record() if isinstance(text, Sentence) else text


def of_record(found: object) -> str:
    """The text that `recorded` was given.

    Raises:
        TypeError, KeyError, ValueError, IndexError: it is no such record.
    """
    if not isinstance(found, dict):
        return str(found)
    if not {TEXT} <= {*found} <= {TEXT, VALUES} or not isinstance(found[TEXT], str):
        raise ValueError(f"a sentence of {[*found]}")
    return _made(found[TEXT], {name: of_record(v) for name, v in found.get(VALUES, {}).items()})


def _made(text: str, values: Mapping[str, str]) -> Sentence:
    return Sentence(text, **values)
