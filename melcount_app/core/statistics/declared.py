"""Which conditions are compared with which, from what they are there for and what they are called.

Said by the plan, before any density is seen. Drugs are compared with their vehicle where there is
one, else with the control; the vehicle itself with the control, and the positive control with
what the drugs are compared with, both as checks of the assay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from melcount_app.core.plan import Role
from melcount_app.core.plan.roles import plain
from melcount_app.core.statistics.results import Planned

DOSE = re.compile(
    r"(?P<substance>.*\S)\s+(?P<amount>\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?)\s*"
    r"(?P<prefix>[pnµμum]?)(?P<unit>M|mol/[lL]|g/(?:[munµμ]?[lL]|kg)|%)"
)
"""Of a name such as "vitamin C 10 µM", whole."""

PREFIXES = {"p": 1e-12, "n": 1e-9, "µ": 1e-6, "μ": 1e-6, "u": 1e-6, "m": 1e-3, "": 1.0}
ORDER = (Role.CONTROL, Role.VEHICLE, Role.POSITIVE)
"""Of conditions in reports, before all others."""


@dataclass(frozen=True, slots=True)
class Dose:
    """What a condition is called.

    Attributes:
        substance: the name without the dose.
        amount: the dose, without a prefix of its unit.
        unit: as in "M" or "g/mL".
    """

    substance: str
    amount: float
    unit: str


def dose_of(condition: str) -> Dose | None:
    """The dose in a name; None where it has none of a known unit, or one of 0."""
    found = DOSE.fullmatch(condition.strip())
    if found is None:
        return None
    amount = float(found["amount"].replace(",", ".")) * PREFIXES[found["prefix"]]
    return Dose(found["substance"], amount, found["unit"]) if amount > 0 else None


def series_of(conditions: Iterable[str]) -> dict[str, dict[str, float]]:
    """Amounts by condition, by substance, in rising order; only of several doses of one unit."""
    found: dict[tuple[str, str], dict[str, float]] = {}
    for name in conditions:
        dose = dose_of(name)
        if dose is not None:
            found.setdefault((dose.substance, dose.unit), {})[name] = dose.amount
    return {
        substance: dict(sorted(amounts.items(), key=lambda each: each[1]))
        for (substance, _), amounts in found.items()
        if len(set(amounts.values())) > 1
    }


def planned_by(roles: Mapping[str, Role | None]) -> Planned:
    """What is compared with what.

    Args:
        roles: of all conditions that have a name, in the order of the study.
    """
    controls = [name for name, role in roles.items() if role is Role.CONTROL]
    vehicles = [name for name, role in roles.items() if role is Role.VEHICLE]
    against: dict[str, str] = {}
    for name, role in roles.items():
        if role in (Role.CONTROL, Role.VEHICLE):
            reference = controls[0] if controls else vehicles[0]
        elif vehicles:
            reference = _vehicle_of(name, vehicles)
        elif controls:
            reference = controls[0]
        else:
            continue
        if reference != name:
            against[name] = reference
    checks = tuple(n for n in against if roles[n] in (Role.VEHICLE, Role.POSITIVE))
    return Planned(against, checks)


def _vehicle_of(condition: str, vehicles: list[str]) -> str:
    """The vehicle that names the substance, else the first one."""
    dose = dose_of(condition)
    substance = plain(dose.substance if dose else condition)
    return next((name for name in vehicles if substance in plain(name)), vehicles[0])


def in_order(roles: Mapping[str, Role | None]) -> list[str]:
    """Conditions as reports list them: controls first, then substances as named, doses rising."""
    substances: dict[str, int] = {}
    places: dict[str, tuple[int, int, float]] = {}
    for name, role in roles.items():
        dose = dose_of(name)
        place = substances.setdefault(dose.substance if dose else name, len(substances))
        rank = ORDER.index(role) if role in ORDER else len(ORDER) + (not name)
        places[name] = (rank, place, dose.amount if dose else 0.0)
    return sorted(places, key=lambda name: places[name])
