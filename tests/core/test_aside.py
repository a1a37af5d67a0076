"""What cannot be used gets another name, and nothing is written over."""

from __future__ import annotations

from pathlib import Path

from melcount_app.core.aside import set_aside


def test_that_a_file_goes_with_its_journal(tmp_path: Path) -> None:
    path = tmp_path / "s.melcount"
    path.write_bytes(b"study")
    path.with_name("s.melcount-journal").write_bytes(b"journal")
    aside = set_aside(path)
    assert aside.read_bytes() == b"study"
    assert aside.with_name(f"{aside.name}-journal").read_bytes() == b"journal"
    assert len(list(tmp_path.iterdir())) == 2


def test_that_a_name_is_free_only_where_no_journal_of_another_has_it(tmp_path: Path) -> None:
    path = tmp_path / "s.melcount"
    path.touch()
    first = set_aside(path)
    first.rename(first.with_name(f"{first.name}-journal"))
    path.touch()
    assert set_aside(path) != first
