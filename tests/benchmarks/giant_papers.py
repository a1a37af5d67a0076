"""Files beside scans that hold more than anybody writes: tables, reports, models, studies.

Each function writes one file or folder into a folder and returns its path.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

from giant_outlines import OUTLINES, outline

from tests.core.claims import MIB, png_claim, zeros

MODELS = Path(__file__).resolve().parents[2] / "models"
STUDY = Path(__file__).resolve().parents[1] / "core" / "study" / "data" / "version_1.melcount"
PLAN = "file,condition,dose\n"


def book(path: Path, sheet: str, texts: str = "") -> Path:
    """A workbook of one sheet, whose text is given."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    kinds = (("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "sharedStrings", "s.xml"))
    links = "".join(
        f'<Relationship Id="{key}" Type="{rels}/{kind}" Target="{target}"/>'
        for key, kind, target in kinds
    )
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{space}" xmlns:r="{rels}"><sheets>'
        '<sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">{links}</Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{space}">{sheet}</worksheet>',
        "xl/s.xml": f'<sst xmlns="{space}">{texts}</sst>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def cells(row: int, *texts: str) -> str:
    """A row of texts."""
    inner = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f'<row r="{row}">{inner}</row>'


HEAD = cells(1, "file", "condition", "dose")


def plan_book(folder: Path) -> Path:
    """A sound plan."""
    return book(folder / "a.xlsx", f"<sheetData>{HEAD}{cells(2, 'a', 'b', '1')}</sheetData>")


def far_cell(folder: Path) -> Path:
    """A plan with a cell at the far end of the sheet."""
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return book(folder / "a.xlsx", f"<sheetData>{HEAD}{cells(2, 'a', 'b', '1')}{far}</sheetData>")


def farther_cell(folder: Path) -> Path:
    """A plan with a cell in a row that there is not."""
    far = '<row r="2000000000"><c><v>1</v></c></row>'
    return book(folder / "a.xlsx", f"<sheetData>{HEAD}{cells(2, 'a', 'b', '1')}{far}</sheetData>")


def merged(folder: Path) -> Path:
    """A plan with 50,000 merged ranges that each are the whole sheet."""
    merges = '<mergeCell ref="A1:XFD1048576"/>' * 50_000
    sheet = (
        f"<sheetData>{HEAD}{cells(2, 'a', 'b', '1')}</sheetData><mergeCells>{merges}</mergeCells>"
    )
    return book(folder / "a.xlsx", sheet)


def giant_texts(folder: Path) -> Path:
    """A plan whose texts are 200 MB, unpacked."""
    text = f"<si><t>{'A' * (200 * MIB)}</t></si>"
    return book(folder / "a.xlsx", f"<sheetData>{HEAD}</sheetData>", text)


def shared_text(folder: Path) -> Path:
    """10^5 cells that all show one text of 1 MB."""
    one = '<c t="s"><v>0</v></c>' * 1000
    rows = "".join(f'<row r="{n}">{one}</row>' for n in range(2, 102))
    return book(
        folder / "a.xlsx", f"<sheetData>{HEAD}{rows}</sheetData>", f"<si><t>{'A' * MIB}</t></si>"
    )


def many_rows(folder: Path) -> Path:
    """A plan of 10^6 rows."""
    rows = "".join(cells(n, "a", "b", "1") for n in range(2, 600_000))
    return book(folder / "a.xlsx", f"<sheetData>{HEAD}{rows}</sheetData>")


def empty_cells(folder: Path) -> Path:
    """A row of 10^7 cells with nothing in them."""
    sheet = f'<sheetData>{HEAD}<row r="2">{"<c/>" * 10**7}</row></sheetData>'
    return book(folder / "a.xlsx", sheet)


def zeros_book(folder: Path) -> Path:
    """A workbook whose sheet unpacks to 2 GB, whatever its directory says."""
    path = book(folder / "a.xlsx", "X" * 1000)
    name = "xl/worksheets/sheet1.xml"
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name, "w", force_zip64=True) as part,
    ):
        part.write(b"<worksheet><sheetData>")
        for _ in range(2048):
            part.write(b" " * MIB)
    return path


def zeros_part(folder: Path) -> Path:
    """A workbook whose workbook part is 250 MB of elements."""
    path = folder / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<a>" + "<b/>" * (60 * MIB) + "</a>")
    return path


def packed_record(folder: Path) -> Path:
    """A report whose record unpacks to 2 GB."""
    text = base64.b64encode(zeros(2 * 2**30)).decode()
    parts = [text[at : at + 32_767] for at in range(0, len(text), 32_767)]
    rows = cells(1, "melcount") + cells(2, "scan", "a", *parts)
    path = book(folder / "a.xlsx", f"<sheetData>{rows}</sheetData>")
    renamed = folder / "report.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(renamed, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/workbook.xml":
                part = part.replace(b'name="a"', b'name="melcount"')
            target.writestr(name, part)
    return renamed


def plan_text(folder: Path) -> Path:
    """A sound plan."""
    path = folder / "a.csv"
    path.write_text(PLAN + "a.tif,b,1\n")
    return path


def long_text(folder: Path) -> Path:
    """A plan of 100 MB."""
    path = folder / "a.csv"
    path.write_text(PLAN + "a.tif,b,1\n" * 10**7)
    return path


def one_line(folder: Path) -> Path:
    """One line of 100 MB."""
    path = folder / "a.csv"
    path.write_text(PLAN + "a" * (100 * MIB))
    return path


def commas(folder: Path) -> Path:
    """One line of 50 MB of nothing but commas."""
    path = folder / "a.csv"
    path.write_text(PLAN + "," * (50 * MIB))
    return path


def model_with(folder: Path, network: Path | None, card: str | None = None) -> Path:
    """The shipped model with another network or card."""
    own = folder / "model"
    shutil.copytree(MODELS / "trp1", own)
    if network is not None:
        network.replace(own / "model.onnx")
    if card is not None:
        (own / "card.json").write_text(card)
    return own


def model(folder: Path) -> Path:
    """A sound model."""
    return model_with(folder, None)


def large_network(folder: Path) -> Path:
    """A model of 5 GB, none of it stored."""
    with (folder / "n").open("wb") as file:
        file.truncate(5 * 2**30)
    return model_with(folder, folder / "n")


def absurd_network(folder: Path) -> Path:
    """A network that makes 10^10 numbers of any picture."""
    import onnx
    from onnx import TensorProto, helper

    nodes = [helper.make_node("Expand", ["x", "s"], ["y"])]
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 1, 1, 1])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [helper.make_tensor("s", TensorProto.INT64, [4], [1, 1, 100_000, 100_000])],
    )
    onnx.save(helper.make_model(graph), folder / "n")
    sha = hashlib.sha256((folder / "n").read_bytes()).hexdigest()
    card = json.loads((MODELS / "trp1" / "card.json").read_text())
    return model_with(folder, folder / "n", json.dumps({**card, "sha256": sha}))


def large_card(folder: Path) -> Path:
    """A card of 200 MB."""
    return model_with(folder, None, '{"name": [' + "[]," * (70 * MIB) + "[]]}")


def deep_card(folder: Path) -> Path:
    """A card 10^6 deep."""
    return model_with(folder, None, "[" * 10**6)


def large_json(folder: Path) -> Path:
    """JSON of 200 MB."""
    path = folder / "a.json"
    path.write_text('{"model": 1, "a": [' + "[]," * (70 * MIB) + "[]]}")
    return path


def small_json(folder: Path) -> Path:
    """JSON of some bytes."""
    path = folder / "a.json"
    path.write_text("{}")
    return path


def sound_study(folder: Path) -> Path:
    """A study of an earlier version."""
    return Path(shutil.copy(STUDY, folder / "a.melcount"))


def changed(folder: Path, *statements: tuple[str, tuple[object, ...]]) -> Path:
    """That study with other contents."""
    path = sound_study(folder)
    connection = sqlite3.connect(path)
    for statement, values in statements:
        connection.execute(statement, values)
    connection.commit()
    connection.close()
    return path


def study_blob(folder: Path) -> Path:
    """A study whose density maps unpack to 2 GB."""
    return changed(folder, ("UPDATE count SET density = ?", (zeros(2 * 2**30),)))


def study_grid(folder: Path) -> Path:
    """A study whose density map claims to have 10^12 values."""
    sides = "'$.grid.size.width', 4000000, '$.grid.size.height', 4000000"
    return changed(folder, (f"UPDATE count SET record = json_set(record, {sides})", ()))  # noqa: S608


def study_picture(folder: Path) -> Path:
    """A study whose overviews claim 30,000 x 30,000 pixels."""
    claim = png_claim(folder / "a.png", 30_000, 30_000, 2).read_bytes()
    return changed(folder, ("UPDATE prepared SET png = ?", (claim,)))


def many_files(folder: Path) -> Path:
    """A folder of 10^5 files that are called scans, and are none."""
    first = folder / "0.tif"
    first.write_bytes(b"nothing")
    for n in range(1, 100_000):
        (folder / f"{n}.tif").hardlink_to(folder / f"{n - n % 50_000}.tif") if n % 50_000 else (
            folder / f"{n}.tif"
        ).write_bytes(b"nothing")
    return folder


def rings(folder: Path) -> Path:
    """Folders with links to themselves, and a scan."""
    here = folder
    for n in range(30):
        here = here / f"{n}"
        here.mkdir()
        for back in range(3):
            (here / f"back{back}").symlink_to(folder)
    (here / "a.tif").write_bytes(b"nothing")
    return folder


def few_files(folder: Path) -> Path:
    """A folder with one."""
    (folder / "0.tif").write_bytes(b"nothing")
    return folder


Makers = tuple[Callable[[Path], Path], ...]
BOOKS: Makers = (far_cell, farther_cell, merged, giant_texts, shared_text, many_rows, empty_cells)
BOOKS = (*BOOKS, zeros_book, zeros_part)
KINDS: dict[str, Makers] = {
    "outlines": OUTLINES,
    "mask": OUTLINES,
    "table": (*BOOKS, long_text, one_line, commas),
    "replayed": (*BOOKS, packed_record),
    "model": (large_network, absurd_network, large_card, deep_card),
    "protocol": (large_json,),
    "settings": (large_json,),
    "study": (study_blob, study_grid, study_picture),
    "found": (many_files, rings),
}
SOUND: dict[str, Callable[[Path], Path]] = {
    **dict.fromkeys(("outlines", "mask"), outline),
    **dict.fromkeys(("table", "replayed"), plan_book),
    "model": model,
    **dict.fromkeys(("protocol", "settings"), small_json),
    "study": sound_study,
    "found": few_files,
}
