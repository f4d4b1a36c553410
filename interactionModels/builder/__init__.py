"""Builds the interaction model of each locale from the language files and the store's catalogue."""
