#!/usr/bin/env bash
# Builds the Windows program and tries all of it under Wine, as a user whose name has accents.
#
#     installer/verify.sh [--no-build] [--fast]
#
# --no-build takes what lies in dist/ and build/installer; --fast compresses less. At the end the
# state that was verified is written to installer/verified.txt, by which CI knows whether this
# has to be run again. Pictures and answers are left in build/installer/verify. Root is needed.
set -euo pipefail
cd "$(dirname "$0")/.."

PYTHON=$(realpath -s "${PYTHON:-.venv/bin/python}")
export PYTHON
readonly PYTHON WORK=$PWD/build/installer
readonly SHOWN=$WORK/verify LAB=/tmp/melcount-lab
readonly BUNDLE=$WORK/windows/melcount
readonly SYSTEM=$WORK/prefix/drive_c/windows/system32
VERSION=$("$PYTHON" -c "import tomllib
print(tomllib.load(open('pyproject.toml', 'rb'))['project']['version'])")
readonly VERSION SETUP=$LAB/melcount-$VERSION-setup.exe
# shellcheck source=installer/wine/wine.sh
. installer/wine/wine.sh

# A user of another PC: nobody here has this number, so that Wine takes the name from the variable.
readonly LAB_UID=61000 LAB_USER="Élodie Müller"
readonly FOLDER='C:\Labo été\Mes programmes\melcount'
# words, so that Wine does not quote what NSIS wants without quotes
readonly INTO_FOLDER=(/D=$FOLDER) IN_FOLDER=(_?=$FOLDER)
readonly C=$LAB/prefix/drive_c
readonly INSTALLED="$C/Labo été/Mes programmes/melcount"
readonly PROFILE="$C/users/$LAB_USER/AppData"
readonly DATA="$PROFILE/Local/melcount"
readonly KEY_UNINSTALL='HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\melcount'

as_user() {
    setpriv --reuid=$LAB_UID --regid=$LAB_UID --clear-groups \
        env HOME="$LAB/home" USER="$LAB_USER" "$@"
}

say() { echo "== $*"; }
fail() { echo "FAILED: $*"; exit 1; }
must_fail() { # WHAT COMMAND... : a negative control
    local what=$1
    shift
    if "$@" > /dev/null 2>&1; then fail "$what was not noticed"; fi
    echo "   noticed: $what"
}
wait_until() { # SECONDS WHAT COMMAND...
    local deadline=$((SECONDS + $1)) what=$2
    shift 2
    until "$@"; do
        [ $SECONDS -lt $deadline ] || fail "$what did not happen"
        sleep 0.5
    done
}
exit_code() { # COMMAND... : prints it
    local code=0
    "$@" > /dev/null || code=$?
    echo "$code"
}
expect_exit() { # CODE WHAT COMMAND...
    local expected=$1 what=$2 code
    shift 2
    code=$(exit_code "$@")
    [ "$code" = "$expected" ] || fail "$what: exit code $code in place of $expected"
    echo "   exit code $code: $what"
}

registry() { on_windows 60 reg query "$@" | tr -d '\r'; }
all_files() { (cd "$C" && find . -type f -o -type l -o -type d | grep -v '/Temp/' | sort); }
all_keys() {
    on_windows 60 reg export 'HKCU\Software' 'Z:'"$LAB"'/keys.reg' /y > /dev/null
    iconv -f UTF-16 -t UTF-8 "$LAB/keys.reg" | grep -ai melcount || true
}

# --- what each step looks at -------------------------------------------------------------------

check_installed() { # VERSION
    local file
    for file in "$INSTALLED/melcount.exe" "$INSTALLED/melcount-cli.exe" \
        "$INSTALLED/uninstall.exe" "$INSTALLED/LICENCES.txt" \
        "$PROFILE/Roaming/Microsoft/Windows/Start Menu/Programs/melcount.lnk" \
        "$LAB/home/Desktop/melcount.lnk"; do
        [ -s "$file" ] || { echo "missing: $file"; return 1; }
    done
    registry "$KEY_UNINSTALL" | grep -q "DisplayVersion.*$1" || { echo "no version"; return 1; }
    registry "$KEY_UNINSTALL" | grep -qi 'EstimatedSize.*0x[1-9a-f]' || { echo "no size"; return 1; }
    registry 'HKCU\Software\Classes\.melcount' | grep -q 'melcount.study' || return 1
    registry 'HKCU\Software\Classes\melcount.study\shell\open\command' \
        | grep -qaF 'melcount\melcount.exe" "%1"' || { echo "no association"; return 1; }
    registry 'HKCU\Software\Classes\.ndpi\OpenWithProgids' | grep -q 'melcount.scan' || return 1
}

self_test() { # PROGRAM NAME : the answer is in $SHOWN/NAME.json
    local code=0
    rm -f "$LAB/out/$2.json"
    on_windows 400 "$1" --self-test "Z:$LAB/out/$2.json" || code=$?
    cp "$LAB/out/$2".* "$SHOWN/"
    return $code
}

same_counts() { # JSON : within 1e-3 cells of what Linux counts
    "$PYTHON" - "$1" resources/sample_scan_counts.json <<'END'
import json, sys
answer, known = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:])
checks = answer["checks"]
cells = {**checks["count"]["cells"], "batch": checks["batch"]["cells"], "window": checks["window"]["cells"]}
worst = max(abs(found - known.get(name, known["sample"])["cells"]) for name, found in cells.items())
print(f"   {len(cells)} counts differ by at most {worst:.1e} cells from those of Linux")
sys.exit(worst > 1e-3)
END
}

windows_of() { DISPLAY=$DISPLAY xdotool search --name 'melcount' 2>/dev/null || true; }
has_window() { [ -n "$(windows_of)" ]; }
has_process() { pgrep -u $LAB_UID -f 'melcount\.exe' > /dev/null; }
no_process() { ! has_process; }
photograph() { import -display "$DISPLAY" -window root "$SHOWN/$1.png"; }
is_colourful() { # NAME : a window that shows something
    photograph "$1"
    [ "$(identify -format %k "$SHOWN/$1.png")" -gt 400 ]
}
start_window() { # ARGUMENT... : and leave it open
    (on_windows 600 "$FOLDER\\melcount.exe" "$@" > "$SHOWN/window.txt" || true) &
}
end_window() {
    on_windows 60 taskkill /f /im melcount.exe > /dev/null || true
    wait_until 60 "the end of the window" no_process
}

# --- the steps ---------------------------------------------------------------------------------

build() {
    say "build"
    installer/build.sh windows "$@"
}

check_statically() {
    say "static check of every library and function"
    "$PYTHON" -m pip install -qq "pefile==$(sed -n 's/^pefile==\([^ ]*\).*/\1/p' installer/windows-build.txt)"
    "$PYTHON" installer/check_bundle.py "$BUNDLE" "$SYSTEM"
    rm -rf "$WORK/broken"
    cp -al "$BUNDLE" "$WORK/broken"
    rm "$WORK/broken/_internal/PySide6/Qt6Svg.dll"
    must_fail "a missing library" "$PYTHON" installer/check_bundle.py "$WORK/broken" "$SYSTEM"
    rm -rf "$WORK/broken"
}

check_signing() {
    say "signing by a certificate of our own"
    local keys=$LAB/keys
    mkdir -p "$keys"
    (cd "$keys" && openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=melcount-test \
        -addext extendedKeyUsage=codeSigning -keyout key.pem -out certificate.pem 2> /dev/null \
        && echo secret > password \
        && openssl pkcs12 -export -inkey key.pem -in certificate.pem -out test.pfx -passout file:password)
    cp "$BUNDLE/melcount-cli.exe" "$keys/signed.exe"
    must_fail "a program without signature" \
        osslsigncode verify -CAfile "$keys/certificate.pem" -in "$keys/signed.exe"
    MELCOUNT_SIGN_CERTIFICATE=$keys/test.pfx MELCOUNT_SIGN_PASSWORD_FILE=$keys/password \
        "$PYTHON" installer/signing.py "$keys/signed.exe"
    osslsigncode verify -CAfile "$keys/certificate.pem" -in "$keys/signed.exe" | grep -q Succeeded
}

make_lab() {
    say "a lab PC: user $LAB_USER, nothing but Windows"
    rm -rf "$LAB"
    mkdir -p "$LAB/home/Desktop" "$LAB/out" "$SHOWN"
    rm -f "$SHOWN"/*
    chown -R $LAB_UID:$LAB_UID "$LAB"
    export WINEPREFIX=$LAB/prefix
    make_prefix "$LAB/prefix"
    cp "dist/melcount-$VERSION-setup.exe" "dist/melcount-$VERSION-portable.zip" resources/sample_scan.tif "$LAB/"
    chmod a+r "$LAB"/*
    on_windows 60 cmd /c 'echo %USERNAME%' > /dev/null
    all_files > "$LAB/before.files"
    all_keys > "$LAB/before.keys"
}

install_previous() {
    say "a previous version, settings and a study of its user"
    local old=$LAB/old
    mkdir -p "$old/_internal"
    echo old | tee "$old"/{melcount.exe,melcount-cli.exe,LICENCES.txt,melcount-0.0.1.cdx.json} \
        > "$old/_internal/stale.pyd"
    makensis -WX -V1 -INPUTCHARSET UTF8 -DFAST -DVERSION=0.0.1 -DBUNDLE="$old" \
        -DOUTPUT="$LAB/melcount-0.0.1-setup.exe" installer/melcount.nsi
    chmod a+r "$LAB"/*.exe
    expect_exit 0 "silent installation" on_windows 200 "$LAB/melcount-0.0.1-setup.exe" /S "${INTO_FOLDER[@]}"
    check_installed 0.0.1
    as_user mkdir -p "$DATA"
    as_user tee "$DATA/settings.json" <<< '{"language": "fr"}' > /dev/null
    as_user tee "$INSTALLED/_internal/planted.dll" <<< 'stale' > /dev/null
}

upgrade() {
    say "upgrade in place"
    expect_exit 0 "silent upgrade" on_windows 400 "$SETUP" /S
    check_installed "$VERSION"
    [ ! -e "$INSTALLED/_internal/planted.dll" ] || fail "a stale file is still there"
    [ ! -e "$INSTALLED/_internal/stale.pyd" ] || fail "a file of the old version is still there"
    grep -q '"fr"' "$DATA/settings.json" || fail "the settings are gone"
    (cd "$BUNDLE" && find . -type f | sort) > "$LAB/bundle.files"
    (cd "$INSTALLED" && find . -type f ! -name uninstall.exe | sort) > "$LAB/installed.files"
    diff "$LAB/bundle.files" "$LAB/installed.files" || fail "other files than in the bundle"
    local link=$LAB/home/Desktop/melcount.lnk
    mv "$link" "$link.away"
    must_fail "a forgotten shortcut" check_installed "$VERSION"
    mv "$link.away" "$link"
}

check_program() {
    say "self-test of the installed program"
    self_test "$FOLDER\\melcount-cli.exe" installed || fail "see $SHOWN/installed.json"
    same_counts "$SHOWN/installed.json"
    sed -E 's/("lower left": )([0-9.]+)/\1722.42/' "$SHOWN/installed.json" > "$LAB/wrong.json"
    must_fail "a count that Linux does not make" same_counts "$LAB/wrong.json"
    local known="$INSTALLED/_internal/resources/sample_scan_counts.json"
    cp -p "$known" "$LAB/known.json"
    as_user sed -i 's/1011.0417/1012.0417/' "$known"
    must_fail "a wrong count" self_test "$FOLDER\\melcount-cli.exe" wrong_count
    as_user cp "$LAB/known.json" "$known"
}

check_window() {
    say "the window, and a second start"
    start_window "Z:$LAB/sample_scan.tif"
    wait_until 120 "a window" has_window
    wait_until 60 "the scan in the window" is_colourful window
    sleep 5 # for a picture with all tiles
    photograph window
    expect_exit 0 "a second start hands over and ends" on_windows 60 "$FOLDER\\melcount.exe"
    has_window || fail "the first window is gone"
    expect_exit 3 "installing while it runs" on_windows 100 "$SETUP" /S
    expect_exit 3 "uninstalling while it runs" \
        on_windows 100 "$FOLDER\\uninstall.exe" /S "${IN_FOLDER[@]}"
    check_installed "$VERSION"
    end_window
}

check_downgrade() {
    say "downgrade"
    expect_exit 4 "an older version" on_windows 100 "$LAB/melcount-0.0.1-setup.exe" /S
    check_installed "$VERSION"
    expect_exit 0 "an older version with /FORCE" on_windows 100 "$LAB/melcount-0.0.1-setup.exe" /S /FORCE
    check_installed 0.0.1
}

uninstall() {
    say "uninstallation"
    on_windows 200 "$FOLDER\\uninstall.exe" /S
    wait_until 100 "the end of uninstalling" [ ! -e "$INSTALLED" ]
    WINEPREFIX=$LAB/prefix as_user wineserver -w
    [ -s "$DATA/settings.json" ] || fail "silent uninstalling removed the settings"
    as_user rm -r "$DATA"
    all_files > "$LAB/after.files"
    all_keys > "$LAB/after.keys"
    diff "$LAB/before.files" "$LAB/after.files" | grep '^>' | grep -v -e '/Labo été$' \
        -e '/Mes programmes$' && fail "files are left" || true
    diff "$LAB/before.keys" "$LAB/after.keys" || fail "entries of the registry are left"
}

check_all_users() {
    say "for all users, by the small previous version"
    local key=${KEY_UNINSTALL/HKCU/HKLM} link="$C/ProgramData/Microsoft/Windows/Start Menu/Programs/melcount.lnk"
    expect_exit 0 "silent installation with /ALLUSERS" \
        on_windows 100 "$LAB/melcount-0.0.1-setup.exe" /S /ALLUSERS /NODESKTOP
    [ -s "$C/Program Files/melcount/melcount.exe" ] && [ -s "$link" ] || fail "files are missing"
    registry "$key" | grep -q 'uninstall.exe" /S /ALLUSERS' || fail "no entry for all users"
    [ -z "$(find "$C/users" "$LAB/home" -name 'melcount.lnk')" ] || fail "an entry on the desktop"
    on_windows 100 'C:\Program Files\melcount\uninstall.exe' /S /ALLUSERS
    wait_until 60 "the end of uninstalling" [ ! -e "$C/Program Files/melcount" ]
    if registry "$key" | grep -q melcount; then fail "an entry for all users is left"; fi
    [ ! -e "$link" ] || fail "an entry of the start menu is left"
}

check_portable() {
    say "portable archive, then write-protected"
    as_user mkdir "$C/Clé USB"
    as_user unzip -q "$LAB/melcount-$VERSION-portable.zip" -d "$C/Clé USB"
    self_test 'C:\Clé USB\melcount\melcount-cli.exe' portable || fail "see $SHOWN/portable.json"
    grep -q '"data": .*melcount-data' "$SHOWN/portable.json" || fail "data are not kept beside it"
    as_user rm -rf "$C/Clé USB/melcount/melcount-data"
    as_user chmod -R a-w "$C/Clé USB"
    self_test 'C:\Clé USB\melcount\melcount.exe' read_only || fail "see $SHOWN/read_only.json"
    if grep -q "melcount-data" "$SHOWN/read_only.json"; then fail "data on a write-protected stick"; fi
}

main() {
    local builds=1 options=()
    for option in "$@"; do
        case $option in
            --no-build) builds=0 ;;
            *) options+=("$option") ;;
        esac
    done
    [ "$(id -u)" = 0 ] || fail "root is needed, for packages and for the user of the lab PC"
    [ $builds = 0 ] || build ${options[@]+"${options[@]}"}
    install_packages xdotool imagemagick openssl osslsigncode nsis wine wine64 xvfb xauth \
        binutils-mingw-w64-x86-64 unzip procps
    start_display
    trap 'WINEPREFIX=$LAB/prefix as_user wineserver -k || true; kill $SCREEN_PROCESS' EXIT
    make_lab
    check_statically
    check_signing
    install_previous
    upgrade
    check_program
    check_window
    check_downgrade
    uninstall
    check_all_users
    check_portable
    installer/state.sh > installer/verified.txt
    say "verified under Wine $(wine --version | sed 's/wine-//') in $((SECONDS / 60)) minutes"
}

main "$@"
