"""A smart speaker for developers: a simulated device, and a terminal and conversation files that drive it."""

import webservice  # noqa: F401 - puts the skill's own package on the search path: conversation files read its Ledger
