"""Identity linking: OAuth 2.0 authorisation code with PKCE on Authlib, and the login page."""
