"""What a study keeps of its scans, as the window begins with them."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from PySide6.QtGui import QImage

from melcount_app.core.errors import MelcountError
from melcount_app.core.model import ModelCard
from melcount_app.core.outcome import Outcome
from melcount_app.core.plan import Assignment
from melcount_app.core.study import Study
from melcount_app.gui.session.scans import ScanWork


def load_study(study: Study) -> Generator[ScanWork, None, None]:
    """The scans of a study with their edits, outcomes and small pictures; no density maps."""
    for scan in study.scans():
        outcome = study.result(scan.key)
        png = study.thumbnail(scan.key)
        yield ScanWork(
            key=scan.key,
            path=scan.path,
            assignment=Assignment(scan.condition, scan.replicate, scan.donor),
            fingerprint=scan.fingerprint,
            edits=study.edits(scan.key),
            outcome=Outcome.from_json(outcome) if outcome else None,
            failure=scan.failure,
            thumbnail=QImage.fromData(png) if png else None,
        )


def model_sha256(model: Path) -> str:
    """Of the network in a model folder; empty where it cannot be used, which counting tells."""
    try:
        return ModelCard.load(model).sha256
    except MelcountError:
        return ""
