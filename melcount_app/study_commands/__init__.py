"""The commands about studies: `batch`, `protocol`, `report` and `repair`."""

from melcount_app.study_commands.commands import app

__all__ = ["app"]
