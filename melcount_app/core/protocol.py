"""The protocol: model and settings that all scans of a study are counted with."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from melcount_app.core.budget import MIB, read_within
from melcount_app.core.errors import MelcountError, ModelError
from melcount_app.core.foreign import foreign
from melcount_app.core.model import Model, ModelCard, find_model
from melcount_app.core.scan.pick import NO_PICK, Pick

MOST_BYTES = MIB
"""Of a protocol, which is a few lines."""

LATER = frozenset(("white", "black", "image", "plane"))
"""Fields that the first version of protocols did not have."""


@dataclass(frozen=True, slots=True)
class Protocol:
    """What makes two counts comparable.

    Attributes:
        name: for people; two protocols that differ only in it are the same.
        model: name of the model.
        model_sha256: of its network.
        channel: the one to count, by name; empty for the usual choice, scan by scan.
        um_per_px: pixel size of all scans; None for that of each file.
        white: value of a saturated pixel, of scans of 16 bit; None for that found in each scan.
        black: value of no light that goes with it; None for 0.
        image: number or name of the image that is counted of files with several; empty for the
            one with the finest pixels.
        plane: number of the plane likewise; None for the usual one.
    """

    name: str
    model: str
    model_sha256: str
    channel: str = ""
    um_per_px: float | None = None
    white: float | None = None
    black: float | None = None
    image: str = ""
    plane: int | None = None

    @classmethod
    def of(
        cls,
        model: Path,
        *,
        name: str = "",
        channel: str = "",
        um_per_px: float | None = None,
        pick: Pick = NO_PICK,
    ) -> Protocol:
        """The protocol of a model folder and settings.

        Raises:
            ModelError: the model cannot be used.
        """
        card = ModelCard.load(model)
        usual = cls(name or card.name, card.name, card.sha256, channel, um_per_px)
        return dataclasses.replace(usual, image=pick.image, plane=pick.plane)

    @property
    def pick(self) -> Pick:
        """Which image and plane of the files it counts."""
        return Pick(self.image, self.plane)

    @property
    def sha256(self) -> str:
        """A fingerprint of all that a count depends on, in hexadecimal digits."""
        facts = {field: value for field, value in self._facts().items() if field != "name"}
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode("utf-8")).hexdigest()

    def leaves_open(self, decided: Protocol) -> bool:
        """Whether another protocol is this one, with what this one leaves open decided."""
        is_own = self.white is not None
        closed = replace(
            self,
            channel=self.channel or decided.channel,
            white=self.white if is_own else decided.white,
            black=self.black if is_own else decided.black,
        )
        return closed.sha256 == decided.sha256

    def find_model(self, *places: Path) -> Model:
        """The model that it counts with.

        Args:
            places: where it may be: folders of a model or of models.

        Raises:
            ModelError: it is in none of them, or may be one that is damaged.
        """
        found = find_model(self.model_sha256, places)
        if found is None:
            raise ModelError(
                f"The protocol “{self.name}” counts with the model {self.model} "
                f"({self.model_sha256[:8]}), which is not in {places[0]}. Name its folder."
            )
        return found

    def to_json(self) -> str:
        """As text of a file."""
        return json.dumps({**self._facts(), "sha256": self.sha256}, indent=2, ensure_ascii=False)

    def _facts(self) -> dict[str, Any]:
        """All fields, but those that came later only where they say something.

        So protocols that need none of these have the fingerprint that they always had.
        """
        usual = {field.name: field.default for field in fields(self) if field.name in LATER}
        every = asdict(self)
        return {name: value for name, value in every.items() if usual.get(name, ...) != value}


def load_protocol(path: Path) -> Protocol:
    """Read a protocol that `to_json` has written.

    Raises:
        MelcountError: the file is no protocol, or was changed by hand.
    """
    sentence = f"{path} is not a protocol of melcount. Choose a file written by melcount protocol."
    with foreign(lambda _: MelcountError(sentence)):
        facts = json.loads(read_within(path, MOST_BYTES).decode("utf-8"))
        known = facts.pop("sha256")
        protocol = Protocol(**facts)
        found = protocol.sha256
    if found != known:
        raise MelcountError(f"The protocol {path} was changed. Take a copy that was not.")
    return protocol
