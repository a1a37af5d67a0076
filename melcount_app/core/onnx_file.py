"""The network of a model: read from its file, whole and no other, and made ready to run."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from melcount_app.core.budget import NETWORK_BYTES, OverBudgetError, read_within
from melcount_app.core.errors import ModelError
from melcount_app.core.runtime import onnxruntime

EXTERNAL_DATA = b"\x0a\x08location"
"""In a network whose weights lie in another file: the key of its name, in ONNX's coding."""


def read_network(path: Path, sha256: str) -> bytes:
    """The network of a model as it is on disk.

    Args:
        path: of its file.
        sha256: that its card tells.

    Raises:
        ModelError: it cannot be read, is another one, or is not whole.
    """
    try:
        network = read_within(path, NETWORK_BYTES)
    except OverBudgetError as error:
        raise ModelError(
            f"The network {path} is larger than any that melcount counts with. Choose another "
            "model."
        ) from error
    except OSError as error:
        raise ModelError(
            f"The network {path} cannot be read. Copy the model folder again."
        ) from error
    if hashlib.sha256(network).hexdigest() != sha256:
        raise ModelError(
            f"The network {path} is not the one its card describes (SHA-256 differs). "
            "Copy the model folder again."
        )
    if EXTERNAL_DATA in network:
        raise ModelError(
            f"The network {path} keeps its weights in another file, which nobody could check. "
            "Export it as one file."
        )
    return network


def network_session(network: bytes, threads: int) -> onnxruntime.InferenceSession:
    """A network in onnxruntime, on the processor; 0 threads for one per core.

    No other file is read for it: onnxruntime would look for one in the working folder.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    options.enable_mem_pattern = False  # it plans memory for every tile shape, and keeps it
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry(
        "session.model_external_initializers_file_folder_path", os.devnull
    )
    return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
