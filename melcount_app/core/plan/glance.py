"""What is known of scans before the plan is carried out: only what describes them is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import PixelSize, Size
from melcount_app.core.scan import fingerprint, open_scan


@dataclass(frozen=True, slots=True)
class ScanFacts:
    """What a file tells of itself.

    Attributes:
        path: of the file.
        fingerprint: of its content; empty where it cannot be read.
        size: of level 0; None where it cannot be opened.
        pixel_size: what the file tells, or None.
        channels: names of its channels.
        failure: why it cannot be opened, as a sentence; else empty.
    """

    path: Path
    fingerprint: str = ""
    size: Size | None = None
    pixel_size: PixelSize | None = None
    channels: tuple[str, ...] = ()
    failure: str = ""


def glance_at(paths: Iterable[Path]) -> Iterator[ScanFacts]:
    """Open scan after scan, without looking at pixels; what fails is told in its facts.

    It takes some ms for a scan, and reading at most 64 MiB of it for its fingerprint.
    """
    return map(_facts, paths)


def _facts(path: Path) -> ScanFacts:
    try:
        with open_scan(path) as scan:
            return ScanFacts(path, fingerprint(path), scan.size, scan.pixel_size, scan.channels)
    except ScanError as error:
        return ScanFacts(path, failure=str(error))
