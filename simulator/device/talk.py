"""The talk between Alexa and the skill: what is asked, and what each answer makes of session, dialog and screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.device import line
from simulator.device.connections import connection_in
from simulator.device.dialog import Dialog, State, directed, next_question, opened_by
from simulator.device.entities import DynamicValues, updated, with_values
from simulator.device.progress import Progress
from simulator.device.requests import RequestBuilder, Scene, intent_request, session_ended_request
from simulator.device.response import Answer, InvalidResponse
from simulator.device.screen import APL, Screen, view_after
from simulator.device.session import Session
from simulator.device.slots import Entities
from simulator.device.turn import Ended, Fault, Problem, Speech

if TYPE_CHECKING:
    from simulator.device.account import Hardware, Json
    from simulator.device.draft import Draft
    from simulator.device.endpoint import Endpoint
    from simulator.device.hearing import Listen
    from simulator.device.model import InteractionModel

_APOLOGY = Speech(*["There was a problem with the requested skill's response."] * 2)
_MOST_REQUESTS = 10  # a skill that delegates for ever is stopped


class Talk:
    """Holds what lasts from one request to the next: the open session, the screen, the values added at run time.

    `ears` understand speech with the model and those values. Every method notes what happens in the turn's draft.
    """

    def __init__(self, model: InteractionModel, listen: Listen, endpoint: Endpoint, skill_id: str) -> None:
        self.session: Session | None = None
        self.ears = listen(model.document)
        self.progress = Progress()
        self._model, self._listen, self._endpoint = model, listen, endpoint
        self._requests, self._skill_id = RequestBuilder(skill_id), skill_id
        self._dynamic: DynamicValues = {}
        self._screen: Screen | None = None

    @property
    def entities(self) -> Entities:
        """Resolves slot values as of now."""
        return Entities(self._model, self._skill_id, self._dynamic)

    def begin(self) -> Session:
        """Open a new session; what an earlier one left on the screen goes."""
        self.session, self._screen = Session(), None
        return self.session

    def screen(self, hardware: Hardware) -> Screen | None:
        """What is shown, if the device can show anything."""
        return self._screen if hardware.supports(APL) else None

    def delegate(self, draft: Draft, session: Session, intent: Json) -> None:
        """Let Alexa run the dialog by itself: its prompts are spoken, the skill hears of the complete intent."""
        if not self._asked_by_model(draft, session, intent, unattended=True):
            self.ask_intent(draft, session, intent, State.COMPLETED)

    def ask_intent(self, draft: Draft, session: Session, intent: Json, state: State | None) -> None:
        """Ask the skill what it says to an intent; `state` is None for one without a dialog model."""
        self.ask(draft, session, intent_request(draft.hardware.locale, intent, state))

    def ask(self, draft: Draft, session: Session, request: Json) -> None:
        """Ask the skill, do as it says, and speak; a bad answer ends the session."""
        envelope = self._requests.envelope(request, session, self._scene(draft))
        with self.progress.during(request):
            answered = line.ask(self._endpoint, envelope, draft.hardware)
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

    def end(self, draft: Draft, reason: Ended) -> None:
        """Close the session from outside the skill, and tell it why; nothing happens when none is open."""
        if self.session is None:
            return
        problem = draft.problems[-1] if reason is Ended.ERROR else None
        request = session_ended_request(draft.hardware.locale, reason, problem)
        envelope = self._requests.envelope(request, self.session, self._scene(draft))
        self.session, draft.ended = None, reason
        draft.take(line.tell(self._endpoint, envelope))

    def tell(self, draft: Draft, request: Json) -> None:
        """Tell the skill what happened outside any session."""
        draft.take(line.tell(self._endpoint, self._requests.event_envelope(request, self._scene(draft))))

    def _scene(self, draft: Draft) -> Scene:
        return Scene(draft.customer, draft.hardware, self.screen(draft.hardware), draft.proven)

    def _obey(self, draft: Draft, session: Session, request: Json, answer: Answer) -> None:
        session.attributes = answer.attributes
        self._follow_entities(answer)
        view = view_after(self.screen(draft.hardware), answer.directives)
        session.connection = connection_in(answer.directives, ends=answer.ends)
        self._screen, draft.commands = view.screen, view.commands
        draft.show(answer)
        session.reprompt, session.dialog = answer.reprompt, None
        step = answer.dialog_step
        if step is None:
            if not self._stays_open(session, answer):
                self.session, draft.ended = None, Ended.BY_SKILL
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
        self.ask_intent(draft, session, intent, State.COMPLETED)

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

    def _follow_entities(self, answer: Answer) -> None:
        values = updated(self._dynamic, answer.directives, self._model)
        if values != self._dynamic:
            self._dynamic = values
            self.ears = self._listen(with_values(self._model.document, values))

    def _stays_open(self, session: Session, answer: Answer) -> bool:
        """Without `shouldEndSession` only a screen keeps a session (Request and Response JSON Reference)."""
        if session.connection is not None:
            return True
        return self._screen is not None if answer.ends is None else not answer.ends

    def _fail(self, draft: Draft) -> None:
        draft.apologise(_APOLOGY)
        self.end(draft, Ended.ERROR)
