"""The language of the window: Qt Linguist files for its texts, `wording` for the core's."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from melcount_app.core.paths import resources_folder
from melcount_app.core.settings import Language
from melcount_app.core.wording import in_french


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802, ARG001 - as lupdate expects
    """Mark a text for translation; it is translated where it is shown."""
    return text


def translations_folder() -> str:
    """Where the program's own Qt Linguist files lie."""
    return str(resources_folder() / "translations")


def locale_of(language: Language) -> QLocale:
    """Of numbers and texts; numbers are not grouped, so that they can be copied."""
    locale = QLocale.system() if language is Language.SYSTEM else QLocale(str(language))
    locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    return locale


def language_code() -> str:
    """Of the window, as "en" or "fr"."""
    return "fr" if QLocale().language() == QLocale.Language.French else "en"


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


def told(sentence: str) -> str:
    """A sentence of the core in the language of the window; as it is where it is not known."""
    is_french = QLocale().language() == QLocale.Language.French
    return in_french(sentence) if is_french and sentence else sentence
