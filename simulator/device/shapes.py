"""The shapes of a skill's response, as ask_sdk_model declares them: which field holds what.

Only types are checked here, and fields that Amazon may add are let through; the rules between fields are in `response`.
"""

from __future__ import annotations

from typing import Any, Literal, Required

from pydantic import TypeAdapter, ValidationError
from typing_extensions import TypedDict  # pydantic asks for this one before Python 3.12


class OutputSpeech(TypedDict, total=False):
    type: Required[Literal["PlainText", "SSML"]]
    text: str | None
    ssml: str | None


class Reprompt(TypedDict, total=False):
    outputSpeech: OutputSpeech | None


class Image(TypedDict, total=False):
    smallImageUrl: str | None
    largeImageUrl: str | None


class Card(TypedDict, total=False):
    type: Required[Literal["Simple", "Standard", "LinkAccount", "AskForPermissionsConsent"]]
    title: str | None
    content: str | None
    text: str | None
    image: Image | None
    permissions: list[str] | None


class Status(TypedDict):
    code: str


class ResolvedValue(TypedDict, total=False):
    name: Required[str]
    id: str | None


class ValueWrapper(TypedDict):
    value: ResolvedValue


class Resolution(TypedDict, total=False):
    authority: Required[str]
    status: Required[Status]
    values: list[ValueWrapper] | None


class Resolutions(TypedDict, total=False):
    resolutionsPerAuthority: list[Resolution] | None


class SimpleValue(TypedDict, total=False):
    type: str
    value: str | None
    resolutions: Resolutions | None


class SlotValue(SimpleValue, total=False):
    values: list[SimpleValue]


class Slot(TypedDict, total=False):
    name: str
    value: str | None
    confirmationStatus: Literal["NONE", "CONFIRMED", "DENIED"] | None
    resolutions: Resolutions | None
    slotValue: SlotValue | None


class Intent(TypedDict, total=False):
    name: Required[str]
    confirmationStatus: Literal["NONE", "CONFIRMED", "DENIED"] | None
    slots: dict[str, Slot | None] | None


class EntityName(TypedDict, total=False):
    value: Required[str]
    synonyms: list[str] | None


class Entity(TypedDict, total=False):
    id: str | None
    name: Required[EntityName]


class EntityType(TypedDict):
    name: str
    values: list[Entity]


class Directive(TypedDict, total=False):
    type: Required[str]
    updatedIntent: Intent | None
    slotToElicit: str | None
    slotToConfirm: str | None
    updateBehavior: Literal["REPLACE", "CLEAR"] | None
    types: list[EntityType] | None
    token: str | None
    document: dict[str, Any] | None
    datasources: dict[str, Any] | None
    commands: list[dict[str, Any]] | None
    uri: str | None
    input: dict[str, Any] | None
    onCompletion: Literal["RESUME_SESSION", "SEND_ERRORS_ONLY"] | None


class Response(TypedDict, total=False):
    outputSpeech: OutputSpeech | None
    reprompt: Reprompt | None
    card: Card | None
    directives: list[Directive] | None
    shouldEndSession: bool | None


class Document(TypedDict, total=False):
    version: Required[str]
    sessionAttributes: dict[str, Any] | None
    response: Required[Response]


_DOCUMENT: TypeAdapter[Document] = TypeAdapter(Document)


def misfit(document: object) -> str | None:
    """The first place where a document is not shaped like a response, or None where it fits."""
    try:
        _DOCUMENT.validate_python(document, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "the response"
        return f"{where}: {first['msg']}"
    return None
