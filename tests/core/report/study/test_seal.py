"""A change of anything that a reader sees in a report is found; saving it again is none."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from shapely.geometry import box

from melcount_app.core.region import Region
from melcount_app.core.report.data_sheet import ReplayData, Seal, read_data_sheet
from melcount_app.core.report.excel import packed, write_excel
from melcount_app.core.report.seal import DAMAGED, compared
from melcount_app.core.report.study import ConditionReport, StudyReport
from melcount_app.core.report.study.condition_book import condition_book
from melcount_app.core.report.study.remaking import Remaking
from melcount_app.core.report.study.summary_book import summary_book
from melcount_app.core.wording import Wording
from melcount_app.core.workbook import Difference, Rule, differences, read_book
from tests.core.report.conftest import MakeReport

Parts = dict[str, bytes]
KINDS = ("scan", "condition", "condition in French", "study", "study in French")


@dataclass(frozen=True)
class Written:
    """A workbook as melcount wrote it."""

    content: bytes
    data: ReplayData
    parts: Parts

    @property
    def seal(self) -> Seal:
        assert self.data.seal is not None
        return self.data.seal

    @property
    def sheets(self) -> list[str]:
        """Parts of the sheets but the hidden one, in their order."""
        return [f"xl/worksheets/sheet{n}.xml" for n in range(1, len(self.seal.content.names))]


@pytest.fixture(scope="module")
def books(full_report: StudyReport, make_report: MakeReport) -> Mapping[str, Written]:
    """Of every kind and language."""
    file = io.BytesIO()
    write_excel(make_report(), file, Wording())
    found = {"scan": as_written(file.getvalue())}
    for language, name in (("en", ""), ("fr", " in French")):
        say, report = Wording(language), full_report
        dense = condition_book(report, report.conditions[1], say)
        for kind, book in (("condition", dense), ("study", summary_book(report, say))):
            content = packed(book, report.name, report.created)
            found[kind + name] = as_written(content)
    return found


def as_written(content: bytes) -> Written:
    return Written(content, read_data_sheet(read_book(content), "a.xlsx"), parts_in(content))


def parts_in(content: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(parts: Parts, name: str, pattern: bytes, new: bytes, chance: random.Random) -> Parts:
    """The parts with one of the places changed that a pattern finds in a part."""
    places = list(re.finditer(pattern, parts[name], re.DOTALL))
    assert places, f"{name} has no {pattern!r}"
    place = chance.choice(places)
    start, end = place.span()
    return {**parts, name: parts[name][:start] + place.expand(new) + parts[name][end:]}


def change_number(book: Written, chance: random.Random) -> Parts:
    sheets = [name for name in book.sheets if re.search(rb't="n"><v>', book.parts[name])]
    pattern, new = rb'(<c r="\w+" s="\d+" t="n"><v>)[^<]*', rb"\g<1>0.123456"
    return changed(book.parts, chance.choice(sheets), pattern, new, chance)


def change_text(book: Written, chance: random.Random) -> Parts:
    pattern, new = rb'(t="inlineStr"><is><t[^>]*>)', rb"\1x"
    return changed(book.parts, chance.choice(book.sheets), pattern, new, chance)


def put_formula(book: Written, chance: random.Random) -> Parts:
    """A formula that gives the same number."""
    sheets = [name for name in book.sheets if re.search(rb't="n"><v>', book.parts[name])]
    pattern, new = rb't="n"><v>([^<]*)</v>', rb't="n"><f>\1</f><v>\1</v>'
    return changed(book.parts, chance.choice(sheets), pattern, new, chance)


def rename_sheet(book: Written, chance: random.Random) -> Parts:
    return changed(book.parts, "xl/workbook.xml", rb'(<sheet [^>]*name=")', rb"\1x", chance)


def hide_sheet(book: Written, chance: random.Random) -> Parts:
    """One that is visible, or show the one that is not."""
    if chance.random() < 0.5:
        pattern, new = rb'state="hidden"', b'state="visible"'
    else:
        pattern, new = rb'state="visible"', b'state="hidden"'
    return changed(book.parts, "xl/workbook.xml", pattern, new, chance)


def hide_row(book: Written, chance: random.Random) -> Parts:
    name = chance.choice(book.sheets)
    return changed(book.parts, name, rb'<row r="(\d+)"', rb'<row r="\1" hidden="1"', chance)


def hide_column(book: Written, chance: random.Random) -> Parts:
    return changed(book.parts, chance.choice(book.sheets), b"<col ", b'<col hidden="1" ', chance)


def part_cells(book: Written, chance: random.Random) -> Parts:
    pattern = rb'<mergeCell ref="\w+:\w+" ?/>'
    name = next(name for name in book.sheets if re.search(pattern, book.parts[name]))
    return changed(book.parts, name, pattern, b"", chance)


def change_format(book: Written, chance: random.Random) -> Parts:
    pattern, new = rb'formatCode="[^"]*0\.0"', b'formatCode="0"'
    return changed(book.parts, "xl/styles.xml", pattern, new, chance)


def swap_picture(book: Written, chance: random.Random) -> Parts:
    pictures = [name for name in book.parts if name.startswith("xl/media/")]
    name = chance.choice(pictures)
    return {**book.parts, name: book.parts[name] + b"\0"}


def change_footer(book: Written, chance: random.Random) -> Parts:
    return changed(book.parts, chance.choice(book.sheets), b"(<oddFooter>&amp;L)", rb"\1x", chance)


def change_chart(pattern: bytes, new: bytes, book: Written, chance: random.Random) -> Parts:
    return changed(book.parts, "xl/charts/chart1.xml", pattern, new, chance)


def move_drawing(book: Written, chance: random.Random) -> Parts:
    name = "xl/drawings/drawing1.xml"
    return changed(book.parts, name, rb"<(row|col)>(\d+)<", rb"<\1>1\2<", chance)


def lose_drawing(book: Written, chance: random.Random) -> Parts:
    name = next(name for name in book.sheets if b"<drawing " in book.parts[name])
    return changed(book.parts, name, b"<drawing [^>]*/>", b"", chance)


Change = Callable[[Written, random.Random], Parts]
OF_ALL: tuple[Change, ...] = (
    change_number,
    change_text,
    put_formula,
    rename_sheet,
    hide_sheet,
    hide_row,
    hide_column,
    part_cells,
    change_format,
    change_footer,
)
OF_CHARTS: tuple[Change, ...] = (
    partial(change_chart, rb"(\$[A-Z]+\$)(\d)", rb"\g<1>1\2"),
    partial(change_chart, rb"(<a:t>|<a:t [^>]*>)", rb"\1x"),
    partial(change_chart, rb"(<c:v>|<v>)", rb"\1x"),
    partial(change_chart, rb'max val="', rb'max val="9'),
    partial(change_chart, rb'symbol val="circle"', rb'symbol val="none"'),
    move_drawing,
    lose_drawing,
)


def changes() -> Iterator[tuple[str, Change]]:
    for kind in KINDS:
        drawn = (swap_picture, move_drawing, lose_drawing)
        own = OF_CHARTS if "study" in kind else drawn
        for change in own if kind == "study" else (*OF_ALL, *own):
            yield kind, change


def said(book: Written, parts: Parts) -> tuple[Difference, ...]:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return compared(file.getvalue(), book.seal).differences


def test_that_no_change_of_what_is_seen_stays_silent(books: Mapping[str, Written]) -> None:
    assert [kind for kind in KINDS if said(books[kind], books[kind].parts)] == []
    tried = list(changes())
    assert len(tried) >= 60
    chance = random.Random(20220901)  # noqa: S311 - of places
    silent = [
        (kind, getattr(change, "__name__", change))
        for kind, change in tried
        if not said(books[kind], change(books[kind], chance))
    ]
    assert silent == []


@pytest.mark.parametrize("kind", KINDS)
def test_that_saving_a_report_again_changes_nothing_that_it_says(
    books: Mapping[str, Written], kind: str
) -> None:
    book, again = books[kind], io.BytesIO()
    as_it_is = compared(book.content, book.seal)
    assert not as_it_is.is_saved_again
    assert as_it_is.differences == ()
    load_workbook(io.BytesIO(book.content)).save(again)
    found = compared(again.getvalue(), book.seal)
    assert found.is_saved_again
    assert found.differences == ()


def test_that_a_damaged_picture_is_told_and_the_rest_can_be_read(
    books: Mapping[str, Written],
) -> None:
    book = books["scan"]
    picture = next(part for name, part in book.parts.items() if name.startswith("xl/media/"))
    damaged = book.content.replace(picture[-90:], bytes(90))
    assert compared(damaged, book.seal).differences == (DAMAGED,)
    assert read_data_sheet(read_book(damaged), "a.xlsx") == book.data


def test_that_what_a_user_adds_is_told_as_added(books: Mapping[str, Written]) -> None:
    book, again = books["condition"], io.BytesIO()
    opened = load_workbook(io.BytesIO(book.content))
    sheet = opened["Result"]
    sheet["H40"] = "looked at twice"
    sheet["A3"].comment = Comment("is it?", "me")
    opened.create_sheet("Mine")
    opened.save(again)
    found = compared(again.getvalue(), book.seal).differences
    assert Difference("Result", "H40", "“looked at twice”", "") in found
    assert [each.place for each in found] == ["sheets", "H40", "comment on A3"]


def remade(book: Written, conditions: Sequence[ConditionReport]) -> list[Difference]:
    """How a workbook differs from one that is written by the measurements of these conditions."""
    remaking = Remaking.of(book.data, "a.xlsx")
    assert remaking is not None
    found = [scan.measurement for condition in conditions for scan in condition.scans]
    before = book.seal.content.without_pictures()
    return list(differences(before, remaking.content(found, None), Rule(1e-6)))


@pytest.mark.parametrize("kind", KINDS[1:])
def test_that_a_report_of_a_study_is_written_anew_as_it_was(
    books: Mapping[str, Written], full_report: StudyReport, kind: str
) -> None:
    conditions = full_report.conditions
    assert remade(books[kind], conditions if "study" in kind else conditions[1:2]) == []


def test_that_a_french_report_of_a_scan_is_written_anew_as_it_was(make_report: MakeReport) -> None:
    report, file = make_report(regions=(Region("user", box(0, 2000, 900, 3000)),)), io.BytesIO()
    write_excel(report, file, Wording("fr"))
    book = as_written(file.getvalue())
    remaking = Remaking.of(book.data, "a.xlsx")
    assert remaking is not None
    again = remaking.content([report.measurement], report.density)
    assert list(differences(book.seal.content.without_pictures(), again, Rule(1e-6))) == []


def test_that_a_report_of_other_counts_differs_wherever_they_are_told(
    books: Mapping[str, Written], full_report: StudyReport
) -> None:
    book = books["condition"]
    found = remade(book, full_report.conditions[2:])
    assert {each.sheet for each in found} == {"Result", "Regions", "Pictures"}
    assert {"A3", "B7", "C7"} <= {e.place for e in found if e.sheet == "Result"}


def test_that_what_is_written_wrongly_is_found_though_nobody_changed_it(
    full_report: StudyReport,
) -> None:
    report, (_, condition, _) = full_report, full_report.conditions
    for book, conditions, where, value in (
        (summary_book(report, Wording()), report.conditions, "Summary!O7", 0.9),
        (condition_book(report, condition, Wording("fr")), [condition], "Résultat!A3", "Haut."),
    ):
        sheet, cell = where.split("!")
        before = book[sheet][cell].value
        book[sheet][cell] = value
        (found,) = remade(as_written(packed(book, report.name, report.created)), conditions)
        assert found.where == where
        assert str(value) in found.says
        assert str(before)[:6] in found.should
