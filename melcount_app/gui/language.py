"""The language of the window: Qt Linguist files for its texts and for the core's sentences.

The core speaks English. Its sentences are recognised by their shape: `resources/translations`
lists the English templates, whose placeholders stand for names and numbers, and the French ones
are in the same Qt Linguist file as all other texts, in the context "core".
"""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from melcount_app.core.paths import resources_folder
from melcount_app.core.settings import Language

NUMBER = re.compile(r"-?\d+\.\d+")
CORE = "core"
"""Context of the core's sentences."""


def translations_folder() -> str:
    """Where the program's own Qt Linguist files lie."""
    return str(resources_folder() / "translations")


def locale_of(language: Language) -> QLocale:
    """Of numbers and texts; numbers are not grouped, so that they can be copied."""
    locale = QLocale.system() if language is Language.SYSTEM else QLocale(str(language))
    locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    return locale


def install_language(language: Language) -> None:
    """Let all texts and numbers that are made from now on be in a language."""
    application = QCoreApplication.instance()
    assert application is not None  # noqa: S101 - windows are made by an application
    for old in application.findChildren(QTranslator):
        application.removeTranslator(old)
        old.deleteLater()
    locale = locale_of(language)
    QLocale.setDefault(locale)
    if locale.language() == QLocale.Language.French:
        qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for name, folder in (("qtbase_fr", qt), ("melcount_fr", translations_folder())):
            translator = QTranslator(application)
            if translator.load(name, folder):
                application.installTranslator(translator)


@dataclass(frozen=True, slots=True)
class Template:
    """The shape of sentences of the core.

    Attributes:
        text: English, with `{name}` for what varies.
        pattern: what matches such sentences.
    """

    text: str
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, text: str) -> Template:
        """The shape with a group for every placeholder."""
        parts = re.split(r"\{(\w+)\}", text)
        pattern = "".join(
            f"(?P<{part}>.+?)" if odd else re.escape(part)
            for part, odd in zip(parts, [False, True] * len(parts), strict=False)
        )
        return cls(text, re.compile(pattern, re.DOTALL))

    @property
    def fixed(self) -> int:
        """How many letters do not vary."""
        return len(re.sub(r"\{\w+\}", "", self.text))


@functools.cache
def templates() -> tuple[Template, ...]:
    """All shapes, those that say most first."""
    path = resources_folder() / "translations" / "sentences.json"
    texts: list[str] = json.loads(path.read_text(encoding="utf-8"))
    return tuple(sorted(map(Template.of, texts), key=lambda shape: -shape.fixed))


def told(sentence: str) -> str:
    """A sentence of the core in the language of the window; as it is where it is not known."""
    if QLocale().language() != QLocale.Language.French or not sentence:
        return sentence
    if NUMBER.fullmatch(sentence):
        return sentence.replace(".", ",")
    for template in templates():
        found = template.pattern.fullmatch(sentence)
        if found:
            french = QCoreApplication.translate(CORE, template.text)
            return french.format(**{name: told(value) for name, value in found.groupdict().items()})
    return sentence
