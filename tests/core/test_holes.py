"""What was not scanned, or cannot be read, is in no number, and all that is told says so."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import shapely
import tifffile
from shapely.geometry import box
from typer.testing import CliRunner, Result

from melcount_app.cli import app
from melcount_app.core.count import check_damage, count_scan, described_by
from melcount_app.core.edits import Edits
from melcount_app.core.errors import DamagedError, ScanError
from melcount_app.core.geometry import Rect, Size
from melcount_app.core.holes import MARGIN_UM, THINNEST_PX, Holes, filled, holes_of
from melcount_app.core.mask import drawn_mask
from melcount_app.core.measure import measure
from melcount_app.core.order import CountDone, CountOrder, Options, count_one
from melcount_app.core.prepare import prepare_scan
from melcount_app.core.region import Region, whole
from melcount_app.core.replay import ScanReplayed, WorkbookRemade, replay
from melcount_app.core.report import build_report
from melcount_app.core.report.pictures import DAMAGED, NOT_SCANNED, density_picture
from melcount_app.core.scan import open_scan
from melcount_app.core.scan.damage import TolerantScan
from melcount_app.core.study.records import from_text, to_text
from melcount_app.core.terms import terms_of
from melcount_app.core.wording import Wording
from melcount_app.core.work import result_of
from melcount_app.self_test.czi import tiles, write_czi
from tests.conftest import UM_PER_PX
from tests.core.harmed_files import harm, leave_out, noise, write_tiled

SIZE = Size(640, 512)
MARGIN_PX = MARGIN_UM / UM_PER_PX
HOLE = box(128, 128, 192, 192)
WIDE = HOLE.buffer(MARGIN_PX, join_style="mitre")
REST = shapely.difference(whole(SIZE), WIDE)


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    return write_tiled(tmp_path / "sound.tif", noise())


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    return harm(write_tiled(tmp_path / "damaged.tif", noise()), (2, 2))


@pytest.fixture
def sparse(tmp_path: Path) -> Path:
    return leave_out(write_tiled(tmp_path / "sparse.tif", noise()), (2, 2))


def counted(path: Path, model: Path, **options: object) -> CountDone:
    return result_of(count_one(CountOrder(path, model, user=Options(**options))))  # type: ignore[arg-type]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, list(map(str, arguments)))


def numbers(done: CountDone, *regions: Region) -> list[list[float | None]]:
    """Cells, then areas: of sample, quadrants and regions."""
    request = done.counted.request
    found = measure(done.counted.density, request.mask, regions, request.pixel_size)
    every = (found.sample, *found.quadrants, *found.regions)
    return [[region.cells for region in every], [region.area_mm2 for region in every]]


@pytest.mark.parametrize("kind", ["damaged", "sparse"])
def test_that_a_count_is_that_of_the_sound_scan_under_a_mask_without_the_place(
    sound: Path, linear_model: Path, request: pytest.FixtureRequest, kind: str
) -> None:
    path: Path = request.getfixturevalue(kind)
    mine = Region("mine", box(100, 100, 250, 250))
    found = counted(path, linear_model, without_damaged=kind == "damaged")
    assert shapely.equals(found.counted.request.mask.sample, REST)
    prepared = result_of(prepare_scan(sound, is_watched=False))
    edits = Edits(prepared.channel, drawn_mask(REST, SIZE))
    true = result_of(count_one(CountOrder(sound, linear_model, user=edits)))
    for these, those in zip(numbers(found, mine), numbers(true, mine), strict=True):
        assert these == pytest.approx(those, rel=1e-6)
    pixel_mm2 = (UM_PER_PX / 1000) ** 2
    assert numbers(found)[1][0] == pytest.approx(REST.area * pixel_mm2)


def test_that_a_damaged_scan_gives_no_count_unless_it_is_wanted(
    damaged: Path, linear_model: Path
) -> None:
    with pytest.raises(DamagedError):
        counted(damaged, linear_model)


def test_that_a_sound_scan_counts_the_same_when_damage_is_accepted(
    sound: Path, linear_model: Path
) -> None:
    plain = counted(sound, linear_model)
    tolerant = counted(sound, linear_model, without_damaged=True)
    assert numbers(plain) == numbers(tolerant)
    assert tolerant.counted.request.mask == plain.counted.request.mask


def test_that_too_much_damage_gives_no_count(tmp_path: Path, linear_model: Path) -> None:
    places = [(row, column) for row in range(8) for column in range(3)]
    path = harm(write_tiled(tmp_path / "bad.tif", noise()), *places)
    with pytest.raises(ScanError, match="too damaged to be counted: 30 %"):
        counted(path, linear_model, without_damaged=True)


def test_that_damage_is_a_share_of_what_was_scanned() -> None:
    holes = Holes(not_scanned=box(0, 0, 320, 512), damaged=HOLE)
    assert holes.damaged_share(whole(SIZE)) == 0.0  # where nothing was scanned nothing is lost
    holes = Holes(not_scanned=box(320, 0, 640, 512), damaged=HOLE)
    assert holes.damaged_share(whole(SIZE)) == pytest.approx(64**2 / (320 * 512))


def test_that_a_sample_where_nothing_was_scanned_is_refused(
    sparse: Path, linear_model: Path, tmp_path: Path
) -> None:
    mask = tmp_path / "mask.geojson"
    mask.write_text(json.dumps(shapely.geometry.mapping(HOLE.buffer(-5))))
    with pytest.raises(ScanError, match="Nothing of the sample"):
        counted(sparse, linear_model, mask=mask)


@pytest.mark.parametrize(("gap", "is_hole"), [(THINNEST_PX - 1, False), (THINNEST_PX + 1, True)])
def test_that_seams_between_tiles_are_no_holes(tmp_path: Path, gap: int, *, is_hole: bool) -> None:
    path = tmp_path / "a.czi"
    left, right = tiles(noise(64, 128)[..., np.newaxis], 64)
    right = dataclasses.replace(right, axes={**right.axes, "X": 64 + gap})
    write_czi(path, [left, right], "")
    with open_scan(path) as scan:
        assert scan.not_scanned(0) == (Rect(64, 0, gap, 64),)
        assert holes_of(scan, 0).are_none is not is_hole


def test_that_damage_of_a_few_rows_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, noise(), compression="zlib", rowsperstrip=4, photometric="minisblack")
    with tifffile.TiffFile(path) as tiff:
        start = tiff.pages[0].dataoffsets[50]
    data = bytearray(path.read_bytes())
    data[start : start + 40] = b"\xff" * 40
    path.write_bytes(data)
    with TolerantScan(open_scan(path)) as scan:
        scan.read(0, Rect(0, 0, SIZE.width, SIZE.height))
        assert shapely.equals(holes_of(scan, 0).damaged, box(0, 200, SIZE.width, 204))


def test_that_thin_strips_without_bytes_are_no_seams(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, noise(), compression="zlib", rowsperstrip=4, photometric="minisblack")
    with tifffile.TiffFile(path, mode="r+") as tiff:
        counts = list(tiff.pages.first.databytecounts)
        counts[::2] = [0] * len(counts[::2])
        tiff.pages.first.tags["StripByteCounts"].overwrite(counts)
    with open_scan(path) as scan:
        assert holes_of(scan, 0).not_scanned.area == whole(SIZE).area / 2


def test_that_an_earlier_count_keeps_the_damage_it_has_met(
    damaged: Path, linear_model: Path
) -> None:
    first = counted(damaged, linear_model, without_damaged=True)
    user = first.edits
    order = CountOrder(damaged, linear_model, user=user, earlier=first.counted)
    again = result_of(count_one(order))
    assert not again.is_new
    assert again.counted.request.mask == first.counted.request.mask
    other = drawn_mask(box(0, 0, 400, 400), SIZE)
    terms = terms_of(first.prepared.file_terms, user, None)
    described = described_by(first.counted, other, terms)
    assert described is not None
    assert described.request.mask.holes == first.counted.request.mask.holes
    unwanted = terms_of(first.prepared.file_terms, Options(), None)
    assert described_by(first.counted, other, unwanted) is None


def test_that_shrinking_the_outline_around_damage_does_not_make_it_count(
    damaged: Path, linear_model: Path
) -> None:
    request = counted(damaged, linear_model, without_damaged=True).counted.request
    small = drawn_mask(HOLE.buffer(40), SIZE).without(request.mask.holes)
    check_damage(request)
    with pytest.raises(ScanError, match="too damaged"):
        check_damage(dataclasses.replace(request, mask=small))


def test_that_a_request_says_all_that_is_needed_to_count_again(
    damaged: Path, linear_model: Path
) -> None:
    done = counted(damaged, linear_model, without_damaged=True)
    kept = from_text(type(done.counted.request), to_text(done.counted.request))
    again = result_of(count_scan(kept))
    assert again.request.mask == done.counted.request.mask
    assert (again.density.values == done.counted.density.values).all()


def test_that_reports_say_what_is_not_counted(
    damaged: Path, sparse: Path, linear_model: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    told = run(
        *("count", damaged, sparse, "--out", out, "--model", linear_model, "--without-damaged")
    )
    assert told.exit_code == 0, told.output
    hole_mm2 = 64**2 * (UM_PER_PX / 1000) ** 2
    for name, flag in (("damaged", "damaged"), ("sparse", "not_scanned")):
        facts = json.loads((out / f"{name}.json").read_text())
        assert facts[f"{flag}_mm2"] == pytest.approx(hole_mm2)
        assert facts["left_out_mm2"] == pytest.approx(WIDE.area * (UM_PER_PX / 1000) ** 2)
        sentence = next(each["sentence"] for each in facts["flags"] if each["name"] == flag)
        assert f"{hole_mm2:.3f} mm² ({100 * 64**2 / 640 / 512:.1f} %)" in sentence
        assert sentence in told.output
        sample = json.loads((out / f"{name}.mask.geojson").read_text())
        area = shapely.geometry.shape(sample["features"][0]["geometry"]).area
        assert area == pytest.approx(REST.area)
    assert json.loads((out / "sparse.json").read_text())["damaged_mm2"] == 0


def test_that_a_damaged_scan_is_refused_with_the_option_that_counts_it(
    damaged: Path, linear_model: Path, tmp_path: Path
) -> None:
    told = run("count", damaged, "--out", tmp_path / "out", "--model", linear_model)
    assert told.exit_code == 2
    assert "--without-damaged" in told.output
    assert not list((tmp_path / "out").glob("*"))


@pytest.mark.parametrize("kind", ["damaged", "sparse"])
def test_that_a_workbook_is_replayed_with_the_same_holes(
    linear_model: Path, tmp_path: Path, request: pytest.FixtureRequest, kind: str
) -> None:
    path: Path = request.getfixturevalue(kind)
    out = tmp_path / "out"
    run("count", path, "--out", out, "--model", linear_model, "--without-damaged")
    _, event, remade = replay(out / f"{kind}.xlsx", model=linear_model)
    assert isinstance(event, ScanReplayed)
    assert isinstance(remade, WorkbookRemade)
    assert remade.differences == ()
    assert all(number.is_same for number in event.numbers)
    assert len(event.numbers) > 4


@pytest.mark.parametrize(("kind", "colour"), [("damaged", DAMAGED), ("sparse", NOT_SCANNED)])
def test_that_the_picture_of_a_report_is_hatched_there(
    linear_model: Path, request: pytest.FixtureRequest, kind: str, colour: tuple[int, int, int]
) -> None:
    done = counted(request.getfixturevalue(kind), linear_model, without_damaged=True)
    picture = np.asarray(density_picture(build_report(done.prepared, done.counted, ()), Wording()))
    rows, columns = np.nonzero((picture == colour).all(axis=-1))
    scale = 1400 / SIZE.width
    assert len(rows) > 200
    for found in (rows - 24, columns - 24):
        assert 128 * scale - 4 < found.min()
        assert found.max() < 192 * scale + 4


def test_that_a_picture_goes_on_where_it_has_a_hole() -> None:
    picture = np.full((40, 60), 100, np.uint8)
    picture[:, 30:] = 20
    picture[10:20, 10:20] = 0
    holed = filled(picture, 4.0, box(40, 40, 80, 80))
    assert (holed[:, :30] == 100).all()
    assert (holed[:, 30:] == 20).all()
    assert filled(picture, 4.0, whole(Size(240, 160))) is picture


def test_that_the_sample_goes_on_where_the_file_is_damaged(tmp_path: Path) -> None:
    y, x = np.mgrid[:1216, :1216]
    disc = np.hypot(x, 1216 - y) < 1000
    pixels = np.where(disc, 120, 4).astype(np.uint8)
    sound = write_tiled(tmp_path / "sound.tif", pixels)
    true = result_of(prepare_scan(sound, is_watched=False)).mask
    path = harm(write_tiled(tmp_path / "quarter.tif", pixels), (18, 0), (18, 3), (12, 4))
    user = Options(without_damaged=True)
    found = result_of(prepare_scan(path, user=user, is_watched=False))
    assert found.mask.outline.area == pytest.approx(true.outline.area, rel=0.002)
    assert found.holes.damaged.area == 3 * 64**2


def test_that_quadrants_add_up_to_the_sample_around_a_hole(
    damaged: Path, linear_model: Path
) -> None:
    done = counted(damaged, linear_model, without_damaged=True)
    for sample, *parts in numbers(done):
        assert sum(part for part in parts if part is not None) == pytest.approx(sample)
