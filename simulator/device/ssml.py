"""Speech markup as Alexa takes it: well-formed, known tags only; and what of it is heard."""

from __future__ import annotations

from xml.parsers import expat

# developer.amazon.com: Speech Synthesis Markup Language (SSML) Reference, "Supported SSML tags".
KNOWN_TAGS = frozenset(
    """speak audio break emphasis lang p phoneme prosody s say-as sub voice w
    alexa:name amazon:domain amazon:effect amazon:emotion""".split()
)
_PAUSES = frozenset({"break", "p", "s", "audio"})


class InvalidSsml(Exception):
    """The markup would be refused by Alexa; the message says why and where."""


class _Listener:
    """Collects the spoken words of a document while checking its tags."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.root: str | None = None

    def open(self, tag: str, _attributes: dict[str, str]) -> None:
        self.root = self.root or tag
        if tag not in KNOWN_TAGS:
            raise InvalidSsml(f"<{tag}> is not a tag Alexa knows")
        self.pause(tag)

    def pause(self, tag: str) -> None:
        if tag in _PAUSES:
            self.words.append(" ")

    def doctype(self, *_: object) -> None:
        raise InvalidSsml("a DOCTYPE is not allowed")


def spoken_text(ssml: str) -> str:
    """The words of `ssml` without markup, in one line.

    Raises:
        InvalidSsml: not well-formed XML (an unescaped "&" is the usual cause), an unknown tag, or no <speak> around it.
    """
    listener = _Listener()
    parser = expat.ParserCreate()
    parser.StartElementHandler = listener.open
    parser.EndElementHandler = listener.pause
    parser.CharacterDataHandler = listener.words.append
    parser.StartDoctypeDeclHandler = listener.doctype
    try:
        parser.Parse(ssml, True)  # noqa: FBT003 - positional in the standard library
    except expat.ExpatError as error:
        raise InvalidSsml(f"not well-formed: {error}") from error
    except UnicodeEncodeError as error:
        raise InvalidSsml("has half of a character, which no text can hold") from error
    if listener.root != "speak":
        raise InvalidSsml("must stand inside <speak>")
    return " ".join("".join(listener.words).split())
