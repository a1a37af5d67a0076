from __future__ import annotations

from pathlib import Path

import pytest

from melcount_app.core.settings import (
    MOST_BYTES,
    MOST_RECENT,
    Language,
    Settings,
    Theme,
    load_settings,
    save_settings,
    with_latest,
)


def test_that_settings_come_back_as_they_were_saved(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "settings.json"
    settings = Settings(Language.FRENCH, Theme.DARK, "étude.melcount", ("a.tif", "b.tif"))
    save_settings(path, settings)
    assert load_settings(path) == (settings, "")


def test_that_only_what_differs_from_the_usual_is_written(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    save_settings(path, Settings(theme=Theme.DARK))
    assert path.read_text(encoding="utf-8") == '{\n  "theme": "dark"\n}'


def test_that_a_missing_file_gives_the_usual_settings(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.json") == (Settings(), "")


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", '{"theme": "purple"}', '{"recent_scans": 3}', "\x00\xff"),
        *("[" * 100_000, '{"density_percent": 1e999}', '{"density_percent": 101}'),
        *('{"geometry": "\\ud800"}', '{"columns": "0"}', '{"recent_studies": ["a\\u0000b"]}'),
        " " * 1_000_001,
    ],
)
def test_that_a_damaged_file_is_set_aside_and_said(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text, encoding="latin-1")
    settings, problem = load_settings(path)
    assert settings == Settings()
    assert str(path) in problem
    assert not path.exists()
    (aside,) = tmp_path.iterdir()
    assert aside.name in problem
    assert aside.read_text(encoding="latin-1") == text


def test_that_earlier_damaged_files_stay(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    for text in ("{", "[", "?"):
        path.write_text(text, encoding="ascii")
        load_settings(path)
    assert {each.read_text(encoding="ascii") for each in tmp_path.iterdir()} == {"{", "[", "?"}


def test_that_a_folder_in_place_of_the_file_is_set_aside_and_a_file_in_place_of_the_folder_said(
    tmp_path: Path,
) -> None:
    path = tmp_path / "settings.json"
    path.mkdir()
    assert "were damaged" in load_settings(path)[1]
    path.write_text("{}", encoding="ascii")
    assert "cannot be read" in load_settings(path / "settings.json")[1]


def test_that_names_that_are_not_utf_8_come_back(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    settings = Settings(last_study="étude\udcff.melcount", recent_scans=("\udce9.tif",))
    save_settings(path, settings)
    assert load_settings(path) == (settings, "")


def test_that_fields_of_a_later_program_are_ignored(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"theme": "light", "music": true}', encoding="utf-8")
    assert load_settings(path) == (Settings(theme=Theme.LIGHT), "")


def test_that_the_latest_file_stands_first_and_once() -> None:
    recent: tuple[str, ...] = ()
    for number in (*range(15), 3):
        recent = with_latest(recent, Path(f"{number}.tif"))
    assert len(recent) == MOST_RECENT
    assert recent[:3] == ("3.tif", "14.tif", "13.tif")


def test_that_a_file_longer_than_any_settings_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"recent_scans": ["' + "a" * MOST_BYTES + '"]}')
    settings, told = load_settings(path)
    assert settings == Settings()
    assert "were damaged" in told
    assert not path.exists()
