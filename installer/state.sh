#!/usr/bin/env bash
# Prints a sum over all that the Windows program is built from besides the program itself: this
# folder and the dependencies. What verify.sh verified is in verified.txt.
set -euo pipefail
cd "$(dirname "$0")"
{
    find . -type f ! -name verified.txt ! -path '*/__pycache__/*' -print0 | sort -z | xargs -0 sha256sum
    sed -n '/^dependencies = \[/,/^\]/p' ../pyproject.toml
} | sha256sum | cut -d ' ' -f 1
