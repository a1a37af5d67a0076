# Builds the program for users on Windows, from the same spec and installer script as build.sh.
#
#     powershell -ExecutionPolicy Bypass -File installer\build.ps1 [-Fast]
#
# Needs Python 3.11 (64 bit, from python.org; the launcher "py" finds it) and NSIS 3; signtool of
# the Windows SDK where something is signed (see signing.py). Writes dist\.
param([switch]$Fast)
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..")

function Invoke-Checked {
    $program, $rest = $args
    & $program @rest
    if ($LASTEXITCODE -ne 0) { throw "$program ended with $LASTEXITCODE" }
}

$work = "build\installer"
$python = "$work\venv\Scripts\python.exe"
$bundle = "$work\windows\melcount"
$env:PYTHONHASHSEED = "0"            # what would make two builds differ
$env:SOURCE_DATE_EPOCH = "315532800"

if (-not (Test-Path $python)) { Invoke-Checked py -3.11 -m venv "$work\venv" }
Invoke-Checked $python -m pip install --quiet --require-hashes --no-deps --only-binary :all: `
    -r installer\windows.txt -r installer\windows-build.txt

Invoke-Checked $python -m PyInstaller --noconfirm --clean --log-level ERROR `
    --workpath "$work\windows-work" --distpath "$work\windows" installer\melcount.spec
Invoke-Checked $python installer\check_bundle.py $bundle "$env:SystemRoot\System32"

$licence = Join-Path (& $python -c "import sys; print(sys.base_prefix)") "LICENSE.txt"
$options = @("--packages", "$work\venv\Lib\site-packages", "--python-licence", $licence)
if ($Fast) { $options += "--fast" }
Invoke-Checked $python installer\package.py $bundle dist @options
Get-ChildItem dist
