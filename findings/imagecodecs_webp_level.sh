#!/usr/bin/env bash
# imagecodecs: webp_encode with a quality still encodes without loss.
#
# One would guess that `level`, the quality from 0 to 100, means lossy WebP, as `quality` does in
# Pillow and the command line of cwebp. Seen with imagecodecs 2026.3.6 and numpy 2.4.6 on Python
# 3.11: whatever the level, the picture comes back to the bit and the file says VP8L; only with
# `lossless=False` besides does it say "VP8 " and change the pixels. So test pictures that are meant
# to have the traces of lossy WebP have none, and files are many times larger than meant.
# Fails if that has changed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet "imagecodecs==2026.3.6" "numpy==2.4.6"
cat > "$folder/seen.py" <<'PYTHON'
import sys

import imagecodecs
import numpy as np

print("Python", sys.version.split()[0], "imagecodecs", imagecodecs.__version__)
picture = np.random.default_rng(1).normal(120, 30, (128, 128, 3)).clip(0, 255).astype(np.uint8)


def seen(**options):
    data = bytes(imagecodecs.webp_encode(picture, **options))
    is_same = bool(np.array_equal(imagecodecs.webp_decode(data), picture))
    print(options, data[12:16], len(data), "bytes,", "the same pixels" if is_same else "others")
    return data[12:16], is_same


for level in (10, 50, 90):
    assert seen(level=level) == (b"VP8L", True)
    assert seen(level=level, lossless=False) == (b"VP8 ", False)
PYTHON
"$folder/env/bin/python" "$folder/seen.py"
