#!/usr/bin/env bash
# stubs.sh DIR: assembles the libraries that Wine 8 lacks. For tests only, never shipped.
# Every function returns 0; one that takes an ICU error code as its Nth argument stores 16 in it
# (U_UNSUPPORTED_ERROR), so that Qt does without ICU's converters.
set -euo pipefail
folder=$1
mkdir -p "$folder"

store_error() { # N
    case $1 in
        0) ;;
        2) echo "    mov dword ptr [rdx], 16" ;;
        3) echo "    mov dword ptr [r8], 16" ;;
        *) printf '    mov rax, [rsp + %d]\n    mov dword ptr [rax], 16\n' $((8 * $1)) ;;
    esac
}

assemble() { # LIBRARY; lines "SYMBOL N" on the standard input, or "SYMBOL=LIBRARY.SYMBOL"
    local file="$folder/$1" symbol error
    printf '.intel_syntax noprefix\n.text\n.globl start\nstart:\n    mov eax, 1\n    ret\n' > "$file.s"
    printf 'LIBRARY "%s"\nEXPORTS\n' "$1" > "$file.def"
    while read -r symbol error; do
        if [[ $symbol == *=* ]]; then echo "    $symbol" >> "$file.def"; continue; fi
        printf '.globl %s\n%s:\n' "$symbol" "$symbol" >> "$file.s"
        store_error "$error" >> "$file.s"
        printf '    xor eax, eax\n    ret\n' >> "$file.s"
        echo "    $symbol" >> "$file.def"
    done
    x86_64-w64-mingw32-as -o "$file.o" "$file.s"
    x86_64-w64-mingw32-ld -shared -e start -o "$file" "$file.o" "$file.def"
    rm "$file.s" "$file.def" "$file.o"
}

assemble icuuc.dll <<'END'
ucnv_open 2
ucnv_close 0
UCNV_FROM_U_CALLBACK_SUBSTITUTE 0
UCNV_TO_U_CALLBACK_SUBSTITUTE 0
ucnv_reset 0
ucnv_getMaxCharSize 0
ucnv_getName 2
ucnv_getToUCallBack 0
ucnv_getFromUCallBack 0
ucnv_setToUCallBack 6
ucnv_setFromUCallBack 6
ucnv_cbToUWriteUChars 5
ucnv_toUnicode 8
ucnv_cbFromUWriteUChars 5
ucnv_toUCountPending 2
ucnv_fromUCountPending 2
ucnv_getStandardName 3
ucnv_getAvailableName 0
ucnv_countAvailable 0
ucnv_fromUnicode 8
END

assemble mscms.dll <<'END'
OpenColorProfileW 0
CloseColorProfile 0
WcsCreateIccProfile 0
GetColorProfileFromHandle 0
END

assemble bcryptprimitives.dll <<'END'
ProcessPrng=advapi32.SystemFunction036
END
