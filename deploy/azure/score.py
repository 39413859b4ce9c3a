"""The scoring script of Azure ML's endpoints: ``init()`` once in each process, ``run()`` for each request.

What comes and goes is described in ``numerals.scoring``; our own server's ``/score`` does the same.
"""

import logging
import os
import sys
from pathlib import Path
from typing import Any

from azureml_inference_server_http.api.aml_response import AMLResponse

# The package goes with this script, so both are of one commit; the environment only brings what it needs.
_SOURCE = Path(__file__).resolve().parents[2] / "src"
if _SOURCE.is_dir():
    sys.path.insert(0, str(_SOURCE))

from numerals import scoring  # noqa: E402
from numerals.errors import ModelError, NumeralsError  # noqa: E402
from numerals.reader import Reader  # noqa: E402

_log = logging.getLogger("numerals.score")
_reader: Reader


def init() -> None:
    """Loads the model in ``AZUREML_MODEL_DIR``, or one folder deeper; what is wrong with it ends the start.

    Raises:
        ModelError: there is no model, or it cannot be run.
    """
    global _reader  # noqa: PLW0603 - the server keeps nothing between init and run
    folder = os.environ.get("AZUREML_MODEL_DIR")
    if not folder:
        raise ModelError("AZUREML_MODEL_DIR is not set: it names the folder of the registered model")
    _reader = Reader(scoring.bundle_below(Path(folder)))
    _reader.read_strokes([[(100.0, 50.0), (100.0, 250.0)]], 200.0, 300.0)  # nobody waits for its first time
    _log.info("reading with %s", _reader.name)


def run(raw_data: str) -> Any:
    """Reads the images of a request.

    Args:
        raw_data: the body; see `numerals.scoring`.

    Returns:
        What becomes JSON with status 200, or an answer with the status of what is wrong with the request.
    """
    try:
        return scoring.answer(scoring.question(raw_data), _reader.read)
    except NumeralsError as error:
        code, word = scoring.status(error)
        return AMLResponse({"detail": str(error), "code": word}, code, json_str=True)
