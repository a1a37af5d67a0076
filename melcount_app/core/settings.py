"""What the user has set, kept between two starts as a small JSON file of overrides."""

from __future__ import annotations

import dataclasses
import json
import os
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import cattrs

from melcount_app.core.aside import set_aside
from melcount_app.core.budget import MIB, read_within
from melcount_app.core.foreign import foreign

MOST_BYTES = MIB
"""Of the file; ten paths of each kind and a layout take less than a tenth."""

HEXADECIMAL = re.compile("([0-9a-f]{2})*")

MOST_RECENT = 10
"""Scans and studies that are remembered, each."""


class Language(StrEnum):
    """Of the window; `Settings` may name any other of `wording.languages`, too."""

    SYSTEM = "system"
    ENGLISH = "en"
    FRENCH = "fr"


class Theme(StrEnum):
    """Light or dark."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class _DamagedError(Exception):
    """What the settings cannot be read for."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user has set.

    Attributes:
        language: of the window.
        theme: light or dark.
        last_study: the study that was open last; empty for the untitled one.
        recent_scans: files, the latest first.
        recent_studies: files, the latest first.
        geometry: size and place of the window, as Qt wrote them, in hexadecimal digits.
        columns: widths of list, view and panels, likewise.
        density_colours: colour map of the density map; empty for the usual one.
        density_percent: how strongly it covers the scan.
        operator: who works with the program; empty for whoever is logged in.
    """

    language: str = Language.SYSTEM
    theme: Theme = Theme.SYSTEM
    last_study: str = ""
    recent_scans: tuple[str, ...] = ()
    recent_studies: tuple[str, ...] = ()
    geometry: str = ""
    columns: str = ""
    density_colours: str = ""
    density_percent: int = 60
    operator: str = ""


def load_settings(path: Path) -> tuple[Settings, str]:
    """The settings of a file, and what is wrong with it as a sentence, else an empty text.

    A missing file gives the usual settings; a damaged one, too, and is set aside. What a
    later program has written besides is ignored.
    """
    try:
        with foreign(_DamagedError, FileNotFoundError):
            return _read(read_within(path, MOST_BYTES).decode("utf-8")), ""
    except FileNotFoundError:
        return Settings(), ""
    except _DamagedError:
        return Settings(), _set_aside(path)


def save_settings(path: Path, settings: Settings) -> None:
    """Write what differs from the usual settings, whole or not at all.

    Raises:
        OSError: the folder cannot be written to.
    """
    usual = Settings()
    overrides = {
        field.name: getattr(settings, field.name)
        for field in dataclasses.fields(Settings)
        if getattr(settings, field.name) != getattr(usual, field.name)
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".part")
    with beside.open("w", encoding="ascii") as file:  # names of files need not be UTF-8
        json.dump(overrides, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def with_latest(recent: tuple[str, ...], path: Path) -> tuple[str, ...]:
    """Remembered files with one more in front."""
    return (str(path), *(other for other in recent if other != str(path)))[:MOST_RECENT]


def _read(text: str) -> Settings:
    overrides = json.loads(text)
    if not isinstance(overrides, dict):
        raise TypeError("settings are no list and no number")
    if not isinstance(overrides.get("language", ""), str):
        raise TypeError("a language is named by its letters")
    settings = cattrs.structure(overrides, Settings)
    layout = (settings.geometry, settings.columns)
    if not all(map(HEXADECIMAL.fullmatch, layout)) or not 0 <= settings.density_percent <= 100:
        raise ValueError("no layout of a window")
    if any("\0" in name for name in (settings.last_study, *_recent(settings))):
        raise ValueError("no file is called so")
    return settings


def _recent(settings: Settings) -> tuple[str, ...]:
    return (*settings.recent_scans, *settings.recent_studies)


def _set_aside(path: Path) -> str:
    try:
        aside = set_aside(path)
    except OSError:
        return f"The settings in {path} cannot be read. The usual ones are used."
    return f"The settings in {path} were damaged. The usual ones are used; see “{aside.name}”."
