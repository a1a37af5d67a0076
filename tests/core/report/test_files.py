"""Result files are whole or absent, and never lost to a file that cannot be replaced."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from melcount_app.core.errors import OutputError
from melcount_app.core.report.files import (
    LEFTOVER_S,
    LONGEST_NAME,
    PART,
    remove_leftovers,
    result_path,
    wanted_name,
    write_atomically,
    write_bytes,
    write_text,
)

ENDING = ".density.ome.tif"


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def write_half_then(error: Exception) -> Callable[[BinaryIO], None]:
    def write(file: BinaryIO) -> None:
        file.write(b"half of the")
        raise error

    return write


def refuse_to_replace(monkeypatch: pytest.MonkeyPatch, *locked: Path) -> None:
    """As Windows does while Excel holds a file open."""
    replace = os.replace

    def guarded(source: str | Path, target: str | Path) -> None:
        if Path(target) in locked:
            raise PermissionError(errno.EACCES, "Access is denied")
        replace(source, target)

    monkeypatch.setattr(os, "replace", guarded)


def test_that_a_file_is_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    written = write_text(tmp_path / "new" / "a.json", "µ")
    assert written == tmp_path / "new" / "a.json"
    assert written.read_text(encoding="utf-8") == "µ"
    assert names_in(written.parent) == ["a.json"]


def test_that_an_old_file_is_replaced(tmp_path: Path) -> None:
    write_text(tmp_path / "a.json", "old")
    assert write_text(tmp_path / "a.json", "new").read_text(encoding="utf-8") == "new"
    assert names_in(tmp_path) == ["a.json"]


def test_that_a_full_disc_leaves_the_old_file_and_no_part_of_the_new(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.json", "old")
    full = OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(OutputError, match=r"“a\.json” was not written: the disc .* is full\."):
        write_atomically(path, write_half_then(full))
    assert path.read_text(encoding="utf-8") == "old"
    assert names_in(tmp_path) == ["a.json"]


def test_that_another_error_of_the_drive_is_a_sentence(tmp_path: Path) -> None:
    gone = OSError(errno.EIO, "Input/output error")
    with pytest.raises(OutputError, match=r"“a\.json” was not written .*Input/output error"):
        write_atomically(tmp_path / "a.json", write_half_then(gone))
    assert names_in(tmp_path) == []


def test_that_a_bug_is_not_hidden_and_leaves_no_part(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        write_atomically(tmp_path / "a.json", write_half_then(ZeroDivisionError()))
    assert names_in(tmp_path) == []


def test_that_a_locked_file_is_kept_and_the_new_one_gets_a_second_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_text(tmp_path / "a.xlsx", "old")
    refuse_to_replace(monkeypatch, path)
    written = write_text(path, "new")
    assert written == tmp_path / "a (2).xlsx"
    assert (path.read_text(encoding="utf-8"), written.read_text(encoding="utf-8")) == (
        "old",
        "new",
    )
    assert names_in(tmp_path) == ["a (2).xlsx", "a.xlsx"]


def test_that_a_locked_second_name_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    refuse_to_replace(monkeypatch, path, tmp_path / "a (2).xlsx")
    assert write_text(path, "new") == tmp_path / "a (3).xlsx"


def test_that_a_read_only_file_is_kept(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.xlsx", "old")
    path.chmod(0o444)
    assert write_text(path, "new") == tmp_path / "a (2).xlsx"
    assert path.read_text(encoding="utf-8") == "old"


def test_that_a_folder_in_the_place_of_the_file_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx" / "inside").mkdir(parents=True)
    assert write_text(tmp_path / "a.xlsx", "new") == tmp_path / "a (2).xlsx"


def test_that_a_second_name_keeps_the_whole_ending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"my.scan{ENDING}"
    refuse_to_replace(monkeypatch, path)
    assert write_bytes(path, b"new", ending=ENDING).name == f"my.scan (2){ENDING}"


@pytest.mark.parametrize("wanted", ["a.xlsx", f"my.scan (3){ENDING}", "no ending"])
def test_that_the_name_that_a_file_should_have_had_is_told(wanted: str) -> None:
    stem, dot, ending = wanted.partition(".x" if ".x" in wanted else ".density")
    assert wanted_name(Path("folder") / f"{stem} (2){dot}{ending}") == wanted


def test_that_a_folder_where_nothing_can_be_replaced_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(source: Path, target: Path) -> None:
        raise PermissionError(errno.EACCES, "Access is denied")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OutputError, match="Choose another folder"):
        write_text(tmp_path / "a.xlsx", "new")
    assert names_in(tmp_path) == []


def test_that_a_file_in_the_place_of_the_folder_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    with pytest.raises(OutputError, match="out is not a folder that can be written to"):
        write_text(tmp_path / "out" / "a.json", "new")


@pytest.mark.parametrize("name", ["é" * 240, "x" * 300, "\udcff" * 200])
def test_that_a_name_too_long_or_not_text_still_becomes_a_file(tmp_path: Path, name: str) -> None:
    written = write_text(result_path(tmp_path, name, ENDING), "new")
    assert len(os.fsencode(written.name)) <= LONGEST_NAME
    assert written.name.endswith(ENDING)
    assert written.read_text(encoding="utf-8") == "new"


def test_that_a_usual_name_is_kept_whole(tmp_path: Path) -> None:
    assert result_path(tmp_path, "control 1.v2", ".json") == tmp_path / "control 1.v2.json"


def test_that_what_killed_programs_left_is_removed_and_what_is_being_written_stays(
    tmp_path: Path,
) -> None:
    old, fresh, result = (tmp_path / name for name in (PART.format(1), PART.format(2), "a.xlsx"))
    for path in (old, fresh, result):
        path.write_bytes(b"half of the")
    long_ago = time.time() - LEFTOVER_S - 1
    for path in (old, result):
        os.utime(path, (long_ago, long_ago))
    remove_leftovers(tmp_path)
    remove_leftovers(tmp_path / "missing")
    assert names_in(tmp_path) == sorted([fresh.name, result.name])


KILLED = """
import os, sys
from pathlib import Path
from melcount_app.core.report.files import write_atomically
def write(file):
    file.write(b"half of the")
    file.flush()
    os.kill(os.getpid(), 9) if os.name == "posix" else os._exit(9)
write_atomically(Path(sys.argv[1]), write)
"""


def test_that_the_next_write_removes_at_once_what_a_killed_process_of_this_machine_left(
    tmp_path: Path,
) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "a.json")], check=False)
    assert len(names_in(tmp_path)) == 1  # half a file

    def write(file: BinaryIO) -> None:
        (beside,) = names_in(tmp_path)
        assert beside.startswith(".melcount-")
        remove_leftovers(tmp_path)  # while somebody lives that writes, it stays
        file.write(b"whole")

    assert write_atomically(tmp_path / "b.json", write).read_bytes() == b"whole"
    assert names_in(tmp_path) == ["b.json"]
