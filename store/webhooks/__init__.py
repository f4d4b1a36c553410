"""Order events for platforms: signed, and sent in the background until they arrive."""
