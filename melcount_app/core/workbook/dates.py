"""Days and times: a number of days as a number format shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from melcount_app.core.workbook.digits import TokenLike

DATE_KINDS = {"date", "elapsed", "halves"}
"""What makes a number format one of days or times."""

FIRST_DAY = dt.datetime(1899, 12, 30)
FIRST_DAY_1904 = dt.datetime(1904, 1, 1)
LEAP_DAY = 60
"""The 29th of February 1900, which never was, but Excel counts it."""

LAST_DAY = 2_958_466
"""The first day of the year 10000."""

SECONDS = 86_400
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def serial_of(moment: dt.datetime, *, is_1904: bool) -> float:
    """The number of days that a cell would hold for a moment."""
    first = FIRST_DAY_1904 if is_1904 else FIRST_DAY
    return (moment.replace(tzinfo=None) - first).total_seconds() / SECONDS


def date_shown(tokens: Sequence[TokenLike], value: float, *, is_1904: bool) -> str:
    """A number of days as day and time; empty where there is no such day.

    Args:
        tokens: of the section of the number format.
        value: days since the first one.
        is_1904: whether days are counted from 1904.
    """
    if not 0 <= value < LAST_DAY:
        return ""
    decimals = _decimals_of_seconds(tokens)
    seconds = round(value * SECONDS, decimals)
    early = 0 if is_1904 or value >= LEAP_DAY else 1
    first = FIRST_DAY_1904 if is_1904 else FIRST_DAY
    moment = first + dt.timedelta(days=early, seconds=seconds)
    parts, place, is_minute = list[str](), 0, False
    while place < len(tokens):
        token = tokens[place]
        if token.kind in ("date", "elapsed"):
            if token.text.startswith("m") and not is_minute:
                is_minute = _is_before_seconds(tokens[place + 1 :])
            parts.append(_part(token, moment, seconds, _Told(tokens, is_minute=is_minute)))
            is_minute = token.text.startswith("h")
        elif token.kind == "halves":
            half = ("AM", "PM")[moment.hour >= 12]
            parts.append(half if len(token.text) > 3 else half[0])
        elif token.kind == "digit":
            place = _skip_digits(tokens, place, parts, seconds)
            continue
        else:
            parts.append(token.text)
        place += 1
    return "".join(parts)


def _decimals_of_seconds(tokens: Sequence[TokenLike]) -> int:
    return min(3, sum(token.kind == "digit" for token in tokens))


def _skip_digits(tokens: Sequence[TokenLike], place: int, parts: list[str], seconds: float) -> int:
    """Write the tenths, hundredths ... of seconds; returns the place after them."""
    end = place
    while end < len(tokens) and tokens[end].kind == "digit":
        end += 1
    decimals = min(3, end - place)
    parts.append(f"{seconds % 1:.{decimals}f}".partition(".")[2])
    return end


def _is_before_seconds(tokens: Sequence[TokenLike]) -> bool:
    """Whether the next part of a day or time is of seconds, so that an "m" is of minutes."""
    following = next((token for token in tokens if token.kind in ("date", "elapsed")), None)
    return following is not None and following.text.startswith("s")


class _Told:
    """What the rest of a format says of one of its parts."""

    def __init__(self, tokens: Sequence[TokenLike], *, is_minute: bool) -> None:
        self.is_minute = is_minute
        self.is_halved = any(token.kind == "halves" for token in tokens)


def _part(token: TokenLike, moment: dt.datetime, seconds: float, told: _Told) -> str:
    length, letter = len(token.text), token.text[0]
    if token.kind == "elapsed":
        return f"{int(seconds // {'h': 3600, 'm': 60, 's': 1}[letter]):0{length}d}"
    match letter:
        case "y":
            return f"{moment.year:04d}" if length > 2 else f"{moment.year % 100:02d}"
        case "h":
            hour = (moment.hour - 1) % 12 + 1 if told.is_halved else moment.hour
            return f"{hour:0{min(length, 2)}d}"
        case "s":
            return f"{moment.second:0{min(length, 2)}d}"
        case "m" if told.is_minute:
            return f"{moment.minute:0{min(length, 2)}d}"
        case "m":
            return _named(moment.month, MONTHS[moment.month - 1], length)
    return _named(moment.day, DAYS[moment.weekday()], length)


def _named(number: int, name: str, length: int) -> str:
    """A month or day by its number, its short name, its name or the first letter of it."""
    if length <= 2:
        return f"{number:0{length}d}"
    return name[:3] if length == 3 else name if length == 4 else name[0]
