"""melcount: counts melanocytes on fluorescence scans of reconstructed skin."""

__version__: str
"""As installed; found when somebody asks, so that the program hears Ctrl-C from the start."""


def __getattr__(name: str) -> str:
    if name == "__version__":
        from importlib.metadata import version

        return version("melcount")
    raise AttributeError(name)
