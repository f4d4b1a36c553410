"""The words that call a skill, and those that do not."""

from __future__ import annotations

import pytest

from simulator.device.invocation import Invocation, Invocations


@pytest.mark.parametrize(
    ("locale", "words", "asked"),
    [
        ("en-US", "Alexa, ask Bluebird Coffee for two lattes.", "two lattes"),
        ("en-US", "ask bluebird coffee what's on sale", "what's on sale"),
        ("en-US", "tell bluebird coffee to add a latte", "add a latte"),
        ("en-GB", "order a flat white from bluebird coffee", "order a flat white"),
        ("de-DE", "frage bluebird coffee nach zwei latte", "zwei latte"),
        ("es-ES", "pide a bluebird coffee dos cafés", "dos cafés"),
        ("it-IT", "chiedi a bluebird coffee due caffè", "due caffè"),
        ("fr-FR", "demande à bluebird coffee deux cafés", "deux cafés"),
        ("pt-BR", "peça para bluebird coffee dois cafés", "dois cafés"),
    ],
)
def test_a_request_with_the_name_in_it(locale: str, words: str, asked: str) -> None:
    assert Invocations("bluebird coffee", locale).heard_in(words) == Invocation(asked)


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en-US", "open bluebird coffee"),
        ("en-US", "Alexa, Bluebird Coffee"),
        ("de-DE", "öffne bluebird coffee"),
        ("es-MX", "abre bluebird coffee"),
        ("it-IT", "apri bluebird coffee"),
        ("ja-JP", "open bluebird coffee"),
    ],
)
def test_a_launch(locale: str, words: str) -> None:
    assert Invocations("bluebird coffee", locale).heard_in(words) == Invocation(None)


@pytest.mark.parametrize("words", ["two lattes", "open redbird coffee", "bluebird", "", "alexa"])
def test_anything_else_is_for_somebody_else(words: str) -> None:
    assert Invocations("bluebird coffee", "en-US").heard_in(words) is None
