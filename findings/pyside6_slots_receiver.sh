#!/usr/bin/env bash
# PySide6: connecting a signal to a method of an object without weak references fails by halves.
#
# One would guess that it works, or that it is refused. Seen with PySide6-Essentials 6.11.3 on
# Python 3.11, for objects of a class with __slots__ and without "__weakref__" (as
# dataclass(slots=True) makes it): the first `connect` is silent; each later one raises SystemError
# (its cause is TypeError, "cannot create weak reference"), and the connection is made all the same:
# every object hears the signal, also those whose `connect` raised. With weakref_slot=True all
# connect silently. So who catches the error is connected, and who does not has half a set-up.
# Fails if that has changed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet "PySide6-Essentials==6.11.3"
cat > "$folder/seen.py" <<'PYTHON'
import sys
from dataclasses import dataclass

from PySide6 import __version__
from PySide6.QtCore import QCoreApplication, QObject, Signal


class Sender(QObject):
    told = Signal(int)


@dataclass(slots=True)
class Slots:
    heard: int = 0

    def hear(self, number: int) -> None:
        self.heard += number


@dataclass(slots=True, weakref_slot=True)
class SlotsWithWeakref:
    heard: int = 0

    def hear(self, number: int) -> None:
        self.heard += number


def outcome(sender, receiver):
    try:
        sender.told.connect(receiver.hear)
    except SystemError as error:
        return f"SystemError from {type(error.__cause__).__name__}: {error.__cause__}"
    return "silent"


print("Python", sys.version.split()[0], "PySide6", __version__)
application, sender = QCoreApplication([]), Sender()
plain = [Slots() for _ in range(3)]
weak = [SlotsWithWeakref() for _ in range(3)]
seen = [outcome(sender, receiver) for receiver in plain]
print(*seen, sep="\n")
assert [outcome(sender, receiver) for receiver in weak] == ["silent"] * 3
sender.told.emit(1)
print("heard:", [receiver.heard for receiver in (*plain, *weak)])
assert seen[0] == "silent", seen
assert all(each.startswith("SystemError from TypeError: cannot create weak") for each in seen[1:])
assert [receiver.heard for receiver in (*plain, *weak)] == [1] * 6
PYTHON
"$folder/env/bin/python" "$folder/seen.py"
