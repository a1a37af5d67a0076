"""When commands are allowed: the conditions that several of them share."""

from __future__ import annotations

from melcount_app.gui.commands.command import Now


def always(_: Now) -> bool:
    """Whatever there is."""
    return True


def has_scans(now: Now) -> bool:
    """There are scans in the list."""
    return len(now.session.scans) > 0


def may_be_left_out(now: Now) -> bool:
    """There are scans, and a study of ours that keeps why one is left out."""
    return has_scans(now) and now.session.keeping.is_writable


def may_be_taken_in(now: Now) -> bool:
    """There is a scan that the user left out, in a study of ours."""
    is_any = any(row.is_excluded for row in now.session.scans.rows)
    return is_any and now.session.keeping.is_writable


def has_several_scans(now: Now) -> bool:
    """There is another scan in the list than the one that is shown."""
    return len(now.session.scans) > 1


def has_edits(now: Now) -> bool:
    """The scan that is shown was read, so that it can be edited."""
    return now.session.shown.edits is not None


def has_regions(now: Now) -> bool:
    """The scan that is shown has regions."""
    return bool(now.session.regions.present)


def has_selection(now: Now) -> bool:
    """Regions are selected."""
    return bool(now.selected)
