"""The files that a study comes to."""

from __future__ import annotations

import codecs
import csv
import dataclasses
import hashlib
import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from melcount_app.core.errors import OutputError
from melcount_app.core.report.csv_table import FORMULA, csv_bytes
from melcount_app.core.report.study import (
    ReportsProgress,
    StudyReport,
    StudyReportsWritten,
    write,
    write_study_reports,
    writing_study_reports,
)
from melcount_app.core.report.study.long_table import long_csv
from melcount_app.core.report.study.page import SCALES, condition_page, page_at
from melcount_app.core.report.study.pdf_parts import UNKNOWN, shown
from melcount_app.core.report.study.study_pdf import study_pdf
from melcount_app.core.report.study.write import (
    CONDITION_OUTPUTS,
    STUDY_OUTPUTS,
    ConditionOutput,
    StudyOutput,
    writing_reports,
)
from melcount_app.core.study import Study
from melcount_app.core.wording import Wording, languages
from tests.core.report.study.conftest import AddCounted, report_of
from tests.core.report.study.test_reading import report_with

ENGLISH = Wording("en")


def write_reports(
    report: StudyReport, out: Path, say: Wording, *, csv: bool = False, pdf: bool = False
) -> StudyReportsWritten:
    """The last of the events."""
    *progress, written = writing_reports(report, out, say, csv=csv, pdf=pdf)
    assert all(isinstance(event, ReportsProgress) for event in progress)
    assert isinstance(written, StudyReportsWritten)
    return written


def test_that_each_condition_and_the_study_get_their_files(
    full_report: StudyReport, tmp_path: Path
) -> None:
    found = write_reports(full_report, tmp_path / "out", ENGLISH, csv=True, pdf=True)
    assert found.summary.name == "Étude 1 - summary.xlsx"
    assert [path.name for path in found.conditions] == [
        "control.xlsx",
        "dense.xlsx",
        "like it.xlsx",
    ]
    assert [path.name for path in found.pdfs] == ["control.pdf", "dense.pdf", "like it.pdf"]
    assert found.csv == tmp_path / "out" / "reports" / "Étude 1.csv"
    assert found.renamed == ()
    assert found.document == tmp_path / "out" / "reports" / "Étude 1 - summary.pdf"
    assert len(list((tmp_path / "out" / "reports").iterdir())) == 9
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["reports"]


def test_that_one_more_output_is_written_with_the_others(
    full_report: StudyReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = StudyOutput("hash", ".txt", lambda *_: "hash", lambda report, _: report.name.encode())
    each = ConditionOutput("role", ".txt", lambda _, each, say: say(each.role or "").encode())
    monkeypatch.setattr(write, "STUDY_OUTPUTS", (*STUDY_OUTPUTS, whole))
    monkeypatch.setattr(write, "CONDITION_OUTPUTS", (*CONDITION_OUTPUTS, each))
    found = write_reports(full_report, tmp_path, ENGLISH)
    assert [path.name for path in found.paths["hash"]] == ["hash.txt"]
    assert [path.read_text(encoding="utf-8") for path in found.paths["role"]] == [
        "control", "positive control", "test",
    ]  # fmt: skip
    assert sorted(found.all_paths) == sorted((tmp_path / "reports").iterdir())


def test_that_csv_and_pdf_are_only_written_on_request(study: Study, tmp_path: Path) -> None:
    found = write_study_reports(study, tmp_path / "out")
    assert (found.csv, found.pdfs, found.conditions) == (None, (), ())
    assert [path.suffix for path in (tmp_path / "out" / "reports").iterdir()] == [".xlsx"]
    assert "nothing is compared" in load_workbook(found.summary).active["A3"].value


def test_that_the_csv_holds_every_number_to_its_last_digit(
    full_report: StudyReport, tmp_path: Path
) -> None:
    found = write_reports(full_report, tmp_path, ENGLISH, csv=True).csv
    assert found is not None
    with found.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 9 * 5
    whole = [row for row in rows if row["kind"] == "whole sample"]
    densities = [scan.cells_per_mm2 for _, scan in full_report.scans]
    assert [float(row["cells_per_mm2"]) for row in whole] == densities
    assert {row["role"] for row in rows} == {"control", "positive control", "test"}
    assert all(row["fingerprint"].startswith("sha256:") for row in rows)


def test_that_excel_of_france_opens_the_french_csv(full_report: StudyReport) -> None:
    """Semicolons, decimal commas, and the mark of UTF-8."""
    content, french = long_csv(full_report, Wording("fr")), Wording("fr")
    assert content.startswith(codecs.BOM_UTF8)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    whole = [row for row in rows if row["kind"] == french("whole sample")]
    densities = [scan.cells_per_mm2 for _, scan in full_report.scans]
    assert [float(row["cells_per_mm2"].replace(",", ".")) for row in whole] == densities
    assert not any("." in row["area_mm2"] for row in rows)
    assert {row["role"] for row in rows} == {"témoin", "témoin positif", "test"}


@pytest.mark.parametrize("language", [*languages()])
@given(text=st.text(), number=st.floats(allow_nan=False, allow_infinity=False))
def test_that_no_cell_of_a_csv_is_a_formula(language: str, text: str, number: float) -> None:
    """Of the texts none begins one, and comes back; a number stays one, also a negative one."""
    say, texts = Wording(language), [sign + text for sign in ("", *FORMULA)]
    content = csv_bytes(["a", "b"], [(each, number) for each in texts], say)
    lines = io.StringIO(content.decode("utf-8-sig", "surrogatepass"), newline="")
    rows = list(csv.reader(lines, delimiter=say.facts.list_separator))[1:]
    for each, (cell, digits) in zip(texts, rows, strict=True):
        assert not cell.startswith(FORMULA)
        assert cell.removeprefix("'" if each.startswith(FORMULA) else "") == str(
            each.encode("utf-8", "backslashreplace").decode()
        )
        assert float(digits.replace(say.facts.decimal, ".")) == number


def test_that_reports_before_are_kept_under_their_date_and_nothing_of_them_stays_beside(
    full_report: StudyReport, tmp_path: Path
) -> None:
    first = write_reports(full_report, tmp_path, ENGLISH)
    before = {path.name: path.read_bytes() for path in first.all_paths}
    fewer = dataclasses.replace(full_report, conditions=full_report.conditions[:1])
    again = write_reports(fewer, tmp_path, ENGLISH)
    assert sorted(again.all_paths) == sorted((tmp_path / "reports").iterdir())
    dated, present = sorted(tmp_path.iterdir(), key=lambda path: -len(path.name))
    assert present.name == "reports"
    assert re.fullmatch(r"reports \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d", dated.name)
    assert {path.name: path.read_bytes() for path in dated.iterdir()} == before


def test_that_reports_that_are_open_in_excel_stay_and_the_new_ones_get_another_name(
    full_report: StudyReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_reports(full_report, tmp_path, ENGLISH)
    rename = Path.rename

    def refused(path: Path, target: Path) -> Path:
        if path.name == "reports":
            raise PermissionError(13, "it is open")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refused)
    again = write_reports(full_report, tmp_path, ENGLISH)
    assert again.renamed == (tmp_path / "reports (2)",)
    assert again.summary.is_file()


def test_that_reports_that_cannot_be_written_leave_those_before(
    full_report: StudyReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = write_reports(full_report, tmp_path, ENGLISH)

    def fails(*_: object) -> bytes:
        raise OutputError("The disc is full.")

    monkeypatch.setattr(write, "CONDITION_OUTPUTS", (ConditionOutput("x", ".x", fails),))
    with pytest.raises(OutputError):
        write_reports(full_report, tmp_path, ENGLISH)
    assert [path.name for path in tmp_path.iterdir()] == ["reports"]
    assert all(path.is_file() for path in first.all_paths)


def test_that_the_journal_tells_which_reports_were_written(study: Study, tmp_path: Path) -> None:
    found = write_study_reports(study, tmp_path)
    entry = study.journal.all()[-1]
    digest = hashlib.sha256(found.summary.read_bytes()).hexdigest()
    assert (entry.text, entry.after["sha256"]) == ("reports written", {found.summary.name: digest})


def test_that_a_folder_that_is_a_file_is_refused_before_anything_is_measured(
    study: Study, tmp_path: Path
) -> None:
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(OutputError, match="Choose another folder"):
        next(iter(writing_study_reports(study, tmp_path / "out")))


def test_that_progress_rises_to_the_end(study: Study, add: AddCounted, tmp_path: Path) -> None:
    for condition in ("a", "a", "b"):
        add(condition)
    *progress, written = writing_study_reports(study, tmp_path / "out")
    fractions = [event.fraction for event in progress if isinstance(event, ReportsProgress)]
    assert fractions == sorted(fractions)
    assert len(fractions) == 3 + 3 + 2
    assert fractions[-1] == 1.0
    assert isinstance(written, StudyReportsWritten)


def test_that_another_language_is_refused_before_anything_is_written(
    study: Study, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="'de'"):
        write_study_reports(study, tmp_path / "out", language="de")
    assert not (tmp_path / "out").exists()


def test_that_odd_names_become_files_of_their_own(
    study: Study, add: AddCounted, tmp_path: Path
) -> None:
    for name in ("α; 😀", "a/b", "A:B", "x" * 240, "y" * 90 + "1", "y" * 90 + "2", "NUL", ""):
        add(name)
    found = write_study_reports(study, tmp_path / "out", pdf=True)
    names = [path.stem for path in found.conditions]
    assert len({name.casefold() for name in names}) == len(names) == 8
    assert names[:3] == ["α_ 😀", "a_b", "A_B 2"]
    assert names[6:] == ["_NUL", "(no condition)"]
    assert [path.stem for path in found.pdfs] == names


@pytest.mark.parametrize("language", ["en", "fr"])
def test_that_names_that_are_not_utf_8_end_no_report(
    study: Study, add: AddCounted, tmp_path: Path, language: str
) -> None:
    add("c\udcff1", name="bad\udcff.tif")
    add("other")
    study.scans.set_failure(add("other", name="lost\udcff.tif"), "“lost\udcff.tif” is broken.")
    found = write_study_reports(study, tmp_path / "out", language=language, csv=True, pdf=True)
    assert found.csv is not None
    lines = found.csv.read_text(encoding="utf-8-sig").splitlines()
    (row, *_) = csv.DictReader(lines, delimiter=Wording(language).facts.list_separator)
    assert (row["condition"], row["scan"]) == ("c\\udcff1", "bad\\udcff.tif")
    assert [path.stem for path in found.conditions] == ["c1", "other"]
    sheet = load_workbook(found.conditions[0]).worksheets[0]
    assert "bad\N{REPLACEMENT CHARACTER}.tif" in {
        cell.value for line in sheet.iter_rows() for cell in line
    }


def test_that_a_page_is_one_page_with_its_fonts(full_report: StudyReport) -> None:
    content = condition_page(full_report, full_report.conditions[1], Wording("fr"))
    assert pages(content) == 1
    assert content.count(b"/FontFile2") == 2
    assert content.count(b"/Subtype /Image") >= 4
    assert content == condition_page(full_report, full_report.conditions[1], Wording("fr"))


def test_that_a_page_that_holds_too_much_is_made_smaller_and_stays_one(
    study: Study, add: AddCounted
) -> None:
    for number in range(16):
        add("long name " * 24, 1 + number / 10, name=f"{'x' * 230}{number}.tif", pixel_size=None)
    report = report_of(study)
    content = condition_page(report, report.conditions[0], ENGLISH)
    assert pages(content) == 1
    drawn = [page_at(report, report.conditions[0], ENGLISH, scale) for scale in SCALES[:-1]]
    assert not drawn[0][1]
    assert (content, True) in drawn


def test_that_a_study_is_one_pdf_with_verdicts_and_a_page_for_each_scan(
    full_report: StudyReport,
) -> None:
    content = study_pdf(full_report, Wording("fr"))
    assert pages(content) == 1 + sum(1 for _ in full_report.scans)
    assert content == study_pdf(full_report, Wording("fr"))
    empty = report_with({"control": (), "lost": ()})
    assert pages(study_pdf(empty, ENGLISH)) == 1


def test_that_a_page_without_any_density_is_a_page() -> None:
    report = report_with({"control": (100.0, 110.0), "lost": ()})
    assert pages(condition_page(report, report.conditions[1], ENGLISH)) == 1


def test_that_letters_the_font_lacks_are_marked() -> None:
    condition_page(report_with({"a": (1.0,)}), report_with({"a": (1.0,)}).conditions[0], ENGLISH)
    assert shown("α-MSH 10 µM² – ≥ é") == "α-MSH 10 µM² – ≥ é"
    assert shown("漢 5\N{NARROW NO-BREAK SPACE}000") == f"{UNKNOWN} 5\N{NO-BREAK SPACE}000"


def pages(content: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", content))
