"""Conversation files: the project's main tests, which read like a script."""
