"""The one boundary at which a file that others may have made, or damaged, is understood.

Libraries raise dozens of kinds on files that they do not expect, and more with every version. Who
parses such a file does so inside `foreign`, and says what the user is told instead. What is done
with what was read stays outside: there an exception is a bug, and rises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from melcount_app.core.errors import MelcountError


@contextmanager
def foreign(refusal: Callable[[Exception], Exception], *known: type[Exception]) -> Iterator[None]:
    """Turns all that is raised while a foreign file is parsed into one error.

    Args:
        refusal: makes that error of what was raised, as of running out of memory or of stack;
            what was raised stays its cause.
        known: errors besides `MelcountError` that say already what is wrong, and pass.

    Raises:
        Exception: what `refusal` makes.
    """
    passed: tuple[type[Exception], ...] = (MelcountError, *known)
    try:
        yield
    except passed:
        raise
    except Exception as error:
        raise refusal(error) from error
