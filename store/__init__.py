"""The embedded store: a small real merchant that speaks the Universal Commerce Protocol, version 2026-08-25."""
