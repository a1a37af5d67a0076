"""A library of the Windows program that could use the network is told until it is looked at."""

from __future__ import annotations

from pathlib import Path

import pytest
import talkers

IMPORTS = b"MZ\0KERNEL32.dll\0"


@pytest.mark.parametrize(
    ("library", "names"),
    [
        (IMPORTS + b"WS2_32.dll\0", {"ws2_32"}),
        (IMPORTS + b"xwinhttp.dll\0my_wininet.dll\0", set[str]()),
        (IMPORTS + "C:\\winhttp.DLL".encode("utf-16-le"), {"winhttp"}),
        (IMPORTS + b"\0\0" + "dnsapi.dll".encode("utf-16-le"), {"dnsapi"}),
        (b"winhttp.dll and WinInet.dll", {"winhttp", "wininet"}),
        (IMPORTS, set[str]()),
    ],
)
def test_that_libraries_for_networks_are_seen_as_they_are_named(
    library: bytes, names: set[str]
) -> None:
    assert talkers.named_in(library) == names


def test_that_a_library_is_told_unless_it_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for place in ("PySide6/Qt6Network.dll", "new/capi/new.pyd"):
        (tmp_path / place).parent.mkdir(parents=True)
        (tmp_path / place).write_bytes(IMPORTS + b"WINHTTP.dll\0")
    monkeypatch.setattr("sys.argv", ["talkers.py", str(tmp_path)])
    assert talkers.main() == 1
    assert capsys.readouterr().out.startswith("new/capi/new.pyd names winhttp: ")
    (tmp_path / "new/capi/new.pyd").write_bytes(IMPORTS)
    assert talkers.main() == 0
