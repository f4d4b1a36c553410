"""Finds the best reading of an utterance under each intent: a beam search over the lattice (Viterbi)."""

from dataclasses import dataclass

from simulator.recogniser.lattice import Arc, Lattice
from simulator.recogniser.ngrams import END, START, NGrams
from simulator.recogniser.shapes import Shapes


@dataclass(frozen=True)
class IntentModel:
    """What is known of the sentences of one intent.

    Attributes:
        lists: the types that its slots collect several values of.
        turned_by: words that turn what the intent says into something else: only sentences of the model have them.
    """

    words: NGrams
    shapes: Shapes
    lists: frozenset[str] = frozenset()
    turned_by: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reading:
    """The best way to read an utterance as one intent."""

    model: str
    score: float
    arcs: tuple[Arc, ...]


# A state is (model, the last symbol but one, the last symbol); its entry is (score, last arc, entry before).
_State = tuple[str, str, str]
_Entry = tuple[float, Arc | None, "_Entry | None"]


def decode(lattice: Lattice, models: dict[str, IntentModel], beam: float, biases: dict[str, float]) -> list[Reading]:
    """The best reading of each model, likeliest first; models far less likely than the best on the way are left out."""
    cells: list[dict[_State, _Entry]] = [{} for _ in range(len(lattice) + 1)]
    cells[0] = {(name, START, START): (biases.get(name, 0.0), None, None) for name in models}
    for place, arcs in enumerate(lattice):
        if not cells[place]:
            continue
        worst = max(entry[0] for entry in cells[place].values()) - beam
        for state, entry in cells[place].items():
            if entry[0] >= worst:
                _step(state, entry, arcs, models[state[0]], cells)
    return _readings(cells[-1], models, [str(arcs[0].symbol) for arcs in lattice])


def _step(state: _State, entry: _Entry, arcs: list[Arc], model: IntentModel, cells: list[dict[_State, _Entry]]) -> None:
    name, before, last = state
    words = model.words
    for arc in arcs:
        if arc.symbol is None:
            score, following = entry[0] + arc.cost, state
        elif arc.match and arc.match.parts and arc.symbol not in model.lists:
            continue
        elif arc.symbol in words:
            score = entry[0] + arc.cost + words.log_probability(before, last, arc.symbol)
            following = (name, last, arc.symbol)
        elif arc.match is None:
            score, following = entry[0] + words.alien(arc.symbol), state
        else:
            continue
        cell = cells[arc.end]
        known = cell.get(following)
        if known is None or score > known[0]:
            cell[following] = (score, arc, entry)


def _readings(cell: dict[_State, _Entry], models: dict[str, IntentModel], forms: list[str]) -> list[Reading]:
    best: dict[str, Reading] = {}
    for (name, before, last), entry in cell.items():
        model, arcs = models[name], _path(entry)
        if all(arc.symbol is None for arc in arcs):  # everything was left out
            continue
        if _is_turned(arcs, model, forms):
            continue
        score = entry[0] + model.words.log_probability(before, last, END) + _whole(arcs, model)
        if name not in best or score > best[name].score:
            best[name] = Reading(name, score, arcs)
    return sorted(best.values(), key=lambda reading: -reading.score)


def _whole(arcs: tuple[Arc, ...], model: IntentModel) -> float:
    said = [arc for arc in arcs if arc.symbol is not None]
    known = [symbol for arc in said if (symbol := str(arc.symbol)) in model.words]
    guessed = any(arc.match and not arc.match.values for arc in said)
    return model.shapes.log_probability(known, complete=len(known) == len(said) and not guessed)


def _is_turned(arcs: tuple[Arc, ...], model: IntentModel, forms: list[str]) -> bool:
    """Whether a word that turns the meaning was passed over, or stands in what is no sentence of the model."""
    if model.turned_by.isdisjoint(forms):
        return False
    heard, start = [], 0
    for arc in arcs:
        if arc.symbol in model.words:
            heard.append(str(arc.symbol))
        elif not model.turned_by.isdisjoint(forms[start : arc.end]):
            return True
        start = arc.end
    return not model.shapes.is_sentence(heard)


def _path(entry: _Entry) -> tuple[Arc, ...]:
    arcs: list[Arc] = []
    step: _Entry | None = entry
    while step is not None and step[1] is not None:
        arcs.append(step[1])
        step = step[2]
    return tuple(reversed(arcs))
