"""The colour map of density pictures."""

from __future__ import annotations

import base64

import cv2
import numpy as np
import numpy.typing as npt

_CIVIDIS = (
    "ACBNACFOACJQACJSACNTACRVACVXACVYACZaACdcACdeAChgAClhACpjACplACtnACxpACxqAC1sAC5uAC5vAC9v"
    "AC9vADBvADBvADFvADJvADNvADNvADRvADVuATZuBjZuCzduDzhuEjhtFTltGDptGjttHTttHzxtIT1tIz5sJD5s"
    "Jj9sKEBsKkBsK0FsLUJsLkNsMENsMURrMkVrNEVrNUZrNkdrOEhrOUhrOklrO0prPUprPktrP0xrQE1rQU1rQk5r"
    "Q09rRE9rRlBrR1FrSFJrSVJrSlNrS1RsTFRsTVVsTlZsT1dsUFdsUVhsUllsU1lsVFpsVVttVlxtV1xtWF1tWV5t"
    "WV9tWl9tW2BuXGFuXWFuXmJuX2NuYGRvYWRvYmVvY2ZvZGZvZGdwZWhwZmlwZ2lwaGpxaWtxamxxa2xxbG1ybG5y"
    "bW5ybm9zb3BzcHFzcXF0cnJ0cnN0c3R1dHR1dXV1dnZ2d3d2eHd3eHh3eXl3enp4e3p4fHt4fXx4fn14f314gH55"
    "gX95goB5g4B5hIF5hIJ5hYN5hoN5h4R5iIV5iYZ5iod5i4d5jIh5jYl5jop5j4p5kIt5kYx4ko14k454lI54lY94"
    "lpB4l5F4mJJ4mZJ4mpN3m5R3nJV3nZZ3npZ3n5d3oJh3oZl2opp2o5p2pJt2pZx2pp11qJ51qZ91qp91q6B0rKF0"
    "raJ0rqN0r6RzsKRzsaVzsqZys6dytKhytalxtqlxt6pxuKtwuaxwuq1wu65vvK9vvq9vv7BuwLFuwbJtwrNtw7Rt"
    "xLVsxbVsxrZrx7dryLhqyblqy7ppzLtpzbxozrxoz71n0L5n0b9m0sBm08Fl1MJk1sNk18Rj2MVj2cVi2sZh28dh"
    "3Mhg3clf3spf4Mte4cxd4s1c485c5M9b5dBa5tFZ6NJZ6dNY6tNX69RW7NVV7dZU79dT8NhS8dlR8tpQ89tP9NxO"
    "9t1N995M+N9L+eBK+uFJ++JI/eNG/uRF/+VE/+ZC/+dC/+hD/+lE/+pG"
)

CIVIDIS: npt.NDArray[np.uint8] = np.frombuffer(base64.b64decode(_CIVIDIS), np.uint8).reshape(256, 3)
"""(256, 3) red, green, blue from low to high: even steps for every eye, colour-blind or not.

Source: Nuñez, Anderton and Renslow, PLoS ONE 13(7) e0199239, 2018; CC0."""


def coloured(values: npt.NDArray[np.float32], highest: float) -> npt.NDArray[np.uint8]:
    """Colours of values between 0 and `highest`; what lies outside gets the end colours.

    Args:
        values: any shape, finite.
        highest: the value of the brightest colour, above 0.

    Returns:
        The shape of `values` and an axis of red, green, blue.
    """
    flat = np.ascontiguousarray(values).reshape(-1, values.shape[-1])
    steps = cv2.convertScaleAbs(np.maximum(flat, 0), alpha=255 / highest)
    found = cv2.applyColorMap(
        steps, CIVIDIS[:, np.newaxis]
    )  # its order of colours is that of CIVIDIS
    return np.asarray(found, np.uint8).reshape(*values.shape, 3)
