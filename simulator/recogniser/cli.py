"""`recognise`: utterances in, one frame a line out."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from simulator.recogniser.frames import frame
from simulator.recogniser.language import language_of
from simulator.recogniser.recogniser import Recogniser

MODELS = Path(__file__).resolve().parents[2] / "skill-package/interactionModels/custom"


class NoSuchModel(Exception):
    """There is no shipped model for a locale."""


def load_recogniser(locale: str) -> Recogniser:
    """A recogniser of the shipped model of `locale`.

    Raises:
        NoSuchModel: no model is shipped for it.
        UnknownLanguage: the recogniser has no language file for it.
    """
    path = MODELS / f"{locale}.json"
    if not path.is_file():
        raise NoSuchModel(
            f"no model is shipped for {locale}; there are {', '.join(sorted(p.stem for p in MODELS.glob('*.json')))}"
        )
    return Recogniser(json.loads(path.read_text(encoding="utf-8")), locale)


def recognise_lines(locale: str, lines: Iterable[str]) -> Iterator[str]:
    """The frame of each line of `lines`, as one line of JSON.

    Raises:
        NoSuchModel, UnknownLanguage: see `load_recogniser`.
    """
    recogniser, language = load_recogniser(locale), language_of(locale)
    for line in lines:
        yield json.dumps(frame(recogniser.recognise(line), language), ensure_ascii=False)
