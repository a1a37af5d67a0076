"""The list of scans: each file once, found where it was moved to, brought back after removal."""

from __future__ import annotations

import dataclasses
import os
import shutil
import sys
from pathlib import Path

import pytest

from melcount_app.core.count import ScanCounted
from melcount_app.core.edits import Edits
from melcount_app.core.plan import Assignment
from melcount_app.core.scan import fingerprint
from melcount_app.core.study import Study
from tests.core.study.conftest import reopened


def file(path: Path, content: bytes = b"pixels") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_that_scans_are_listed_in_the_order_they_were_added(study: Study, tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.tif" for name in "cab"]
    added = study.scans.add_all(paths)
    with reopened(study) as again:
        assert again.scans.all() == added
    assert [scan.path for scan in added] == paths
    assert {(scan.condition, scan.fingerprint, scan.failure) for scan in added} == {("", "", "")}


def test_that_a_scan_is_added_once(study: Study, tmp_path: Path) -> None:
    first = study.scans.add(tmp_path / "a.tif")
    assert study.scans.add(tmp_path / "folder" / ".." / "a.tif") == first
    assert study.scans.all() == (first,)


def test_that_what_is_said_of_a_scan_is_kept(study: Study, tmp_path: Path) -> None:
    one, other = study.scans.add_all([tmp_path / "a.tif", tmp_path / "b.tif"])
    study.plan.assign({one.key: Assignment("dose 1 µM")})
    study.scans.set_failure(one.key, "It is damaged.")
    study.scans.set_fingerprint(one.key, "sha256:1")
    said = dataclasses.replace(
        one, condition="dose 1 µM", failure="It is damaged.", fingerprint="sha256:1"
    )
    with reopened(study) as again:
        assert again.scans.all() == (said, other)


def test_that_a_removed_scan_comes_back_to_its_place_with_all_it_had(
    study: Study, tmp_path: Path, edits: Edits, counted: ScanCounted
) -> None:
    before, scan, after = study.scans.add_all(tmp_path / name for name in "abc")
    study.save_edits(scan.key, edits, "draw")
    study.save_count(scan.key, counted)
    study.thumbnails.put(scan.key, b"png")
    entry = study.entry(scan.key)
    study.scans.remove(scan.key)
    assert study.scans.all() == (before, after)
    assert study.scans.restore(scan.key) == ()
    assert study.scans.all() == (before, scan, after)
    assert study.entry(scan.key) == entry
    assert study.edits.of(scan.key) == edits
    assert study.counts.of(scan.key) is not None
    assert study.thumbnails.of(scan.key) == b"png"


def test_that_a_removed_scan_is_gone_with_all_it_had_when_the_study_is_closed(
    study: Study, tmp_path: Path, edits: Edits, counted: ScanCounted
) -> None:
    key = study.scans.add(tmp_path / "a.tif").key
    study.save_edits(key, edits, "draw")
    study.save_count(key, counted)
    study.thumbnails.put(key, b"png")
    study.scans.remove(key)
    with reopened(study) as again:
        for gone in (again.scans.restore, again.entry):
            with pytest.raises(KeyError):
                gone(key)
        kept = (again.edits.of(key), again.counts.of(key), again.thumbnails.of(key))
        assert kept == (None,) * 3
        assert again.scans.add(tmp_path / "a.tif").key != key


def test_that_a_scan_added_again_is_there_once_when_its_removal_is_undone(
    study: Study, tmp_path: Path, edits: Edits
) -> None:
    first = study.scans.add(tmp_path / "a.tif")
    study.save_edits(first.key, edits, "draw")
    study.scans.remove(first.key)
    later = study.scans.add(tmp_path / "a.tif")
    assert study.scans.restore(first.key) == (later.key,)
    assert study.scans.all() == (first,)
    assert study.edits.of(first.key) == edits
    with reopened(study) as again:
        assert again.scans.all() == (first,)


def test_that_a_scan_that_gave_way_comes_back_when_the_removal_is_done_again(
    study: Study, tmp_path: Path, edits: Edits
) -> None:
    first = study.scans.add(tmp_path / "a.tif")
    study.scans.remove(first.key)
    later = study.scans.add(tmp_path / "a.tif")
    study.save_edits(later.key, edits, "draw")
    study.scans.restore(first.key)
    study.scans.remove(first.key)
    assert study.scans.all() == (later,)
    assert study.edits.of(later.key) == edits


def test_that_a_scan_that_comes_back_is_given_what_it_lacks_of_the_one_that_gave_way(
    study: Study, tmp_path: Path, edits: Edits, counted: ScanCounted
) -> None:
    first = study.scans.add(tmp_path / "a.tif")
    study.save_edits(first.key, edits, "draw")
    study.scans.set_failure(first.key, "It cannot be read.")
    study.scans.remove(first.key)
    later = study.scans.add(tmp_path / "a.tif")
    study.save_edits(later.key, dataclasses.replace(edits, regions=()), "open")
    study.save_count(later.key, counted)
    study.scans.set_fingerprint(later.key, "sha256:1")
    study.plan.assign({later.key: Assignment("dose")})
    study.scans.restore(first.key)
    with reopened(study) as again:
        (scan,) = again.scans.all()
        assert (scan.key, scan.fingerprint, scan.failure) == (first.key, "sha256:1", "")
        assert scan.condition == "dose"
        assert again.edits.of(scan.key) == edits
        assert again.counts.of(scan.key) is not None
        assert again.entry(scan.key).count is not None


def test_that_removing_and_restoring_twice_is_doing_it_once(study: Study, tmp_path: Path) -> None:
    scan = study.scans.add(tmp_path / "a.tif")
    study.scans.remove(scan.key)
    study.scans.remove(scan.key)
    study.scans.restore(scan.key)
    assert study.scans.restore(scan.key) == ()
    texts = [entry.text for entry in study.journal.of(scan.key)]
    assert texts == ["added", "removed", "restored"]


def test_that_a_scan_added_again_after_removal_begins_anew(study: Study, tmp_path: Path) -> None:
    first = study.scans.add(tmp_path / "a.tif")
    study.scans.remove(first.key)
    assert study.scans.add(tmp_path / "a.tif").key != first.key


def test_that_scans_are_found_beside_a_study_that_moved(tmp_path: Path) -> None:
    path = file(tmp_path / "old" / "scans" / "a.tif")
    with Study.open(tmp_path / "old" / "s.melcount") as study:
        study.scans.add(path)
    shutil.move(tmp_path / "old", tmp_path / "new")
    with Study.open(tmp_path / "new" / "s.melcount") as moved:
        (scan,) = moved.scans.all()
        assert scan.path == tmp_path / "new" / "scans" / "a.tif"
        assert moved.scans.add(scan.path) == scan


def test_that_scans_are_found_where_they_were_when_only_the_study_moved(tmp_path: Path) -> None:
    path = file(tmp_path / "old" / "a.tif")
    with Study.open(tmp_path / "old" / "s.melcount") as study:
        study.scans.add(path)
    moved = file(tmp_path / "new" / "s.melcount", study.path.read_bytes())
    with Study.open(moved) as again:
        assert [scan.path for scan in again.scans.all()] == [path]


def test_that_a_copied_study_tells_its_copied_scan_from_the_first(tmp_path: Path) -> None:
    path = file(tmp_path / "old" / "a.tif")
    with Study.open(tmp_path / "old" / "s.melcount") as study:
        study.scans.add(path)
    shutil.copytree(tmp_path / "old", tmp_path / "new")
    with Study.open(tmp_path / "new" / "s.melcount") as copy:
        copy.scans.add(path)
        assert [scan.path for scan in copy.scans.all()] == [tmp_path / "new" / "a.tif", path]


def test_that_a_moved_scan_is_found_by_its_content(study: Study, tmp_path: Path) -> None:
    path = file(tmp_path / "a.tif", b"one")
    scan = study.scans.add(path)
    study.scans.set_fingerprint(scan.key, fingerprint(path))
    study.scans.set_failure(scan.key, "It is gone.")
    other = file(tmp_path / "archive" / "a.tif", b"two")
    moved = path.rename(file(tmp_path / "archive" / "2026" / "b.tif"))
    assert study.scans.take_moved([other, moved]) == {scan.key: moved}
    assert [(scan.path, scan.failure) for scan in study.scans.all()] == [(moved, "")]


def test_that_of_two_files_of_that_content_the_one_of_that_name_is_taken(
    study: Study, tmp_path: Path
) -> None:
    path = file(tmp_path / "m.tif")
    scan = study.scans.add(path)
    study.scans.set_fingerprint(scan.key, fingerprint(path))
    path.unlink()
    files = [file(tmp_path / "archive" / name) for name in ("a.tif", "m.tif", "z.tif")]
    assert study.scans.take_moved(files) == {scan.key: tmp_path / "archive" / "m.tif"}


def test_that_two_scans_of_one_content_take_a_file_each(study: Study, tmp_path: Path) -> None:
    paths = [file(tmp_path / name) for name in ("a.tif", "b.tif")]
    keys = [scan.key for scan in study.scans.add_all(paths)]
    for key, path in zip(keys, paths, strict=True):
        study.scans.set_fingerprint(key, fingerprint(path))
    moved = [path.rename(file(tmp_path / "archive" / path.name)) for path in paths]
    assert study.scans.take_moved(reversed(moved)) == dict(zip(keys, moved, strict=True))


def test_that_a_copy_of_a_scan_that_is_there_is_another_scan(study: Study, tmp_path: Path) -> None:
    path = file(tmp_path / "a.tif")
    scan = study.scans.add(path)
    study.scans.set_fingerprint(scan.key, fingerprint(path))
    assert study.scans.take_moved([file(tmp_path / "copy.tif")]) == {}


def test_that_a_scan_of_unknown_or_absent_content_is_not_found(
    study: Study, tmp_path: Path
) -> None:
    paths = [file(tmp_path / "a.tif", b"one"), file(tmp_path / "b.tif")]
    one, _ = study.scans.add_all(paths)
    study.scans.set_fingerprint(one.key, "sha256:of something else")
    moved = [path.rename(file(tmp_path / "archive" / path.name)) for path in paths]
    assert study.scans.take_moved(moved) == {}


@pytest.mark.skipif(sys.platform == "win32", reason="names are text there")
def test_that_a_file_name_that_is_not_utf_8_is_kept_to_the_byte(
    study: Study, tmp_path: Path, edits: Edits
) -> None:
    name = os.fsencode(tmp_path / "bad") + b"\xff\x1a.tif"
    path = Path(os.fsdecode(name))
    scan = study.scans.add(path)
    study.scans.set_failure(scan.key, f"“{path.name}” is damaged.")
    study.plan.assign({scan.key: Assignment(path.stem)})
    study.save_edits(scan.key, edits, f"load {path.name}")
    study.terms.set_results_folder(path.with_suffix(""))
    with reopened(study) as again:
        (kept,) = again.scans.all()
        assert os.fsencode(kept.path) == name
        assert kept.failure == f"“{path.name}” is damaged."
        assert kept.condition == path.stem
        assert again.scans.add(path) == kept
        assert again.terms.results_folder() == path.with_suffix("")
        assert again.journal.of(kept.key)[-1].text == f"load {path.name}"
        assert again.journal.of(kept.key)[0].after == {"path": str(path)}
