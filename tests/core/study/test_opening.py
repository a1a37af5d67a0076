from __future__ import annotations

import os
import sqlite3
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from melcount_app.core.edits import Edits
from melcount_app.core.errors import StudyError
from melcount_app.core.study import Study
from melcount_app.core.study.database import DAMAGED
from melcount_app.core.study.schema import SCHEMA, Schema

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions and limits")

SCHEMA_ID = int.from_bytes(b"melc", "big")
NOBODY = 65534
"""Number of the user without rights."""


def sql(path: Path, *statements: str) -> list[tuple[object, ...]]:
    """What the last statement answers."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return [connection.execute(statement).fetchall() for statement in statements][-1]


def with_scans(path: Path, number: int = 1) -> Path:
    """A closed study of that many scans."""
    with Study.open(path) as study:
        study.scans.add_all(path.with_name(f"{place}.tif") for place in range(number))
    return path


def names(study: Study) -> list[str]:
    return [scan.path.name for scan in study.scans.all()]


def test_that_a_study_is_made_where_there_is_none(path: Path) -> None:
    with Study.open(path) as study:
        assert study.path == path
        assert (study.scans.all(), study.is_read_only, study.held_by) == ((), False, "")
    assert sql(path, "PRAGMA application_id") == [(SCHEMA_ID,)]
    assert sql(path, "PRAGMA user_version") == [(SCHEMA.version,)]


def test_that_an_empty_study_file_is_a_new_study(path: Path) -> None:
    path.touch()  # what is left of a crash while the study was made
    with_scans(path)
    with Study.open(path) as study:
        assert names(study) == ["0.tif"]


def test_that_a_study_leaves_no_other_file_beside_it(path: Path) -> None:
    with Study.open(path) as study:
        study.scans.add(path.with_name("a.tif"))
        assert list(path.parent.iterdir()) == [path]
    assert sql(path, "PRAGMA journal_mode") == [("delete",)]


def text_file(path: Path) -> None:
    path.write_text("not a database " * 500)


def empty_file_of_another_kind(path: Path) -> None:
    path.touch()


def database_of_another_program(path: Path) -> None:
    sql(path, "PRAGMA journal_mode = WAL", "CREATE TABLE scan (key)")


def cut_file(path: Path) -> None:
    with_scans(path, 2000)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def study_without_tables(path: Path) -> None:
    sql(path, f"PRAGMA application_id = {SCHEMA_ID}", "PRAGMA user_version = 1")


@pytest.mark.parametrize(
    "make",
    [
        text_file,
        empty_file_of_another_kind,
        database_of_another_program,
        cut_file,
        study_without_tables,
    ],
)
def test_that_what_is_no_study_is_refused_by_name_and_left_as_it_is(
    make: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / "other.db"
    make(path)
    before = path.read_bytes()
    with pytest.raises(StudyError, match=r"“other.db” is damaged or is not a melcount study\."):
        Study.open(path)
    assert path.read_bytes() == before


def test_that_a_folder_is_no_study(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="is a folder"):
        Study.open(tmp_path)


def test_that_a_study_cannot_be_made_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="Check that the folder is there"):
        Study.open(tmp_path / "nowhere" / "a.melcount")


def test_that_damage_is_told_in_a_sentence_wherever_it_is(path: Path, edits: Edits) -> None:
    with Study.open(with_scans(path, 5)) as study:
        for scan in study.scans.all():
            study.save_edits(scan.key, edits, "draw")
    whole = path.read_bytes()
    told = set()
    for place in range(0, len(whole), 197):
        harm = bytes(each ^ 0xA5 for each in whole[place : place + 40])
        path.write_bytes(whole[:place] + harm + whole[place + 40 :])
        told.add(what_is_told_of(path))
    assert told >= {"", DAMAGED.format(name=path.name)}
    assert all(path.name in sentence for sentence in told if sentence)


def what_is_told_of(path: Path) -> str:
    """The sentence when a study is opened and read; empty without one."""
    try:
        with Study.open(path) as study:
            for scan in study.scans.all():
                study.edits.of(scan.key)
                study.entry(scan.key)
                study.journal.of(scan.key)
    except StudyError as error:
        return str(error)
    return ""


class Steps:
    """A later version of the tables, whose first step counts and may fail."""

    def __init__(self) -> None:
        self.taken: list[int] = []
        self.failure: Exception | None = None

    @property
    def schema(self) -> Schema:
        return Schema(
            SCHEMA.version + 2,
            SCHEMA.tables,
            {SCHEMA.version: self.first, SCHEMA.version + 1: self.second},
        )

    def first(self, connection: sqlite3.Connection) -> None:
        self.taken.append(1)
        connection.execute("ALTER TABLE scan ADD COLUMN note TEXT NOT NULL DEFAULT 'old'")

    def second(self, connection: sqlite3.Connection) -> None:
        self.taken.append(2)
        connection.execute("UPDATE scan SET note = 'new'")
        if self.failure:
            raise self.failure


def notes(study: Study) -> list[str]:
    """What the later version says of each scan."""
    return [note for (note,) in study._access.rows("SELECT note FROM scan")]


@pytest.fixture
def steps() -> Steps:
    return Steps()


def test_that_a_newer_study_is_refused_and_left_as_it_is(path: Path, steps: Steps) -> None:
    Study.open(path, schema=steps.schema).close()
    before = path.read_bytes()
    with pytest.raises(StudyError, match="was written by a newer melcount"):
        Study.open(path)
    assert path.read_bytes() == before


def test_that_an_earlier_study_is_brought_up_to_date_once(path: Path, steps: Steps) -> None:
    with_scans(path)
    for _ in range(2):
        with Study.open(path, schema=steps.schema) as study:
            assert not study.is_read_only
            assert notes(study) == ["new"]
            study.scans.set_failure(study.scans.all()[0].key, "")
    assert steps.taken == [1, 2]
    assert sql(path, "PRAGMA user_version") == [(SCHEMA.version + 2,)]
    assert list(path.parent.iterdir()) == [path]


def test_that_a_study_stays_as_it_is_when_bringing_it_up_to_date_fails(
    path: Path, steps: Steps
) -> None:
    with_scans(path)
    steps.failure = sqlite3.OperationalError("disc full")
    steps.failure.sqlite_errorcode = sqlite3.SQLITE_FULL
    with pytest.raises(StudyError, match="is full"):
        Study.open(path, schema=steps.schema)
    assert list(path.parent.iterdir()) == [path]
    with Study.open(path) as study:
        assert not study.is_read_only
        assert [scan.condition for scan in study.scans.all()] == [""]


def test_that_what_a_crash_left_of_a_copy_is_not_used(path: Path, steps: Steps) -> None:
    with_scans(path)
    path.with_name(f".{path.name}.upgrading").write_bytes(b"half a copy")
    path.with_name(f".{path.name}.upgrading-journal").write_bytes(b"its journal")
    with Study.open(path, schema=steps.schema) as study:
        assert names(study) == ["0.tif"]
    assert list(path.parent.iterdir()) == [path]


def test_that_an_earlier_study_that_another_window_writes_is_only_read(
    path: Path, steps: Steps
) -> None:
    with_scans(path)
    with Study.open(path) as writer:
        with Study.open(path, schema=steps.schema) as reader:
            assert reader.is_read_only
            assert notes(reader) == ["new"]
        writer.scans.add(path.with_name("b.tif"))
    assert sql(path, "PRAGMA user_version") == [(SCHEMA.version,)]


def test_that_a_write_protected_study_is_only_read(path: Path) -> None:
    with_scans(path).chmod(stat.S_IREAD)
    with Study.open(path) as study:
        assert "is write-protected" in study.held_by
        assert names(study) == ["0.tif"]
        with pytest.raises(StudyError, match="is write-protected"):
            study.scans.add(path)
    path.chmod(stat.S_IREAD | stat.S_IWRITE)


@pytest.fixture
def protected() -> Iterator[Path]:
    """A study in a folder that this process may read and not write, even if run by root."""
    user = os.geteuid()
    with tempfile.TemporaryDirectory() as name:  # others may not look into pytest's folders
        folder = Path(name)
        path = with_scans(folder / "a.melcount")
        folder.chmod(0o555)
        os.seteuid(user or NOBODY)
        try:
            yield path
        finally:
            os.seteuid(user)
            folder.chmod(0o755)


@posix
def test_that_a_study_in_a_protected_folder_is_only_read(protected: Path) -> None:
    with Study.open(protected) as study:
        assert "is write-protected" in study.held_by
        assert names(study) == ["0.tif"]


@posix
def test_that_no_study_is_made_in_a_protected_folder(protected: Path) -> None:
    with pytest.raises(StudyError, match="Check that the folder is there"):
        Study.open(protected.with_name("other.melcount"))


@posix
def test_that_a_write_that_fails_changes_nothing_and_is_told(path: Path) -> None:
    import resource

    with_scans(path)
    with Study.open(path) as study:
        key = study.scans.all()[0].key
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 4096, hard))
        try:
            with pytest.raises(StudyError, match="what was saved before is kept"):
                study.thumbnails.put(key, bytes(1_000_000))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert study.thumbnails.of(key) is None
        study.thumbnails.put(key, b"png")
        assert study.thumbnails.of(key) == b"png"


def test_that_a_study_that_was_taken_away_is_told_and_can_be_put_back(path: Path) -> None:
    with Study.open(path) as study:
        try:
            path.rename(path.with_name("elsewhere.melcount"))
        except PermissionError:
            pytest.skip("this system does not let open files be moved")
        with pytest.raises(StudyError, match="is no longer in"):
            study.scans.add(path.with_name("a.tif"))
        path.with_name("elsewhere.melcount").rename(path)
        study.scans.add(path.with_name("a.tif"))


LEFT = (".a.melcount.copying", ".a.melcount.upgrading", ".a.melcount.damaged")


@pytest.fixture
def left(tmp_path: Path) -> Path:
    """A study beside which programs were killed while they copied, upgraded and repaired it."""
    path = with_scans(tmp_path / "a.melcount")
    for name in (*LEFT, ".a.melcount.repairing"):
        (tmp_path / name).write_bytes(b"half a file")
        (tmp_path / f"{name}-journal").write_bytes(b"its journal")
    (tmp_path / ".b.melcount.copying").write_bytes(b"of another study")
    return path


def test_that_what_killed_programs_left_beside_a_study_goes_when_it_is_written(left: Path) -> None:
    Study.open(left).close()
    assert sorted(each.name for each in left.parent.iterdir()) == [
        ".b.melcount.copying",
        "a.melcount",
    ]


def test_that_who_only_reads_a_study_removes_nothing_beside_it(left: Path) -> None:
    before = sorted(left.parent.iterdir())
    left.chmod(stat.S_IREAD)
    with Study.open(left) as study:
        assert study.is_read_only
    left.chmod(stat.S_IREAD | stat.S_IWRITE)
    assert sorted(left.parent.iterdir()) == before


def test_that_a_copy_that_is_being_written_stays(left: Path) -> None:
    copy = left.with_name(LEFT[0])
    copy.with_name(f"{copy.name}-journal").unlink()
    copy.unlink()
    with closing(sqlite3.connect(copy, isolation_level=None)) as writing:
        writing.execute("CREATE TABLE t (x)")
        writing.execute("BEGIN IMMEDIATE")
        Study.open(left).close()
        assert copy.exists()


def test_that_a_study_that_is_begun_leaves_alone_what_is_being_repaired_into_it(
    left: Path,
) -> None:
    before = sorted(each for each in left.parent.iterdir() if each != left)
    left.unlink()
    with Study.open(left):
        assert sorted(each for each in left.parent.iterdir() if each != left) == before
