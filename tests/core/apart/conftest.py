"""Fixtures of the tests of the process that looks at files: those of batches."""

from tests.core.batch.conftest import add_scan, folder

__all__ = ["add_scan", "folder"]
