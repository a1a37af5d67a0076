"""Ctrl-C is answered in silence from the first moment."""

from __future__ import annotations

import subprocess
import sys

STARTING = """
import signal, sys, types
loading = types.ModuleType("melcount_app.cli")
loading.main = lambda: signal.raise_signal(signal.SIGINT)
sys.modules["melcount_app.cli"] = loading
from melcount_app.__main__ import main
main()
"""
COUNTING = """
import signal, sys
from melcount_app import cli
def count(*_, **__):
    signal.raise_signal(signal.SIGINT)
cli._one_of_each_set = count
sys.argv = ["melcount", "count", "a.tif", "--out", sys.argv[1]]
from melcount_app.__main__ import main
main()
"""


def ended(program: str, *arguments: str) -> tuple[int, str]:
    """How a program ended, and all it said."""
    answer = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False
    )
    return answer.returncode, answer.stdout + answer.stderr


def test_that_ctrl_c_while_the_program_is_loaded_ends_it_in_silence() -> None:
    assert ended(STARTING) == (130, "")


def test_that_ctrl_c_in_a_command_ends_it_in_silence() -> None:
    assert ended(COUNTING, "out") == (130, "")
