"""The store over HTTP: UCP's REST binding, the profile, and a few plain pages."""
