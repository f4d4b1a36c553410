"""A screen comes with what is said, changes nothing of it, and goes only where there is one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_model import Context, Device, RequestEnvelope, SupportedInterfaces
from ask_sdk_model.interfaces.alexa.presentation.apl import AlexaPresentationAplInterface
from ask_sdk_model.interfaces.system import SystemState

from tests.support.screens import name_of, texts
from tests.unit.screens.conftest import World
from tests.unit.skill.household import Household, Json
from tests.unit.skill.household import Speaker as Hub
from voiceshop.alexa.displays import display_of
from voiceshop.alexa.entry import answer
from voiceshop.alexa.responses import said_of
from voiceshop.conversation.turn import say
from voiceshop.shop.catalogue import Product
from voiceshop.speech.speaker import Speaker, texts_of

CONVERSATION: tuple[tuple[str, dict[str, str]], ...] = (
    ("BrowseMenuIntent", {}),
    ("BrowseMenuIntent", {"category": "tea"}),
    ("DealsIntent", {}),
    ("AMAZON.MoreIntent", {}),
    ("AMAZON.HelpIntent", {}),
    ("ProductInfoIntent", {"product": "latte"}),
    ("AMAZON.NoIntent", {}),
    ("AddToCartIntent", {"product": "latte"}),
    ("AddToCartIntent", {"product": "latte", "size": "Size:large"}),
    ("RemoveFromCartIntent", {"product": "muffin"}),
    ("CheckoutIntent", {}),
    ("AMAZON.FallbackIntent", {}),
    ("AMAZON.NoIntent", {}),
    ("EmptyCartIntent", {}),
    ("AMAZON.YesIntent", {}),
    ("OrderStatusIntent", {}),
    ("FindStoreIntent", {}),
    ("AMAZON.StopIntent", {}),
)


def test_the_same_is_heard_with_and_without_a_screen(world: World) -> None:
    hub = Household(world.url, world.data, world.token).hub()
    echo = Household(world.url, world.data, world.token).speaker()
    for intent, slots in CONVERSATION:
        assert hub.say(intent, **slots) == echo.say(intent, **slots)
    assert hub.screen
    assert echo.screen == {}


def test_each_part_of_a_conversation_shows_its_screen(hub: Hub) -> None:
    seen = []
    for intent, slots in CONVERSATION:
        hub.say(intent, **slots)
        seen.append(name_of(hub.screen))
    assert seen == [
        *("categories", "menu", "deals", "deals", "deals", "product", "said", "choices", "cart", "said"),
        *("checkout", "checkout", "said", "said", "cart", "said", "places", "said"),
    ]


def test_a_screen_stays_while_its_question_is_asked_again(hub: Hub) -> None:
    hub.say("AddToCartIntent", product="croissant")
    hub.say("CheckoutIntent")
    shown = hub.screen
    for intent in ("AMAZON.FallbackIntent", "AMAZON.HelpIntent", "AMAZON.RepeatIntent"):
        hub.say(intent)
        assert hub.screen is shown
    assert hub.touch("No").startswith("Okay, nothing was ordered.")
    assert hub.screen is not shown


def test_the_screen_before_an_order_shows_all_that_is_said_of_it(hub: Hub) -> None:
    hub.say("AddToCartIntent", product="croissant", quantity="2")
    hub.say("CheckoutIntent")
    words = list(texts(hub.screen["datasources"]))
    assert words[0] == "Your order at B"
    assert "2 × croissant" in words
    assert any(word.startswith("Pick-up at Harbor Street") for word in words)
    assert "Visa ending in 4242" in words
    assert any(word.endswith(" with tax") for word in words)
    assert words[-3:] == ["Yes", "No", "Shall I place the order?"]


@pytest.mark.parametrize(
    "device", [None, {}, {"supportedInterfaces": None}, {"supportedInterfaces": {"AudioPlayer": {}}}]
)
def test_a_device_without_the_interface_is_sent_no_directive(device: Json | None, hub: Hub) -> None:
    request = hub.request("DealsIntent", {})
    request["context"]["System"]["device"] = device
    document = answer(hub.skill, request)
    assert "directives" not in document["response"]
    assert "screen" not in document["sessionAttributes"]


def on_a_screen() -> HandlerInput:
    interfaces = SupportedInterfaces(alexa_presentation_apl=AlexaPresentationAplInterface())
    system = SystemState(device=Device(supported_interfaces=interfaces))
    return HandlerInput(RequestEnvelope(context=Context(system=system)))


def test_what_does_not_fit_into_a_response_is_not_shown() -> None:
    speaker = Speaker(texts_of("en-US"), {"seller": "B"}, datetime.now(UTC))
    for count, fits in ((5, True), (2_000, False)):
        products = tuple(Product(f"tea-{n}", f"Tea {n}", "", (), (), ()) for n in range(count))
        reply = say("menu.products", products=products).showing("menu", products=products)
        display = display_of(on_a_screen(), reply, said_of(reply, speaker), speaker)
        assert (display is not None) is fits
