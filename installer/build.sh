#!/usr/bin/env bash
# Builds the program for users.
#
#     installer/build.sh linux              build/installer/linux/melcount, to try the spec
#     installer/build.sh windows [--fast]   dist/: installer, portable archive, sums, licences
#
# The second needs Debian and, for packages that are missing, root. PYTHON is the interpreter of an
# environment with the program in it (.venv); see README for signing.
set -euo pipefail
cd "$(dirname "$0")/.."

PYTHON=$(realpath -s "${PYTHON:-.venv/bin/python}")
readonly PYTHON WORK=$PWD/build/installer
# shellcheck source=installer/wine/wine.sh
. installer/wine/wine.sh

# what would make two builds differ
export PYTHONHASHSEED=0 SOURCE_DATE_EPOCH=315532800

locked_version() { # PACKAGE
    sed -n "s/^$1==\([^ ]*\).*/\1/p" installer/windows-build.txt
}

freeze_linux() {
    install_packages binutils
    "$PYTHON" -m pip install -qq "pyinstaller==$(locked_version pyinstaller)"
    "$PYTHON" -m PyInstaller --noconfirm --clean --log-level ERROR \
        --workpath "$WORK/linux-work" --distpath "$WORK/linux" installer/melcount.spec
}

freeze_windows() {
    local wanted
    wanted=$(cat installer/windows*.txt installer/wine/* | sha256sum)
    if [ "$(cat "$WORK/python.made" 2>/dev/null)" != "$wanted" ]; then
        echo "== Windows Python and packages"
        make_windows_python "$WORK/python"
        echo "== Wine"
        make_prefix "$WORK/prefix"
        echo "$wanted" > "$WORK/python.made"
    fi
    echo "== freezing for Windows"
    rm -rf "$WORK/windows"
    WINEPREFIX=$WORK/prefix on_windows 1500 "$WORK/python/python.exe" -m PyInstaller \
        --noconfirm --clean --log-level ERROR --workpath "Z:$WORK/windows-work" \
        --distpath "Z:$WORK/windows" installer/melcount.spec
}

build_windows() {
    install_packages nsis wine wine64 xvfb xauth binutils-mingw-w64-x86-64 osslsigncode unzip
    mkdir -p "$WORK"
    start_display
    trap 'WINEPREFIX=$WORK/prefix wineserver -k || true; kill $SCREEN_PROCESS' EXIT
    freeze_windows
    echo "== installer and archive"
    "$PYTHON" installer/package.py "$WORK/windows/melcount" dist \
        --packages "$WORK/python/Lib/site-packages" \
        --python-licence "$WORK/python/LICENSE.txt" "$@"
    ls -l dist
}

case "${1:-}" in
    linux) freeze_linux ;;
    windows) build_windows "${@:2}" ;;
    *) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
