"""The usual short name for the content of a file."""

from __future__ import annotations

import hashlib
from pathlib import Path

from melcount_app.core.errors import ScanError

WHOLE_LIMIT_BYTES = 64 * 2**20
BLOCK_BYTES = 2**20
BLOCKS = 64


def file_fingerprint(path: Path) -> str:
    """A fingerprint of the content of a file, independent of its name and date.

    Files up to 64 MiB are hashed whole: "sha256:…" is the ordinary SHA-256. Of larger files the
    length and 64 blocks of 1 MiB, evenly spaced from the first to the last byte, are hashed:
    "blocks-sha256:…". That tells scans apart, and notices a file that was cut, lengthened,
    re-saved or re-compressed; it does not notice a change of a few bytes between two blocks.

    Raises:
        ScanError: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            if size <= WHOLE_LIMIT_BYTES:
                return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
            digest = hashlib.sha256(str(size).encode("ascii"))
            for block in range(BLOCKS):
                file.seek((size - BLOCK_BYTES) * block // (BLOCKS - 1))
                digest.update(file.read(BLOCK_BYTES))
            return f"blocks-sha256:{digest.hexdigest()}"
    except OSError as error:
        raise ScanError(
            f"“{path.name}” cannot be read ({error.strerror}); check that it is still there."
        ) from error
