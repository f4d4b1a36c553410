"""The simulated device: an Alexa device without Amazon, driven by a terminal, a page or a test."""

from simulator.device.account import Account, Customer, FixedToken, Hardware, Json, Person
from simulator.device.device import SKILL_ID, Device
from simulator.device.dialog import Asks, Dialog
from simulator.device.endpoint import Delivered, Endpoint, EndpointFailed, EndpointTimeout, HttpEndpoint, Step
from simulator.device.model import BrokenModel, InteractionModel
from simulator.device.turn import Ended, Exchange, Fault, Problem, Speech, Turn

__all__ = [
    "SKILL_ID",
    "Account",
    "Asks",
    "BrokenModel",
    "Customer",
    "Delivered",
    "Device",
    "Dialog",
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
    "Person",
    "Problem",
    "Speech",
    "Step",
    "Turn",
]
