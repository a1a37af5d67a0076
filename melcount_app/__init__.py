"""melcount: counts melanocytes on fluorescence scans of reconstructed skin."""

from importlib.metadata import version

__version__ = version("melcount")
