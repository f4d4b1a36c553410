"""What stands around a simulated device: the store, the line to it, the skill, and Alexa's own APIs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from typing import Any, Protocol

from simulator.amazon import AlexaApis, alexa_apis
from simulator.conversations.shop import Shop
from simulator.wire import Wire, wire_to
from store.launch import running_store
from store.settings import SECRETS
from store.shop import shop
from webservice.launch import running_skill


class Server(Protocol):
    """A server process of ours."""

    @property
    def url(self) -> str: ...

    @property
    def process(self) -> Popen[Any]: ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where everything is; `shop` is the store as its staff sees it, `processes` are the store's and the skill's.

    `printed` tells all that the skill has logged so far.
    """

    skill_url: str
    store_url: str
    shop: Shop
    wire: Wire
    apis: AlexaApis
    processes: tuple[Server, ...]
    printed: Callable[[], str]


def _platform(port: int, data: Path) -> Mapping[str, str]:
    """What makes the skill a platform that the store knows, has a key of, and sends its order events to.

    Its address has to be known before the skill listens, so none is told where any port may be taken.
    """
    if not port:
        return {}
    key = f"file:{data}/platform-key.pem"
    return {"VOICESHOP_PROFILE_URL": f"http://127.0.0.1:{port}/.well-known/ucp", "VOICESHOP_PLATFORM_KEY": key}


def skill_settings(settings: Mapping[str, str], alexa_api: str) -> Mapping[str, str]:
    """What the skill is told, on top of this process's own settings: of the store's secrets nothing.

    Where none of them names a time zone it is the embedded store's, which also says when orders are ready.
    """
    zone = {"VOICESHOP_TIME_ZONE": os.environ.get("VOICESHOP_TIME_ZONE") or str(shop().timezone)}
    return {**zone, **settings, "VOICESHOP_ALEXA_API": alexa_api, **dict.fromkeys(SECRETS, "")}


@contextmanager
def started(
    data: Path, port: int = 0, store_port: int = 0, env: Mapping[str, str] | None = None
) -> Iterator[Surroundings]:
    """All of it, for as long as the block lasts.

    Args:
        data: the folder of the store's and the skill's data.
        port, store_port: where the skill and the store listen; 0 takes any free port.
        env: further settings of both, on top of this process's own.

    Raises:
        ServerDidNotStart: the skill or the store ended early; the message says why.
    """
    settings = {**_platform(port, data), **(env or {})}
    with (
        running_store(port=store_port, data_dir=data, env=settings) as store,
        wire_to(store.url) as wire,
        alexa_apis() as apis,
        running_skill(wire.url, port=port, data_dir=data, env=skill_settings(settings, apis.url)) as skill,
        closing(Shop(store.url, data)) as shop,
    ):
        yield Surroundings(skill.url, store.url, shop, wire, apis, (store, skill), skill.printed)
