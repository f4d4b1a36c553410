"""The simulated device: an Alexa device without Amazon, driven by a terminal, a page or a test."""

from simulator.device.account import Account, Customer, FixedToken, Hardware, Json, Person
from simulator.device.connections import PIN_COMPLETIONS, Completion, Connection
from simulator.device.device import SKILL_ID, Device
from simulator.device.dialog import Asks, Dialog
from simulator.device.endpoint import Delivered, Endpoint, EndpointFailed, EndpointTimeout, HttpEndpoint, Step
from simulator.device.events import SkillEvent
from simulator.device.model import BrokenModel, InteractionModel
from simulator.device.notifications import Notification
from simulator.device.progress import DirectiveInvalid, DirectiveRefused, DirectiveUntimely
from simulator.device.screen import Screen
from simulator.device.turn import Ended, Exchange, Fault, Problem, Speech, Turn

__all__ = [
    "PIN_COMPLETIONS",
    "SKILL_ID",
    "Account",
    "Asks",
    "BrokenModel",
    "Completion",
    "Connection",
    "Customer",
    "Delivered",
    "Device",
    "Dialog",
    "DirectiveInvalid",
    "DirectiveRefused",
    "DirectiveUntimely",
    "Ended",
    "Endpoint",
    "EndpointFailed",
    "EndpointTimeout",
    "Exchange",
    "Fault",
    "FixedToken",
    "Hardware",
    "HttpEndpoint",
    "InteractionModel",
    "Json",
    "Notification",
    "Person",
    "Problem",
    "Screen",
    "SkillEvent",
    "Speech",
    "Step",
    "Turn",
]
