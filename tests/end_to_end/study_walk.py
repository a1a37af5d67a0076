"""Walks a whole study in a real window, from the dropped folder to the reports, with pictures.

    xvfb-run -a -s "-screen 0 1366x768x24" python -m tests.end_to_end.study_walk PICTURES FOLDER

FOLDER holds scans in sub-folders named after conditions; results and study go beside PICTURES.
Look at every picture: nothing cut, nothing unreadable, the next thing to do always in sight.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialog

from melcount_app.gui.dialogs.plan import PlanDialog
from melcount_app.gui.session import Session
from tests.end_to_end.walk import Walk, parser_of, stroll


def walk_study(user: Walk, folder: Path) -> list[Path]:
    """From the dropped folder to the reports."""
    window, session = user.window, user.window.session
    user.photograph("empty")
    session.arrivals.add([folder])
    user.until(lambda: bool(session.scans.rows) and session.shown.edits is not None)
    user.until(lambda: all(scan.thumbnail is not None or scan.why for scan in session.scans.rows))
    user.photograph("dropped")
    look_at_plan(user, session)
    window.actions_by_name["count_all"].trigger()
    dialog = user.dialog()
    user.photograph("asked_once", dialog)
    dialog.accept()
    user.until(lambda: session.batch.state is not None and session.batch.state.ended > 1)
    user.photograph("counting")
    window.actions_by_name["pause_batch"].trigger()
    user.photograph("paused")
    window.actions_by_name["pause_batch"].trigger()
    user.until(lambda: session.batch.state is None)
    user.photograph("counted")
    for action in ("protocol", "write_reports"):
        user.see(action, action)
    return user.pictures


def look_at_plan(user: Walk, session: Session) -> None:
    """The plan with its concerns, then by a pattern of names."""
    user.window.actions_by_name["plan"].trigger()
    (dialog,) = user.window.findChildren(PlanDialog)
    user.until(lambda: len(session.plan.facts) == len(session.scans.rows))
    key = session.scans.rows[0].key
    session.plan.set_condition([key], "")
    user.photograph("plan", dialog)
    session.desk.undo_stack.undo()
    dialog.sources.choose(2)
    user.until(lambda: dialog.sources.proposal is not None)
    user.photograph("plan_by_pattern", dialog)
    dialog.reject()
    user.until(lambda: not any(d.isVisible() for d in user.window.findChildren(QDialog)))


def main() -> None:
    """Walk through a study of a folder."""
    parser = parser_of(__doc__)
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    study = asked.pictures / "Walk.melcount"
    study.parent.mkdir(parents=True, exist_ok=True)
    study.unlink(missing_ok=True)
    stroll(asked, study, lambda window: walk_study(Walk(window, asked.pictures), asked.folder))


if __name__ == "__main__":
    main()
