"""What a customer hears while a slow store is waited for."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from threading import Timer
from types import TracebackType
from typing import Any, Protocol, cast

from ask_sdk_core.handler_input import HandlerInput

from ..shop.ports import Store
from ..speech.speaker import Speaker

# Silence after which people begin to wonder whether they were heard.
_SECONDS = 2.0


class Progress(Protocol):
    """Has something said before the answer is there."""

    def speak(self, endpoint: str, token: str, request_id: str, ssml: str) -> None:
        """Say it now if that can be done; never raises."""
        ...


class Patience:
    """Asks for patience, once, when a turn is still not answered so long after its first call to the store.

    A turn that is answered from memory starts no clock. Leaving the block stops the clock, or waits until what has
    begun to be said was sent: Alexa takes nothing more after the answer.
    """

    def __init__(self, ask: Callable[[], None]) -> None:
        self._ask = ask
        self._clock: Timer | None = None

    def watch(self, store: Store) -> Store:
        """The same store, whose first call starts the clock."""
        return cast("Store", _Watched(store, self._start))

    def _start(self) -> None:
        if self._clock is None:
            # In the turn's own context, so that what is said shows in its trace.
            self._clock = Timer(_SECONDS, copy_context().run, (self._ask,))
            self._clock.daemon = True
            self._clock.start()

    def __enter__(self) -> Patience:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._clock:
            self._clock.cancel()
            self._clock.join()


class _Watched:
    def __init__(self, store: Store, start: Callable[[], None]) -> None:
        self._store, self._start = store, start

    def __getattr__(self, name: str) -> Any:
        self._start()
        return getattr(self._store, name)


def asking_by(progress: Progress, handler_input: HandlerInput, speaker: Speaker) -> Callable[[], None]:
    """What asks the one who sent this request for patience; nothing where the request does not say how."""
    envelope = handler_input.request_envelope
    system = envelope.context.system if envelope.context else None
    endpoint, token = (system and system.api_endpoint), (system and system.api_access_token)
    request_id = envelope.request and envelope.request.request_id

    def ask() -> None:
        if endpoint and token and request_id:
            progress.speak(endpoint, token, request_id, f"<speak>{speaker.speak('wait', {})}</speak>")

    return ask
