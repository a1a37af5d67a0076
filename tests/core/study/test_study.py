from __future__ import annotations

import dataclasses
import shutil
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from melcount_app.core.count import ScanCounted
from melcount_app.core.edits import Edits
from melcount_app.core.scan import fingerprint
from melcount_app.core.study import Study


def file(path: Path, content: bytes = b"pixels") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def reopened(study: Study) -> Study:
    study.close()
    return Study.open(study.path)


def test_that_scans_are_listed_in_the_order_they_were_added(study: Study, tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.tif" for name in "cab"]
    added = study.add_scans(paths)
    with reopened(study) as again:
        assert again.scans() == added
    assert [scan.path for scan in added] == paths
    assert {(scan.condition, scan.fingerprint, scan.failure) for scan in added} == {("", "", "")}


def test_that_a_scan_is_added_once(study: Study, tmp_path: Path) -> None:
    first = study.add_scan(tmp_path / "a.tif")
    assert study.add_scan(tmp_path / "folder" / ".." / "a.tif") == first
    assert study.scans() == (first,)


def test_that_what_is_said_of_a_scan_is_kept(study: Study, tmp_path: Path) -> None:
    one, other = study.add_scans([tmp_path / "a.tif", tmp_path / "b.tif"])
    study.set_condition(one.key, "dose 1 µM")
    study.set_failure(one.key, "It is damaged.")
    study.set_fingerprint(one.key, "sha256:1")
    said = dataclasses.replace(
        one, condition="dose 1 µM", failure="It is damaged.", fingerprint="sha256:1"
    )
    with reopened(study) as again:
        assert again.scans() == (said, other)


def test_that_scans_take_each_others_places(study: Study, tmp_path: Path) -> None:
    keys = [scan.key for scan in study.add_scans(tmp_path / name for name in "abcd")]
    study.remove_scan(keys[1])
    study.reorder([keys[3], keys[0]])
    assert [scan.key for scan in study.scans()] == [keys[3], keys[2], keys[0]]
    study.restore_scan(keys[1])
    assert [scan.key for scan in study.scans()] == [keys[3], keys[1], keys[2], keys[0]]


def test_that_a_removed_scan_comes_back_with_all_it_had(
    study: Study, tmp_path: Path, edits: Edits, counted: ScanCounted
) -> None:
    scan = study.add_scan(tmp_path / "a.tif")
    study.save_edits(scan.key, edits, "draw")
    study.save_count(scan.key, counted)
    study.save_thumbnail(scan.key, b"png")
    study.remove_scan(scan.key)
    assert study.scans() == ()
    study.restore_scan(scan.key)
    assert study.scans() == (scan,)
    assert study.edits(scan.key) == edits
    assert study.count(scan.key) is not None
    assert study.thumbnail(scan.key) == b"png"
    assert [entry.text for entry in study.journal(scan.key)] == ["draw"]


def test_that_a_removed_scan_is_gone_with_all_it_had_when_the_study_is_closed(
    study: Study, tmp_path: Path, edits: Edits, counted: ScanCounted
) -> None:
    key = study.add_scan(tmp_path / "a.tif").key
    study.save_edits(key, edits, "draw")
    study.save_count(key, counted)
    study.save_result(key, {"cells": 1})
    study.save_thumbnail(key, b"png")
    study.remove_scan(key)
    with reopened(study) as again:
        with pytest.raises(KeyError):
            again.restore_scan(key)
        kept = (again.edits(key), again.count(key), again.result(key), again.thumbnail(key))
        assert kept == (None,) * 4
        assert again.journal(key) == ()
        assert again.add_scan(tmp_path / "a.tif").key != key


def test_that_a_scan_added_again_after_removal_begins_anew(study: Study, tmp_path: Path) -> None:
    first = study.add_scan(tmp_path / "a.tif")
    study.remove_scan(first.key)
    assert study.add_scan(tmp_path / "a.tif").key != first.key


def test_that_nothing_is_saved_for_a_scan_that_is_not_there(study: Study, edits: Edits) -> None:
    with pytest.raises(KeyError):
        study.save_edits(7, edits)
    with pytest.raises(KeyError):
        study.set_condition(7, "dose")


def test_that_edits_are_kept_with_every_field(study: Study, tmp_path: Path, edits: Edits) -> None:
    key = study.add_scan(tmp_path / "a.tif").key
    assert study.edits(key) is None
    study.save_edits(key, dataclasses.replace(edits, regions=()))
    study.save_edits(key, edits)
    with reopened(study) as again:
        assert again.edits(key) == edits


def test_that_the_journal_tells_who_changed_what_when(
    study: Study, tmp_path: Path, edits: Edits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "anaïs")
    one, other = study.add_scans([tmp_path / "a.tif", tmp_path / "b.tif"])
    study.save_edits(one.key, edits, "move vertex")
    study.save_edits(other.key, edits, "draw region")
    study.save_edits(one.key, edits, "undo")
    entries = study.journal(one.key)
    assert [(entry.operator, entry.text) for entry in entries] == [
        ("anaïs", "move vertex"),
        ("anaïs", "undo"),
    ]
    assert timedelta(0) <= datetime.now(UTC) - entries[0].time < timedelta(minutes=1)


def test_that_results_and_thumbnails_are_kept(study: Study, tmp_path: Path) -> None:
    key = study.add_scan(tmp_path / "a.tif").key
    assert (study.result(key), study.thumbnail(key)) == (None, None)
    result = {"cells": 0.1 + 0.2, "flags": ["dim"], "low": None, "is_whole": True}
    study.save_result(key, {"cells": 1})
    study.save_result(key, result)
    study.save_thumbnail(key, b"\x89PNG\x00")
    with reopened(study) as again:
        assert again.result(key) == result
        assert again.thumbnail(key) == b"\x89PNG\x00"


def test_that_scans_are_found_beside_a_study_that_moved(tmp_path: Path) -> None:
    path = file(tmp_path / "old" / "scans" / "a.tif")
    with Study.open(tmp_path / "old" / "s.melcount") as study:
        study.add_scan(path)
    shutil.move(tmp_path / "old", tmp_path / "new")
    with Study.open(tmp_path / "new" / "s.melcount") as moved:
        (scan,) = moved.scans()
        assert scan.path == tmp_path / "new" / "scans" / "a.tif"
        assert moved.add_scan(scan.path) == scan


def test_that_scans_are_found_where_they_were_when_only_the_study_moved(tmp_path: Path) -> None:
    path = file(tmp_path / "old" / "a.tif")
    with Study.open(tmp_path / "old" / "s.melcount") as study:
        study.add_scan(path)
    moved = file(tmp_path / "new" / "s.melcount", study.path.read_bytes())
    with Study.open(moved) as again:
        assert [scan.path for scan in again.scans()] == [path]


def test_that_a_copied_study_tells_its_copied_scan_from_the_first(tmp_path: Path) -> None:
    path = file(tmp_path / "old" / "a.tif")
    with Study.open(tmp_path / "old" / "s.melcount") as study:
        study.add_scan(path)
    shutil.copytree(tmp_path / "old", tmp_path / "new")
    with Study.open(tmp_path / "new" / "s.melcount") as copy:
        copy.add_scan(path)
        assert [scan.path for scan in copy.scans()] == [tmp_path / "new" / "a.tif", path]


def test_that_a_moved_scan_is_found_by_its_content(study: Study, tmp_path: Path) -> None:
    path = file(tmp_path / "a.tif", b"one")
    scan = study.add_scan(path)
    study.set_fingerprint(scan.key, fingerprint(path))
    study.set_failure(scan.key, "It is gone.")
    other = file(tmp_path / "archive" / "a.tif", b"two")
    moved = path.rename(file(tmp_path / "archive" / "2026" / "b.tif"))
    assert study.take_moved([other, moved]) == {scan.key: moved}
    assert [(scan.path, scan.failure) for scan in study.scans()] == [(moved, "")]


def test_that_of_two_files_of_that_content_the_one_of_that_name_is_taken(
    study: Study, tmp_path: Path
) -> None:
    path = file(tmp_path / "m.tif")
    scan = study.add_scan(path)
    study.set_fingerprint(scan.key, fingerprint(path))
    path.unlink()
    files = [file(tmp_path / "archive" / name) for name in ("a.tif", "m.tif", "z.tif")]
    assert study.take_moved(files) == {scan.key: tmp_path / "archive" / "m.tif"}


def test_that_two_scans_of_one_content_take_a_file_each(study: Study, tmp_path: Path) -> None:
    paths = [file(tmp_path / name) for name in ("a.tif", "b.tif")]
    keys = [scan.key for scan in study.add_scans(paths)]
    for key, path in zip(keys, paths, strict=True):
        study.set_fingerprint(key, fingerprint(path))
    moved = [path.rename(file(tmp_path / "archive" / path.name)) for path in paths]
    assert study.take_moved(reversed(moved)) == dict(zip(keys, moved, strict=True))


def test_that_a_copy_of_a_scan_that_is_there_is_another_scan(study: Study, tmp_path: Path) -> None:
    path = file(tmp_path / "a.tif")
    scan = study.add_scan(path)
    study.set_fingerprint(scan.key, fingerprint(path))
    assert study.take_moved([file(tmp_path / "copy.tif")]) == {}


def test_that_a_scan_of_unknown_or_absent_content_is_not_found(
    study: Study, tmp_path: Path
) -> None:
    paths = [file(tmp_path / "a.tif", b"one"), file(tmp_path / "b.tif")]
    one, _ = study.add_scans(paths)
    study.set_fingerprint(one.key, "sha256:of something else")
    moved = [path.rename(file(tmp_path / "archive" / path.name)) for path in paths]
    assert study.take_moved(moved) == {}


def test_that_threads_may_save_at_once(study: Study, tmp_path: Path, edits: Edits) -> None:
    scans = study.add_scans(tmp_path / str(number) for number in range(4))

    def save(key: int) -> None:
        for number in range(10):
            study.save_edits(key, dataclasses.replace(edits, um_per_px=number), str(number))
            assert study.edits(key) is not None

    threads = [threading.Thread(target=save, args=(scan.key,)) for scan in scans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = [str(number) for number in range(10)]
    for scan in scans:
        assert [entry.text for entry in study.journal(scan.key)] == numbers
        kept = study.edits(scan.key)
        assert kept is not None
        assert kept.um_per_px == 9


def test_that_closing_twice_is_closing_once(study: Study) -> None:
    study.close()
    study.close()


def test_that_edits_are_replaced_only_while_nobody_changed_them(
    study: Study, edits: Edits, tmp_path: Path
) -> None:
    key = study.add_scan(tmp_path / "a.tif").key
    other = dataclasses.replace(edits, um_per_px=0.7)
    assert study.replace_edits(key, None, edits, "first") == edits
    assert study.replace_edits(key, None, other, "late") == edits
    assert study.replace_edits(key, edits, other, "second") == other
    assert study.replace_edits(key, other, other, "nothing") == other
    assert study.edits(key) == other
    assert [entry.text for entry in study.journal(key)] == ["first", "second"]


def test_that_the_folder_of_the_results_is_remembered(study: Study, tmp_path: Path) -> None:
    assert study.results_folder() is None
    study.set_results_folder(tmp_path / "first")
    study.set_results_folder(tmp_path / "s results")
    assert study.results_folder() == tmp_path / "s results"
