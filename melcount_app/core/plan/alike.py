"""Names that read the same, whatever keyboard, system or spreadsheet they come from."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

UNSEEN = dict.fromkeys((0x00AD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF))
"""Signs without any width, which are taken out."""

SAME_SIGN = {
    0x03BC: 0x00B5,  # the Greek letter and the micro sign
    **dict.fromkeys((*range(0x2010, 0x2014), 0x2212, 0xFE63), ord("-")),
    **dict.fromkeys((0x2018, 0x2019, 0x02BC), ord("'")),
    **{wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)},
}
"""Signs that look alike, and the one that stands for them."""

SEPARATION = re.compile(r"[\s_.,;:'/()\[\]-]+")
NUMBERS = re.compile(r"\d+(?:[.,]\d+)*")
GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
U_FOR_MICRO = re.compile(r"(?<![^\W\d_])u(?=(?:m|g|l|mol)(?![^\W\d_]))")
REMEMBERED = 4096
SHORTEST_TYPO = 5
"""Letters of the longer of two words that may differ by one and be meant to be the same."""


def tidy(text: str) -> str:
    """A name without what nobody sees: composed letters, one plain space between words."""
    seen = unicodedata.normalize("NFC", text).translate(UNSEEN)
    return " ".join(seen.split())


def seen_alike(text: str) -> str:
    """The form of a name that is equal for names that nobody can tell apart by looking at them."""
    return unicodedata.normalize("NFC", tidy(text).translate(SAME_SIGN))


def normal(text: str) -> str:
    """The form in which names are compared; equal for names that read the same.

    Capitals, spaces, ways to write accents and micro, wide letters, and kinds of hyphens make no
    difference.
    """
    return unicodedata.normalize("NFC", seen_alike(text).casefold())


def are_nearly_alike(one: str, other: str) -> bool:
    """Whether two names may be meant to be one: "10uM" and "10 µM", "contrl" and "control".

    Names that differ by a number, or by a letter of a short word, never are.
    """
    first, second = _loose(one), _loose(other)
    if first == second:
        return True
    words, others = _words(one), _words(other)
    if len(words) != len(others):
        return False
    different = [pair for pair in zip(words, others, strict=True) if pair[0] != pair[1]]
    return len(different) == 1 and _is_typo(*different[0])


def spellings(names: Iterable[str]) -> dict[str, str]:
    """Each name with the way to write it that most of those have that read the same.

    Args:
        names: as often as they are there, in their order.
    """
    counts = Counter(names)
    families: dict[str, list[str]] = {}
    for name in counts:
        families.setdefault(normal(name), []).append(name)
    kept = {form: max(family, key=counts.__getitem__) for form, family in families.items()}
    return {name: kept[normal(name)] for name in counts}


def joined_spellings(spelled: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Names that stand for several spellings, with the others."""
    for kept in dict.fromkeys(spelled.values()):
        others = tuple(name for name, told in spelled.items() if told == kept and name != kept)
        if others:
            yield kept, others


def look_alikes(names: Sequence[str], *, with_typos: bool) -> Iterator[tuple[str, ...]]:
    """Groups of names that may be meant to be one.

    Args:
        names: different ones.
        with_typos: whether a letter in a long word may differ, too.
    """
    families = [{name} for name in names]
    for one, other in itertools.combinations(names, 2):
        if _loose(one) == _loose(other) or (with_typos and are_nearly_alike(one, other)):
            first = next(family for family in families if one in family)
            second = next(family for family in families if other in family)
            if first is not second:
                first |= second
                families.remove(second)
    for family in families:
        if len(family) > 1:
            yield tuple(name for name in names if name in family)


@functools.lru_cache(REMEMBERED)
def _loose(text: str) -> str:
    """A name without accents, capitals and separators; numbers as they count."""
    split = unicodedata.normalize("NFD", normal(text))
    letters = "".join(letter for letter in split if not unicodedata.combining(letter))
    letters = U_FOR_MICRO.sub("\N{GREEK SMALL LETTER MU}", letters)
    return SEPARATION.sub(" ", NUMBERS.sub(_number, GROUPED.sub("", letters))).replace(" ", "")


def _number(found: re.Match[str]) -> str:
    """A number with a sign for its point that separates nothing, and without zeros at its end."""
    whole, _, rest = found[0].replace(",", ".").partition(".")
    rest = rest.rstrip("0").replace(".", "|")
    return f" {whole}{'·' + rest if rest else ''} "


@functools.lru_cache(REMEMBERED)
def _words(text: str) -> tuple[str, ...]:
    return tuple(SEPARATION.sub(" ", normal(text)).split())


def _is_typo(one: str, other: str) -> bool:
    """Whether two words differ by one letter: another, one more, or two that changed places."""
    if max(len(one), len(other)) < SHORTEST_TYPO or not (one + other).isalpha():
        return False
    shorter, longer = sorted((one, other), key=len)
    start = next((n for n, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), None)
    if start is None:
        return len(longer) == len(shorter) + 1
    if len(longer) > len(shorter):
        return longer[start + 1 :] == shorter[start:]
    rest = longer[start + 1 :] == shorter[start + 1 :]
    swapped = longer[start : start + 2] == shorter[start : start + 2][::-1]
    return rest or (swapped and longer[start + 2 :] == shorter[start + 2 :])
