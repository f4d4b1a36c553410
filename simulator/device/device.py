"""The simulated device: hears, asks the skill, speaks. A terminal, a page or a test drives it turn by turn."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from simulator.device import line
from simulator.device.dialog import Asks, Dialog, State, directed, next_question, opened_by
from simulator.device.draft import Draft
from simulator.device.entities import DynamicValues, updated, with_values
from simulator.device.hearing import Heard, Listen, heard
from simulator.device.invocation import Invocations, without_wake_word
from simulator.device.requests import RequestBuilder, intent_request, launch_request, session_ended_request
from simulator.device.response import Answer, InvalidResponse
from simulator.device.session import Session
from simulator.device.slots import Entities, empty_intent, fill
from simulator.device.turn import Ended, Fault, Problem, Speech, Turn

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.device.account import Customer, Hardware, Json
    from simulator.device.endpoint import Endpoint
    from simulator.device.model import InteractionModel

SKILL_ID = "amzn1.ask.skill.00000000-0000-4000-8000-000000000000"
_NOT_FOR_US = Speech("Sorry, I don't know that one.", "Sorry, I don't know that one.")
_APOLOGY = Speech(*["There was a problem with the requested skill's response."] * 2)
_MOST_REQUESTS = 10  # a skill that delegates for ever is stopped


class Device:
    """One Alexa device with one customer before it and one skill behind it.

    `customer` and `hardware` may be replaced between turns. Every method that makes a turn returns it, appends it to
    `turns`, and never raises for what a skill does wrong: that is in the turn's `problems`.
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
        self._model, self._listen, self._endpoint = model, listen, endpoint
        self._ears = listen(model.document)
        self._invocations = Invocations(model.invocation_name, hardware.locale)
        self._requests, self._skill_id = RequestBuilder(skill_id), skill_id
        self._dynamic: DynamicValues = {}
        self._session: Session | None = None
        self._lock = Lock()

    def is_invocation(self, text: str) -> bool:
        """Whether these words call the skill by its name."""
        return self._invocations.heard_in(text) is not None

    def say(self, text: str) -> Turn:
        """Say something; nothing at all (an empty text) is silence."""
        return self._turn(text, lambda draft: self._hear(draft, text))

    def open(self, request: str | None = None) -> Turn:
        """Call the skill in whatever language: as "open NAME" does, or with a request as "ask NAME for ..." does."""
        return self._turn(request or "", lambda draft: self._open(draft, request))

    def send(self, request: Json) -> Turn:
        """Send a request that nobody spoke (a touch, a resumed session) within the session, opening one if needed."""

        def play(draft: Draft) -> None:
            self._session = self._session or Session()
            self._ask(draft, self._session, request)

        return self._turn("", play)

    def leave(self) -> Turn:
        """End the session as a customer does who says "exit"; nothing happens when none is open."""
        return self._turn("", lambda draft: self._end(draft, Ended.USER_INITIATED))

    def _turn(self, said: str, play: Callable[[Draft], None]) -> Turn:
        with self._lock:
            draft = Draft(said)
            play(draft)
            turn = draft.finished(self._session)
            self.turns.append(turn)
            return turn

    def _hear(self, draft: Draft, text: str) -> None:
        words = without_wake_word(text)
        invocation = self._invocations.heard_in(text)
        if invocation:
            self._open(draft, invocation.request)
        elif self._session is None:
            draft.speech = _NOT_FOR_US if words else None
        elif not words:
            self._wait(draft, self._session)
        elif words.lower() in self._invocations.leave and words.lower() not in self._model.sentences:
            self._end(draft, Ended.USER_INITIATED)
        else:
            self._understand(draft, self._session, words)

    def _open(self, draft: Draft, request: str | None) -> None:
        self._session = session = Session()
        if request is None:
            self._ask(draft, session, launch_request(self.hardware.locale))
        else:
            self._understand(draft, session, request)

    def _wait(self, draft: Draft, session: Session) -> None:
        """Silence: the reprompt once, then the session is over."""
        if session.reprompt is None:
            self._end(draft, Ended.EXCEEDED_MAX_REPROMPTS)
        else:
            draft.speech, session.reprompt = session.reprompt, None

    def _understand(self, draft: Draft, session: Session, words: str) -> None:
        expecting = session.dialog.expecting if session.dialog else None
        draft.recognition = self._ears.recognise(words, expecting=expecting)
        found = heard(draft.recognition, self._model)
        if found is None:
            self._wait(draft, session)
            return
        continued = self._continued(session.dialog, found) if session.dialog else None
        if continued is None:
            self._begin(draft, session, found)
        elif session.dialog and session.dialog.unattended:
            self._delegate(draft, session, continued)
        else:
            self._ask_intent(draft, session, continued, State.IN_PROGRESS)

    def _continued(self, dialog: Dialog, found: Heard) -> Json | None:
        """The dialog's intent after what was heard, or None when it was about something else."""
        if dialog.asks is not Asks.SLOT and found.answer:
            return dialog.confirmed(found.answer)
        if found.intent != dialog.intent["name"]:
            return None
        return fill(dialog.intent, found.slots, self._entities())

    def _begin(self, draft: Draft, session: Session, found: Heard) -> None:
        intent = fill(empty_intent(self._model, found.intent), found.slots, self._entities())
        plan = self._model.dialog(found.intent)
        if plan and plan.delegated:
            self._delegate(draft, session, intent)
        else:
            self._ask_intent(draft, session, intent, State.STARTED if plan else None)

    def _delegate(self, draft: Draft, session: Session, intent: Json) -> None:
        """Let Alexa run the dialog by itself: its prompts are spoken, the skill hears of the complete intent."""
        if not self._asked_by_model(draft, session, intent, unattended=True):
            self._ask_intent(draft, session, intent, State.COMPLETED)

    def _asked_by_model(self, draft: Draft, session: Session, intent: Json, *, unattended: bool) -> bool:
        """Speak the dialog model's next question, if it has one."""
        plan = self._model.dialog(intent["name"])
        question = next_question(intent, plan, self._model) if plan else None
        if question is None:
            return False
        session.dialog = Dialog(question.intent, question.asks, question.slot, unattended)
        session.reprompt = question.prompt
        draft.ask(session.reprompt)
        return True

    def _ask_intent(self, draft: Draft, session: Session, intent: Json, state: State | None) -> None:
        self._ask(draft, session, intent_request(self.hardware.locale, intent, state))

    def _ask(self, draft: Draft, session: Session, request: Json) -> None:
        """Ask the skill, do as it says, and speak; a bad answer ends the session."""
        envelope = self._requests.envelope(request, session, self.customer, self.hardware)
        answered = line.ask(self._endpoint, envelope, self.hardware)
        draft.take(answered)
        session.new = False
        if answered.answer is None:
            self._fail(draft)
            return
        try:
            self._obey(draft, session, request, answered.answer)
        except InvalidResponse as error:
            draft.problems.append(Problem(Fault.INVALID_RESPONSE, str(error)))
            self._fail(draft)

    def _obey(self, draft: Draft, session: Session, request: Json, answer: Answer) -> None:
        session.attributes = answer.attributes
        self._follow_entities(answer)
        draft.show(answer)
        session.reprompt, session.dialog = answer.reprompt, None
        step = answer.dialog_step
        if step is None:
            if not self._stays_open(answer):
                self._session, draft.ended = None, Ended.BY_SKILL
            return
        intent = directed(step, request.get("intent"), self._model)
        if step["type"] == "Dialog.Delegate":
            self._hand_over(draft, session, request, intent)
        else:
            session.dialog = opened_by(step, intent)

    def _hand_over(self, draft: Draft, session: Session, request: Json, intent: Json) -> None:
        """Dialog.Delegate: the model's next prompt, or the completed intent at once when there is nothing to ask."""
        same = request.get("intent", {}).get("name") == intent["name"]
        if same and request.get("dialogState") == State.COMPLETED:
            raise InvalidResponse("Dialog.Delegate after the dialog is COMPLETED")
        if self._asked_by_model(draft, session, intent, unattended=False):
            return
        if len(draft.exchanges) >= _MOST_REQUESTS:
            raise InvalidResponse("Dialog.Delegate without an end")
        self._ask_intent(draft, session, intent, State.COMPLETED)

    def _follow_entities(self, answer: Answer) -> None:
        values = updated(self._dynamic, answer.directives, self._model)
        if values != self._dynamic:
            self._dynamic = values
            self._ears = self._listen(with_values(self._model.document, values))

    def _stays_open(self, answer: Answer) -> bool:
        """Without `shouldEndSession` only what is on a screen keeps a session (Request and Response JSON Reference)."""
        if answer.ends is None:
            return any(directive["type"] == "Alexa.Presentation.APL.RenderDocument" for directive in answer.directives)
        return not answer.ends

    def _fail(self, draft: Draft) -> None:
        draft.apologise(_APOLOGY)
        self._end(draft, Ended.ERROR)

    def _end(self, draft: Draft, reason: Ended) -> None:
        """Close the session from outside the skill, and tell it why."""
        if self._session is None:
            return
        problem = draft.problems[0] if reason is Ended.ERROR else None
        request = session_ended_request(self.hardware.locale, reason, problem)
        envelope = self._requests.envelope(request, self._session, self.customer, self.hardware)
        self._session, draft.ended = None, reason
        draft.take(line.tell(self._endpoint, envelope))

    def _entities(self) -> Entities:
        return Entities(self._model, self._skill_id, self._dynamic)
