#!/usr/bin/env bash
# tifffile: a pyramid whose steps are not all alike loses levels without a word.
#
# One would guess that every SubIFD that is a smaller copy of its page is a level of the series.
# Seen with tifffile 2026.3.3 on Python 3.11: of SubIFDs 4, 8 and 16 times smaller than the page
# (1024 x 768, 256 x 192, 128 x 96, 64 x 48 px), which are all written and all there as pages,
# `series[0].levels` gives 1024 x 768, 256 x 192 and 64 x 48: the first step sets the only step, and
# what lies between is left out. With steps of 2, 4 and 8 all four are levels. So a program that
# trusts `levels` reads a coarser picture than it has to. Fails if that has changed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet "tifffile==2026.3.3" "numpy==2.4.6"
cat > "$folder/seen.py" <<'PYTHON'
import sys

import numpy as np
import tifffile

print("Python", sys.version.split()[0], "tifffile", tifffile.__version__)


def levels(folder, steps):
    path = f"{folder}/steps.tif"
    whole = np.zeros((768, 1024), np.uint8)
    with tifffile.TiffWriter(path) as tiff:
        tiff.write(whole, subifds=len(steps), tile=(64, 64))
        for step in steps:
            tiff.write(whole[::step, ::step], subfiletype=1, tile=(64, 64))
    with tifffile.TiffFile(path) as tiff:
        pages = [page.shape for page in tiff.pages[0].pages]
        return pages, [level.shape for level in tiff.series[0].levels]


pages, found = levels(sys.argv[1], (4, 8, 16))
print("pages below the first:", pages)
print("levels, steps 4, 8, 16:", found)
assert pages == [(192, 256), (96, 128), (48, 64)]
assert found == [(768, 1024), (192, 256), (48, 64)]
_, even = levels(sys.argv[1], (2, 4, 8))
print("levels, steps 2, 4, 8:", even)
assert len(even) == 4
PYTHON
"$folder/env/bin/python" "$folder/seen.py" "$folder"
