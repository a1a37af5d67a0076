"""Digits in the places that a number format has for them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Protocol as Shape

EXACT = Context(prec=400, rounding=ROUND_HALF_UP)
"""Room for the largest and the smallest numbers of a cell."""

GROUP = 3
GENERAL_LETTERS = 11
"""That a cell of no format shows of a number."""

MOST_WHOLE = 1e15
"""Whole numbers below are shown with all their digits, which names of files may be made of."""


class TokenLike(Shape):
    """A part of a number format: what it is, and its letters."""

    @property
    def kind(self) -> str:
        """What it is."""

    @property
    def text(self) -> str:
        """Its letters."""


def rounded(value: Decimal, decimals: int) -> Decimal:
    """A number with so many decimals, halves away from 0, as Excel rounds what it shows."""
    return value.quantize(Decimal(1).scaleb(-decimals), context=EXACT)


def general(value: float) -> str:
    """A number in a cell without a format; whole numbers with all their digits."""
    if value == int(value) and abs(value) < MOST_WHOLE:
        return str(int(value))
    exact = Decimal(f"{value:.15g}")
    power = exact.adjusted()
    sign = "-" if exact < 0 else ""
    if not -5 < power < GENERAL_LETTERS:
        digits = f"{rounded(abs(exact).scaleb(-power), 5):f}".rstrip("0").rstrip(".")
        return f"{sign}{digits}E{power:+03d}"
    decimals = GENERAL_LETTERS - 1 - (max(power, 0) + 1)
    text = f"{rounded(abs(exact), decimals):f}"
    return sign + (text.rstrip("0").rstrip(".") if "." in text else text)


def fixed(tokens: Sequence[TokenLike], value: Decimal) -> str:
    """A number in places before and after a point."""
    point = _place(tokens, ".")
    before, after = tokens[:point], tokens[point + 1 :]
    end = _last_digit(tokens)
    thousands = sum(_is(token, ",") for token in (*before[end:], *after[max(0, end - point - 1) :]))
    is_grouped = any(_is(token, ",") for token in before[: _last_digit(before)])
    decimals = sum(token.kind == "digit" for token in after)
    exact = rounded(value.scaleb(-GROUP * thousands), decimals)
    whole, _, rest = f"{abs(exact):f}".partition(".")
    sign = "-" if exact < 0 else ""
    text = _whole(before, whole.lstrip("0"), is_grouped=is_grouped)
    if point == len(tokens):
        return sign + text
    return f"{sign}{text}{_decimals(after, rest)}"


def _last_digit(tokens: Sequence[TokenLike]) -> int:
    """The place after the last digit; commas from there on divide by thousands."""
    return max((n for n, token in enumerate(tokens, 1) if token.kind == "digit"), default=0)


def _place(tokens: Sequence[TokenLike], sign: str) -> int:
    """Of the first such sign; the end where there is none."""
    return next((n for n, token in enumerate(tokens) if _is(token, sign)), len(tokens))


def _is(token: TokenLike, sign: str) -> bool:
    return token.kind == "other" and token.text == sign


def _whole(tokens: Sequence[TokenLike], digits: str, *, is_grouped: bool) -> str:
    """Digits before the point, from right to left; the leftmost place takes all that are left."""
    first = next((n for n, token in enumerate(tokens) if token.kind == "digit"), -1)
    parts, left, written = list[str](), digits, 0
    for place in range(len(tokens) - 1, -1, -1):
        token = tokens[place]
        if token.kind != "digit":
            parts.append("" if _is(token, ",") else token.text)
            continue
        taken = left if place == first else left[-1:]
        left = left[: len(left) - len(taken)]
        taken = taken or ("0" if token.text == "0" else "")
        for digit in reversed(taken):
            if is_grouped and written and written % GROUP == 0:
                parts.append(",")
            parts.append(digit)
            written += 1
    lead = digits if first < 0 else ""  # ".00" has no place before the point
    return lead + "".join(reversed(parts))


def _decimals(tokens: Sequence[TokenLike], digits: str) -> str:
    """Point and digits after it; places that need none stay empty from the right."""
    places = [token.text for token in tokens if token.kind == "digit"]
    needed = max((n for n, place in enumerate(places, 1) if place == "0"), default=0)
    kept = digits[: max(needed, len(digits.rstrip("0")))]
    text, written = "." if kept or not places or needed else "", 0
    for token in tokens:
        if token.kind == "digit":
            text += kept[written : written + 1]
            written += 1
        elif not _is(token, ","):
            text += token.text
    return text


def scientific(tokens: Sequence[TokenLike], value: Decimal) -> str:
    """A number with a power of ten; of several places before the point the power is a multiple."""
    power_at = next(n for n, token in enumerate(tokens) if token.kind == "power")
    mantissa = tokens[:power_at]
    step = max(1, sum(t.kind == "digit" for t in mantissa[: _place(mantissa, ".")]))
    decimals = sum(t.kind == "digit" for t in mantissa[_place(mantissa, ".") :])
    power = value.adjusted() // step * step if value else 0
    if abs(rounded(value.scaleb(-power), decimals)) >= 10**step:
        power += step
    rest = tokens[power_at + 1 :]
    least = sum(token.kind == "digit" for token in rest)
    after = "".join(token.text for token in rest if token.kind != "digit")
    sign = "-" if power < 0 else "+" if tokens[power_at].text.endswith("+") else ""
    return f"{fixed(mantissa, value.scaleb(-power))}E{sign}{abs(power):0{least}d}{after}"


def fraction(tokens: Sequence[TokenLike], slash: int, value: Decimal) -> str:
    """A number as a whole and a fraction, or as a fraction alone."""
    below = "".join(t.text for t in tokens[slash + 1 :] if t.kind in ("digit", "other"))
    below = below.strip()
    runs = "".join(t.text if t.kind == "digit" else " " for t in tokens[:slash]).split()
    exact = Fraction(abs(value))
    whole = int(exact) if len(runs) > 1 else 0
    if below.isdecimal() and int(below):
        bottom = int(below)
        top = int((exact - whole) * bottom + Fraction(1, 2))
    else:
        near = (exact - whole).limit_denominator(10 ** max(1, len(below)) - 1)
        top, bottom = near.numerator, near.denominator
    if len(runs) > 1 and top == bottom:
        whole, top = whole + 1, 0
    sign = "-" if value < 0 else ""
    if len(runs) > 1 and not top:
        return f"{sign}{whole}"
    return f"{sign}{whole} {top}/{bottom}" if whole else f"{sign}{top}/{bottom}"
