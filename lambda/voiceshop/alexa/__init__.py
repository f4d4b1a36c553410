"""Alexa in, Alexa out: the only rooms that know ask_sdk."""
