#!/usr/bin/env bash
# PySide6: a label that wraps its words forgets that its height follows its width.
#
# One would guess that QLabel.setSizePolicy(horizontal, vertical) sets two policies. Seen with
# PySide6-Essentials 6.11.3 on Python 3.11 (offscreen): setWordWrap(True) marks the size policy of
# a label as height-for-width; setSizePolicy after it puts a new policy in its place, without the
# mark, although the words still wrap. A layout then asks for the height at the width of the size
# hint, which is narrow, and gives the label several times the height of its text. Called in the
# other order the mark stays. Fails if that has changed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet "PySide6-Essentials==6.11.3"
cat > "$folder/seen.py" <<'PYTHON'
import sys

from PySide6 import __version__
from PySide6.QtWidgets import QApplication, QLabel, QSizePolicy, QVBoxLayout, QWidget

print("Python", sys.version.split()[0], "PySide6", __version__)
application = QApplication([])
POLICY = (QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)


def label(*, policy_first):
    made = QLabel("word " * 60)
    steps = [lambda: made.setWordWrap(True), lambda: made.setSizePolicy(*POLICY)]
    for step in reversed(steps) if policy_first else steps:
        step()
    return made


def least_height(made, width):
    window = QWidget()
    layout = QVBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(made)
    follows = layout.hasHeightForWidth()
    return follows, layout.heightForWidth(width) if follows else layout.sizeHint().height()


found = {}
for policy_first in (True, False):
    made = label(policy_first=policy_first)
    marked = made.sizePolicy().hasHeightForWidth()
    follows, height = least_height(made, 1600)
    found[policy_first] = marked, follows, height
    order = "policy, then wrapping" if policy_first else "wrapping, then policy"
    print(f"{order}: marked {marked}, the layout follows {follows}, height at 1600 px {height}")
assert found[True][:2] == (True, True), found
assert found[False][:2] == (False, False), found
assert found[False][2] > 2 * found[True][2], found
PYTHON
QT_QPA_PLATFORM=offscreen "$folder/env/bin/python" "$folder/seen.py"
