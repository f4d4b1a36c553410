"""Screens: the documents that devices draw, and what stands in them. Written in APL, but knowing nothing of ask_sdk."""
