"""Alexa's own web APIs, for skills to call: progressive responses, settings, profile, reminders, proactive events."""

from simulator.amazon.credentials import Credentials
from simulator.amazon.guests import Speaker
from simulator.amazon.household import Household, PhoneNumber, Scope
from simulator.amazon.reminders import Reminder
from simulator.amazon.server import AlexaApis, alexa_apis

__all__ = [
    "AlexaApis",
    "Credentials",
    "Household",
    "PhoneNumber",
    "Reminder",
    "Scope",
    "Speaker",
    "alexa_apis",
]
