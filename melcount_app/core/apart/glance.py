"""A glance at scans in a process of its own."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from pathlib import Path

from melcount_app.core.apart.looker import PATIENCE_S, Looker
from melcount_app.core.errors import ScanError
from melcount_app.core.plan import ScanFacts, glance_at
from melcount_app.core.scan.pick import NO_PICK, Pick
from melcount_app.core.stains import TRP1, Stains


def glance_apart(
    paths: Iterable[Path],
    patience_s: float = PATIENCE_S,
    *,
    stains: Stains = TRP1,
    pick: Pick = NO_PICK,
) -> Generator[ScanFacts, None, None]:
    """The same as `glance_at`; what crashes or hangs costs that scan only.

    Args:
        paths: of the files.
        patience_s: after which a file is given up.
        stains: what label and other stains are called.
        pick: which image and plane of them the study counts.

    Raises:
        MelcountError: the process does not start.
    """
    with Looker(patience_s) as looker:
        for path in paths:
            yield facts_by(looker, path, stains, pick)


def facts_by(looker: Looker, path: Path, stains: Stains = TRP1, pick: Pick = NO_PICK) -> ScanFacts:
    """What a file tells of itself, or why it does not; see `glance_apart`."""
    try:
        return looker.look(path, _facts, path, stains, pick)
    except ScanError as error:
        return ScanFacts(path, failure=str(error))


def _facts(path: Path, stains: Stains, pick: Pick) -> ScanFacts:
    return next(glance_at([path], stains, pick))
