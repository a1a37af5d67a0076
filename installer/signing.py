"""Sign programs, where there is a certificate: `python installer/signing.py FILE...`.

    MELCOUNT_SIGN_CERTIFICATE     a PKCS #12 file (.pfx); without it nothing is signed
    MELCOUNT_SIGN_PASSWORD_FILE   a file with its password
    MELCOUNT_SIGN_TIMESTAMP       URL of a time stamp server, so that signatures outlive it

By `signtool` on Windows, by `osslsigncode` elsewhere.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

NAME = "melcount"


def sign(file: Path) -> bool:
    """Sign a program in its place.

    Returns:
        Whether there was a certificate.

    Raises:
        CalledProcessError: it could not be signed.
    """
    certificate = os.environ.get("MELCOUNT_SIGN_CERTIFICATE")
    if not certificate:
        return False
    password = Path(os.environ["MELCOUNT_SIGN_PASSWORD_FILE"])
    timestamp = os.environ.get("MELCOUNT_SIGN_TIMESTAMP", "")
    if sys.platform == "win32":
        subprocess.run(_signtool(file, certificate, password, timestamp), check=True)
    else:
        signed = file.with_suffix(".signed")
        command = _osslsigncode(file, signed, certificate, password, timestamp)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        signed.replace(file)
    return True


def _signtool(file: Path, certificate: str, password: Path, timestamp: str) -> list[str]:
    secret = password.read_text(encoding="utf-8").strip()
    command = ["signtool", "sign", "/f", certificate, "/p", secret, "/fd", "sha256", "/d", NAME]
    stamped = ["/tr", timestamp, "/td", "sha256"] if timestamp else []
    return [*command, *stamped, str(file)]


def _osslsigncode(
    file: Path, signed: Path, certificate: str, password: Path, timestamp: str
) -> list[str]:
    command = ["osslsigncode", "sign", "-pkcs12", certificate, "-readpass", str(password)]
    stamped = ["-ts", timestamp] if timestamp else []
    return [*command, "-h", "sha256", "-n", NAME, *stamped, "-in", str(file), "-out", str(signed)]


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        sign(Path(argument))
