"""The language of the window: Qt Linguist files for its texts, `wording` for the core's."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from melcount_app.core.paths import resources_folder
from melcount_app.core.settings import Language
from melcount_app.core.wording import ENGLISH, in_language, languages


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802, ARG001 - as lupdate expects
    """Mark a text for translation; it is translated where it is shown."""
    return text


def translations_folder() -> str:
    """Where the program's own Qt Linguist files lie."""
    return str(resources_folder() / "translations")


def locale_of(language: str) -> QLocale:
    """Of numbers and texts; numbers are not grouped, so that they can be copied."""
    locale = QLocale.system() if language == Language.SYSTEM else QLocale(str(language))
    locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    return locale


def language_code() -> str:
    """Of the window, one of `languages`."""
    code = QLocale().name()[:2]
    return code if code in languages() else ENGLISH


def install_language(language: str) -> None:
    """Let all texts and numbers that are made from now on be in a language."""
    application = QCoreApplication.instance()
    assert application is not None  # noqa: S101 - windows are made by an application
    for old in application.findChildren(QTranslator):
        application.removeTranslator(old)
        old.deleteLater()
    locale = locale_of(language)
    QLocale.setDefault(locale)
    code = language_code()
    if code != ENGLISH:
        qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for name, folder in ((f"qtbase_{code}", qt), (f"melcount_{code}", translations_folder())):
            translator = QTranslator(application)
            if translator.load(name, folder):
                application.installTranslator(translator)


def told(sentence: str) -> str:
    """A sentence of the core in the language of the window; as it is where it is not known."""
    return in_language(sentence, language_code())
