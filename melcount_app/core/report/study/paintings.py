"""Paintings of hundreds of scans, on disc until the scale that their pictures share is known."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt

from melcount_app.core.errors import OutputError
from melcount_app.core.report.pictures import Painting

NOTHING: npt.NDArray[Any] = np.empty((0, 0), np.uint8)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the pixels of an image are in the file."""

    start: int
    length: int
    shape: tuple[int, ...]
    kind: np.dtype[Any]


class Paintings:
    """Paintings whose pixels are in a file without a name, which goes when it is closed.

    Of a scan of full size they take two to three megabytes there. A full disc raises `OutputError`.
    """

    def __init__(self) -> None:
        with _told():
            self._file = tempfile.TemporaryFile(prefix="melcount-")  # noqa: SIM115 - see `__exit__`
        self._known: dict[int, tuple[Painting, _Place, _Place]] = {}

    def __enter__(self) -> Paintings:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with suppress(OSError):  # of what a full disc did not take, which was told
            self._file.close()

    def put(self, key: int, painting: Painting) -> None:
        """Keep a painting."""
        smooth = painting.smooth
        places = self._written(painting.grey), self._written(smooth.values)
        bare = dataclasses.replace(smooth, values=NOTHING)
        self._known[key] = (dataclasses.replace(painting, grey=NOTHING, smooth=bare), *places)

    def take(self, key: int) -> Painting:
        """The painting of a key, every number as it was."""
        bare, grey, values = self._known[key]
        smooth = dataclasses.replace(bare.smooth, values=self._read(values))
        return dataclasses.replace(bare, grey=self._read(grey), smooth=smooth)

    def _written(self, pixels: npt.NDArray[Any]) -> _Place:
        content = np.ascontiguousarray(pixels).tobytes()
        with _told():
            start = self._file.seek(0, 2)
            self._file.write(content)
            self._file.flush()
        return _Place(start, len(content), pixels.shape, pixels.dtype)

    def _read(self, place: _Place) -> npt.NDArray[Any]:
        with _told():
            self._file.seek(place.start)
            content = self._file.read(place.length)
        return np.frombuffer(content, place.kind).reshape(place.shape)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        folder, reason = tempfile.gettempdir(), error.strerror
        raise OutputError(
            f"The pictures of the reports find no room in {folder} ({reason}). Free some space "
            "there, then write the reports again."
        ) from error
