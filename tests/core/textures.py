"""Pictures whose sharpness, size of structures and noise are known."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.float32]


def texture(side: int = 256, seed: int = 0) -> Picture:
    """Blobs of some pixels on a dark ground, away from black and white."""
    noise = np.random.default_rng(seed).random((side, side)).astype(np.float32)
    blobs = np.asarray(cv2.GaussianBlur(noise, (0, 0), 2.0), np.float32)
    return np.asarray(0.2 + 0.4 * (blobs - blobs.min()) / (blobs.max() - blobs.min()), np.float32)


def blurred(pixels: Picture, sigma_px: float) -> Picture:
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), sigma_px), np.float32)


def enlarged(pixels: Picture, factor: float) -> Picture:
    return np.asarray(cv2.resize(pixels, None, fx=factor, fy=factor), np.float32)


def texture_noise() -> Picture:
    return np.random.default_rng(0).standard_normal((256, 256), np.float32)
