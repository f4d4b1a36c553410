"""A small skill of our own behind a real port, and the device that talks to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulator.amazon import AlexaApis, alexa_apis
from simulator.conversations.stage import Stage
from simulator.device import Customer, Device, Hardware, HttpEndpoint, InteractionModel
from tests.support.stages import looked_at_stage
from tests.unit.simulator.sample import MODEL
from tests.unit.simulator.sample_recogniser import SampleRecogniser
from tests.unit.simulator.scripted import ScriptedSkill, scripted_skill


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    """The real store and the real skill, for what concerns more than the device."""
    with looked_at_stage() as opened:
        yield opened


@pytest.fixture
def skill() -> Iterator[ScriptedSkill]:
    with scripted_skill() as scripted:
        yield scripted


@pytest.fixture
def device(skill: ScriptedSkill) -> Device:
    return Device(
        InteractionModel(MODEL), SampleRecogniser, HttpEndpoint(skill.url, seconds=60), Customer(), Hardware()
    )


@pytest.fixture
def apis() -> Iterator[AlexaApis]:
    """Alexa's own APIs, for the skill to call."""
    with alexa_apis() as running:
        yield running
