"""Where the options of `melcount batch` take plan and protocol from."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from melcount_app.core.errors import ModelError, PlanError
from melcount_app.core.model import Model
from melcount_app.core.paths import default_model, models_folder
from melcount_app.core.plan import (
    FoundScan,
    NameRule,
    Plan,
    Role,
    load_table,
    plain_name,
    plan_by_names,
    plan_by_table,
    propose_plan,
    with_one_name,
)
from melcount_app.core.plan.alike import normal
from melcount_app.core.protocol import Protocol, load_protocol
from melcount_app.core.scan.pick import NO_PICK, Pick
from melcount_app.core.stains import Stains
from melcount_app.core.study import Study


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """What the user says of the plan.

    Attributes:
        table: a file that tells it; None for none.
        pattern: of the names of files; empty for none.
        expression: a regular expression; empty for none.
        control: name of the control; empty where the names of conditions tell it.
        joins_alike: whether conditions, and donors, that look alike become one.
    """

    table: Path | None = None
    pattern: str = ""
    expression: str = ""
    control: str = ""
    joins_alike: bool = False

    @property
    def is_given(self) -> bool:
        """Whether the user says how to plan."""
        return bool(self.table or self.pattern or self.expression)

    def file_names(self) -> frozenset[str]:
        """Of the scans that the table names, as `Wanted` has them.

        Raises:
            PlanError: the table cannot be used.
        """
        rows = load_table(self.table).rows if self.table else ()
        return frozenset(plain_name(row.file) for row in rows)

    def plan(self, found: Iterable[FoundScan], study: Study | None) -> tuple[Plan, str]:
        """The plan, and in a few words where it comes from.

        Scans that a study knows already stay what they are in it, unless the user says how to
        plan.

        Raises:
            PlanError: the table, pattern or expression cannot be used, or several are given; or
                there is no condition of the control's name.
        """
        scans = tuple(found)
        plan, origin = self._planned(scans)
        if study is not None and not self.is_given:
            plan = _as_in(study, plan, scans)
        if self.joins_alike:
            plan = with_one_name(plan)
        return (self._with_control(plan) if self.control else plan), origin

    def by_folders(self, found: Iterable[FoundScan]) -> dict[Path, str]:
        """What conditions are called by folders or names, by path; nothing where the user says."""
        if self.is_given:
            return {}
        plan, _ = self._planned(tuple(found))
        return {scan.path.resolve(): scan.assignment.condition for scan in plan.scans}

    def _planned(self, scans: tuple[FoundScan, ...]) -> tuple[Plan, str]:
        if sum(map(bool, (self.table, self.pattern, self.expression))) > 1:
            raise PlanError("Give only one of --plan, --pattern and --regex.")
        if self.table:
            return plan_by_table(scans, load_table(self.table)), f"the table {self.table}"
        if self.pattern:
            rule = NameRule.of_pattern(self.pattern)
            return plan_by_names(scans, rule), f"the pattern {rule.text}"
        if self.expression:
            rule = NameRule.of_expression(self.expression)
            return plan_by_names(scans, rule), f"the expression {rule.text}"
        plan, pattern = propose_plan(scans)
        return plan, f"the pattern {pattern}, found in the names" if pattern else "sub-folders"

    def _with_control(self, plan: Plan) -> Plan:
        wanted = normal(self.control)
        named = next((name for name in plan.conditions if normal(name) == wanted), None)
        if named is None:
            raise PlanError(
                f"There is no condition “{self.control}” for the control. Use one of: "
                f"{', '.join(plan.conditions)}."
            )
        others = {name: Role.TEST for name, role in plan.roles.items() if role is Role.CONTROL}
        return plan.with_roles({**others, named: Role.CONTROL})


def _as_in(study: Study, plan: Plan, found: Iterable[FoundScan]) -> Plan:
    """A plan whose scans stay what they, or one of their files, are in a study."""
    known = {scan.path: scan.assignment for scan in study.scans.all()}
    kept = {
        scan.path: known[file]
        for scan in found
        for file in (*reversed(scan.parts), scan.path.resolve())
        if file in known
    }
    plan = plan.with_assignments(kept)
    roles = {name: role for name, role in study.plan.roles().items() if name in plan.conditions}
    return plan.with_roles(roles)


@dataclass(frozen=True, slots=True)
class Means:
    """What scans are counted with.

    Attributes:
        protocol: of the study.
        model: that it names, where it was found.
    """

    protocol: Protocol
    model: Model

    @property
    def stains(self) -> Stains:
        """What label and other stains are called, by the card of the model."""
        return self.model.card.stains


@dataclass(frozen=True, slots=True)
class ProtocolSource:
    """What the user says of the protocol.

    Attributes:
        file: written by `melcount protocol`; None for none.
        model: folder of a model; None for the one of the protocol, or the shipped one.
        um_per_px: pixel size of all scans; None for that of each file.
        channel: the one to count, by name; empty for the usual choice.
        pick: which image and plane to count of files with several.
    """

    file: Path | None = None
    model: Path | None = None
    um_per_px: float | None = None
    channel: str = ""
    pick: Pick = NO_PICK

    def protocol(self, study: Study | None) -> Protocol:
        """The protocol: of the file, or by the options, or the study's, or the usual one.

        Raises:
            MelcountError: the file is no protocol, or options say something else.
            ModelError: the model cannot be used.
        """
        if self.file is not None:
            protocol = load_protocol(self.file)
            if dataclasses.replace(self, file=None, model=None) != ProtocolSource():
                raise ModelError(
                    f"The protocol {self.file} says pixel size, channel, image and plane. Leave "
                    "out --um-per-px, --channel, --image and --plane."
                )
            return protocol
        kept = study.terms.protocol() if study is not None else None
        if kept is not None and dataclasses.replace(self, model=None) == ProtocolSource():
            return kept
        model = self.model or default_model()
        return Protocol.of(model, channel=self.channel, um_per_px=self.um_per_px, pick=self.pick)

    def means(self, study: Study | None) -> Means:
        """The protocol, and its model: in the user's folder, else among those that ship.

        Raises:
            MelcountError: as `protocol` says.
            ModelError: the model is not there.
        """
        protocol = self.protocol(study)
        return Means(protocol, protocol.find_model(self.model or models_folder()))
