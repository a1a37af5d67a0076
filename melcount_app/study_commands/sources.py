"""Where the options of `melcount batch` take plan and protocol from."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from melcount_app.core.errors import ModelError, PlanError
from melcount_app.core.model import ModelCard, model_folders
from melcount_app.core.paths import default_model, models_folder
from melcount_app.core.plan import (
    Assignment,
    FoundScan,
    NameRule,
    Plan,
    Role,
    load_table,
    plan_by_names,
    plan_by_table,
    propose_plan,
)
from melcount_app.core.protocol import Protocol, load_protocol
from melcount_app.core.study import Study


@dataclass(frozen=True, slots=True)
class PlanSource:
    """What the user says of the plan.

    Attributes:
        table: a file that tells it; None for none.
        pattern: of the names of files; empty for none.
        expression: a regular expression; empty for none.
        control: name of the control; empty where the names of conditions tell it.
    """

    table: Path | None = None
    pattern: str = ""
    expression: str = ""
    control: str = ""

    @property
    def is_given(self) -> bool:
        """Whether the user says how to plan."""
        return bool(self.table or self.pattern or self.expression)

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
            plan = _as_in(study, plan)
        return (self._with_control(plan) if self.control else plan), origin

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
        wanted = self.control.casefold()
        named = next((name for name in plan.conditions if name.casefold() == wanted), None)
        if named is None:
            raise PlanError(
                f"There is no condition “{self.control}” for the control. Use one of: "
                f"{', '.join(plan.conditions)}."
            )
        others = {name: Role.TEST for name, role in plan.roles.items() if role is Role.CONTROL}
        return plan.with_roles({**others, named: Role.CONTROL})


def _as_in(study: Study, plan: Plan) -> Plan:
    """A plan whose scans stay what they are in a study, where they are in it."""
    known = {
        scan.path: Assignment(scan.condition, scan.replicate, scan.donor) for scan in study.scans()
    }
    kept = {
        scan.path: known[scan.path.resolve()] for scan in plan.scans if scan.path.resolve() in known
    }
    plan = plan.with_assignments(kept)
    roles = {name: role for name, role in study.roles().items() if name in plan.conditions}
    return plan.with_roles(roles)


@dataclass(frozen=True, slots=True)
class ProtocolSource:
    """What the user says of the protocol.

    Attributes:
        file: written by `melcount protocol`; None for none.
        model: folder of a model; None for the one of the protocol, or the shipped one.
        um_per_px: pixel size of all scans; None for that of each file.
        channel: the one to count, by name; empty for the usual choice.
    """

    file: Path | None = None
    model: Path | None = None
    um_per_px: float | None = None
    channel: str = ""

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
                    f"The protocol {self.file} says pixel size and channel. Leave out --um-per-px "
                    "and --channel."
                )
            return protocol
        kept = study.protocol() if study is not None else None
        if kept is not None and dataclasses.replace(self, model=None) == ProtocolSource():
            return kept
        model = self.model or default_model()
        return Protocol.of(model, channel=self.channel, um_per_px=self.um_per_px)

    def model_folder(self, protocol: Protocol) -> Path:
        """The folder of the protocol's model: the user's, else the one that ships with it.

        Raises:
            ModelError: it is not there.
        """
        shipped = (
            folder
            for folder in model_folders(models_folder())
            if ModelCard.load(folder).sha256 == protocol.model_sha256
        )
        model = self.model or next(shipped, default_model())
        protocol.check(model)
        return model
