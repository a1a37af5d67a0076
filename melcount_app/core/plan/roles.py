"""What conditions are probably there for, from what they are called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from melcount_app.core.errors import PlanError
from melcount_app.core.plan.assignment import Role

SIGNS: tuple[tuple[re.Pattern[str], Role], ...] = (
    (re.compile(r"\bnegati(ve|f)\b.*(control|temoin|ctrl|ctl)|\bc-|\bctrl-"), Role.CONTROL),
    (
        re.compile(r"\bpositi(ve|f)\b|\bpos\b|(control|ctrl|temoin|\bc|\bt) ?\+"),
        Role.POSITIVE,
    ),
    (re.compile(r"\b(vehicle|vehicule|veh|dmso|solvent|solvant|excipient)\b"), Role.VEHICLE),
    (
        re.compile(
            r"\b(untreated|non?[ -]?trait\w*|non[ -]?treated|not[ -]treated|nt|ut|control|controle"
            r"|ctrl|ctl|temoin|negative|negatif)\b"
        ),
        Role.CONTROL,
    ),
)
"""What names hold, without accents, in small letters and with spaces between words; the first
that is found decides."""


def propose_roles(conditions: Iterable[str]) -> dict[str, Role]:
    """A role for each condition; test where its name tells nothing."""
    return {condition: _role(condition) for condition in conditions}


def _role(condition: str) -> Role:
    name = plain(condition)
    return next((role for sign, role in SIGNS if sign.search(name)), Role.TEST)


def plain(text: str) -> str:
    """Small letters without accents, one space between words."""
    split = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in split if not unicodedata.combining(letter))
    return " ".join(letters.replace("_", " ").split())


ROLES: Mapping[str, Role] = {
    "control": Role.CONTROL,
    "controle": Role.CONTROL,
    "temoin": Role.CONTROL,
    "untreated": Role.CONTROL,
    "vehicle": Role.VEHICLE,
    "vehicule": Role.VEHICLE,
    "positive control": Role.POSITIVE,
    "positive": Role.POSITIVE,
    "controle positif": Role.POSITIVE,
    "temoin positif": Role.POSITIVE,
    "test": Role.TEST,
    "essai": Role.TEST,
}
"""What roles are called, likewise."""


def role_called(text: str) -> Role | None:
    """The role of a name in English or French; None for an empty text.

    Raises:
        PlanError: there is no such role.
    """
    role = ROLES.get(plain(text))
    if text and role is None:
        raise PlanError(
            f"There is no role “{text}”. Use control, vehicle, positive control or test."
        )
    return role
