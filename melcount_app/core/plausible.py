"""What a network may answer: numbers of cells that there can be. All else is refused, by name."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

SMALLEST_CELL_UM2 = 50.0
"""No more than one cell on so much, a circle 8 µm wide, which is about a nucleus: cells that can be
told apart lie beside each other. That is 20,000 cells/mm²."""

LEAST = -1e-6
"""Cells per map pixel: below it is less than none, not rounding."""


def check_answer(values: npt.NDArray[np.float32], um2: float) -> None:
    """Look at what a network says of one place.

    The place as a whole is looked at, not its pixels: a cell may stand in one of them alone.

    Args:
        values: cells per map pixel, any shape.
        um2: area of a map pixel in µm².

    Raises:
        ValueError: there cannot be as many cells; the text says what was answered.
    """
    if not np.isfinite(values).all():
        raise ValueError("it answers with what is no number")
    lowest = float(values.min(initial=0.0))
    if lowest < LEAST:
        raise ValueError(f"it finds less than no cells, {lowest:.3g}")
    cells, area = float(values.sum(dtype=np.float64)), values.size * um2
    if cells > 1 + area / SMALLEST_CELL_UM2:
        raise ValueError(
            f"it finds {1e6 * cells / area:.3g} cells/mm², where at most "
            f"{1e6 / SMALLEST_CELL_UM2:.0f} can lie"
        )
