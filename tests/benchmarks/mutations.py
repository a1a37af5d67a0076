"""Thousands of damaged files of every kind, and how the program takes each.

    python tests/benchmarks/mutations.py [--tries 300] [--kinds study,plan] [--earlier CHECKOUT]

prints a row for each kind: how many ended in a sentence, were read in part or as before, raised an
exception that nobody expects, ended the process, took over 20 s, or over 1 GB more than before.
Files are damaged by bits, zeros, cuts, exchanged and inserted parts, odd words, and inside archives
and tables; a seed decides how, so that two checkouts are given the same. Each kind has a process
of its own, which is started anew where it was ended. Below the table stand the exceptions.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

HERE = Path(__file__).resolve().parents[2]
LONG_S = 20.0
START_S = 120.0
LARGE_KB = 1 << 20
EXCEPTION, ENDED, HUNG, LARGE = "an exception", "the process ended", "over 20 s", "over 1 GB"
SHOWN = 12


def main() -> None:
    """Try all kinds, here and in an earlier checkout."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=300)
    parser.add_argument("--kinds", default="")
    parser.add_argument("--earlier", type=Path, help="a checkout that is tried first")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--first", type=int, default=0, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        try_one(asked.one, range(asked.first, asked.tries))
        return
    from mutated import WORDS, kinds_named

    words = (*WORDS, EXCEPTION, ENDED, HUNG, LARGE)
    for checkout in (asked.earlier, HERE) if asked.earlier else (HERE,):
        print(f"{checkout}\n| kind | tries | {' | '.join(words)} |")
        print("| --- |" + " ---: |" * (len(words) + 1))
        raised: Counter[str] = Counter()
        for kind in kinds_named(asked.kinds):
            found: Counter[str] = Counter()
            for word, why in tried(checkout.resolve(), kind.name, asked.tries):
                found[word] += 1
                raised[f"{kind.name}: {why}"] += bool(why)
            told = " | ".join(str(found[word]) for word in words)
            print(f"| {kind.name} | {asked.tries} | {told} |", flush=True)
        for why, times in raised.most_common():
            print(f"{times:5d} {why}" if times else "", end="\n" if times else "")


def tried(checkout: Path, kind: str, tries: int) -> Iterator[tuple[str, str]]:
    """What came of each try, and of which exception."""
    first = 0
    while first < tries:
        process, lines = _started(checkout, kind, tries, first)
        patience = START_S
        while first < tries:
            try:
                line = lines.get(timeout=patience)
            except Empty:
                yield HUNG, ""
                break
            if not line:
                yield ENDED, ""
                break
            patience = LONG_S
            told = json.loads(line)
            if told:
                first += 1
                yield told[0], told[1]
        else:
            process.wait()
            return
        first += 1
        process.kill()
        process.wait()


def _started(
    checkout: Path, kind: str, tries: int, first: int
) -> tuple[subprocess.Popen[str], Queue[str]]:
    """A process that tries one kind, and the lines that it writes; the last one is empty."""
    process = subprocess.Popen(
        [sys.executable, __file__, "--one", kind, "--tries", str(tries), "--first", str(first)],
        env={**os.environ, "PYTHONPATH": f"{checkout}{os.pathsep}{HERE}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    lines: Queue[str] = Queue()

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("["):
                lines.put(line)
        lines.put("")

    Thread(target=read, daemon=True).start()
    return process, lines


def try_one(name: str, seeds: range) -> None:
    """Try one kind, and write a line as JSON before the first and after each."""
    from mutated import KINDS, Trial

    kind = next(kind for kind in KINDS if kind.name == name)
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(kind, Path(folder) / "tried")
        print("[]", flush=True)
        for seed in seeds:
            before, why = _memory_kb("VmRSS"), ""
            try:
                word = trial.run(seed)
            except Exception as error:  # noqa: BLE001 - that is what is looked for
                word, why = EXCEPTION, _place(error)
            if _memory_kb("VmHWM") - before > LARGE_KB:
                word, why = LARGE, f"seed {seed}"
            print(json.dumps([word, why]), flush=True)


def _place(error: Exception) -> str:
    """The exception, and the last line of ours that it passed."""
    ours = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if f"{os.sep}melcount_app{os.sep}" in frame.filename
    ]
    where = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__} in {where}"


def _memory_kb(name: str) -> int:
    """What the process holds, or its highest since this was last asked for; 0 where not known."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    lines = status.read_text(encoding="ascii", errors="replace").splitlines()
    if name == "VmHWM":
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


if __name__ == "__main__":
    main()
