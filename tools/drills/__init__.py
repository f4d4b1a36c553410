"""Drills: purchases by the hundred while things break, and many at once; what was said is held against what stands."""
