"""The table of packages in SECURITY.md, from the requirements that the Windows program is made of.

    python installer/bill.py            write it anew
    python installer/bill.py --check    fail where it is another

The bill in CycloneDX that goes with each release is made by `package.py`, of the same versions and
with their licences.
"""

from __future__ import annotations

import argparse
import sys

from licences import HERE, locked_names

PAGE = HERE.parent / "SECURITY.md"
BEGIN, END = "<!-- bill: begin -->\n", "<!-- bill: end -->\n"
COLUMNS = 3
"""Packages in a row."""


def table(versions: dict[str, str]) -> str:
    """Packages and versions as a table, by name."""
    cells = [f"{name} | {version}" for name, version in sorted(versions.items())]
    cells += [" | "] * (-len(cells) % COLUMNS)
    head = " | ".join(["package | version"] * COLUMNS)
    rule = " | ".join(["--- | ---"] * COLUMNS)
    rows = [" | ".join(cells[start : start + COLUMNS]) for start in range(0, len(cells), COLUMNS)]
    return "".join(f"| {row.strip()} |\n" for row in (head, rule, *rows))


def with_bill(page: str, versions: dict[str, str]) -> str:
    """A page with the table between its marks.

    Raises:
        ValueError: it has no marks.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("the page has no place for the bill")
    return f"{before}{BEGIN}{table(versions)}{END}{after}"


def main() -> int:
    """Write or check the table."""
    parser = argparse.ArgumentParser(description="Write the packages into SECURITY.md.")
    parser.add_argument("--check", action="store_true", help="write nothing, fail where stale")
    page = PAGE.read_text(encoding="utf-8")
    made = with_bill(page, locked_names())
    if parser.parse_args().check:
        print("" if page == made else "SECURITY.md is stale; run python installer/bill.py", end="")
        return int(page != made)
    PAGE.write_text(made, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
