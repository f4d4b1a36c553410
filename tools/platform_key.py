"""``python -m tools.platform_key FILE``: the key by which stores know the skill; made in FILE where there is none.

It prints the public half, a JSON Web Key, which is what the skill's UCP profile shows. For AWS the file's text goes
into a secret of Secrets Manager, whose ARN is the template's parameter PlatformKeySecret, and what is printed into
PlatformPublicKey.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tools.emulator import PROJECT_ROOT

sys.path.insert(0, str(PROJECT_ROOT / "lambda"))

from voiceshop.adapters.ucp.signing import key_file


def main() -> int:
    """Print the public key.

    Returns:
        0, or 1 where the file holds no such key.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.platform_key", description=__doc__)
    parser.add_argument("file", type=Path, help="PKCS #8, PEM; readable for its owner only")
    try:
        key = key_file(parser.parse_args().file)
    except (OSError, ValueError) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(json.dumps(key.jwk))
    return 0


if __name__ == "__main__":
    sys.exit(main())
