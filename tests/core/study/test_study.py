"""What a study keeps of its scans is there, whole, when it is opened again."""

from __future__ import annotations

import dataclasses
import threading
from pathlib import Path

import pytest

from melcount_app.core.count import ScanCounted
from melcount_app.core.edits import Edits
from melcount_app.core.plan import Assignment
from melcount_app.core.standing import CountHead
from melcount_app.core.study import EditStep, Study
from tests.core.study.conftest import Example, reopened


def test_that_nothing_is_saved_for_a_scan_that_is_not_there(study: Study, edits: Edits) -> None:
    with pytest.raises(KeyError):
        study.save_edits(7, edits)
    with pytest.raises(KeyError):
        study.plan.assign({7: Assignment("dose")})


def test_that_edits_are_kept_with_every_field(study: Study, tmp_path: Path, edits: Edits) -> None:
    key = study.scans.add(tmp_path / "a.tif").key
    assert study.edits.of(key) is None
    study.save_edits(key, dataclasses.replace(edits, regions=()))
    study.save_edits(key, edits)
    with reopened(study) as again:
        assert again.edits.of(key) == edits


def test_that_threads_may_save_at_once(study: Study, tmp_path: Path, edits: Edits) -> None:
    scans = study.scans.add_all(tmp_path / str(number) for number in range(4))

    def save(key: int) -> None:
        for number in range(10):
            study.save_edits(key, dataclasses.replace(edits, um_per_px=number), str(number))
            assert study.edits.of(key) is not None

    threads = [threading.Thread(target=save, args=(scan.key,)) for scan in scans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = [str(number) for number in range(10)]
    for scan in scans:
        assert [entry.text for entry in study.journal.of(scan.key)] == ["added", *numbers]
        kept = study.edits.of(scan.key)
        assert kept is not None
        assert kept.um_per_px == 9


def test_that_closing_twice_is_closing_once(study: Study) -> None:
    study.close()
    study.close()


def test_that_thumbnails_are_kept(study: Study, tmp_path: Path) -> None:
    key = study.scans.add(tmp_path / "a.tif").key
    assert study.thumbnails.of(key) is None
    study.thumbnails.put(key, b"png")
    study.thumbnails.put(key, b"\x89PNG\x00")
    with reopened(study) as again:
        assert again.thumbnails.of(key) == b"\x89PNG\x00"


def test_that_of_many_steps_the_last_edits_hold(study: Study, tmp_path: Path, edits: Edits) -> None:
    key = study.scans.add(tmp_path / "a.tif").key
    steps, before = [], None
    for number in range(1, 4):
        after = dataclasses.replace(edits, um_per_px=float(number))
        steps.append(EditStep(str(number), before, after))
        before = after
    study.save_steps(key, steps)
    assert study.edits.of(key) == steps[-1].after
    assert study.entry(key).edits is not None
    assert study.entry(key).edits == study.entries()[0].edits


def test_that_a_count_has_a_head_whether_it_was_measured_or_not(
    study: Study, tmp_path: Path, counted: ScanCounted, example: Example
) -> None:
    key = study.scans.add(tmp_path / "a.tif").key
    study.save_count(key, counted)
    unmeasured = study.entry(key).count
    assert unmeasured == CountHead.unmeasured(counted.request)
    head: CountHead = dataclasses.replace(
        example(CountHead),
        **{name: getattr(unmeasured, name) for name in ("fingerprint", "model_sha256", "channel")},
        white=unmeasured.white,
        um_per_px=unmeasured.um_per_px,
    )
    study.save_count(key, counted, head)
    with reopened(study) as again:
        assert again.entry(key).count == head


def test_that_numbers_of_another_count_than_the_one_that_is_kept_are_not_kept(
    study: Study, tmp_path: Path, counted: ScanCounted
) -> None:
    key = study.scans.add(tmp_path / "a.tif").key
    head = CountHead.unmeasured(counted.request)
    assert not study.save_head(key, head)
    study.save_count(key, counted)
    measured = dataclasses.replace(head, outline="o", is_whole=True, cells=1.0)
    assert study.save_head(key, measured)
    for late in ({"channel": head.channel + 1}, {"model_sha256": "m"}, {"fingerprint": "f"}):
        assert not study.save_head(key, dataclasses.replace(measured, cells=2.0, **late))
    assert study.entry(key).count == measured


def test_that_what_is_saved_together_is_kept_as_a_whole_or_not_at_all(
    study: Study, tmp_path: Path, edits: Edits
) -> None:
    key = study.scans.add(tmp_path / "a.tif").key
    with pytest.raises(KeyError):
        save_for_both(study, (key, key + 1), edits)
    assert study.edits.of(key) is None
    assert study.entry(key).edits is None
    assert study.scans.all()[0].failure == ""
    assert [entry.text for entry in study.journal.of(key)] == ["added"]


def save_for_both(study: Study, keys: tuple[int, int], edits: Edits) -> None:
    with study.together():
        for key in keys:
            study.scans.set_failure(key, "It is damaged.")
            study.save_edits(key, edits, "draw")


def test_that_edits_are_replaced_only_while_nobody_changed_them(
    study: Study, edits: Edits, tmp_path: Path
) -> None:
    key = study.scans.add(tmp_path / "a.tif").key
    other = dataclasses.replace(edits, um_per_px=0.7)
    assert study.replace_edits(key, None, edits, "first") == edits
    assert study.replace_edits(key, None, other, "late") == edits
    assert study.replace_edits(key, edits, other, "second") == other
    assert study.replace_edits(key, other, other, "nothing") == other
    assert study.edits.of(key) == other
    assert [entry.text for entry in study.journal.of(key)] == ["added", "first", "second"]


def test_that_the_folder_of_the_results_is_remembered(study: Study, tmp_path: Path) -> None:
    assert study.terms.results_folder() is None
    study.terms.set_results_folder(tmp_path / "first")
    study.terms.set_results_folder(tmp_path / "s results")
    assert study.terms.results_folder() == tmp_path / "s results"
