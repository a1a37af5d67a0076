"""Whatever a library raises on a foreign file becomes the error that its reader names."""

from __future__ import annotations

import json
import sqlite3
import struct
import zipfile
import zlib
from pathlib import Path
from xml.etree.ElementTree import ParseError

import pytest

from melcount_app.core.errors import ModelError, PlanError, StudyError
from melcount_app.core.foreign import foreign
from melcount_app.core.kind import FileKind, kind_of_file
from melcount_app.core.model import CARD_FILE, ModelCard
from melcount_app.core.outline_files import read_outlines
from melcount_app.core.settings import Settings, load_settings

RAISED = (
    *(IndexError(), KeyError("a"), TypeError(), ValueError(), OverflowError(), AttributeError()),
    *(ParseError(), zlib.error(), struct.error(), sqlite3.DatabaseError(), zipfile.BadZipFile()),
    *(
        RecursionError(),
        MemoryError(),
        EOFError(),
        AssertionError(),
        json.JSONDecodeError("", "", 0),
    ),
    *(UnicodeDecodeError("utf-8", b"x", 0, 1, "no"), NotImplementedError(), OSError(5, "no drive")),
)


def read(error: BaseException, *known: type[Exception]) -> None:
    with foreign(lambda _: PlanError("“a.xlsx” cannot be read."), *known):
        raise error


@pytest.mark.parametrize("error", RAISED, ids=lambda error: type(error).__name__)
def test_that_all_that_libraries_raise_becomes_the_sentence_and_stays_its_cause(
    error: Exception,
) -> None:
    with pytest.raises(PlanError, match="“a") as raised:
        read(error)
    assert raised.value.__cause__ is error


@pytest.mark.parametrize("error", [StudyError("“s” is open."), KeyboardInterrupt(), SystemExit(2)])
def test_that_sentences_and_what_ends_the_program_pass(error: BaseException) -> None:
    with pytest.raises(type(error)) as raised:
        read(error)
    assert raised.value is error


def test_that_an_error_that_its_reader_knows_passes() -> None:
    with pytest.raises(csv_error := type("CsvError", (Exception,), {})):
        read(csv_error(), csv_error)


@pytest.mark.parametrize("name", ["a.json", "a.csv", "a"])
def test_that_brackets_without_end_tell_no_kind_and_raise_nothing(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_bytes(b"[" * 60_000)
    assert kind_of_file(tmp_path / name) in (FileKind.OTHER, FileKind.PLAN)


def test_that_a_colour_that_is_no_number_costs_the_colour_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    ring = [[0, 0], [9, 0], [9, 9], [0, 0]]
    text = json.dumps(
        {
            "type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": [ring]},
            "properties": {"name": "mine", "color": ["many", 2, 3]},
        }
    )
    path.write_text(text.replace('"many"', "1e999"), encoding="utf-8")
    (region,) = read_outlines(path).regions
    assert (region.name, region.colour) == ("mine", "")


@pytest.mark.parametrize("text", ['{"density_percent": 1e999}', "[" * 60_000, '{"language": [{}]}'])
def test_that_settings_that_no_reader_takes_are_set_aside(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text, encoding="utf-8")
    settings, sentence = load_settings(path)
    assert settings == Settings()
    assert "were damaged" in sentence


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("name", "7"), ("sha256", "null"), ("training", "[]"), ("um_per_px", "1e999")),
        *(("errors", "0"), ("stains", "5"), ("interval", "[[]]"), ("halo_px", '{"a": 1}')),
    ],
)
def test_that_a_card_with_odd_facts_is_refused_by_name(
    linear_model: Path, tmp_path: Path, field: str, value: str
) -> None:
    facts = json.loads((linear_model / CARD_FILE).read_text(encoding="utf-8"))
    facts[field] = "odd"
    text = json.dumps(facts).replace('"odd"', value)
    (tmp_path / CARD_FILE).write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=r"card\.json is damaged"):
        ModelCard.load(tmp_path)
