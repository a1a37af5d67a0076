"""Formats of microscopes and cameras that are not read, told by name with what to do instead.

What a file holds decides, as for the readers; its ending only where the content says too little.
"""

from __future__ import annotations

from pathlib import Path

_HEAD_BYTES = 64
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis"}
_ZARR_FILES = (".zattrs", ".zgroup", ".zarray", "zarr.json")
_BY_START: tuple[tuple[bytes, str], ...] = (
    (b"8BPS", "a Photoshop document"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL picture"),
    (b"\xff\x4f\xff\x51", "a JPEG 2000 picture"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "a JPEG 2000 picture"),
    (b"GIF8", "a GIF picture"),
)
_OLD_ND2 = b"\0\0\0\x0cjP  \r\n\x87\n"
_PROGRAMS_BY_START: tuple[tuple[bytes, str, str], ...] = (
    (b"\xda\xce\xbe\x0a", "a Nikon ND2 file", "NIS-Elements"),
    (b"\x89HDF\r\n\x1a\n", "an Imaris or other HDF5 file", "Imaris"),
)
_PROGRAMS_BY_ENDING: dict[str, tuple[bytes, str, str]] = {
    ".nd2": (_OLD_ND2, "an old Nikon ND2 file", "NIS-Elements"),
    ".oib": (_OLE, "an Olympus OIB file", "FluoView"),
    ".zvi": (_OLE, "a Zeiss ZVI file", "ZEN"),
    ".oif": (b"", "an Olympus OIF file", "FluoView"),
    ".isyntax": (b"", "a Philips iSyntax file", "IntelliSite"),
}


def unread_format(path: Path) -> str | None:
    """What completes "FILE …" for a file of a format that is known and not read, else None.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    ending = path.suffix.lower()
    if ending == ".vsi":
        return (
            "is an Olympus VSI file, whose scan lies in a folder beside it that melcount does not"
            " read; export the scan from OlyVIA or cellSens as TIFF"
        )
    found = _of_a_program(head, ending)
    if found is not None:
        kind, program = found
        return (
            f"is {kind}, which melcount does not read; export the scan from {program} as OME-TIFF"
        )
    return _of_others(head)


def _of_a_program(head: bytes, ending: str) -> tuple[str, str] | None:
    """What a file is, and the program that exports it."""
    start, kind, program = _PROGRAMS_BY_ENDING.get(ending, (b"", "", ""))
    if kind and head.startswith(start):
        return kind, program
    if head[:4] == b"\x70\0\0\0" and head[8:9] == b"\x2a":
        return "a Leica LIF file", "LAS X"
    for start, kind, program in _PROGRAMS_BY_START:
        if head.startswith(start):
            return kind, program
    return None


def _of_others(head: bytes) -> str | None:
    if head.startswith(b"%PDF"):
        return "is a PDF document; open the scan itself"
    if head.startswith(b"PK\x03\x04"):
        return "is an archive or an Office document; unpack it and open the scan in it"
    if head.startswith(b"\x1f\x8b"):
        return "is compressed with gzip; unpack it and open the scan in it"
    kind = next((kind for start, kind in _BY_START if head.startswith(start)), "")
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        kind = "a HEIF or AVIF picture of a phone or camera"
    if head.startswith(_OLE):
        kind = "an Office document or an old microscope file"
    return f"is {kind}, which melcount does not read; save it as TIFF or PNG" if kind else None


def unread_folder(folder: Path) -> str:
    """What completes "FOLDER …" where one is given in place of a scan."""
    if any((folder / name).is_file() for name in _ZARR_FILES):
        return "is an OME-Zarr folder, which melcount does not read; export it as OME-TIFF"
    return "is a folder; choose the scan file inside it"
