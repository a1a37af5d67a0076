#!/usr/bin/env bash
# openpyxl: a workbook saved as "Strict Open XML" has no sheets when it is opened read-only.
#
# Excel offers that form in its Save As dialog. One would guess that openpyxl reads it, or refuses
# it. Seen with openpyxl 3.1.5 on Python 3.11, of a workbook with one sheet whose namespaces are
# those of the strict form (ISO/IEC 29500-1, http://purl.oclc.org/ooxml/...): load_workbook with
# read_only=True raises nothing and gives a book without worksheets; without read_only likewise. So
# a reader that asks for the first sheet ends with an IndexError that names nothing of the cause.
# Fails if that has changed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet "openpyxl==3.1.5"
cat > "$folder/seen.py" <<'PYTHON'
import sys
import zipfile

import openpyxl

print("Python", sys.version.split()[0], "openpyxl", openpyxl.__version__)
folder = sys.argv[1]
book = openpyxl.Workbook()
book.active["A1"] = "file"
book.save(f"{folder}/usual.xlsx")
STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": b"http://purl.oclc.org/ooxml/officeDocument/relationships",
}
with zipfile.ZipFile(f"{folder}/usual.xlsx") as usual, zipfile.ZipFile(f"{folder}/strict.xlsx", "w") as strict:
    for name in usual.namelist():
        data = usual.read(name)
        for old, new in STRICT.items():
            data = data.replace(old, new)
        strict.writestr(name, data)
for read_only in (True, False):
    found = openpyxl.load_workbook(f"{folder}/strict.xlsx", read_only=read_only)
    print("read_only", read_only, "sheets:", found.sheetnames)
    assert found.sheetnames == []
assert openpyxl.load_workbook(f"{folder}/usual.xlsx").sheetnames == ["Sheet"]
PYTHON
"$folder/env/bin/python" "$folder/seen.py" "$folder"
