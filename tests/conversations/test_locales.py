"""The longest conversation means the same, and comes to the same, in every locale that ships."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.conversations.command import load
from simulator.conversations.elsewhere import Elsewhere, held
from simulator.conversations.report import report
from simulator.conversations.script import DEFAULT_LOCALE
from simulator.conversations.stage import Stage
from simulator.models import SHIPPED


@pytest.fixture(scope="module")
def whole(stage: Stage) -> Elsewhere:
    (conversation,) = load(Path(__file__).with_name("whole.yaml"))
    return held(conversation, stage)


@pytest.mark.parametrize("locale", [locale for locale in SHIPPED.locales() if locale != DEFAULT_LOCALE])
def test_from_the_first_word_to_the_second_order(whole: Elsewhere, locale: str, stage: Stage) -> None:
    result = whole.in_locale(locale, stage)
    if result.failures:
        pytest.fail(report(result), pytrace=False)
