#!/usr/bin/env bash
# What CI checks of the installer: the Linux freeze and its self-test, hashes and licences of the
# Windows packages, the installer script. Where this folder or the dependencies are others than
# those that verify.sh verified (verified.txt), the whole of verify.sh is run instead.
set -euo pipefail
cd "$(dirname "$0")/.."

PYTHON=$(realpath -s "${PYTHON:-.venv/bin/python}")
export PYTHON
readonly PYTHON WORK=$PWD/build/installer
# shellcheck source=installer/wine/wine.sh
. installer/wine/wine.sh

echo "== installer: requirements for Windows satisfy pyproject.toml"
"$PYTHON" -m pip install -qq uv
"$PYTHON" installer/lock.py --check

echo "== installer: Linux freeze and its self-test, which speaks to nobody"
install_packages xvfb xauth
installer/build.sh linux
rm -f "$WORK/linux.json"
code=0
xvfb-run -a -s "-screen 0 1366x768x24" \
    timeout 300 "$PYTHON" tests/end_to_end/alone.py \
    "$WORK/linux/melcount/melcount" --self-test "$WORK/linux.json" || code=$?
cat "$WORK/linux.json" && echo
[ $code = 0 ] || exit $code

if [ "$(installer/state.sh)" != "$(cat installer/verified.txt)" ]; then
    echo "== installer: changed since it was verified, so all of it is tried under Wine"
    exec installer/verify.sh
fi

echo "== installer: hashes, licences and network of the Windows packages"
rm -rf "$WORK/packages"
install_windows_packages "$WORK/packages" windows.txt windows-build.txt
"$PYTHON" installer/licences.py "$WORK/packages"
"$PYTHON" installer/talkers.py "$WORK/packages"
rm -rf "$WORK/packages"

echo "== installer: the script, with a program of one line"
install_packages nsis
rm -rf "$WORK/dummy" && mkdir -p "$WORK/dummy/_internal"
echo dummy | tee "$WORK"/dummy/{melcount,melcount-cli}.exe > "$WORK/dummy/_internal/a.dll"
makensis -WX -V2 -INPUTCHARSET UTF8 -DFAST -DVERSION=0.0.1 -DBUNDLE="$WORK/dummy" \
    -DOUTPUT="$WORK/dummy-setup.exe" installer/melcount.nsi
