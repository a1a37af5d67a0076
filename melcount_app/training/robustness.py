"""How counts move under what scanners do to the same cells, and whether a flag warns of it.

Every crop is disturbed, taken for level 0 of a scan, read by the code that reads scans, and
counted by a network that has not seen it. What cannot be known of a scan is held to this: a
disturbance either moves the total by less than `STEADY`, or a scan of such crops is flagged.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt
from typing_extensions import override

from melcount_app.core.geometry import Rect, Size
from melcount_app.core.likeness import Likeness, TrainingRanges, likeness, windows_of
from melcount_app.core.model import CountingModel, to_network_range
from melcount_app.core.quality import UNLIKE_SHARE, unlike_training_flag
from melcount_app.core.region import coverage, whole
from melcount_app.core.scan.base import Level, Pixels, Scan, cut
from melcount_app.core.tiling import NetworkView, analysis_grid, read_tile
from melcount_app.training.augment import plain_example
from melcount_app.training.config import TrainConfig
from melcount_app.training.correction import unbiasing_factors
from melcount_app.training.counting import Counter
from melcount_app.training.crossvalidation import (
    count_fold,
    counter_of_network,
    fold_folder,
    held_back_split,
)
from melcount_app.training.dataset import CROP_UM_PER_PX, WHITE, Crop
from melcount_app.training.folds import Fold, split_folds
from melcount_app.training.run_folder import load_network

STEADY = 0.05
"""A total that moves by less than this share of itself stands."""

Grey: TypeAlias = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Disturbance:
    """What happens to the pixels of a crop.

    Attributes:
        name: for people.
        apply: makes the disturbed pixels; the generator is that of the crop.
        um_per_px: pixel size of the disturbed pixels.
    """

    name: str
    apply: Callable[[Grey, np.random.Generator], Grey]
    um_per_px: float = CROP_UM_PER_PX


@dataclass(frozen=True, slots=True)
class Judge:
    """A network with crops that it has not seen.

    Attributes:
        counter: the network.
        crops: those to count.
        ranges: what the crops looked like that it has seen.
    """

    counter: Counter
    crops: tuple[Crop, ...]
    ranges: TrainingRanges


@dataclass(frozen=True, slots=True)
class Seen:
    """What a network says of one disturbed crop."""

    crop: Crop
    count: float
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Effect:
    """What a disturbance does to the counts of all crops; fractions, not percent.

    Attributes:
        name: of the disturbance.
        count: cells counted in all crops.
        moved: how far that is from the total of the undisturbed crops, as a part of it.
        moved_per_crop: the same for the absolute differences of single crops.
        T_err: counting error over all crops.
        crops_flagged: share of the crops that are flagged as unlike training, each by itself.
        unlike: share of the counted cells that differ from training in one way; the largest.
        unlike_in: the statistic in which they do; empty where there are none.
    """

    name: str
    count: float
    moved: float
    moved_per_crop: float
    T_err: float
    crops_flagged: float
    unlike: float
    unlike_in: str

    @property
    def verdict(self) -> str:
        """Whether the user gets a count that stands, or a flag, or neither."""
        if self.unlike >= UNLIKE_SHARE:
            return f"flagged ({self.unlike_in})"
        return f"moves < {100 * STEADY:g} %" if abs(self.moved) < STEADY else "NOT FLAGGED"


def judges_of_runs(
    crops: Sequence[Crop], runs: Path, folds: int, seed: int = 0
) -> tuple[Judge, ...]:
    """The networks of cross-validation, corrected for bias as their recipe says.

    Raises:
        MelcountError: a fold is not trained to its end, or has seen crops that it should count.
    """
    splits = split_folds(len(crops), folds)
    folders = [fold_folder(runs, number, seed) for number in range(folds)]
    counts = [count_fold(crops, split, run) for split, run in zip(splits, folders, strict=True)]
    judges = []
    for split, run, factor in zip(splits, folders, unbiasing_factors(counts), strict=True):
        config = TrainConfig.load(run)
        counter = counter_of_network(load_network(run), config)
        judges.append(
            _judge(_scaled(counter, factor) if config.unbiased else counter, crops, split)
        )
    return tuple(judges)


def judge_of_held_back(crops: Sequence[Crop], run: Path) -> tuple[Judge, ...]:
    """The network of a run, on the crops that it held back.

    Raises:
        MelcountError: the run has no checkpoint, or was made from other crops.
    """
    counter = counter_of_network(load_network(run), TrainConfig.load(run))
    return (_judge(counter, crops, held_back_split(crops, run)),)


def judges_of_model(
    crops: Sequence[Crop], model: Path, folds: int, *, threads: int = 1
) -> tuple[Judge, ...]:
    """One network for all crops, which it may have seen; the ranges are those of other folds.

    Raises:
        MelcountError: the model cannot be used, or wants another pixel size.
    """
    counter = Counter.of_model(CountingModel.load(model, threads=threads))
    return tuple(_judge(counter, crops, split) for split in split_folds(len(crops), folds))


def robustness(
    judges: Sequence[Judge], disturbances: Sequence[Disturbance] | None = None
) -> Iterator[Effect]:
    """The counts of all crops under every disturbance, the undisturbed ones first."""
    plain = _seen_by_all(judges, Disturbance("none", _unchanged))
    yield _effect("none", plain, plain)
    for disturbance in DISTURBANCES if disturbances is None else disturbances:
        yield _effect(disturbance.name, _seen_by_all(judges, disturbance), plain)


def see(judge: Judge, crop: Crop, pixels: Grey, um_per_px: float) -> Seen:
    """Count pixels as the program counts a scan of such a level 0, and nothing but it."""
    counter, scan = judge.counter, _OneLevel(crop.name, pixels)
    grid = analysis_grid(scan.levels, um_per_px, CROP_UM_PER_PX)
    unit, halo, stride = counter.stride_px, counter.halo_px, counter.output_stride
    core = Rect(0, 0, -(-grid.size.width // unit) * unit, -(-grid.size.height // unit) * unit)
    tile = to_network_range(read_tile(NetworkView(scan, grid, 0), core.grown(halo), unit), WHITE)
    rim = halo // stride
    density = counter.answer(tile)[rim:-rim, rim:-rim]
    size = Size(density.shape[1], density.shape[0])
    sample = coverage(whole(scan.size), size, grid.level0_per_px * stride)
    part = density[: sample.window.height, : sample.window.width]
    windows = windows_of(core, tile[halo:-halo, halo:-halo], grid.size, stride)
    return Seen(
        crop,
        float(np.sum(part * sample.share, dtype=np.float64)),
        likeness(windows, density, sample, judge.ranges),
    )


def robustness_facts(effects: Sequence[Effect]) -> list[dict[str, Any]]:
    """All figures for JSON."""
    return [{**dataclasses.asdict(each), "verdict": each.verdict} for each in effects]


def robustness_table(effects: Sequence[Effect]) -> str:
    """The effects as a table in Markdown, and what they mean."""
    lines = (
        f"| {each.name} | {100 * each.moved:+.1f} % | {100 * each.moved_per_crop:.1f} % "
        f"| {100 * each.T_err:.1f} % | {100 * each.crops_flagged:.0f} % | {each.verdict} |"
        for each in effects
    )
    return "\n".join((_HEAD, *lines, "", _EXPLANATION))


_HEAD = """\
| disturbance | total moves | per crop | T_err | crops flagged | verdict |
| --- | --- | --- | --- | --- | --- |"""

_EXPLANATION = f"""\
Gain, gamma and offset are those of 8-bit values, clipped at black and white. JPEG, blur and noise
act at the network's own pixel size of {CROP_UM_PER_PX:.2f} µm. For other pixel sizes a crop is
enlarged by cubic interpolation and read back as a scan of that pixel size. "Per crop" is the sum
of the absolute movements of single crops over the total. The verdict is that of a scan made of
all crops: it is flagged when {100 * UNLIKE_SHARE:.0f} % of its counted cells lie in places that
differ from training in one way, the largest of which is named."""


class _OneLevel(Scan):
    """Grey pixels in memory as level 0 of a scan."""

    pixel_size = None

    def __init__(self, name: str, pixels: Grey) -> None:
        self.path = Path(name)
        self.levels = (Level(Size(pixels.shape[1], pixels.shape[0]), 1.0),)
        self.channels = ("grey",)
        self.dtype = np.dtype(np.uint8)
        self._pixels = pixels[..., np.newaxis]

    @override
    def read(self, level: int, rect: Rect, channel: int | None = None) -> Pixels:
        return cut(self._pixels, rect, channel)

    @override
    def close(self) -> None:
        pass


def _judge(counter: Counter, crops: Sequence[Crop], split: Fold) -> Judge:
    learned = [plain_example(crops[i]).pixels for i in split.training]
    return Judge(counter, tuple(crops[i] for i in split.validation), TrainingRanges.of(learned))


def _scaled(counter: Counter, factor: float) -> Counter:
    """A counter whose density is `factor` times as high."""
    return dataclasses.replace(
        counter, answer=lambda pixels: counter.answer(pixels) * np.float32(factor)
    )


def _seen_by_all(judges: Sequence[Judge], disturbance: Disturbance) -> tuple[Seen, ...]:
    return tuple(
        see(
            judge,
            crop,
            disturbance.apply(crop.pixels, np.random.default_rng(number)),
            disturbance.um_per_px,
        )
        for judge in judges
        for number, crop in enumerate(judge.crops)
    )


def _effect(name: str, seen: Sequence[Seen], plain: Sequence[Seen]) -> Effect:
    before = np.array([each.count for each in plain])
    after = np.array([each.count for each in seen])
    cells = np.array([each.crop.cells for each in seen])
    unlike, unlike_in = _largest_deviation(seen)
    return Effect(
        name=name,
        count=float(after.sum()),
        moved=_ratio(after.sum() - before.sum(), before.sum()),
        moved_per_crop=_ratio(np.abs(after - before).sum(), before.sum()),
        T_err=_ratio(np.abs(after - cells).sum(), cells.sum()),
        crops_flagged=_ratio(sum(_is_flagged(each) for each in seen), len(seen)),
        unlike=unlike,
        unlike_in=unlike_in,
    )


def _is_flagged(seen: Seen) -> bool:
    return unlike_training_flag(seen.likeness) is not None


def _largest_deviation(seen: Sequence[Seen]) -> tuple[float, str]:
    """Of all crops as one scan: share of its cells that deviate in one way, and in what."""
    cells: defaultdict[tuple[str, str], float] = defaultdict(float)
    for each in seen:
        for deviation in each.likeness.deviations:
            way = (deviation.statistic.name, deviation.side.value)
            cells[way] += each.count * deviation.of_cells
    if not cells:
        return 0.0, ""
    (name, _), most = max(cells.items(), key=lambda item: item[1])
    return _ratio(most, sum(each.count for each in seen)), name


def _ratio(part: float, total: float) -> float:
    return float(part / total) if total else 0.0


def _unchanged(pixels: Grey, _: np.random.Generator) -> Grey:
    return pixels


def _rounded(values: npt.NDArray[np.floating]) -> Grey:
    """Values of 8 bit, clipped at black and white."""
    clipped: Grey = np.clip(np.rint(values), 0, WHITE).astype(np.uint8)
    return clipped


def _gain(factor: float) -> Disturbance:
    return Disturbance(f"gain {factor:g}", lambda pixels, _: _rounded(pixels * factor))


def _gamma(exponent: float) -> Disturbance:
    return Disturbance(
        f"gamma {exponent:g}", lambda pixels, _: _rounded(WHITE * (pixels / WHITE) ** exponent)
    )


def _offset(share: float) -> Disturbance:
    return Disturbance(
        f"offset {share:+g} of white", lambda pixels, _: _rounded(pixels + WHITE * share)
    )


def _noise(share: float) -> Disturbance:
    def apply(pixels: Grey, random: np.random.Generator) -> Grey:
        return _rounded(pixels + random.normal(0.0, WHITE * share, pixels.shape))

    return Disturbance(f"noise of {share:g} of white", apply)


def _blur(sigma_px: float) -> Disturbance:
    def apply(pixels: Grey, _: np.random.Generator) -> Grey:
        return np.asarray(cv2.GaussianBlur(pixels, (0, 0), sigma_px), np.uint8)

    return Disturbance(f"blur of {sigma_px:g} px", apply)


def _jpeg(quality: int) -> Disturbance:
    def apply(pixels: Grey, _: np.random.Generator) -> Grey:
        encoded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_GRAYSCALE), np.uint8)

    return Disturbance(f"JPEG quality {quality}", apply)


def _pixel_size(um_per_px: float) -> Disturbance:
    def apply(pixels: Grey, _: np.random.Generator) -> Grey:
        height, width = (round(side * CROP_UM_PER_PX / um_per_px) for side in pixels.shape)
        enlarged = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_CUBIC)
        return np.asarray(enlarged, np.uint8)

    return Disturbance(f"pixel size {um_per_px:g} µm", apply, um_per_px)


DISTURBANCES = (
    *map(_gain, (0.5, 0.7, 1.4, 2.0)),
    *map(_gamma, (0.8, 1.25)),
    *map(_offset, (-0.03, 0.03)),
    _noise(0.02),
    *map(_blur, (0.5, 1.0, 1.5)),
    _jpeg(70),
    *map(_pixel_size, (0.228, 0.4523, 0.9046, 1.8)),
)
"""What scanners do, short of what makes another staining of it."""
