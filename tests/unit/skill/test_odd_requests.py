"""Whatever is sent, the skill answers: nobody hears silence or a stack trace."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.device.response import check
from simulator.hardware import hardware
from store.launch import running_store
from tests.unit.skill.conftest import EVENTS, Ask, Json, event, skill_on, speech
from tests.unit.skill.household import Household

SPOKEN_TO = (
    "launch",
    "launch-linked",
    "launch-on-a-screen",
    "touch",
    "add-to-cart",
    "checkout",
    "whats-on-sale",
    "yes",
    "no",
    "help",
    "stop",
    "fallback",
)
SPEAKER = hardware(
    "speaker", locale="en-US", time_zone="UTC", device_id="d", api_endpoint="https://api.amazonalexa.com"
)
AWAITED = ("LaunchRequest", "IntentRequest", "Alexa.Presentation.APL.UserEvent")
NOT_ANSWERED = ("session-ended", "skill-disabled", "account-unlinked", "unknown-request")


@pytest.mark.parametrize("name", SPOKEN_TO)
def test_every_request_of_a_person_is_answered(ask: Ask, name: str) -> None:
    assert speech(ask(event(name)))


@pytest.mark.parametrize("name", NOT_ANSWERED)
def test_what_alexa_takes_no_answer_to_gets_none(ask: Ask, name: str) -> None:
    assert ask(event(name))["response"] == {}


def test_every_event_is_of_one_kind_or_the_other() -> None:
    known = {*SPOKEN_TO, *NOT_ANSWERED, "without-user"}
    assert {path.stem for path in EVENTS.glob("*.json")} - {"environment"} == known


@pytest.mark.parametrize("broken", [{}, {"request": None}, {"request": {}}, {"request": []}, {"request": {"type": 7}}])
def test_what_is_no_request_gets_an_empty_answer(ask: Ask, broken: Json) -> None:
    assert ask(broken) == {"version": "1.0", "response": {}}


def test_a_store_that_is_down_is_said_and_the_session_stays_open(ask: Ask) -> None:
    response = ask(event("add-to-cart"))
    assert speech(response) == ("I can't reach the store right now. Please try again in a minute. Anything else?")
    assert response["response"]["shouldEndSession"] is False


def test_a_request_without_a_user_is_a_guests(ask: Ask) -> None:
    response = ask(event("without-user"))
    assert speech(response)
    assert response["response"]["card"] == {"type": "LinkAccount"}


@pytest.mark.parametrize("missing", ["session", "context"])
def test_a_request_may_lack_whole_parts(ask: Ask, missing: str) -> None:
    request = event("launch")
    del request[missing]
    assert speech(ask(request)).startswith("Welcome to Bluebird Coffee.")


@pytest.mark.parametrize("locale", [None, "tr-TR", "xx", ""])
def test_a_locale_we_do_not_have_is_answered_in_the_default_one(ask: Ask, locale: str | None) -> None:
    request = event("launch")
    request["request"]["locale"] = locale
    assert speech(ask(request)).startswith("Welcome to Bluebird Coffee.")


@pytest.mark.parametrize("slots", [None, {}, {"product": {"name": "product", "confirmationStatus": "NONE"}}])
def test_an_intent_without_slots_asks_for_what_is_missing(ask: Ask, slots: Json | None) -> None:
    request = event("add-to-cart")
    request["request"]["intent"]["slots"] = slots
    response = ask(request)
    assert speech(response) == "Sure. Which one would you like?"
    assert response["response"]["directives"][0]["slotToElicit"] == "product"


def test_an_intent_nobody_wrote_is_not_understood(ask: Ask) -> None:
    request = event("help")
    request["request"]["intent"]["name"] = "SingIntent"
    assert speech(ask(request)) == "Sorry, I didn't get that. What would you like?"


@pytest.mark.parametrize(
    "attributes",
    [
        {"question": "yes"},
        {"question": {"name": "place_order"}},
        {"question": {"title": "x"}},
        {"said": []},
        {"undo": [{"much": 1}]},
        {"elicit": {"dialog": 3}},
        {"question": {"name": "which_product", "data": {}}, "elicit": {"slot": ["product"]}},
        {"question": {"name": "which_product", "data": {}}, "elicit": {"slot": "size", "filled": {"product": 3}}},
    ],
)
def test_session_attributes_of_another_version_spoil_nothing(ask: Ask, attributes: Json) -> None:
    request = event("yes")
    request["session"]["attributes"] = attributes
    response = ask(request)
    assert speech(response)
    check(response, SPEAKER)


MATCHED = {"code": "ER_SUCCESS_MATCH"}


@pytest.mark.parametrize(
    "authority",
    [
        {"status": MATCHED, "values": [{"value": {"name": "large", "id": "large"}}]},
        {"authority": "a"},
        {"authority": "a", "status": {}},
        {"authority": "a", "status": MATCHED, "values": [{"value": {"id": "large"}}]},
        {"authority": "a", "status": MATCHED, "values": [{}]},
    ],
)
def test_what_alexa_would_not_take_back_is_not_sent_with_a_dialog(ask: Ask, authority: Json) -> None:
    size = {"name": "size", "value": "large", "confirmationStatus": "NONE"}
    spoilt = {**size, "resolutions": {"resolutionsPerAuthority": [authority]}}
    request = event("add-to-cart")
    request["request"]["intent"]["slots"] = {"size": spoilt}
    first = ask(request)
    request["session"]["attributes"] = {**first["sessionAttributes"]}
    request["session"]["attributes"]["elicit"]["dialog"]["slots"]["size"] = spoilt
    request["request"]["intent"] = {"name": "AMAZON.FallbackIntent", "confirmationStatus": "NONE"}
    for response in (first, ask(request)):
        assert response["response"]["directives"][0]["updatedIntent"]["slots"]["size"] == size


@pytest.mark.parametrize("dialog", [[], {"slots": {}}, {"name": "AddToCartIntent", "confirmationStatus": "x"}])
def test_a_dialog_that_is_none_is_not_gone_on_with(ask: Ask, dialog: object) -> None:
    request = event("add-to-cart")
    request["request"]["intent"]["slots"] = {}
    request["session"]["attributes"] = ask(request)["sessionAttributes"]
    request["session"]["attributes"]["elicit"]["dialog"] = dialog
    request["request"]["intent"] = {"name": "AMAZON.FallbackIntent", "confirmationStatus": "NONE"}
    response = ask(request)
    check(response, SPEAKER)
    assert speech(response).startswith("Sorry, I didn't get that.")


@pytest.mark.parametrize("spoilt", ["</speak>&", "<speak>", "half a \ud800 character", "milk & honey", "a" * 8_000])
def test_what_was_said_and_is_spoilt_is_not_said_again(ask: Ask, spoilt: str) -> None:
    request = event("yes")
    request["request"]["intent"] = {"name": "AMAZON.RepeatIntent", "confirmationStatus": "NONE"}
    request["session"]["attributes"] = {"said": {"speech": spoilt, "reprompt": "Anything else?"}}
    assert speech(ask(request)).startswith("I haven't said anything yet.")


def test_a_failure_is_one_log_line_with_the_requests_id_and_nothing_that_was_said(
    ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    request = event("yes")
    request["session"]["attributes"] = {"question": {"name": "place_order", "data": {"said": "two lattes"}}}
    with caplog.at_level(logging.INFO, "voiceshop"):
        ask(request)
    failures = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [request["request"]["requestId"] in record.message for record in failures] == [True]
    assert not any("two lattes" in record.message for record in caplog.records)


TOKEN = "mYVTOQZRFy86yfsEsko2r6fb626x3XfviktzBR93YC"


@pytest.mark.parametrize("stranger", [TOKEN, {"user": {"accessToken": TOKEN}}, [TOKEN]], ids=["text", "object", "list"])
@pytest.mark.parametrize("field", ["type", "requestId", "locale", "timestamp", "intent", "name"])
def test_a_log_line_holds_nothing_that_stands_in_the_place_of_an_id_or_a_name(
    ask: Ask, caplog: pytest.LogCaptureFixture, field: str, stranger: object
) -> None:
    request = event("yes")
    within = request["request"]["intent"] if field == "name" else request["request"]
    within[field] = stranger
    with caplog.at_level(logging.INFO, "voiceshop"):
        ask(request)
    lines = [record.getMessage() for record in caplog.records if record.name == "voiceshop"]
    assert lines
    assert not any(TOKEN in line for line in lines)


def test_a_token_the_store_does_not_take_sends_a_card_to_link_again(tmp_path: Path) -> None:
    with running_store(data_dir=tmp_path) as store:
        response = skill_on(store.url, tmp_path)(event("add-to-cart"))
    assert response["response"]["card"] == {"type": "LinkAccount"}
    assert speech(response).startswith("Your Bluebird Coffee account is no longer linked.")


def words(name: str, count: int) -> Json:
    return {"name": name, "value": "x" * count, "confirmationStatus": "NONE"}


@pytest.mark.parametrize("sent", [None, 5, "launch", [], [{}], {"request": []}])
def test_what_is_no_request_at_all_gets_an_empty_answer(ask: Ask, sent: Any) -> None:
    assert ask(sent) == {"version": "1.0", "response": {}}


def test_a_session_larger_than_we_make_them_is_not_ours(ask: Ask) -> None:
    request = event("add-to-cart")
    request["request"]["intent"] = {"name": "AMAZON.RepeatIntent", "confirmationStatus": "NONE"}
    request["session"]["attributes"] = {"said": {"speech": "x" * 200_000, "reprompt": ""}}
    assert speech(ask(request)).startswith("I haven't said anything yet.")


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
def test_what_is_no_number_does_not_come_back(ask: Ask, number: float) -> None:
    request = event("help")
    undo = {"cart_id": "c", "before": [{"variant_id": number, "quantity": 1}], "after": []}
    request["session"]["attributes"] = {"undo": undo}
    assert json.dumps(ask(request), allow_nan=False)


def test_words_that_nobody_says_are_none_and_are_not_kept(ask: Ask) -> None:
    request = event("add-to-cart")
    request["request"]["intent"]["slots"] = {name: words(name, 9_000) for name in ("product", "size", "quantity")}
    response = ask(request)
    assert speech(response).endswith("Which one would you like?")
    assert len(json.dumps(response)) < 5_000


def test_an_answer_too_large_for_alexa_is_an_apology(ask: Ask) -> None:
    request = event("add-to-cart")
    request["request"]["intent"]["slots"] = {f"slot{n}": words(f"slot{n}", 3_000) for n in range(50)}
    assert speech(ask(request)).startswith("Sorry, something went wrong on my side.")


def paths_of(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(path for key, inner in items for path in paths_of(inner, (*at, key)))]


ODD = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=20), st.builds(list), st.builds(dict))


@settings(max_examples=300)
@given(data=st.data())
def test_anything_may_stand_anywhere_in_a_request(ask: Ask, data: st.DataObject) -> None:
    request = event(data.draw(st.sampled_from(SPOKEN_TO)))
    for _ in range(data.draw(st.integers(1, 3))):
        *way, last = data.draw(st.sampled_from(paths_of(request)[1:]))
        holder: Any = request
        for step in way:
            holder = holder[step]
        holder[last] = data.draw(ODD)
    response = ask(request)
    assert response["version"] == "1.0"
    asked = request["request"]
    if isinstance(asked, dict) and asked.get("type") in AWAITED:
        assert speech(response)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ({"name": "without_it", "data": {"product": "croissant", "quantity": "1"}}, "One croissant, $3.40."),
        ({"name": "forget_me", "data": {}}, "I remember"),
    ],
)
def test_a_question_that_the_version_before_has_asked_can_be_answered(
    home: Household, question: Json, answer: str
) -> None:
    speaker = home.speaker()
    speaker.say("AddToCartIntent", product="plain-bagel")
    speaker.attributes = {"question": question}
    assert speaker.say("AMAZON.YesIntent").startswith(answer)
    speaker.say("EmptyCartIntent")


def test_options_that_are_kept_beside_one_that_there_is_not_are_named_and_understood(home: Household) -> None:
    speaker = home.speaker()
    asked = speaker.request("AddToCartIntent", {"product": "croissant", "optionA": "Milk:oat", "optionB": "Nut:nutmeg"})
    for slot, name in (("optionA", "oat milk"), ("optionB", "nutmeg")):
        said = asked["request"]["intent"]["slots"][slot]
        said["value"] = said["resolutions"]["resolutionsPerAuthority"][0]["values"][0]["value"]["name"] = name
    speaker.ask(asked)
    assert speaker.say("AMAZON.YesIntent") == "Croissant doesn't come with nutmeg. Shall I add it without?"

    asked = speaker.request("AddToCartIntent", {"product": "latte", "size": "Size:large", "optionA": "Foo:bar"})
    unresolved = {"name": "optionB", "value": "oat milk", "confirmationStatus": "NONE"}
    asked["request"]["intent"]["slots"]["optionB"] = unresolved
    speaker.ask(asked)
    assert "large latte with oat milk" in speaker.say("AMAZON.YesIntent")
    speaker.say("EmptyCartIntent")
