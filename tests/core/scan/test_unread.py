"""Formats that are known and not read: each is named, with what to do."""

from __future__ import annotations

from pathlib import Path

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image

from melcount_app.core.errors import ScanError
from melcount_app.core.scan import open_scan

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
HEIF = b"\0\0\0\x18ftypheic" + bytes(600)
JP2 = b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(600)
COLOUR = np.zeros((64, 64, 3), np.uint8)


def refusal(path: Path) -> str:
    with pytest.raises(ScanError) as raised:
        open_scan(path).close()
    assert path.name in str(raised.value)
    assert "damaged" not in str(raised.value)
    return str(raised.value)


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("a.nd2", b"\xda\xce\xbe\x0a" + bytes(600), "NIS-Elements"),
        ("old.nd2", JP2, "NIS-Elements"),
        ("a.lif", b"\x70\0\0\0\x10\0\0\0\x2a" + bytes(600), "LAS X"),
        ("a.oib", OLE, "FluoView"),
        ("a.zvi", OLE, "ZEN"),
        ("a.doc", OLE, "Office"),
        ("a.ims", b"\x89HDF\r\n\x1a\n" + bytes(600), "HDF5"),
        ("a.psd", b"8BPS" + bytes(600), "Photoshop"),
        ("photo.heic", HEIF, "HEIF"),
        ("photo.jpg", HEIF, "HEIF"),
        ("a.jp2", JP2, "JPEG 2000"),
        ("a.tif", JP2, "JPEG 2000"),
        ("a.jxl", imagecodecs.jpegxl_encode(COLOUR), "JPEG XL"),
        ("a.zip", b"PK\x03\x04" + bytes(600), "unpack"),
        ("a.tif.gz", b"\x1f\x8b" + bytes(600), "unpack"),
        ("a.isyntax", b"<DataObject" + bytes(600), "iSyntax"),
        ("a.pdf", b"%PDF-1.7" + bytes(600), "PDF"),
    ],
)
def test_that_a_format_that_is_not_read_is_named(
    tmp_path: Path, name: str, content: bytes, part: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert part in refusal(path)


def test_that_the_overview_in_a_vsi_file_is_not_taken_for_the_scan(tmp_path: Path) -> None:
    path = tmp_path / "a.vsi"
    tifffile.imwrite(path, COLOUR, photometric="rgb")
    assert "folder beside it" in refusal(path)


def test_that_a_gif_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    Image.fromarray(COLOUR).save(path)
    assert "GIF" in refusal(path)


@pytest.mark.parametrize("name", [".zattrs", "zarr.json"])
def test_that_an_ome_zarr_folder_is_named(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "scan.ome.zarr"
    folder.mkdir()
    (folder / name).write_text("{}")
    assert "export it as OME-TIFF" in refusal(folder)
