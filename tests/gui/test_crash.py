"""What goes wrong is in the log."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from melcount_app.gui import crash


def test_that_the_log_takes_file_names_that_are_not_utf_8(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crash, "log_file", lambda: tmp_path / "melcount.log")
    log = logging.getLogger("melcount")
    before = list(log.handlers)
    file = crash.Log()
    assert file.begin() == ""
    assert file.problem == ""
    try:
        log.warning("no scan: bad\udcff.tif")
    finally:
        file.end()
    assert log.handlers == before
    written = (tmp_path / "melcount.log").read_text(encoding="utf-8")
    assert "no scan: bad\\udcff.tif" in written
