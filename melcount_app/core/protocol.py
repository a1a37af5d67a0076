"""The protocol: model and settings that all scans of a study are counted with."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from melcount_app.core.errors import MelcountError, ModelError
from melcount_app.core.model import ModelCard


@dataclass(frozen=True, slots=True)
class Protocol:
    """What makes two counts comparable.

    Attributes:
        name: for people; two protocols that differ only in it are the same.
        model: name of the model.
        model_sha256: of its network.
        channel: the one to count, by name; empty for the usual choice, scan by scan.
        um_per_px: pixel size of all scans; None for that of each file.
    """

    name: str
    model: str
    model_sha256: str
    channel: str = ""
    um_per_px: float | None = None

    @classmethod
    def of(
        cls, model: Path, *, name: str = "", channel: str = "", um_per_px: float | None = None
    ) -> Protocol:
        """The protocol of a model folder and settings.

        Raises:
            ModelError: the model cannot be used.
        """
        card = ModelCard.load(model)
        return cls(name or card.name, card.name, card.sha256, channel, um_per_px)

    @property
    def sha256(self) -> str:
        """A fingerprint of all that a count depends on, in hexadecimal digits."""
        facts = {field: value for field, value in asdict(self).items() if field != "name"}
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode("utf-8")).hexdigest()

    def check(self, model: Path) -> None:
        """Refuse another model than the protocol's.

        Raises:
            ModelError: it is another, or cannot be used.
        """
        if ModelCard.load(model).sha256 != self.model_sha256:
            raise ModelError(
                f"The protocol “{self.name}” counts with the model {self.model} "
                f"({self.model_sha256[:8]}), which is not in {model}. Name its folder."
            )

    def to_json(self) -> str:
        """As text of a file."""
        return json.dumps({**asdict(self), "sha256": self.sha256}, indent=2, ensure_ascii=False)


def load_protocol(path: Path) -> Protocol:
    """Read a protocol that `to_json` has written.

    Raises:
        MelcountError: the file is no protocol, or was changed by hand.
    """
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        known = facts.pop("sha256")
        protocol = Protocol(**facts)
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise MelcountError(
            f"{path} is not a protocol of melcount. Choose a file written by melcount protocol."
        ) from error
    if protocol.sha256 != known:
        raise MelcountError(f"The protocol {path} was changed. Take a copy that was not.")
    return protocol
