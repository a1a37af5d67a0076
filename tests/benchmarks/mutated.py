"""Sound files of all kinds that the program reads, the same damaged by a seed, and their readers.

Tests try a few hundred of them, `mutations.py` as many as one likes. All is harmless: what a seed
makes is neither large nor aimed at any library.
"""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import io
import json
import struct
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from openpyxl import Workbook
from PIL import Image
from shapely.geometry import box
from sound_scans import make_czi, make_ndpi, make_picture, make_set, make_tiff, scene
from spoiling import Inside, cell_spoiled, member_spoiled, spoiled, unpacked_spoiled, zipped

from melcount_app.core.channel import ChannelChoice
from melcount_app.core.count import CountRequest, ScanCounted
from melcount_app.core.density import DensityMap
from melcount_app.core.edits import Edits
from melcount_app.core.errors import MelcountError
from melcount_app.core.geometry import PixelSize, PixelSizeSource, Rect, Size
from melcount_app.core.mask import drawn_mask
from melcount_app.core.model import CountingModel, ModelCard
from melcount_app.core.outline_files import read_outlines
from melcount_app.core.plan import Assignment, Role, load_table
from melcount_app.core.prepare import PreparedScan
from melcount_app.core.protocol import Protocol, load_protocol
from melcount_app.core.region import Region, geojson
from melcount_app.core.replay import ScanRefused, ScanReplayed, WorkbookCompared, replay
from melcount_app.core.report.data_sheet import (
    ReplayData,
    ReplayRecord,
    ShownNumber,
    write_data_sheet,
)
from melcount_app.core.report.study import build_study_report
from melcount_app.core.scan import open_scan
from melcount_app.core.scan.base import CoarseLevel
from melcount_app.core.scan.pyramid import preview
from melcount_app.core.scan.trust import believed
from melcount_app.core.settings import Settings, load_settings, save_settings
from melcount_app.core.study import Study
from melcount_app.core.tiling import AnalysisGrid, TileGrid

SIZE = Size(440, 300)
CARD = ModelCard(
    name="stub",
    sha256="0123456789abcdef" * 4,
    um_per_px=4.0,
    scan_um_per_px=1.0,
    stride_px=8,
    output_stride=1,
    halo_px=16,
    sigma_px=3.0,
    target_scale=100.0,
    licence="MIT",
    training={"crops": 76},
    errors={"T_err": 0.125},
)
Answer = tuple[str, object]
"""One word of how a file was taken, and what was read of it."""

SENTENCE, PART, WHOLE = "a sentence", "a part, the rest told", "as before"
UNNAMED, OTHER = "a sentence that names no file", "something else was read"
WORDS = (SENTENCE, UNNAMED, PART, WHOLE, OTHER)


@dataclass(frozen=True)
class Kind:
    """One kind of files.

    Attributes:
        name: with its ending.
        make: writes a sound one; others may lie beside it.
        use: reads it as the program does, and tells what was found; a sentence is raised.
        is_text: whether words are exchanged, too.
        inside: what else is damaged, so that sums over the whole stay right.
    """

    name: str
    make: Callable[[Path], object]
    use: Callable[[Path], Answer]
    is_text: bool = False
    inside: Inside | None = None


def make_study(path: Path) -> None:
    """Two conditions, three scans, counted, with regions, plan, protocol and small pictures."""
    with Study.open(path) as study:
        for number, condition in enumerate(("control", "control", "dose")):
            key = study.scans.add(path.parent / f"scan {number}.tif").key
            study.plan.assign({key: Assignment(condition, str(number))})
            _keep_count(study, key, number)
        study.plan.set_roles({"control": Role.CONTROL, "dose": Role.TEST})
        study.terms.set_protocol(Protocol("usual", CARD.name, CARD.sha256))
        study.terms.set_results_folder(path.parent / "results")
        study.plan.set_left_out(())


def _keep_count(study: Study, key: int, number: int) -> None:
    prepared, request = _prepared(), _request()
    regions = (Region("mine", box(10, 10, 200, 150)),)
    grid = AnalysisGrid(1, 1.0, 4.0, Size(SIZE.width // 4, SIZE.height // 4))
    density = DensityMap(grid, TileGrid(grid.size, 48, CARD.halo_px, unit_px=8), 1)
    chance = np.random.default_rng(number)
    for core in density.tiles.cores():
        values = chance.random((core.height, core.width), np.float32)
        density.put(core, values * np.float32((1 + number) * 1e-3))
    study.save_prepared(key, prepared)
    study.save_edits(key, Edits(prepared.channel, prepared.mask, regions), "outlined")
    study.save_count(key, ScanCounted(request, density, (), 12, 3.25))
    picture = io.BytesIO()
    Image.fromarray(prepared.overview.pixels).resize((40, 30)).save(picture, "PNG")
    study.thumbnails.put(key, picture.getvalue())


def _prepared() -> PreparedScan:
    outline = box(0, 50, 300, 300)
    return PreparedScan(
        path=Path("scan.tif"),
        fingerprint="sha256:feed",
        size=SIZE,
        channels=("red", "green", "blue"),
        pixel_size=PixelSize(1.0, PixelSizeSource.TIFF),
        white=255.0,
        coarse=(),
        overview=CoarseLevel(scene(30, 44), 10.0),
        channel=ChannelChoice(1, "green", "the usual channel"),
        mask=drawn_mask(outline, SIZE),
    )


def _request(scan: Path = Path("scan.tif")) -> CountRequest:
    prepared = _prepared()
    return CountRequest(
        scan=scan,
        fingerprint=prepared.fingerprint,
        pixel_size=prepared.pixel_size,
        channel=prepared.channel,
        white=prepared.white,
        mask=prepared.mask,
        model=Path("models") / "stub",
        card=CARD,
    )


def use_study(path: Path) -> Answer:
    """Opened, listed and reported, as window and command line do."""
    with Study.open(path) as study:
        entries = study.entries()
        for entry in entries:
            with suppress(MelcountError):  # the list then makes it anew
                study.thumbnails.of(entry.scan.key)
        report = build_study_report(study)
    numbers = [
        (each.name, each.scan.condition, repr(each.measurement), each.flags)
        for _, each in report.scans
    ]
    left = list(report.left_out)
    is_told = any(flag.name == "damaged_journal" for *_, flags in numbers for flag in flags)
    is_told |= bool(getattr(report, "damage", ""))  # which earlier reports did not tell
    is_part = left or is_told or len(numbers) < 3
    return PART if is_part else WHOLE, (numbers, report.statistics)


def _plan_rows() -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = [("file", "condition", "replicate", "dose", "role")]
    rows += [
        (f"a{n}.tif", f"drug {n % 3}", n, n / 2, "test" if n % 3 else "control") for n in range(9)
    ]
    return rows


def make_plan_book(path: Path) -> None:
    """A plan as a workbook."""
    book = Workbook()
    for row in _plan_rows():
        book.worksheets[0].append(list(row))
    book.save(path)


def make_plan_text(path: Path) -> None:
    """A plan as text."""
    path.write_text("\n".join(",".join(map(str, row)) for row in _plan_rows()), encoding="utf-8")


def use_plan(path: Path) -> Answer:
    return WHOLE, load_table(path).rows


def make_report(path: Path) -> None:
    """A workbook that says how its numbers were made; the scan is not there."""
    book = Workbook()
    book.worksheets[0].title = "Result"
    book.worksheets[0]["B2"] = 12.5
    shown = (ShownNumber(0, "cells", "Result", "B2"),)
    record = ReplayRecord(
        _request(path.with_name("gone.tif")), (Region("a", box(0, 0, 9, 9)),), shown
    )
    write_data_sheet(book, ReplayData((record,)))
    book.save(path)


def use_report(path: Path) -> Answer:
    events = list(replay(path))
    assert all(isinstance(event, ScanRefused | ScanReplayed | WorkbookCompared) for event in events)
    return WHOLE, [str(event) for event in events]


def make_geojson(path: Path) -> None:
    """Regions as QuPath and the program write them."""
    regions = [Region(f"region {n}", box(n, n, n + 50, n + 40), "#00ff00") for n in range(5)]
    document = json.loads(geojson(tuple(regions)))
    document["features"][0]["properties"]["classification"] = {
        "names": ["Skin"],
        "color": [1, 2, 3],
    }
    content = json.dumps(document).encode()
    path.write_bytes(gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)


def _roi() -> bytes:
    """A polygon of ImageJ (ij/io/RoiDecoder.java)."""
    points = [(10, 20), (110, 20), (110, 70), (60, 120)]
    head = struct.pack(">4sHBx4HH", b"Iout", 228, 0, 20, 10, 120, 110, len(points)) + bytes(46)
    body = struct.pack(">8h", *(x - 10 for x, _ in points), *(y - 20 for _, y in points))
    return head + body


def make_rois(path: Path) -> None:
    """A ROI, or an archive of some."""
    if path.suffix == ".roi":
        path.write_bytes(_roi())
        return
    path.write_bytes(zipped({f"{n}.roi": _roi() for n in range(3)}))


def use_outlines(path: Path) -> Answer:
    outlines = read_outlines(path)
    return WHOLE, [(each.name, each.outline.wkb) for each in outlines.regions]


def _network() -> bytes:
    weights = np.full((1, 1, 4, 4), 1, np.float32)
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("Conv", ["pixels", "w"], ["density"], strides=[4, 4])],
        "linear",
        [onnx.helper.make_tensor_value_info("pixels", 1, ["n", 1, "h", "w"])],
        [onnx.helper.make_tensor_value_info("density", 1, ["n", 1, "a", "b"])],
        [onnx.numpy_helper.from_array(weights, "w")],
    )
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)])
    model.ir_version = 8
    content: bytes = model.SerializeToString()
    return content


def make_model(path: Path) -> None:
    """A model folder, of which the card or the network is damaged."""
    network = _network()
    sha256 = hashlib.sha256(network).hexdigest()
    dataclasses.replace(CARD, sha256=sha256, output_stride=4).save(path.parent)
    (path.parent / "model.onnx").write_bytes(network)


def use_model(path: Path) -> Answer:
    return WHOLE, CountingModel.load(path.parent).card.sha256


def make_settings(path: Path) -> None:
    """Settings with something of everything."""
    save_settings(
        path, Settings(recent_scans=("a.tif", "b.tif"), geometry="01d9d0cb", density_percent=3)
    )


def use_settings(path: Path) -> Answer:
    settings, sentence = load_settings(path)
    if sentence:
        raise MelcountError(sentence)
    return WHOLE, settings


def make_protocol(path: Path) -> None:
    path.write_text(Protocol("p", "m", "0" * 64, "TRP1", 0.5, 3000.0).to_json(), encoding="utf-8")


def use_protocol(path: Path) -> Answer:
    return WHOLE, load_protocol(path)


def use_scan(path: Path) -> Answer:
    """Looked at as the list of scans does, and its finest level read."""
    with believed(open_scan(path)) as scan:
        seen = preview(scan).pixels
        wide, high = min(scan.size.width, 256), min(scan.size.height, 256)
        finest = scan.read(0, Rect(0, 0, wide, high))
    return WHOLE, (scan.size, scan.pixel_size, scan.channels, seen.tobytes(), finest.tobytes())


KINDS = (
    Kind("study.melcount", make_study, use_study, inside=cell_spoiled),
    Kind("plan.xlsx", make_plan_book, use_plan, inside=member_spoiled),
    Kind("plan.csv", make_plan_text, use_plan, is_text=True),
    Kind("report.xlsx", make_report, use_report, inside=member_spoiled),
    Kind("regions.geojson", make_geojson, use_outlines, is_text=True),
    Kind("regions.geojson.gz", make_geojson, use_outlines, inside=unpacked_spoiled),
    Kind("one.roi", make_rois, use_outlines),
    Kind("RoiSet.zip", make_rois, use_outlines, inside=member_spoiled),
    Kind("card.json", make_model, use_model, is_text=True),
    Kind("model.onnx", make_model, use_model),
    Kind("settings.json", make_settings, use_settings, is_text=True),
    Kind("protocol.json", make_protocol, use_protocol, is_text=True),
    Kind("set.ndpis", make_set, use_scan, is_text=True),
    Kind("scan.ndpi", make_ndpi, use_scan),
    Kind("scan.svs", make_tiff, use_scan),
    Kind("scan.ome.tif", make_tiff, use_scan),
    Kind("scan.tif", make_tiff, use_scan),
    Kind("scan.czi", make_czi, use_scan),
    Kind("scan.png", make_picture, use_scan),
    Kind("scan.jpg", make_picture, use_scan),
)


class Trial:
    """Files of one kind, sound and damaged, in a folder of their own."""

    def __init__(self, kind: Kind, folder: Path) -> None:
        self.kind = kind
        self.path = folder / kind.name
        folder.mkdir(parents=True, exist_ok=True)
        kind.make(self.path)
        self._sound = self.path.read_bytes()
        self._told = repr(kind.use(self.path)[1])

    def run(self, seed: int) -> str:
        """How the program takes what a seed makes of the file: one word.

        Raises:
            Exception: it does not take it.
        """
        self.path.write_bytes(self.spoiled(seed))
        try:
            word, told = self.kind.use(self.path)
        except MelcountError as error:
            return SENTENCE if self._is_named(str(error)) else UNNAMED
        if word == WHOLE and repr(told) != self._told:
            return OTHER
        return word

    def spoiled(self, seed: int) -> bytes:
        """What a seed makes of the sound file."""
        kind = self.kind
        seeded = f"{kind.name} {seed}"
        return spoiled(self._sound, seeded, is_text=kind.is_text, inside=kind.inside)

    def _is_named(self, sentence: str) -> bool:
        return any(
            name in sentence for name in (self.path.name, self.path.stem, str(self.path.parent))
        )


def kinds_named(names: str) -> Iterator[Kind]:
    """Those whose names begin so; all for an empty text."""
    wanted = names.split(",")
    return (kind for kind in KINDS if any(kind.name.startswith(name) for name in wanted))
