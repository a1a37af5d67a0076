"""The commands about studies: `batch`, `protocol` and `report`."""

from melcount_app.study_commands.commands import app

__all__ = ["app"]
