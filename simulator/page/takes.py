"""What was said at a desk as a test: shown, saved, and held in the other locales."""

from __future__ import annotations

from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, request

from processes import PROJECT_ROOT, ServerDidNotStart
from simulator.conversations.elsewhere import held
from simulator.conversations.recording import save
from simulator.conversations.report import report
from simulator.conversations.stage import open_stage
from simulator.device import BrokenModel, deeds
from simulator.page.bodies import body
from simulator.page.trouble import Malformed, Trouble
from simulator.recogniser.language import UnknownLanguage

if TYPE_CHECKING:
    from pathlib import Path

    from simulator.conversations.elsewhere import Elsewhere
    from simulator.conversations.stage import Stage
    from simulator.device import Json
    from simulator.page.desk import Desk
    from simulator.page.desks import Desks
    from simulator.page.house import House

_LONGEST_TITLE = 120  # characters
_ONE_AT_A_TIME = Lock()  # a stage is a store and a skill of its own


class CannotSave(Trouble):
    """A file or a stage that could not be made."""


def take_routes(house: House, desks: Desks) -> Blueprint:
    """`/recording` and `/locales` of a desk."""
    routes = Blueprint("takes", __name__, url_prefix="/api/desks/<desk_id>")

    @routes.get("/recording")
    def show(desk_id: str) -> Response:
        text = desks.find(desk_id).recording(_title(request.args.get("title"))).taken().to_yaml()
        return Response(text, mimetype="text/yaml")

    @routes.post("/recording")
    def keep(desk_id: str) -> tuple[Response, HTTPStatus]:
        recording = desks.find(desk_id).recording(_title(body("title").get("title")))
        try:
            file = save(recording, house.recorded)
        except OSError as error:
            raise CannotSave(f"The test cannot be written: {error}.") from error
        return jsonify({"path": _shown(file)}), HTTPStatus.CREATED

    @routes.get("/locales")
    def elsewhere(desk_id: str) -> Response:
        return jsonify(_elsewhere(desks.find(desk_id), house.models.locales()))

    return routes


def _title(wish: object) -> str:
    if not isinstance(wish, str) or not wish.strip():
        raise Malformed("`title` is missing: what the conversation is about.")
    if len(wish) > _LONGEST_TITLE:
        raise Malformed(f"The title is longer than {_LONGEST_TITLE} characters.")
    return " ".join(wish.split())


def _shown(file: Path) -> str:
    return str(file.relative_to(PROJECT_ROOT) if file.is_relative_to(PROJECT_ROOT) else file)


def _elsewhere(desk: Desk, locales: list[str]) -> list[Json]:
    """The desk's talk in every other locale, on a stage that is put up for it."""
    conversation = desk.recording("the same elsewhere").taken().conversation
    others = [locale for locale in locales if locale != conversation.locale]
    try:
        with _ONE_AT_A_TIME, open_stage() as stage:
            original = held(conversation, stage)
            return [_in_locale(original, locale, stage) for locale in others]
    except ServerDidNotStart as error:
        raise CannotSave(f"No stage could be put up: {error}.") from error


def _in_locale(original: Elsewhere, locale: str, stage: Stage) -> Json:
    try:
        result = original.in_locale(locale, stage)
    except (BrokenModel, UnknownLanguage) as error:
        return {"locale": locale, "turns": [], "problem": str(error)}
    turns = [
        {"said": turn.said, "heard": turn.speech.text if turn.speech else ""}
        for turn in result.turns
        if turn.deed != deeds.Opened()  # the launch before the first words
    ]
    return {"locale": locale, "turns": turns, "problem": report(result) if result.failures else None}
