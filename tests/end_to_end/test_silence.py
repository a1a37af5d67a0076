"""Nothing leaves the PC, and nothing is written where nobody asked for it.

The program runs as `alone.py` lets it: a socket out of the computer ends it. All that it writes is
looked for below the folder that it takes for the user's, and by strace, where that is installed (in
CI it is), everywhere else.
"""

from __future__ import annotations

import ast
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import tifffile

from melcount_app.core.runtime import SWITCH
from melcount_app.core.study import Study

ROOT = Path(__file__).parents[2]
ALONE = Path(__file__).with_name("alone.py")

TOUCHES = re.compile(
    r'\b(?:open|openat|creat|mkdir|mkdirat|rename\w*|link\w*|symlink\w*|mknod\w*)\((.*?"[^"]*".*)'
)
PATHS = re.compile(r'(?:<([^>]*)>, )?"([^"]*)"')
WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|^(?!.*O_RDONLY)")
OURS = re.compile(r"home/\.(config|local/share|local/state)/melcount/")
HARMLESS = re.compile(r"/dev/(null|tty|shm/sem\.\w+)|/proc/self/.*")

WINDOW = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from melcount_app.gui.app import run
from melcount_app.gui.main_window import MainWindow

application = QApplication([])
began = time.monotonic()

def work():
    windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
    session = windows[0].session if windows else None
    if session is None or session.shown.edits is None or session.course.job:
        return
    if session.shown.counted is None:
        session.counting.count()
    elif session.keeping.is_idle and time.monotonic() - began > float(sys.argv[3]):
        windows[0].close()

timer = QTimer()
timer.timeout.connect(work)
timer.start(50)
raise SystemExit(run([Path(sys.argv[1])], Path(sys.argv[2])))
"""
TALKS_AFTER_S = 12
"""So long the window stays: onnxruntime speaks ten seconds after it was loaded, if it may."""


@dataclass(frozen=True)
class Home:
    """A user's folders, where the program is all that runs."""

    folder: Path

    def environment(self) -> dict[str, str]:
        return {
            "HOME": str(self.folder / "home"),
            "TMPDIR": str(self.folder / "tmp"),
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def run(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        """Python with some arguments, alone."""
        words = [str(word) for word in (*arguments,)]
        trace = ["strace", "-f", "-y", "-qq", "--seccomp-bpf", "-o", self.folder / "trace"]
        watched = [*map(str, trace), "-e", "trace=%file"] if can_trace() else []
        return subprocess.run(
            [*watched, sys.executable, str(ALONE), sys.executable, *words],
            check=False,
            cwd=self.folder / "work",
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=200,
        )

    def files(self) -> set[str]:
        """All that lies in the user's folders now."""
        every = (path for path in self.folder.rglob("*") if path != self.folder / "trace")
        return {path.relative_to(self.folder).as_posix() for path in every if path.is_file()}

    def outside(self) -> set[str]:
        """What was made or opened to be written elsewhere, as far as it is known."""
        if not (self.folder / "trace").is_file():
            return set()
        lines = (self.folder / "trace").read_text("utf-8", "replace").splitlines()
        return touched(lines, str(self.folder))


def touched(lines: Sequence[str], folder: str) -> set[str]:
    """Paths that are written in a trace, but for those in a folder, where the process is, too."""
    found = set()
    for line in lines:
        call = TOUCHES.search(line)
        if call is None or re.search(r"= -1 E", line) or not WRITES.search(call[1]):
            continue
        for place, name in PATHS.findall(call[1]):
            path = name if name.startswith("/") else f"{place or folder}/{name}"
            if not path.startswith(folder) and not HARMLESS.fullmatch(path):
                found.add(path)
    return found


def can_trace() -> bool:
    tried = ["strace", "-f", "-o", "/dev/null", "true"]
    return shutil.which("strace") is not None and not subprocess.call(tried)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    if sys.platform != "linux":
        pytest.skip("only Linux keeps a process from the network so")
    for name in ("home", "tmp", "work"):
        (tmp_path / name).mkdir()
    return Home(tmp_path)


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.socket()",
        "import socket; socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
        "import ctypes; ctypes.CDLL(None).socket(16, 3, 0)",
    ],
)
def test_that_whoever_speaks_is_ended(home: Home, code: str) -> None:
    assert abs(home.run("-c", code).returncode) in (signal.SIGSYS, 128 + signal.SIGSYS)


def test_that_a_child_that_speaks_is_ended_too_and_pipes_are_let_be(home: Home) -> None:
    run = "subprocess.run([sys.executable, '-c', 'import socket; socket.socket()'])"
    code = f"import socket, subprocess, sys; socket.socketpair(); print({run}.returncode)"
    assert home.run("-c", code).stdout.strip() == str(-signal.SIGSYS)


def test_that_files_elsewhere_are_seen_in_a_trace() -> None:
    lines = [
        '7 openat(AT_FDCWD</w>, "/u/a", O_WRONLY|O_CREAT, 0644) = 3</u/a>',
        '7 openat(AT_FDCWD</w>, "b", O_RDWR|O_CREAT <unfinished ...>',
        '7 mkdirat(5</c>, "d", 0777) = 0',
        '7 rename("/u/a", "/e") = 0',
        '7 openat(AT_FDCWD</w>, "/f", O_RDONLY|O_CLOEXEC) = 3</f>',
        '7 openat(AT_FDCWD</w>, "/g", O_WRONLY) = -1 EACCES (Permission denied)',
        '7 openat(AT_FDCWD</w>, "/dev/null", O_WRONLY) = 3</dev/null>',
    ]
    assert touched(lines, "/u/") == {"/w/b", "/c/d", "/e"}


def test_that_counts_and_batches_speak_to_nobody_and_write_their_results_alone(
    home: Home, linear_model: Path
) -> None:
    folder = home.folder / "work" / "skin"
    folder.mkdir()
    grey = np.random.default_rng(0).integers(200, 250, (300, 400)).astype(np.uint8)
    tifffile.imwrite(folder / "a.tif", grey)
    options = ["--out", "out", "--model", str(linear_model), "--insist"]
    count = ["count", str(folder / "a.tif"), *options]
    batch = ["batch", str(folder), *options, "--pdf", "--csv"]
    code = f"""
from melcount_app.cli import app
if __name__ == "__main__":
    app({count}, standalone_mode=False)
    app({batch}, standalone_mode=False)
"""
    script = home.folder / "work" / "script.py"
    script.write_text(code, encoding="utf-8")
    done = home.run(script)
    assert done.returncode == 0, done.stdout + done.stderr
    files = home.files()
    results = {name for name in files if name.startswith("work/out/")}
    endings = (".xlsx", ".json", ".density.ome.tif", ".mask.geojson")
    assert {f"work/out/a{ending}" for ending in endings} <= results
    assert files - results == {"work/skin/a.tif", "work/script.py"}
    assert home.outside() == set()
    with Study.open(home.folder / "work" / "out" / "skin.melcount") as study:
        (scan,) = study.scans.all()
        edits = study.edits.of(scan.key)
    assert edits is not None
    assert edits.insists


def test_that_a_window_speaks_to_nobody_and_keeps_to_the_users_folders(
    home: Home, linear_model: Path
) -> None:
    scan = home.folder / "work" / "a.tif"
    grey = np.zeros((300, 400), np.uint8)
    grey[50:250, 50:350] = 60
    resolution = {"resolution": (5000, 5000), "resolutionunit": "CENTIMETER"}
    tifffile.imwrite(scan, grey, **resolution)  # type: ignore[arg-type]
    done = home.run("-c", WINDOW, scan, linear_model, TALKS_AFTER_S)
    assert done.returncode == 0, done.stderr
    files = home.files() - {"work/a.tif"}
    ours = {name for name in files if OURS.match(name)}
    assert "home/.local/share/melcount/Untitled.melcount" in ours
    assert files == ours
    assert home.outside() == set()


def imports_of(path: Path) -> set[str]:
    """The packages that a file imports anywhere."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def test_that_nobody_imports_onnxruntime_past_the_module_that_silences_it() -> None:
    folders = ("melcount_app", "installer", "tests", "resources")
    sources = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    naming = [path for path in sources if "onnxruntime" in path.read_text(encoding="utf-8")]
    importing = [path for path in naming if "onnxruntime" in imports_of(path)]
    package = ROOT / "melcount_app"
    assert sorted(importing) == [
        package / "core" / "runtime.py",
        package / "training" / "quantise.py",  # its tools, after the one above
    ]


def test_that_onnxruntime_is_silent_before_it_is_loaded(home: Home) -> None:
    code = f"""
import os, sys
class Watch:
    def find_spec(self, name, path=None, target=None):
        if name == "onnxruntime":
            print(os.environ.get({SWITCH!r}))
sys.meta_path.insert(0, Watch())
import melcount_app.core.model
"""
    done = home.run("-c", code)
    assert (done.stdout.split(), done.returncode) == (["1"], 0), done.stderr
