"""The simulated device: hears, asks the skill, speaks, shows. A terminal, a page or a test drives it turn by turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING

from simulator.device.deeds import Deed, Happened, Left, Opened, Resumed, Said, Sent, Silence, Touched
from simulator.device.dialog import Asks, Dialog, State
from simulator.device.draft import Draft
from simulator.device.hearing import Heard, Listen, heard
from simulator.device.invocation import Invocations, without_wake_word
from simulator.device.notifications import Notification, YellowRing
from simulator.device.requests import event_request, launch_request, resumed_request, touch_request
from simulator.device.session import Session
from simulator.device.slots import empty_intent, fill
from simulator.device.talk import Talk
from simulator.device.turn import Ended, Speech, Turn

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.device.account import Customer, Hardware, Json
    from simulator.device.connections import Completion
    from simulator.device.endpoint import Endpoint
    from simulator.device.events import SkillEvent
    from simulator.device.model import InteractionModel
    from simulator.device.screen import Screen

SKILL_ID = "amzn1.ask.skill.00000000-0000-4000-8000-000000000000"
_NOT_FOR_US = Speech(*["Sorry, I don't know that one."] * 2)
_TASK_FIRST = Speech(*["Please finish what I asked you for first."] * 2)
_NO_NOTIFICATIONS = Speech(*["You have no new notifications."] * 2)
_NO_FIELDS: Mapping[str, object] = {}


class Device:
    """One Alexa device with one customer before it and one skill behind it.

    `customer` and `hardware` may be replaced between turns. Every method that makes a turn returns it, appends it to
    `turns`, and never raises for what a skill does wrong: that is in the turn's `problems`. While a turn goes on, other
    threads may call `interject`, `notify` and the properties.
    """

    def __init__(
        self,
        model: InteractionModel,
        listen: Listen,
        endpoint: Endpoint,
        customer: Customer,
        hardware: Hardware,
        skill_id: str = SKILL_ID,
    ) -> None:
        self.customer, self.hardware = customer, hardware
        self.turns: list[Turn] = []
        self._model = model
        self._invocations = Invocations(model.invocation_name, hardware.locale)
        self._talk = Talk(model, listen, endpoint, skill_id)
        self._ring = YellowRing()
        self._lock = Lock()

    @property
    def screen(self) -> Screen | None:
        """What is shown now; it stays when the session ends, until a skill shows something else."""
        return self._talk.screen(self.hardware)

    @property
    def progress(self) -> tuple[Speech, ...]:
        """The progressive responses heard so far in the turn that goes on."""
        return self._talk.progress.heard()

    @property
    def notifications(self) -> tuple[Notification, ...]:
        """What the yellow ring is lit for, until somebody asks for it."""
        return self._ring.waiting()

    def is_invocation(self, text: str) -> bool:
        """Whether these words call the skill by its name."""
        return self._invocations.heard_in(text) is not None

    def say(self, text: str) -> Turn:
        """Say something; nothing at all (an empty text) is silence."""
        if not text.strip():
            return self.silence()
        return self._turn(Said(text), lambda draft: self._hear(draft, text))

    def silence(self) -> Turn:
        """Say nothing until the device stops listening."""
        return self._turn(Silence(), self._hear_nothing)

    def open(self, request: str | None = None) -> Turn:
        """Call the skill in whatever language: as "open NAME" does, or with a request as "ask NAME for ..." does."""
        return self._turn(Opened(request), lambda draft: self._open(draft, request))

    def touch(self, arguments: Sequence[object], *, source: Mapping[str, object] = _NO_FIELDS) -> Turn:
        """Touch what sends `arguments` (its SendEvent); `source` is the component. Without a screen nothing happens."""
        return self._turn(Touched(tuple(arguments), source), lambda draft: self._touch(draft, arguments, source))

    def resume(self, completion: Completion) -> Turn:
        """End the task that the skill gave to Alexa (`Turn.connection`) in this way; nothing happens without one."""
        return self._turn(Resumed(completion), lambda draft: self._resume(draft, completion))

    def event(self, event: SkillEvent) -> Turn:
        """Tell the skill what happened in the Alexa app; the open session knows nothing of it."""
        request = event_request(self.hardware.locale, event)
        return self._turn(Happened(event), lambda draft: self._talk.tell(draft, request))

    def send(self, request: Json) -> Turn:
        """Send a request as it stands within the session, opening one if needed."""
        return self._turn(Sent(request), lambda draft: self._talk.ask(draft, self._session(), request))

    def leave(self) -> Turn:
        """End the session as a customer does who says "exit"; nothing happens when none is open."""
        return self._turn(Left(), lambda draft: self._talk.end(draft, Ended.USER_INITIATED))

    def interject(self, directive: object) -> None:
        """Say a progressive response, the body of a POST to /v1/directives, while the skill works on its answer.

        Raises:
            DirectiveInvalid, DirectiveUntimely: Alexa refuses it; that is a problem of the turn as well.
        """
        self._talk.progress.interject(directive)

    def notify(self, notification: Notification) -> None:
        """Light the yellow ring."""
        self._ring.add(notification)

    def _turn(self, deed: Deed, play: Callable[[Draft], None]) -> Turn:
        with self._lock:
            draft = Draft(deed, self.customer, self.hardware)
            play(draft)
            talk = self._talk
            turn = draft.finished(talk.session, talk.screen(draft.hardware), talk.progress)
            self.turns.append(turn)
            return turn

    def _session(self) -> Session:
        """The open session, or one that somebody opened without words."""
        self._talk.session = self._talk.session or Session()
        return self._talk.session

    def _hear(self, draft: Draft, text: str) -> None:
        words = without_wake_word(text)
        session = self._talk.session
        invocation = self._invocations.heard_in(text)
        if invocation:
            self._open(draft, invocation.request)
        elif session is None:
            draft.speech = self._by_herself(words)
        elif not words:
            self._wait(draft, session)
        elif words.lower() in self._invocations.leave and words.lower() not in self._model.sentences:
            self._talk.end(draft, Ended.USER_INITIATED)
        elif session.connection:
            draft.speech = _TASK_FIRST
        else:
            self._understand(draft, session, words)

    def _hear_nothing(self, draft: Draft) -> None:
        if self._talk.session is not None:
            self._wait(draft, self._talk.session)

    def _by_herself(self, words: str) -> Speech | None:
        """What Alexa answers without the skill."""
        if words.lower() in self._invocations.notifications:
            waiting = " ".join(notification.text for notification in self._ring.heard())
            return Speech(waiting, waiting) if waiting else _NO_NOTIFICATIONS
        return _NOT_FOR_US if words else None

    def _open(self, draft: Draft, request: str | None) -> None:
        session = self._talk.begin()
        if request is None:
            self._talk.ask(draft, session, launch_request(draft.hardware.locale))
        else:
            self._understand(draft, session, request)

    def _touch(self, draft: Draft, arguments: Sequence[object], source: Mapping[str, object]) -> None:
        screen, session = self._talk.screen(draft.hardware), self._talk.session
        if screen is None or (session and session.connection):
            return
        self._talk.ask(draft, self._session(), touch_request(draft.hardware.locale, screen, arguments, source))

    def _resume(self, draft: Draft, completion: Completion) -> None:
        session = self._talk.session
        if session is None or session.connection is None:
            return
        draft.proven = completion.proven
        self._talk.ask(draft, session, resumed_request(draft.hardware.locale, session.connection, completion))

    def _wait(self, draft: Draft, session: Session) -> None:
        """Silence: the reprompt once, then the session is over; a task of Alexa's own goes on asking."""
        if session.connection:
            draft.speech = _TASK_FIRST
        elif session.reprompt is None:
            self._talk.end(draft, Ended.EXCEEDED_MAX_REPROMPTS)
        else:
            draft.speech, session.reprompt = session.reprompt, None

    def _understand(self, draft: Draft, session: Session, words: str) -> None:
        expecting = session.dialog.expecting if session.dialog else None
        draft.recognition = self._talk.ears.recognise(words, expecting=expecting)
        found = heard(draft.recognition, self._model)
        if found is None:
            self._wait(draft, session)
            return
        continued = self._continued(session.dialog, found) if session.dialog else None
        if continued is None:
            self._begin(draft, session, found)
        elif session.dialog and session.dialog.unattended:
            self._talk.delegate(draft, session, continued)
        else:
            self._talk.ask_intent(draft, session, continued, State.IN_PROGRESS)

    def _continued(self, dialog: Dialog, found: Heard) -> Json | None:
        """The dialog's intent after what was heard, or None when it was about something else."""
        if dialog.asks is not Asks.SLOT and found.answer:
            return dialog.confirmed(found.answer)
        if found.intent != dialog.intent["name"]:
            return None
        return fill(dialog.intent, found.slots, self._talk.entities)

    def _begin(self, draft: Draft, session: Session, found: Heard) -> None:
        intent = fill(empty_intent(self._model, found.intent), found.slots, self._talk.entities)
        plan = self._model.dialog(found.intent)
        if plan and plan.delegated:
            self._talk.delegate(draft, session, intent)
        else:
            self._talk.ask_intent(draft, session, intent, State.STARTED if plan else None)
