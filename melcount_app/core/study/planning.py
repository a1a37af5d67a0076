"""A plan is put into a study."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from melcount_app.core.plan import Plan, ScanFacts
from melcount_app.core.study.study import Study


def apply_plan(
    study: Study, plan: Plan, facts: Mapping[Path, ScanFacts] | None = None
) -> dict[Path, int]:
    """Put the scans of a plan into a study, with their assignments and the roles of conditions.

    Scans that are there already get what the plan says of them; of others, and of their
    conditions, nothing changes. What is known of the content of a file is kept, so that one
    that is replaced before it is counted is noticed; what was kept earlier stays.

    Args:
        study: only this process writes it.
        plan: what is said of the scans.
        facts: by path; may lack scans.

    Returns:
        The keys of the scans in the study.

    Raises:
        StudyError: the study cannot be written.
    """
    scans = study.scans.add_all(scan.path for scan in plan.scans)
    keys = {planned.path: scan.key for planned, scan in zip(plan.scans, scans, strict=True)}
    study.plan.assign({keys[planned.path]: planned.assignment for planned in plan.scans})
    study.plan.set_roles({**study.plan.roles(), **plan.roles})
    for planned, scan in zip(plan.scans, scans, strict=True):
        known = (facts or {}).get(planned.path)
        if known is not None and known.fingerprint and not scan.fingerprint:
            study.scans.set_fingerprint(scan.key, known.fingerprint)
    return keys
