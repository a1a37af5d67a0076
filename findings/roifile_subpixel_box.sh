#!/usr/bin/env bash
# roifile: coordinates() of a rectangle or oval with sub-pixel bounds are those of the rounded box.
#
# ImageJ stores the bounds of such a ROI twice: as whole numbers, and as floats where it was drawn
# with sub-pixel resolution. One would guess that coordinates() follows the floats, as it does for
# the points of a sub-pixel polygon. Seen with roifile 2026.2.10 on Python 3.11: a rectangle of
# 99.5 x 100.25 px at (10.25, 20.5) has the corners (10, 20) and (110, 120), an area of 10,000 in
# place of 9,975 px², while xd, yd, widthd and heightd hold the right numbers. So areas have to be
# made from these. Fails if that has changed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet "roifile==2026.2.10" "numpy==2.4.6"
cat > "$folder/seen.py" <<'PYTHON'
import sys

import roifile
from roifile import ROI_OPTIONS, ROI_TYPE, ImagejRoi

print("Python", sys.version.split()[0], "roifile", roifile.__version__)
drawn = ImagejRoi(
    roitype=ROI_TYPE.RECT,
    options=ROI_OPTIONS.SUB_PIXEL_RESOLUTION,
    version=228,
    left=10,
    top=20,
    right=110,
    bottom=120,
    xd=10.25,
    yd=20.5,
    widthd=99.5,
    heightd=100.25,
)
roi = ImagejRoi.frombytes(drawn.tobytes())
corners = roi.coordinates()
low, high = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
print("floats:", roi.xd, roi.yd, roi.widthd, roi.heightd)
print("coordinates from", low, "to", high)
assert (roi.xd, roi.yd, roi.widthd, roi.heightd) == (10.25, 20.5, 99.5, 100.25)
assert (low, high) == ([10, 20], [110, 120])
PYTHON
"$folder/env/bin/python" "$folder/seen.py"
