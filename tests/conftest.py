"""Fixtures for all tests: shared data, small scans, and a small network with known answers."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import shutil
from collections.abc import Callable, Generator
from pathlib import Path

import hypothesis
import numpy as np
import numpy.typing as npt
import onnx
import pytest
import tifffile

from melcount_app.core.interval import IntervalModel
from melcount_app.core.model import ModelCard

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# what an example takes is the machine's, and others may use it
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

SHARED = Path(__file__).resolve().parents[2] / "shared"

UM_PER_PX = 1.8092
"""Pixel size of the small scans: the network's own, so that no resampling is needed."""

CELLS_PER_WHITE_PIXEL = 0.01
"""What the linear model answers for one input pixel of full white."""

INTERVALS = IntervalModel(level=0.9, quantile=1.7, variance_per_cell=0.4, relative_sd=0.04)
"""What a model with intervals says of its counts."""

ScanWriter = Callable[..., Path]


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Packed data tell when they were packed, and all processes must call a test the same."""
    return argname if isinstance(val, bytes) else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Names that are not UTF-8, in what a test printed, can be handed to another process."""
    report = yield
    report.sections = [
        (heading, text.encode("utf-8", "backslashreplace").decode("utf-8"))
        for heading, text in report.sections
    ]
    return report


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real crops, scans and tools; tests that need it skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared is not on this machine")
    return SHARED


@pytest.fixture
def write_scan(tmp_path: Path) -> ScanWriter:
    """Writes (height, width) green pixels as a flat RGB TIFF and returns its path."""

    def write(
        green: npt.NDArray[np.uint8], um_per_px: float | None = UM_PER_PX, name: str = "scan.tif"
    ) -> Path:
        path = tmp_path / name
        rgb = np.stack([green // 12, green, green // 20], axis=-1)
        tifffile.imwrite(
            path,
            rgb,
            photometric="rgb",
            resolution=(1e4 / um_per_px, 1e4 / um_per_px) if um_per_px else None,
            resolutionunit="CENTIMETER" if um_per_px else None,
        )
        return path

    return write


@pytest.fixture(scope="session")
def linear_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network whose answer is known: brightness, summed over blocks of 4 x 4 pixels."""
    folder = tmp_path_factory.mktemp("linear")
    weights = np.full((1, 1, 4, 4), 100 * CELLS_PER_WHITE_PIXEL, np.float32)
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("Conv", ["pixels", "w"], ["density"], strides=[4, 4])],
        "linear",
        [onnx.helper.make_tensor_value_info("pixels", 1, ["n", 1, "h", "w"])],
        [onnx.helper.make_tensor_value_info("density", 1, ["n", 1, "a", "b"])],
        [onnx.numpy_helper.from_array(weights, "w")],
    )
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)])
    model.ir_version = 8
    content = model.SerializeToString()
    (folder / "model.onnx").write_bytes(content)
    ModelCard(
        name="linear",
        sha256=hashlib.sha256(content).hexdigest(),
        um_per_px=UM_PER_PX,
        scan_um_per_px=0.4523,
        stride_px=8,
        output_stride=4,
        halo_px=8,
        sigma_px=6.0,
        target_scale=100.0,
        licence="MIT",
        training={},
        errors={},
    ).save(folder)
    return folder


@pytest.fixture(scope="session")
def model_with_intervals(linear_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The linear model, with `INTERVALS` on its card."""
    folder = Path(shutil.copytree(linear_model, tmp_path_factory.mktemp("models") / "intervals"))
    dataclasses.replace(ModelCard.load(folder), interval=INTERVALS).save(folder)
    return folder
