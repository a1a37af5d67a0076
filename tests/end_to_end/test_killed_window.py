"""A window that is killed loses nothing that was finished."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from melcount_app.core.paths import sample_scan
from melcount_app.core.study import Study

WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from melcount_app.core.paths import default_model, sample_scan
from melcount_app.core.study import Study
from melcount_app.gui.app import make_window

application = QApplication([])
window = make_window(default_model(), Study.open(Path(sys.argv[1])))
session = window.session
window.show()
session.shown.open(sample_scan())

def work():
    if session.shown.edits is None or not session.keeping.is_idle:
        return
    drawn = len(session.shown.edits.regions)
    print(drawn, flush=True)
    x = 500 + 20 * drawn
    session.regions.draw([(x, 4000), (x + 800, 4000), (x + 800, 5000)])

timer = QTimer()
timer.timeout.connect(work)
timer.start(5)
application.exec()
"""


def test_that_a_killed_window_keeps_every_finished_edit(tmp_path: Path) -> None:
    path = tmp_path / "kept.melcount"
    command = [sys.executable, "-c", WINDOW, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as window:
        assert window.stdout is not None
        kept = -1
        for line in window.stdout:
            kept = int(line)
            if kept >= 7:
                window.kill()
                break
    with Study.open(path) as study:
        assert not study.is_read_only
        (scan,) = study.scans.all()
        assert scan.path == sample_scan()
        edits = study.edits.of(scan.key)
        assert edits is not None
        names = [region.name for region in edits.regions]
    assert kept >= 7
    assert len(names) in (kept, kept + 1)
    assert names == [f"region {number}" for number in range(1, len(names) + 1)]
