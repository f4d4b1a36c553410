"""The JSON API: `/api/house`, `/api/network` and `/api/desks`; README.md lists all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus

from flask import Blueprint, Response, jsonify

from simulator.conversations.acting import EVENTS
from simulator.device import PIN_COMPLETIONS
from simulator.page.bodies import body, choice, mapping, sentence, touched
from simulator.page.desk import Desk
from simulator.page.desks import Desks
from simulator.page.house import House
from simulator.page.told import Told
from simulator.page.trouble import StoreTrouble
from simulator.wire import CannotListen, Network

# What makes a turn, by the last part of its path.
_TURNS: Mapping[str, Callable[[Desk], Told]] = {
    "say": lambda desk: desk.say(sentence()),
    "touch": lambda desk: desk.touch(*touched()),
    "event": lambda desk: desk.happen(choice("id", EVENTS)),
    "resume": lambda desk: desk.resume(choice("result", PIN_COMPLETIONS)),
    "leave": lambda desk: desk.leave(),
}


def house_routes(house: House) -> Blueprint:
    """What is there for all tabs."""
    routes = Blueprint("house", __name__, url_prefix="/api")

    @routes.get("/house")
    def everything() -> Response:
        return jsonify(house.as_json())

    @routes.put("/network")
    def network() -> Response:
        try:
            house.wire.network = Network(choice("state", tuple(Network)))
        except CannotListen as error:
            raise StoreTrouble(str(error)) from error
        return jsonify({"state": str(house.wire.network)})

    return routes


def desk_routes(desks: Desks) -> Blueprint:
    """What one tab has, sets and does."""
    routes = Blueprint("desks", __name__, url_prefix="/api/desks")

    @routes.post("")
    def make() -> tuple[Response, HTTPStatus]:
        wishes = mapping("settings", body("settings").get("settings", {}))
        return jsonify(desks.make(wishes).as_json()), HTTPStatus.CREATED

    @routes.get("/<desk_id>")
    def show(desk_id: str) -> Response:
        return jsonify(desks.find(desk_id).as_json())

    @routes.patch("/<desk_id>/settings")
    def change(desk_id: str) -> Response:
        desk = desks.find(desk_id)
        desk.change(body())
        return jsonify(desk.as_json())

    @routes.get("/<desk_id>/now")
    def now(desk_id: str) -> Response:
        return jsonify(desks.find(desk_id).now())

    @routes.get("/<desk_id>/shop")
    def shop(desk_id: str) -> Response:
        return jsonify(desks.find(desk_id).shop())

    @routes.post(f"/<desk_id>/<any({', '.join(_TURNS)}):deed>")
    def turn(desk_id: str, deed: str) -> Response:
        return jsonify(_TURNS[deed](desks.find(desk_id)).as_json())

    return routes
