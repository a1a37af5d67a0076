"""Runs the checks one after the other and keeps what they found in a file for support."""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

import psutil

import melcount_app
from melcount_app.core.report import write_text
from melcount_app.self_test.counting import check_batch, check_count
from melcount_app.self_test.libraries import check_libraries
from melcount_app.self_test.readers import check_readers
from melcount_app.self_test.window import check_window

Facts: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Check:
    """One part of the program.

    Attributes:
        name: in the file.
        run: uses the part; gets a folder for what it writes and where to put pictures, tells
            facts, and raises anything where the part does not work.
    """

    name: str
    run: Callable[[Path, Path], Facts]


CHECKS = (
    Check("window", check_window),  # first, since it tells how long a start takes
    Check("libraries", check_libraries),
    Check("readers", check_readers),
    Check("count", check_count),
    Check("batch", check_batch),
)


def self_test(out: Path, checks: tuple[Check, ...] = CHECKS) -> bool:
    """Run all checks and write what they found.

    The file is written before every check, too, so that it names the one that ended the program.

    Args:
        out: the file, in JSON; pictures go beside it.
        checks: what to run.

    Returns:
        Whether all passed.

    Raises:
        OutputError: the file cannot be written.
    """
    found: Facts = {"passed": False, **_program(), "checks": {}}
    with tempfile.TemporaryDirectory(prefix="melcount é ") as folder:
        for check in checks:
            found["checks"][check.name] = {"passed": False, "problem": "ended the program"}
            _write(out, found)
            found["checks"][check.name] = _result(check, Path(folder), out)
    found["passed"] = all(result["passed"] for result in found["checks"].values())
    _write(out, found)
    return bool(found["passed"])


def _result(check: Check, folder: Path, out: Path) -> Facts:
    started = time.perf_counter()
    place = folder / check.name
    place.mkdir()
    try:
        result: Facts = {"passed": True, **check.run(place, out)}
    except Exception as error:  # noqa: BLE001 - whatever is wrong goes into the file
        problem = f"{type(error).__name__}: {error}"
        result = {"passed": False, "problem": problem, "trace": traceback.format_exc()}
    return {**result, "seconds": round(time.perf_counter() - started, 2)}


def _program() -> Facts:
    """What support asks first."""
    return {
        "melcount": melcount_app.__version__,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "program": sys.executable,
        "is_frozen": hasattr(sys, "_MEIPASS"),
        "Python": platform.python_version(),
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
    }


def _write(out: Path, found: Facts) -> None:
    write_text(out, json.dumps(found, indent=2, ensure_ascii=False))
