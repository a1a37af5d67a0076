"""Whether a model counts the same on an older processor, one without instructions of newer ones.

Runs the model on the same pictures here and in an emulated processor (Debian's `qemu-user`), and
prints how far the answers differ. A network in whole numbers differs by the rounding of its last
layer alone; in floating point every layer rounds otherwise.

    python tests/benchmarks/processors.py [--model FOLDER] [--cpu NAME] [--pictures N]
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from melcount_app.core.model import CountingModel
from melcount_app.core.paths import default_model

SIDE_PX = 256


def answers(model: Path, pictures: int) -> npt.NDArray[np.float32]:
    """(pictures, height, width) cells per map pixel of smooth fields with bright blobs."""
    network, random = CountingModel.load(model, threads=1), np.random.default_rng(0)
    found = []
    for _ in range(pictures):
        light = (random.random((SIDE_PX, SIDE_PX)) < 0.002).astype(np.float32)
        blobs = cv2.GaussianBlur(light, (0, 0), random.uniform(2.0, 4.0))
        haze = cv2.resize(random.random((6, 6)).astype(np.float32), (SIDE_PX, SIDE_PX))
        seen = 0.8 * blobs / blobs.max() + 0.15 * haze + 0.01 * random.random(light.shape)
        found.append(network.density(np.clip(seen, 0.0, 1.0).astype(np.float32)))
    return np.stack(found)


def emulated(cpu: str, arguments: list[str]) -> npt.NDArray[np.float32]:
    """What this script answers in an emulated processor."""
    emulator = shutil.which("qemu-x86_64")
    if emulator is None:
        sys.exit("There is no qemu-x86_64 here: apt-get install qemu-user.")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "answers.npy"
        python = os.path.realpath(sys.executable)
        path = os.pathsep.join(each for each in sys.path if each)
        subprocess.run(
            [emulator, "-cpu", cpu, python, __file__, *arguments, "--out", str(out)],
            check=True,
            env={**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"},
        )
        loaded: npt.NDArray[np.float32] = np.load(out)
        return loaded


def main() -> None:
    """Compare, or answer for a comparison."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, default=default_model())
    parser.add_argument("--cpu", default="Haswell", help="as `qemu-x86_64 -cpu help` lists them")
    parser.add_argument("--pictures", type=int, default=4)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    here = answers(arguments.model, arguments.pictures)
    if arguments.out:
        np.save(arguments.out, here)
        return
    asked = ["--model", str(arguments.model), "--pictures", str(arguments.pictures)]
    there = emulated(arguments.cpu, asked)
    apart = np.abs(here - there)
    counts = here.sum(axis=(1, 2), dtype=np.float64), there.sum(axis=(1, 2), dtype=np.float64)
    print(f"cells here            {', '.join(f'{count:.4f}' for count in counts[0])}")
    print(f"cells on {arguments.cpu:<12} {', '.join(f'{count:.4f}' for count in counts[1])}")
    print(f"map pixels that differ {np.mean(apart > 0):.1%}")
    print(f"by at most             {apart.max() / here.max():.1e} of the highest")


if __name__ == "__main__":
    main()
