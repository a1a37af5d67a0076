"""The settings that the user may choose, one line each."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QWidget,
)

from melcount_app.core.settings import Language, Theme
from melcount_app.core.study.owner import login
from melcount_app.core.wording import languages
from melcount_app.gui.language import QT_TRANSLATE_NOOP
from melcount_app.gui.preferences import Preferences

CHOICES: tuple[tuple[str, str, dict[str, str]], ...] = (
    (
        "language",
        QT_TRANSLATE_NOOP("settings", "Language"),
        {
            Language.SYSTEM: QT_TRANSLATE_NOOP("settings", "as in Windows"),
            **{code: language.name for code, language in languages().items()},
        },
    ),
    (
        "theme",
        QT_TRANSLATE_NOOP("settings", "Colours of the window"),
        {
            Theme.SYSTEM: QT_TRANSLATE_NOOP("settings", "as in Windows"),
            Theme.LIGHT: QT_TRANSLATE_NOOP("settings", "light"),
            Theme.DARK: QT_TRANSLATE_NOOP("settings", "dark"),
        },
    ),
)
"""Field of `Settings`, what it is called, and what its values are called."""


class SettingsDialog(QDialog):
    """What is chosen holds at once; nothing has to be confirmed."""

    def __init__(self, window: QWidget, preferences: Preferences) -> None:
        super().__init__(window)
        self.setObjectName("settings")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Settings"))
        self._preferences = preferences
        form = QFormLayout(self)
        for field, called, values in CHOICES:
            text = QCoreApplication.translate("settings", called)
            form.addRow(text, self._choice(field, text, values))
        form.addRow(self.tr("Operator"), self._operator())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)
        self.setMinimumWidth(340)

    def _operator(self) -> QLineEdit:
        """Who works; empty for whoever is logged in."""
        line = QLineEdit(self._preferences.settings.operator)
        line.setObjectName("setting_operator")
        line.setAccessibleName(self.tr("Operator"))
        line.setPlaceholderText(self.tr("as logged in: {name}").format(name=login()))
        line.setToolTip(self.tr("The name in the journal of the study, beside the login."))
        line.textChanged.connect(
            lambda name: self._preferences.change(operator=" ".join(name.split()))
        )
        return line

    def _choice(self, field: str, called: str, values: dict[str, str]) -> QComboBox:
        box = QComboBox()
        box.setObjectName(f"setting_{field}")
        box.setAccessibleName(called)
        for value, text in values.items():
            box.addItem(QCoreApplication.translate("settings", text), value)
        present = getattr(self._preferences.settings, field)
        box.setCurrentIndex([*values].index(present) if present in values else 0)
        box.activated.connect(
            lambda index: self._preferences.change(**{field: list(values)[index]})
        )
        return box
