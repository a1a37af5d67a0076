"""What is bright where fluorescence is dark is counted only where somebody insists."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
import tifffile
from typer.testing import CliRunner, Result

from melcount_app.cli import app
from melcount_app.core.batch.jobs import JobDone, ScanJob, run_job
from melcount_app.core.brightness import brightness_of
from melcount_app.core.channel import ChannelChoice
from melcount_app.core.fluorescence import NoFluorescenceError, check_fluorescence
from melcount_app.core.geometry import Size
from melcount_app.core.mask import Mask, MaskSource
from melcount_app.core.plan import ConcernKind, FoundScan, concerns_of, glance_at, plan_by_folders
from melcount_app.core.protocol import Protocol
from melcount_app.core.quality import Evidence, flags_of
from melcount_app.core.region import whole
from melcount_app.core.scan.base import Pixels
from melcount_app.core.wording import FRENCH, in_language

CAMERA_BITS = 4095
FIRST, SECOND = ChannelChoice(0, "TRP1", ""), ChannelChoice(1, "DAPI", "")


def page(height: int = 256, width: int = 320) -> npt.NDArray[np.float32]:
    """White paper with lines of dark words, from 0 to 1."""
    random = np.random.default_rng(3)
    paper = np.ones((height, width), np.float32)
    for top in range(16, height - 16, 16):
        letters = random.random(width - 32) < 0.5
        paper[top : top + 6, 16:-16] = np.where(letters, 0.05, 1.0)
    return np.asarray(cv2.GaussianBlur(paper, (0, 0), 1.0), np.float32)


def skin(height: int = 256, width: int = 320) -> npt.NDArray[np.float32]:
    """A sample over half of a dark scan, with bright cells."""
    random = np.random.default_rng(4)
    picture = 0.02 * random.random((height, width), np.float32)
    picture[:, : width // 2] += 0.2
    for y, x in random.integers(8, width // 2 - 8, (40, 2)):
        picture[y : y + 5, x : x + 5] = 1.0
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 1.0), np.float32)  # as a lens draws it


def eight_bit(*planes: npt.NDArray[np.float32]) -> Pixels:
    return (255 * np.stack(planes, -1)).astype(np.uint8)


def sixteen_bit(plane: npt.NDArray[np.float32], offset: int, gain: int = CAMERA_BITS) -> Pixels:
    return (offset + gain * plane[..., np.newaxis]).astype(np.uint16)


def refused(pixels: Pixels, counted: ChannelChoice = FIRST) -> str:
    """Why, or nothing."""
    try:
        check_fluorescence("a.tif", pixels, brightness_of(pixels), counted)
    except NoFluorescenceError as error:
        return str(error)
    return ""


NOISE = np.random.default_rng(5).normal(0.02, 0.002, (256, 320)).clip(0, 1).astype(np.float32)
PADDED = np.pad(sixteen_bit(skin(), 100), ((0, 0), (0, 900), (0, 0)), constant_values=65535)


@pytest.mark.parametrize(
    "pixels",
    [
        eight_bit(page()),
        eight_bit(page(), page(), page()),
        eight_bit(np.full((64, 64), 1.0, np.float32)),
        sixteen_bit(page(), 0),
        sixteen_bit(page(), 100, 60000),
        eight_bit(1 - skin()),
    ],
    ids=["fax", "colour", "blank", "12 bit", "16 bit", "inverted"],
)
def test_that_a_bright_background_is_no_fluorescence(pixels: Pixels) -> None:
    assert refused(pixels)


@pytest.mark.parametrize(
    "pixels",
    [
        eight_bit(skin()),
        eight_bit(page(), 0.1 * skin(), page()),
        eight_bit(np.zeros((64, 64), np.float32)),
        sixteen_bit(skin(), 100),
        sixteen_bit(skin(), 32768),
        sixteen_bit(NOISE, 400),
        sixteen_bit(NOISE, 32768),
        PADDED,
    ],
    ids=["grey", "one dark", "black", "pedestal", "offset", "empty", "empty offset", "padded"],
)
def test_that_a_dark_background_in_one_channel_is_enough(pixels: Pixels) -> None:
    assert not refused(pixels)


WHITE = np.full((256, 320, 1), 65535, np.uint16)
PARTLY_SCANNED = np.pad(WHITE, ((0, 0), (0, 100), (0, 0)))
PARTLY_SCANNED[:, 320] = 30000  # as a coarse level mixes both


@pytest.mark.parametrize("pixels", [WHITE, PARTLY_SCANNED, WHITE.astype(np.uint8)])
def test_that_a_channel_that_is_white_everywhere_is_called_saturated(pixels: Pixels) -> None:
    assert "every pixel of its channel “TRP1” has the highest value" in refused(pixels)


def test_that_a_channel_of_one_value_is_called_without_signal() -> None:
    told = refused(np.full((256, 320, 1), 4095, np.uint16))
    assert "every pixel of its channel “TRP1” has the same value, 4095" in told


def test_that_only_the_counted_channel_has_to_have_signal() -> None:
    both = np.concatenate([sixteen_bit(skin(), 100), WHITE], axis=-1)
    assert not refused(both)
    assert "channel “DAPI” has the highest value" in refused(both, SECOND)


def test_that_a_white_channel_beside_a_sound_one_makes_no_bright_field() -> None:
    overview = eight_bit(skin(), np.ones((256, 320), np.float32))
    mask = Mask(whole(Size(320, 256)), Size(320, 256), MaskSource.WHOLE_SCAN)
    evidence = Evidence(overview, 255.0, None, 0.45, mask, channel=0)
    assert "bright_field" not in [flag.name for flag in flags_of(evidence)]
    evidence = dataclasses.replace(evidence, channel=1)
    assert "bright_field" in [flag.name for flag in flags_of(evidence)]


def test_that_a_dry_run_points_out_what_will_not_be_counted(fax: Path, linear_model: Path) -> None:
    tifffile.imwrite(fax.with_name("b.tif"), eight_bit(skin())[..., 0])
    tifffile.imwrite(fax.with_name("c.tif"), WHITE)
    command = ("batch", fax.parent, "--out", fax.parents[1], "--model", linear_model, "--dry-run")
    told = " ".join(run(*command).output.split())
    assert "saturated or without signal: c.tif, fax.tif." in told


def test_that_one_scan_that_will_not_be_counted_is_told_why(fax: Path) -> None:
    facts = {each.path: each for each in glance_at([fax])}
    plan = plan_by_folders([FoundScan(fax, ())])
    (concern,) = (c for c in concerns_of(plan, facts) if c.kind is ConcernKind.DOUBTED)
    assert concern.sentence.startswith("“fax.tif” does not look like fluorescence")
    assert concern.scans == (fax,)


def test_that_a_scan_of_an_early_study_of_16_bit_is_let_pass() -> None:
    check_fluorescence("a.tif", sixteen_bit(page(), 0), (), FIRST)
    with pytest.raises(NoFluorescenceError, match=r"“a\.tif” does not look like fluorescence"):
        check_fluorescence("a.tif", eight_bit(page()), (), FIRST)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


@pytest.fixture
def fax(tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    folder.mkdir()
    tifffile.imwrite(folder / "fax.tif", eight_bit(page())[..., 0])
    return folder / "fax.tif"


def test_that_count_refuses_a_page_of_text_until_one_insists(
    fax: Path, linear_model: Path, tmp_path: Path
) -> None:
    command = ("count", fax, "--out", tmp_path / "out", "--model", linear_model)
    result = run(*command)
    assert result.exit_code == 2
    assert "fax.tif” does not look like fluorescence" in result.output
    assert "  it is counted with --insist" in result.output
    assert list((tmp_path / "out").glob("*")) == []

    assert run(*command, "--insist").exit_code == 0
    told = json.loads((tmp_path / "out" / "fax.json").read_text(encoding="utf-8"))
    assert "bright_field" in [flag["name"] for flag in told["flags"]]


def test_that_a_scan_of_a_batch_fails_until_one_insists_which_its_edits_keep(
    fax: Path, linear_model: Path, tmp_path: Path
) -> None:
    job = ScanJob(
        key=1,
        scan=fax,
        fingerprint="",
        edits=None,
        protocol=Protocol.of(linear_model),
        model=linear_model,
        folder=tmp_path,
        name="fax",
    )
    with pytest.raises(NoFluorescenceError):
        list(run_job(job))
    *_, done = run_job(dataclasses.replace(job, insists=True))
    assert isinstance(done, JobDone)
    assert done.edits.insists
    list(run_job(dataclasses.replace(job, edits=done.edits)))


def test_that_the_sentence_has_french() -> None:
    with pytest.raises(NoFluorescenceError) as caught:
        check_fluorescence("a.tif", eight_bit(page()), (), FIRST)
    assert in_language(str(caught.value), FRENCH).startswith("« a.tif » ne ressemble pas")
