"""Charging cards through Stripe. Nothing here is loaded unless the store is told to use it."""
