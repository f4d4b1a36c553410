"""Properties: what holds in every conversation and of every request, however odd."""

import webservice  # noqa: F401 - puts the skill's own package on the search path
