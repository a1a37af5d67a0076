"""The edit desk: proposed, settled, withdrawn, undone; and every step in the journal."""

from __future__ import annotations

import dataclasses
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from melcount_app.core.edits import Edits
from melcount_app.core.errors import GeometryError
from melcount_app.core.region import Region
from melcount_app.core.study.journal import JournalEntry, StepKind
from melcount_app.gui.session.desk import area_of
from melcount_app.gui.session.scans import MOST_PREPARED
from tests.gui.session.conftest import (
    OTHER,
    PART,
    House,
    ScanMaker,
    heard,
    open_file,
    until_kept,
)


@pytest.fixture
def house(qtbot: QtBot, house: House, small_scan: ScanMaker) -> House:
    """With a scan that is shown."""
    open_file(qtbot, house, small_scan())
    return house


def held(house: House) -> Edits:
    edits = house.desk.held
    assert edits is not None
    return edits


def shown(house: House) -> Edits:
    edits = house.shown.edits
    assert edits is not None
    return edits


def with_region(edits: Edits, name: str = "a") -> Edits:
    return dataclasses.replace(edits, regions=(*edits.regions, Region(name, area_of(PART))))


def names(edits: Edits | None) -> list[str]:
    return [region.name for region in edits.regions] if edits is not None else []


def steps_of(house: House, key: int) -> list[JournalEntry]:
    found = house.study.journal.of(key)
    return [step for step in found if step.kind is StepKind.EDITS and step.text != "open"]


def test_that_what_is_proposed_is_shown_but_does_not_hold(house: House) -> None:
    changed, before = heard(house.desk.changed), held(house)
    house.desk.propose(with_region(before))
    assert (names(shown(house)), held(house), house.desk.is_in_hand) == (["a"], before, True)
    assert len(changed) == 1
    assert not house.desk.undo_stack.canUndo()


def test_that_what_was_proposed_is_settled_in_one_step_that_is_not_told_as_changed_again(
    house: House,
) -> None:
    changed, settled, before = heard(house.desk.changed), heard(house.desk.settled), held(house)
    house.desk.propose(with_region(before, "x"))
    house.desk.propose(with_region(before))
    house.desk.settle("draw a")
    assert (len(changed), len(settled)) == (2, 1)
    assert (names(held(house)), house.desk.is_in_hand) == (["a"], False)
    assert house.desk.undo_stack.undoText() == "draw a"
    house.desk.undo_stack.undo()
    assert held(house) == before


def test_that_what_was_proposed_can_be_withdrawn(house: House) -> None:
    before = held(house)
    house.desk.propose(with_region(before))
    changed = heard(house.desk.changed)
    house.desk.withdraw()
    house.desk.withdraw()
    assert (shown(house), house.desk.is_in_hand, len(changed)) == (before, False, 1)
    house.desk.settle("nothing is in hand")
    assert not house.desk.undo_stack.canUndo()


def test_that_another_scan_is_not_left_with_what_was_in_hand(
    qtbot: QtBot, house: House, small_scan: ScanMaker
) -> None:
    first, before = house.work, held(house)
    house.desk.propose(with_region(before))
    open_file(qtbot, house, small_scan("b.tif"))
    assert first.edits == before
    assert not house.desk.is_in_hand


def test_that_a_change_is_told_once_and_undone_and_redone_once_each(house: House) -> None:
    changed, settled, before = heard(house.desk.changed), heard(house.desk.settled), held(house)
    house.desk.change("draw a", with_region(before))
    assert (len(changed), len(settled)) == (1, 1)
    house.desk.undo_stack.undo()
    assert held(house) == before
    house.desk.undo_stack.redo()
    assert names(held(house)) == ["a"]
    assert (len(changed), len(settled)) == (3, 3)


def test_that_a_change_of_nothing_is_no_step(house: House) -> None:
    changed, before = heard(house.desk.changed), held(house)
    house.desk.change("nothing", dataclasses.replace(before))
    assert (len(changed), house.desk.undo_stack.count()) == (0, 0)
    house.desk.propose(with_region(before))
    house.desk.change("nothing after all", before)
    assert (len(changed), house.desk.undo_stack.count()) == (2, 0)
    assert shown(house) is before


def test_that_sketches_of_one_shape_do_not_add_up_and_its_end_is_told_once_at_most(
    house: House,
) -> None:
    changed, settled = heard(house.desk.changed), heard(house.desk.settled)

    def draw() -> None:
        house.desk.attempt("draw a", with_region)

    for _ in range(3):
        house.desk.sketch(draw)
    assert (names(shown(house)), len(changed), house.desk.undo_stack.count()) == (["a"], 3, 0)
    draw()
    assert (len(changed), len(settled), house.desk.undo_stack.count()) == (3, 1, 1)
    assert names(held(house)) == ["a"]
    house.desk.sketch(draw)
    house.desk.attempt("draw b", lambda edits: with_region(edits, "b"))
    assert (len(changed), len(settled)) == (5, 2)
    assert names(held(house)) == ["a", "b"]


def test_that_what_cannot_be_used_is_told_when_it_is_finished_but_not_while_it_is_sketched(
    house: House,
) -> None:
    before = held(house)

    def refuse(_: Edits) -> Edits:
        raise GeometryError("It cannot be used.")

    house.desk.sketch(lambda: house.desk.attempt("draw", with_region))
    house.desk.sketch(lambda: house.desk.attempt("draw", refuse))
    assert (shown(house), house.failures) == (before, [])
    house.desk.attempt("draw", refuse)
    assert house.failures == ["It cannot be used."]
    assert (shown(house), house.desk.is_in_hand, house.desk.undo_stack.count()) == (
        before,
        False,
        0,
    )


def test_that_nothing_is_changed_where_no_scan_is_shown(house: House) -> None:
    before = held(house)
    house.shown.show_only(None)
    changed = heard(house.desk.changed)
    house.desk.propose(before)
    house.desk.change("a", with_region(before))
    house.desk.attempt("a", with_region)
    house.desk.settle("a")
    assert (len(changed), house.desk.undo_stack.count()) == (0, 0)


def test_that_undo_shows_the_scan_that_the_step_belongs_to(
    qtbot: QtBot, house: House, small_scan: ScanMaker
) -> None:
    first, before = house.work, held(house)
    house.desk.change("draw a", with_region(before))
    for number in range(MOST_PREPARED + 1):
        open_file(qtbot, house, small_scan(f"{number}.tif"))
    assert first.prepared is None
    house.desk.undo_stack.undo()
    qtbot.waitUntil(lambda: house.shown.work is first and house.shown.edits is not None)
    assert house.shown.edits == before
    house.desk.undo_stack.redo()
    assert names(held(house)) == ["a"]


def test_that_several_scans_change_in_one_step_and_those_without_edits_do_not(
    qtbot: QtBot, house: House, small_scan: ScanMaker
) -> None:
    first = house.work
    second = open_file(qtbot, house, small_scan("b.tif"))
    third = open_file(qtbot, house, small_scan("c.tif"))
    third.edits = None
    house.desk.change_many("copy", dict.fromkeys((first.key, second.key, third.key), with_region))
    assert (names(first.edits), names(second.edits), third.edits) == (["a"], ["a"], None)
    house.desk.undo_stack.undo()
    assert (names(first.edits), names(second.edits)) == ([], [])


def test_that_the_scan_on_the_screen_follows_a_step_that_it_shares_with_others(
    qtbot: QtBot, house: House, small_scan: ScanMaker
) -> None:
    first = house.work
    open_file(qtbot, house, small_scan("b.tif"))
    house.desk.change_many("copy", {first.key: with_region})
    house.shown.choose(first.key)
    changed, settled = heard(house.desk.changed), heard(house.desk.settled)
    house.desk.undo_stack.undo()
    assert (names(shown(house)), len(changed), len(settled)) == ([], 1, 1)
    house.desk.propose(with_region(held(house), "in hand"))
    house.desk.undo_stack.redo()
    house.desk.withdraw()
    assert names(shown(house)) == ["a"]
    house.desk.propose(with_region(held(house), "in hand"))
    house.desk.change_many("copy", {first.key: lambda edits: with_region(edits, "b")})
    assert names(held(house)) == ["a", "b"]


def test_that_the_journal_has_every_step_with_what_was_before_and_after(
    qtbot: QtBot, kept_house: House, small_scan: ScanMaker
) -> None:
    work = open_file(qtbot, kept_house, small_scan())
    for number in range(9):
        kept_house.desk.attempt(f"draw {number}", partial(with_region, name=str(number)))
    kept_house.desk.undo_stack.undo()
    until_kept(qtbot, kept_house)
    steps = steps_of(kept_house, work.key)
    assert [step.text for step in steps] == [*(f"draw {n}" for n in range(9)), "undo: draw 8"]
    parts = [(step.before["regions"], step.after["regions"]) for step in steps]
    counts = [
        (before["from"], len(before["items"]), len(after["items"])) for before, after in parts
    ]
    assert counts == [*((n, 0, 1) for n in range(9)), (8, 1, 0)]
    assert names(kept_house.study.edits.of(work.key)) == [str(n) for n in range(8)]


def test_that_what_was_in_hand_is_neither_in_the_journal_nor_in_the_study(
    qtbot: QtBot, kept_house: House, small_scan: ScanMaker
) -> None:
    work = open_file(qtbot, kept_house, small_scan())
    before = held(kept_house)
    kept_house.desk.propose(with_region(before))
    kept_house.desk.withdraw()
    kept_house.desk.sketch(lambda: kept_house.desk.attempt("draw", with_region))
    kept_house.desk.attempt("draw b", lambda e: with_region(e, "b"))
    until_kept(qtbot, kept_house)
    assert [step.text for step in steps_of(kept_house, work.key)] == ["draw b"]
    assert names(kept_house.study.edits.of(work.key)) == ["b"]


def test_that_a_step_over_several_scans_is_in_the_journal_of_each(
    qtbot: QtBot, kept_house: House, small_scan: ScanMaker
) -> None:
    works = [open_file(qtbot, kept_house, small_scan(name)) for name in ("a.tif", "b.tif")]
    kept_house.desk.change_many("copy", dict.fromkeys((w.key for w in works), with_region))
    kept_house.desk.undo_stack.undo()
    until_kept(qtbot, kept_house)
    for work in works:
        texts = [step.text for step in steps_of(kept_house, work.key)]
        assert texts == ["copy", "undo: copy"]


def test_that_outlines_are_told_apart_in_the_journal_however_alike(
    qtbot: QtBot, kept_house: House, small_scan: ScanMaker
) -> None:
    work = open_file(qtbot, kept_house, small_scan())
    for corners in (PART, OTHER):
        regions = (Region("a", area_of(corners)),)
        kept_house.desk.attempt("draw", partial(dataclasses.replace, regions=regions))
    until_kept(qtbot, kept_house)
    first, second = steps_of(kept_house, work.key)
    assert first.after["regions"] == second.before["regions"]
    assert second.before["regions"] != second.after["regions"]
