"""The skill as an HTTPS service: Flask, flask-ask-sdk, and a request verifier of our own.

The skill's own package, `voiceshop`, lies in ``lambda/``, the folder that AWS Lambda runs and the only one
that is uploaded there. ``lambda`` is a word of the Python language, so the folder can never be a package; on
Lambda it is the working directory. Here, and only here, it is put on the search path for this room.
"""

import sys
from pathlib import Path

_SKILL_FOLDER = str(Path(__file__).resolve().parent.parent / "lambda")

if _SKILL_FOLDER not in sys.path:
    sys.path.insert(0, _SKILL_FOLDER)
