"""Where the program starts: `melcount`, `python -m melcount_app`, and the installed program."""

import os
import signal
from types import FrameType

CANCELLED = 130
"""As a shell gives for Ctrl-C."""


def leave(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - as signal calls it
    """End at once and in silence: until the program has begun there is nothing to put in order."""
    os._exit(CANCELLED)


def main() -> None:
    """Start the program; Ctrl-C is answered from the first moment, as loading takes a while."""
    signal.signal(signal.SIGINT, leave)
    from melcount_app.cli import main as start

    start()


if __name__ == "__main__":
    main()
