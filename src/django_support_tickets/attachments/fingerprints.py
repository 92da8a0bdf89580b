"""Telling whether two requests ask for the same."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from .storage import AcceptedFile


def fingerprint(texts: Mapping[str, Any], files: Iterable[AcceptedFile]) -> str:
    """Return a digest of what was filled in, and of the name and the content of each file.

    :param texts: values that JSON can hold, by their names.
    """
    digest = hashlib.sha256(json.dumps(texts, sort_keys=True).encode())
    for accepted in files:
        # A digest for each, since one file's end must not pass for the next one's beginning.
        of_file = hashlib.sha256(accepted.inspected.filename.encode() + b"\0")
        accepted.file.seek(0)
        for chunk in accepted.file.chunks():
            of_file.update(chunk)
        digest.update(of_file.digest())
    return digest.hexdigest()
