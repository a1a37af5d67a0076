"""How odd files are read for `limits.py`: as the window, the plan and the command line do."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import giant_papers
import giant_scans

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample_scan.tif"


def told(read: Callable[[Path], object], path: Path) -> str:
    """What reading a file says, or that it was read."""
    from melcount_app.core.errors import MelcountError

    try:
        return f"read: {read(path)}"[:60]
    except MelcountError as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 - which is what is looked for
        return f"UNCAUGHT {type(error).__name__}: {error}"


def glance(path: Path) -> str:
    """As a plan does."""
    from melcount_app.core.plan import glance_at

    facts = next(iter(glance_at([path])))
    return facts.failure or f"read: {facts.size}"


def apart(path: Path) -> str:
    """As a batch does before it counts."""
    from melcount_app.core.apart import glance_apart

    facts = next(iter(glance_apart([path])))
    return facts.failure or f"read: {facts.size}"


def thumbnail(path: Path) -> str:
    """As the list in the window does."""
    from melcount_app.core.apart import Looker
    from melcount_app.core.thumbnail import thumbnail_of

    def picture(scan: Path) -> int:
        with Looker() as looker:
            return len(looker.look(scan, thumbnail_of, scan))

    return told(picture, path)


def prepared(path: Path) -> str:
    """As the window and `count` do before they count."""
    from melcount_app.core.apart import Looker, look_first
    from melcount_app.core.prepare import prepare_scan
    from melcount_app.core.work import result_of

    def read(scan: Path) -> object:
        with Looker() as looker:
            look_first(looker, scan)
        return result_of(prepare_scan(scan)).size

    return told(read, path)


def command(*arguments: str) -> str:
    """The last line of a command of the program."""
    from typer.testing import CliRunner

    from melcount_app.cli import app

    found = CliRunner().invoke(app, list(arguments))
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        return f"UNCAUGHT {type(found.exception).__name__}: {found.exception}"
    lines = [line for line in found.output.splitlines() if line.strip()]
    return f"exit {found.exit_code}: {' '.join(lines[-2:])}"


def outlines(path: Path) -> str:
    """Regions from a file."""
    from melcount_app.core.geometry import Size
    from melcount_app.core.outline_files import load_regions

    return told(
        lambda file: len(load_regions(file, Size(30_000, 30_000), all_are_meant=True).regions), path
    )


def mask(path: Path) -> str:
    """A sample from a file."""
    from melcount_app.core.geometry import Size
    from melcount_app.core.mask import load_mask

    return told(lambda file: load_mask(file, Size(30_000, 30_000), all_are_meant=True).source, path)


def table(path: Path) -> str:
    """A plan from a table."""
    from melcount_app.core.kind import kind_of_file
    from melcount_app.core.plan import load_table

    kind_of_file(path)
    return told(lambda file: len(load_table(file).rows), path)


def replayed(path: Path) -> str:
    """A report that is counted again."""
    from melcount_app.core.replay import replay

    return told(lambda file: len(list(replay(file))), path)


def model(path: Path) -> str:
    """A model."""
    from melcount_app.core.model import CountingModel

    return told(lambda folder: CountingModel.load(folder).card.name, path)


def protocol(path: Path) -> str:
    """A protocol."""
    from melcount_app.core.kind import kind_of_file
    from melcount_app.core.protocol import load_protocol

    kind_of_file(path)
    return told(lambda file: load_protocol(file).name, path)


def settings(path: Path) -> str:
    """What the user has set."""
    from melcount_app.core.settings import load_settings

    return load_settings(path)[1] or "read"


def study(path: Path) -> str:
    """A study is opened, and all that it keeps is read."""
    from melcount_app.core.study import Study

    def read(file: Path) -> str:
        with Study.open(file) as opened:
            for scan in opened.scans.all():
                opened.thumbnails.of(scan.key)
                opened.prepared.of(scan.key)
                opened.counts.of(scan.key)
        return "all"

    return told(read, path)


def found(path: Path) -> str:
    """A folder that is searched."""
    from melcount_app.core.plan import scans_in

    return told(lambda folder: len(scans_in(folder).scans), path)


def count_of(path: Path) -> str:
    """The command `count` of a scan."""
    with tempfile.TemporaryDirectory() as out:
        return command("count", str(path), "--out", out)


def dry_run(path: Path) -> str:
    """The command `batch --dry-run` of a folder with a sound scan besides."""
    shutil.copy(SAMPLE, path.parent / "sound.tif")
    with tempfile.TemporaryDirectory() as out:
        return command("batch", str(path.parent), "--out", out, "--dry-run")


READINGS: dict[str, Callable[[Path], str]] = {
    each.__name__: each
    for each in (
        *(glance, apart, thumbnail, prepared, count_of, dry_run),
        *(outlines, mask, table, replayed, model, protocol, settings, study, found),
    )
}
KINDS: dict[str, tuple[Callable[[Path], Path], ...]] = {
    **dict.fromkeys(("glance", "thumbnail", "prepared", "dry_run"), giant_scans.SCANS),
    **giant_papers.KINDS,
}
SOUND: Mapping[str, Callable[[Path], Path]] = {
    **dict.fromkeys(
        ("glance", "apart", "thumbnail", "prepared", "count_of", "dry_run"),
        lambda folder: Path(shutil.copy(SAMPLE, folder / "sample.tif")),
    ),
    **giant_papers.SOUND,
}
