#!/usr/bin/env bash
# shapely: make_valid(method="structure") loses the whole area of a ring with an edge gone over twice.
#
# One would guess that a spike, an edge that is walked there and back, costs nothing of the area
# that the ring encloses: the default method "linework" gives that area. Seen with shapely 2.2.0
# (GEOS 3.14.1) on Python 3.11: of a triangle of area 1 with such a spike along one side,
# method="structure" gives an empty polygon of area 0.0 (keep_collapsed=False). Rings drawn by hand
# or traced in image programs hold such spikes. Fails if that has changed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet "shapely==2.2.0"
cat > "$folder/seen.py" <<'PYTHON'
import sys

import shapely

print("Python", sys.version.split()[0], "shapely", shapely.__version__, shapely.geos_version)
ring = shapely.Polygon([(2, 2), (3, 2), (1, 2), (2, 1), (3, 2)])
structure = shapely.make_valid(ring, method="structure", keep_collapsed=False)
linework = shapely.make_valid(ring)
print("structure:", structure, structure.area)
print("linework:", linework, linework.area)
assert structure.area == 0.0
assert linework.area == 1.0
PYTHON
"$folder/env/bin/python" "$folder/seen.py"
