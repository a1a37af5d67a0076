"""What channels are called: names of the label, and names that say that a channel is not it.

Names are compared word by word, whatever their case and accents and what stands between the words:
"Alexa Fluor 488" is in "C1: alexa-fluor_488", and "green" is not in "evergreen".
"""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WORD = re.compile(r"[^\W\d_]+|\d+")


class Called(enum.IntEnum):
    """What a channel is called after, the likeliest for that of the label first."""

    LABEL = enum.auto()
    DYE = enum.auto()
    NOTHING = enum.auto()
    OTHER = enum.auto()
    NEVER = enum.auto()


@dataclass(frozen=True, slots=True)
class Stains:
    """Names by which the channel of the label is known, and others; and its light.

    Attributes:
        label: of what is labelled; such a name goes before all others.
        dyes: that it is labelled with, the likeliest first.
        others: other dyes and stains, which the label is hardly called.
        never: stains of nuclei, and pictures without fluorescence.
        emission_nm: shortest and longest wavelength of the peak of its light. Alexa 488, FITC,
            EGFP, Cy2 and Oregon Green have 506 to 524 nm, DAPI and Hoechst 461, Cy3 and TRITC 570
            and more.
    """

    label: tuple[str, ...]
    dyes: tuple[str, ...]
    others: tuple[str, ...]
    never: tuple[str, ...]
    emission_nm: tuple[float, float] = (500.0, 545.0)

    @classmethod
    def read(cls, emission_nm: Sequence[float] = (500.0, 545.0), **names: Sequence[str]) -> Stains:
        """Names as JSON keeps them.

        Raises:
            TypeError: a list is missing, unknown, or no list of names.
            ValueError: the wavelengths are not two numbers.
        """
        shortest, longest = (float(each) for each in emission_nm)
        for listed in names.values():
            if isinstance(listed, str) or not all(isinstance(name, str) for name in listed):
                raise TypeError(f"{listed!r} is no list of names")
        listed_names = {field: tuple(listed) for field, listed in names.items()}
        return cls(**listed_names, emission_nm=(shortest, longest))

    def likeliest(self, channels: Sequence[str]) -> tuple[tuple[int, ...], Called]:
        """Which channels may hold the label, by their names alone.

        Returns:
            Their places, more than one where names do not tell; and what they are called after.
        """
        ranks = [self._rank(name) for name in channels]
        best = min(ranks)
        return tuple(place for place, rank in enumerate(ranks) if rank == best), best[0]

    def emitting_like_label(
        self, places: Sequence[int], emissions_nm: Sequence[float | None]
    ) -> tuple[int, ...]:
        """Those of some places whose light has a wavelength that the label's may have."""
        shortest, longest = self.emission_nm
        told = {place: emissions_nm[place] for place in places if place < len(emissions_nm)}
        return tuple(p for p, nm in told.items() if nm is not None and shortest <= nm <= longest)

    def names_label(self, name: str) -> bool:
        """Whether a channel is called as the label is."""
        return self._rank(name)[0] <= Called.DYE

    def _rank(self, name: str) -> tuple[Called, int]:
        """How likely a channel is that of the label: the less the likelier."""
        words = words_of(name)
        known = {
            kind: next((place for place, each in enumerate(listed) if _holds(words, each)), None)
            for kind, listed in _kinds(self).items()
        }
        if known[Called.LABEL] is not None:
            return Called.LABEL, 0
        for kind in (Called.NEVER, Called.OTHER):
            if known[kind] is not None:
                return kind, 0
        dye = known[Called.DYE]
        return (Called.DYE, dye) if dye is not None else (Called.NOTHING, 0)


def _kinds(stains: Stains) -> Mapping[Called, tuple[str, ...]]:
    return {
        Called.LABEL: stains.label,
        Called.DYE: stains.dyes,
        Called.OTHER: stains.others,
        Called.NEVER: stains.never,
    }


def words_of(name: str) -> tuple[str, ...]:
    """The words and numbers of a name, in one case and without accents."""
    letters = unicodedata.normalize("NFKD", name.casefold().replace("œ", "oe"))
    return tuple(WORD.findall("".join(each for each in letters if not unicodedata.combining(each))))


def _holds(words: tuple[str, ...], name: str) -> bool:
    """Whether the words of a name stand among others, one after the other."""
    wanted = words_of(name)
    ends = range(len(wanted), len(words) + 1)
    return any(words[end - len(wanted) : end] == wanted for end in ends)


TRP1 = Stains(
    label=(
        *("TRP1", "TYRP1", "tyrosinase related protein 1", "gp75", "melanocytes", "melanocyte"),
        *("Melanozyten", "Melanozyt"),
    ),
    dyes=(
        *("Alexa 488", "Alexa Fluor 488", "AlexaFluor 488", "AF488", "A488", "FITC", "EGFP", "GFP"),
        *("eGFP", "mNeonGreen", "Cy2", "fluorescein", "Atto 488", "DyLight 488", "CF488", "CF488A"),
        *("OG488", "Oregon Green", "green", "grün", "vert", "488", "509", "517", "518", "519"),
        *("520", "525"),
    ),
    others=(
        *("TRITC", "Cy3", "Cy5", "Cy7", "Texas Red", "TxRed", "TexasRed", "rhodamine", "mCherry"),
        *("RFP", "DsRed", "tdTomato", "Spectrum Orange", "Spectrum Red", "CFP", "YFP", "APC", "PE"),
        *("Alexa 350", "Alexa 532", "Alexa 546", "Alexa 555", "Alexa 568", "Alexa 594"),
        *("Alexa 633", "Alexa 647", "Alexa 680", "Alexa 750", "532", "546", "555", "561", "568"),
        *(
            "594",
            "633",
            "640",
            "647",
            "680",
            "750",
            "phalloidin",
            "actin",
            "keratin",
            "cytokeratin",
        ),
        *("collagen", "vimentin", "Ki67", "autofluorescence", "background", "MitoTracker"),
        *("LysoTracker", "WGA", "mask"),
    ),
    never=(
        *("DAPI", "Hoechst", "nuclei", "nucleus", "nuclear", "noyaux", "noyau", "Kerne", "Kern"),
        *("Zellkerne", "Zellkern", "Kernfärbung", "chromatin", "chromatine", "DRAQ5", "DRAQ7"),
        *("propidium iodide", "SYTOX", "SYTO", "TO PRO 3", "H33342", "H33258", "405", "461"),
        *("brightfield", "bright field", "transmitted", "transmission", "TL", "DIC"),
        *("phase contrast", "Hellfeld", "Durchlicht", "Phasenkontrast", "champ clair"),
        *("fond clair", "lumière transmise", "contraste de phase", "H&E", "overview", "macro"),
        "label image",
    ),
)
"""Names around TRP1 with a green dye, for models whose card tells none."""
