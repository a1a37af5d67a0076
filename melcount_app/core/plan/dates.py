"""Days and times in names, which tell when a scan was made and not what was done to the sample."""

from __future__ import annotations

import re

YEAR = r"(?:19|20)\d\d"
MONTH = r"(?:0?[1-9]|1[0-2])"
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
TWO_MONTH, TWO_DAY = r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01])"
NAMED_MONTH = (
    r"(?:jan|feb|fev|fév|mar|apr|avr|may|mai|jun|juin|jul|juil|aug|aou|aoû|sep|oct|nov|dec|déc)"
    r"[a-zéû]{0,6}\.?"
)
BETWEEN = r"[-._ ]"
TIME = r"(?:[01]\d|2[0-3])[h:.\-_ ]?[0-5]\d(?:[m:.\-_ ]?[0-5]\ds?)?"
CLOCK = r"(?:[01]?\d|2[0-3])h[0-5]\d(?:m?[0-5]\ds?)?"
DAYS = (
    rf"{YEAR}{BETWEEN}{MONTH}{BETWEEN}{DAY}",
    rf"{DAY}{BETWEEN}{MONTH}{BETWEEN}{YEAR}",
    rf"{TWO_DAY}[-.]{TWO_MONTH}[-.]\d\d",
    rf"{MONTH}{BETWEEN}{DAY}{BETWEEN}{YEAR}",
    rf"{YEAR}{TWO_MONTH}{TWO_DAY}",
    rf"{TWO_DAY}{TWO_MONTH}{YEAR}",
    rf"[12]\d{TWO_MONTH}{TWO_DAY}",
    rf"{DAY}{BETWEEN}?{NAMED_MONTH}{BETWEEN}?(?:{YEAR}|\d\d)",
    rf"{YEAR}{BETWEEN}?{NAMED_MONTH}{BETWEEN}?{DAY}",
)
START, END = r"(?<![^\W_])", r"(?![^\W_])"
"""A day has neither a letter nor a digit beside it."""

DATE_IN_NAME = rf"{START}(?:(?:{'|'.join(DAYS)})(?:[-_ .]?T?{TIME})?|{CLOCK}){END}"
"""A regular expression for a day, a day with its time, or a time such as 14h30."""

DATE = re.compile(DATE_IN_NAME, re.IGNORECASE)


def holds_date(text: str) -> bool:
    """Whether a name has a day or a time in it."""
    return DATE.search(text) is not None
