"""`python -m store`: see `store.cli`."""

from __future__ import annotations

from store.cli import main

main()
