"""The paper's way to count a scan, for comparison: everything at once, in PyTorch on the CPU.

Level 0 is read whole, its green channel is reduced by four with area averages, the picture is
split into four sub-images, the 32-filter U-Net runs over each, and the maps are written
(Lazard et al. 2022). The weights do not change the time, so they are random.

    python tests/benchmarks/paper_way.py SCAN OUT_FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import tifffile
import torch

from melcount_app.training.unet import PAPER, UNet

REDUCTION = 4


def reduced_green(scan: Path) -> npt.NDArray[np.float32]:
    """Level 0 read whole, its green channel at a quarter of the resolution, 0 to 1."""
    level0 = tifffile.imread(scan, series=0, level=0)
    green = level0[..., 1].astype(np.float32)
    height, width = green.shape[0] // REDUCTION, green.shape[1] // REDUCTION
    small = cv2.resize(green, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(small / 255, np.float32)


def sub_images(picture: npt.NDArray[np.float32]) -> list[npt.NDArray[np.float32]]:
    """Four parts with sides that the network can halve three times."""
    rows, columns = (side // 2 // PAPER.stride_px * PAPER.stride_px for side in picture.shape)
    return [picture[y : y + rows, x : x + columns] for y in (0, rows) for x in (0, columns)]


def main(scan: Path, out: Path) -> None:
    """Count as the paper did and write the four maps."""
    torch.manual_seed(0)
    network = UNet(PAPER).eval()
    with torch.inference_mode():
        for place, part in enumerate(sub_images(reduced_green(scan))):
            density = network(torch.from_numpy(np.ascontiguousarray(part))[None, None])
            tifffile.imwrite(out / f"density_{place}.tif", density[0, 0].numpy())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
