"""The words that open a skill: "ask bluebird coffee for ...", "open bluebird coffee".

Source: Amazon's "Understand How Users Invoke Custom Skills"; connecting words and launch phrases per language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_WAKE_WORDS = r"(?:(?:hey |ok )?(?:alexa|echo|computer|ziggy)[,!.]?\s+)?"


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language: what launches, asks and connects, stands before a closing name, leaves, and asks what is new."""

    launch: str
    ask: str
    connect: str
    trailing: str
    leave: frozenset[str]
    notifications: frozenset[str]


_LANGUAGES = {
    "en": Phrases(
        launch="open|start|launch|begin|run|load|play|use|resume|talk to|speak to|speak with|go to|ask|tell",
        ask="ask|tell|use|open|start|launch|talk to",
        connect="to|for|about|that|if|whether|and|so",
        trailing="from|using|with|by|in|on|at",
        leave=frozenset({"exit", "quit"}),
        notifications=frozenset(
            {"what are my notifications", "read my notifications", "what did i miss", "do i have any notifications"}
        ),
    ),
    "de": Phrases(
        launch="öffne|starte|beginne|lade|spiele|frage|frag",
        ask="frage|frag|sage|sag|bitte|öffne|starte",
        connect="nach|ob|dass|um|und|wegen|für",
        trailing="mit|von|bei|über",
        leave=frozenset({"beenden", "verlassen"}),
        notifications=frozenset(
            {"was sind meine benachrichtigungen", "lies meine benachrichtigungen vor", "was habe ich verpasst"}
        ),
    ),
    "es": Phrases(
        launch="abre|inicia|lanza|empieza|comienza|usa|habla con",
        ask="pide a|pídele a|pregunta a|pregúntale a|dile a|di a|abre|usa",
        connect="que|por|para|sobre|si|y|cuál|qué",
        trailing="con|de|en|usando",
        leave=frozenset({"salir", "sal"}),
        notifications=frozenset({"cuáles son mis notificaciones", "lee mis notificaciones", "qué me perdí"}),
    ),
    "fr": Phrases(
        launch="ouvre|lance|démarre|commence|utilise|parle à",
        ask="demande à|dis à|ouvre|lance",
        connect="de|que|pour|si|et|d'",
        trailing="avec|sur|chez|de",
        leave=frozenset({"quitter", "sortir"}),
        notifications=frozenset({"quelles sont mes notifications", "lis mes notifications"}),
    ),
    "it": Phrases(
        launch="apri|avvia|lancia|inizia|usa|parla con",
        ask="chiedi a|di a|domanda a|apri|avvia",
        connect="di|che|per|se|e|su",
        trailing="con|da|su|usando",
        leave=frozenset({"esci"}),
        notifications=frozenset({"quali sono le mie notifiche", "leggi le mie notifiche"}),
    ),
    "pt": Phrases(
        launch="abra|abre|inicie|inicia|comece|use|fale com",
        ask="peça para|pergunte para|pergunte a|diga para|peça a|abra|use",
        connect="que|por|para|sobre|se|e",
        trailing="com|de|em|usando",
        leave=frozenset({"sair"}),
        notifications=frozenset({"quais são minhas notificações", "leia minhas notificações"}),
    ),
}


@dataclass(frozen=True, slots=True)
class Invocation:
    """The skill was called by name; `request` is what was asked with it, None for a bare launch."""

    request: str | None


class Invocations:
    """Hears a skill's name in what people say, in the language of `locale` (English where it is none of ours)."""

    def __init__(self, name: str, locale: str) -> None:
        phrases = _LANGUAGES.get(locale.partition("-")[0], _LANGUAGES["en"])
        called = r"(?:the\s+)?" + r"\s+".join(map(re.escape, name.split()))
        self.leave, self.notifications = phrases.leave, phrases.notifications
        self._launch = re.compile(rf"(?:(?:{phrases.launch})\s+)?{called}", re.IGNORECASE)
        self._ask = re.compile(
            rf"(?:{phrases.ask})\s+{called}[,:]?\s+(?:(?:{phrases.connect})\s+)?(?P<request>.+)", re.IGNORECASE
        )
        self._trailing = re.compile(rf"(?P<request>.+?)\s+(?:{phrases.trailing})\s+{called}", re.IGNORECASE)

    def heard_in(self, text: str) -> Invocation | None:
        """The invocation in `text`, or None when nobody called the skill."""
        words = without_wake_word(text)
        if self._launch.fullmatch(words):
            return Invocation(None)
        for pattern in (self._ask, self._trailing):
            if found := pattern.fullmatch(words):
                return Invocation(found["request"])
        return None


def without_wake_word(text: str) -> str:
    """`text` without "alexa," before it and punctuation after it."""
    return re.sub(rf"^{_WAKE_WORDS}", "", text.strip(), flags=re.IGNORECASE).rstrip(" .!?")
