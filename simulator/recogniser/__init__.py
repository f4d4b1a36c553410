"""Understands speech with the shipped interaction model."""

from simulator.recogniser.entities import Value
from simulator.recogniser.recogniser import Expecting, FilledSlot, Item, Recogniser, Recognition, RunnerUp

__all__ = ["Expecting", "FilledSlot", "Item", "Recogniser", "Recognition", "RunnerUp", "Value"]
