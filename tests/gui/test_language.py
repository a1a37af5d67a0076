"""French: every text is translated, placeholders stay, numbers have a comma, no restart."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QRectF, QTranslator
from PySide6.QtWidgets import QApplication, QComboBox, QLabel
from pytestqt.qtbot import QtBot

from melcount_app.core.paths import resources_folder
from melcount_app.core.settings import Language, Theme
from melcount_app.core.study import Study
from melcount_app.core.wording import templates, translations
from melcount_app.gui.app import Windows
from melcount_app.gui.commands import MENUS
from melcount_app.gui.language import install_language, told
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.preferences import Preferences
from melcount_app.gui.session import Stage
from tests.gui.conftest import LONG_MS, SMALL, choose, text

FOLDER = resources_folder() / "translations"


def load_update() -> ModuleType:
    spec = spec_from_file_location("update_translations", FOLDER / "update.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


update = load_update()
TEXTS = update.all_texts()
HOW = "Run resources/translations/update.py and translate what it names in melcount_fr.ts."


OF_COMMANDS_ONLY = ("The cluster at", "The worker on", "“{name}” was counted with the model")
"""Sentences that only the commands for clusters and `replay` say."""


@pytest.fixture
def french(qtbot: QtBot) -> Iterator[None]:
    install_language(Language.FRENCH)
    yield
    install_language(Language.ENGLISH)


@pytest.fixture(autouse=True)
def english_afterwards(qtbot: QtBot) -> Iterator[None]:
    yield
    install_language(Language.ENGLISH)


def test_that_no_sentence_of_the_window_speaks_of_options_of_the_command_line() -> None:
    texts = ET.parse(FOLDER / "melcount_fr.ts").iter("source")  # noqa: S314 - our own file
    sentences = [text.text or "" for text in texts]
    assert len(sentences) > 100
    speaking = [sentence for sentence in sentences if re.search(r"(?<![\w-])--[a-z]", sentence)]
    assert [each for each in speaking if not each.startswith(OF_COMMANDS_ONLY)] == []


def test_that_every_text_has_a_french_translation() -> None:
    known = update.known()
    assert not [text for text in TEXTS if not known.get(text)], HOW
    assert len(TEXTS) > 400


def test_that_nothing_is_translated_that_is_not_said() -> None:
    assert set(update.known()) == set(TEXTS), HOW


def test_that_the_program_reads_the_translations_of_the_ts_file() -> None:
    translator = QTranslator()
    assert translator.load(str(FOLDER / "melcount_fr.qm"))
    old = [
        text
        for text, wanted in update.known().items()
        if translator.translate(text.context, text.source) != wanted
    ]
    assert not old, HOW
    for context in (update.CORE, update.REPORT):
        expected = {t.source: f for t, f in update.known().items() if t.context == context}
        assert translations()[context] == expected, HOW
    assert len(templates()) == len(translations()[update.CORE])


def test_that_placeholders_and_markup_survive_the_translation() -> None:
    def parts(text: str) -> list[str]:
        return sorted(re.findall(r"\{\w+\}|</?b>", text))

    wrong = [t for t, french in update.known().items() if parts(t.source) != parts(french)]
    assert not wrong


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.FRENCH])
def test_that_no_two_entries_of_a_menu_share_a_letter(language: Language) -> None:
    install_language(language)
    for menu in MENUS:
        texts = [QCoreApplication.translate("actions", command.text) for command in menu.commands]
        letters = [m.group(1).lower() for t in texts if (m := re.search(r"&(\w)", t))]
        assert sorted(letters) == sorted(set(letters)), (menu, texts)


@pytest.mark.parametrize(
    ("english", "expected"),
    [
        (
            "“étude; 1.tif” has changed since it was opened. Open it again.",
            "« étude; 1.tif » a changé depuis son ouverture. Ouvrez-le à nouveau.",
        ),
        (
            "“a.tif” is cut short: pixels are missing at its end; copy it again.",
            "« a.tif » est tronqué : il manque des pixels à la fin ; recopiez-le.",
        ),
        (
            "The pixel size of 0.4523 µm/px was given by the user, not by the file.",
            (
                "La taille du pixel de 0,4523 µm/px a été donnée par l'utilisateur, pas par le "
                "fichier."
            ),
        ),
        (
            (
                "42 % of the counted cells lie in places dimmer than the training images "
                "(brightest hundredth: 12 % of white; trained on 20 to 90 % of white), so the "
                "counts may be off."
            ),
            (
                "42 % des cellules comptées sont dans des endroits plus pâles que les images "
                "d'apprentissage (centième le plus clair : 12 % du blanc ; appris de 20 à 90 % du "
                "blanc) ; les comptages peuvent être faux."
            ),
        ),
        ("Nobody ever said this.", "Nobody ever said this."),
        ("", ""),
    ],
)
def test_that_sentences_of_the_core_are_told_in_french(
    french: None, english: str, expected: str
) -> None:
    assert told(english) == expected


def test_that_english_sentences_stay_as_they_are(qtbot: QtBot) -> None:
    sentence = "“a.tif” has changed since it was opened. Open it again."
    assert told(sentence) == sentence


def main_window() -> MainWindow:
    (window,) = (
        w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()
    )
    return window


@pytest.fixture
def windows(qtbot: QtBot, linear_model: Path, tmp_path: Path) -> Iterator[Windows]:
    made = Windows(linear_model, Preferences(tmp_path / "settings.json"))
    first = made.show(Study.open(tmp_path / "study.melcount"))
    first.resize(1280, 720)
    yield made
    main_window().close()


def test_that_the_language_changes_without_losing_anything(
    qtbot: QtBot, windows: Windows, scan_path: Path
) -> None:
    first = main_window()
    session = first.session
    session.shown.open(scan_path)
    qtbot.waitUntil(lambda: session.course.stage is Stage.OUTLINED, timeout=LONG_MS)
    session.regions.draw(SMALL)
    session.counting.count()
    qtbot.waitUntil(
        lambda: session.course.stage is Stage.COUNTED and session.numbers.is_measured,
        timeout=LONG_MS,
    )
    first.regions_panel.select([0])
    first.view.canvas.setRange(QRectF(100, 1400, 400, 300))
    first.actions_by_name["show_contours"].setChecked(True)
    place, density = first.view.canvas.viewRect(), text(first, "density")
    choose(qtbot, first, "settings")
    box = first.findChild(QComboBox, "setting_language")
    assert box is not None
    box.setCurrentIndex(2)
    box.activated.emit(2)
    second = main_window()
    assert second is not first
    assert second.session is session
    assert second.actions_by_name["count"].iconText() == "Compter"
    assert second.regions_panel.selected == [0]
    assert second.actions_by_name["show_contours"].isChecked()
    assert second.view.canvas.viewRect().center().x() == pytest.approx(place.center().x(), abs=2)
    assert text(second, "density") == density.replace(".", ",")
    step = second.findChild(QLabel, "next_step")
    assert step is not None
    assert step.text().startswith("<b>Ensuite :</b>")
    session.desk.undo_stack.undo()
    assert session.shown.edits is not None
    assert session.shown.edits.regions == ()


def test_that_a_count_goes_on_while_the_window_is_made_anew(
    qtbot: QtBot, windows: Windows, scan_path: Path
) -> None:
    session = main_window().session
    session.shown.open(scan_path)
    qtbot.waitUntil(lambda: session.course.stage is Stage.OUTLINED, timeout=LONG_MS)
    session.counting.count()
    windows._preferences.change(theme=Theme.DARK)
    qtbot.waitUntil(
        lambda: session.course.stage is Stage.COUNTED and session.numbers.is_measured,
        timeout=LONG_MS,
    )
    assert text(main_window(), "density") != "–"
    windows._preferences.change(theme=Theme.SYSTEM)


def test_that_regions_and_channels_have_names_in_french(
    qtbot: QtBot, windows: Windows, scan_path: Path
) -> None:
    session = main_window().session
    session.shown.open(scan_path)
    qtbot.waitUntil(lambda: session.course.stage is Stage.OUTLINED, timeout=LONG_MS)
    windows._preferences.change(language=Language.FRENCH)
    session.regions.draw(SMALL)
    session.regions.draw(SMALL)
    session.regions.add_quadrants()
    session.regions.add_rings(2)
    assert session.shown.edits is not None
    names = [region.name for region in session.shown.edits.regions]
    assert names[:3] == ["région 1", "région 2", "en haut à gauche"]
    assert re.fullmatch(r"anneau 1 \(0,0–\d,\d mm\)", names[-2])
    assert main_window().scan_panel.channel.currentText() == "vert"
    assert session.shown.edits.channel.name == "green"


def test_that_numbers_have_a_decimal_comma_in_french(french: None) -> None:
    assert QLocale().toString(12.5, "f", 1) == "12,5"
