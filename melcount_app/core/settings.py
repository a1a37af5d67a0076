"""What the user has set, kept between two starts as a small JSON file of overrides."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import cattrs

MOST_RECENT = 10
"""Scans and studies that are remembered, each."""


class Language(StrEnum):
    """Of the window."""

    SYSTEM = "system"
    ENGLISH = "en"
    FRENCH = "fr"


class Theme(StrEnum):
    """Light or dark."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


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
    """

    language: Language = Language.SYSTEM
    theme: Theme = Theme.SYSTEM
    last_study: str = ""
    recent_scans: tuple[str, ...] = ()
    recent_studies: tuple[str, ...] = ()
    geometry: str = ""
    columns: str = ""
    density_colours: str = ""
    density_percent: int = 60


def load_settings(path: Path) -> tuple[Settings, str]:
    """The settings of a file, and what is wrong with it as a sentence, else an empty text.

    A missing file gives the usual settings; a damaged one, too, and is set aside. What a
    later program has written besides is ignored.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings(), ""
    except (OSError, UnicodeDecodeError):
        return Settings(), _set_aside(path)
    try:
        return _read(text), ""
    except (ValueError, TypeError, AttributeError, cattrs.BaseValidationError):
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
    beside.write_text(json.dumps(overrides, ensure_ascii=False, indent=2), encoding="utf-8")
    beside.replace(path)


def with_latest(recent: tuple[str, ...], path: Path) -> tuple[str, ...]:
    """Remembered files with one more in front."""
    return (str(path), *(other for other in recent if other != str(path)))[:MOST_RECENT]


def _read(text: str) -> Settings:
    overrides = json.loads(text)
    if not isinstance(overrides, dict):
        raise TypeError("settings are no list and no number")
    return cattrs.structure(overrides, Settings)


def _set_aside(path: Path) -> str:
    aside = path.with_suffix(".damaged.json")
    try:
        path.replace(aside)
    except OSError:
        return f"The settings in {path} cannot be read. The usual ones are used."
    return f"The settings in {path} were damaged. The usual ones are used; see {aside.name}."
