"""The shipped interaction models, each with a recogniser that has learnt it; a file that changes is read anew."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from simulator.device import BrokenModel, InteractionModel, Json
from simulator.device.model import MODELS
from simulator.recogniser import Recogniser


@dataclass(frozen=True, slots=True)
class Trained:
    """A locale's model and the recogniser that has learnt it: one object for as long as the model stays the same."""

    locale: str
    model: InteractionModel
    recogniser: Recogniser

    def listen(self, document: Json) -> Recogniser:
        """Ears for the model, or for one that dynamic entities have changed."""
        return self.recogniser if document is self.model.document else Recogniser(document, self.locale)


@dataclass(frozen=True, slots=True)
class _Version:
    """Tells one writing of a file from the next; a file that is replaced has another inode."""

    written: int
    size: int
    inode: int

    @classmethod
    def of(cls, file: Path) -> _Version | None:
        try:
            found = file.stat()
        except OSError:
            return None
        return cls(found.st_mtime_ns, found.st_size, found.st_ino)


class Models:
    """The models of a folder. Learning takes most of a second, so it is done once for each version of a file."""

    def __init__(self, folder: Path = MODELS) -> None:
        self.folder = folder
        self._known: dict[str, tuple[_Version | None, Trained]] = {}
        self._lock = Lock()

    def locales(self) -> list[str]:
        """The locales that have a file, usable or not."""
        return sorted(file.stem for file in self.folder.glob("*.json"))

    def of(self, locale: str) -> Trained:
        """The locale's model as its file says now.

        Raises:
            BrokenModel: there is none, or it cannot be used; the message names the file.
            UnknownLanguage: the recogniser does not know its language.
        """
        with self._lock:
            version = _Version.of(self.folder / f"{locale}.json")
            known = self._known.get(locale)
            if known and known[0] == version:
                return known[1]
            model = InteractionModel.of_locale(locale, self.folder)
            trained = known[1] if known and known[1].model.document == model.document else _trained(locale, model)
            self._known[locale] = version, trained
            return trained


def _trained(locale: str, model: InteractionModel) -> Trained:
    try:
        return Trained(locale, model, Recogniser(model.document, locale))
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        # A file that somebody is editing can be wrong anywhere; what it lacks is all that the reader can tell.
        raise BrokenModel(f"{locale}.json is broken: {type(error).__name__} {error}") from error


SHIPPED = Models()
