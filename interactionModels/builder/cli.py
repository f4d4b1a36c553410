"""`python -m interactionModels.builder write|check`: write the shipped models, or say why they must not be shipped."""

import argparse
import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from interactionModels.builder import amazon_schema
from interactionModels.builder.assemble import build
from interactionModels.builder.catalogue import read_catalogue
from interactionModels.builder.errors import ModelError, Problem, StoreUnreachable
from interactionModels.builder.limits import broken_limits, to_text
from interactionModels.builder.source import read_contract, read_speech
from store.launch import running_store

SHIPPED = Path(__file__).resolve().parents[2] / "skill-package/interactionModels/custom"


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 when all is well, 1 with every problem on standard error."""
    parser = argparse.ArgumentParser(prog="python -m interactionModels.builder", description=__doc__)
    parser.add_argument("command", choices=["write", "check"])
    parser.add_argument(
        "--store", metavar="URL", help="a running UCP store; otherwise the embedded one is started for this"
    )
    options = parser.parse_args(arguments)
    try:
        with _store(options.store) as url:
            models = build_models(url)
        problems = write(models) if options.command == "write" else check(models)
    except ModelError as error:
        problems = error.problems
    except (StoreUnreachable, amazon_schema.SchemaMissing) as error:
        problems = [Problem("interaction model", str(error))]
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def build_models(store_url: str) -> dict[str, dict[str, Any]]:
    """The model of every locale of the contract, by locale.

    Raises:
        ModelError: the source has problems, or a model breaks Amazon's limits.
        StoreUnreachable: the catalogue could not be read.
    """
    contract, catalogue = read_contract(), read_catalogue(store_url)
    models = {locale: build(contract, read_speech(contract, locale), catalogue) for locale in contract.locales}
    broken = [problem for model in models.values() for problem in broken_limits(model)]
    if broken:
        raise ModelError(broken)
    return models


def write(models: dict[str, dict[str, Any]]) -> list[Problem]:
    """Write the shipped files."""
    SHIPPED.mkdir(parents=True, exist_ok=True)
    for locale, model in models.items():
        path = SHIPPED / f"{locale}.json"
        path.write_text(to_text(model), encoding="utf-8")
        language = model["interactionModel"]["languageModel"]
        samples = sum(len(intent["samples"]) for intent in language["intents"])
        print(f"{path.name}: {len(language['intents'])} intents, {samples} samples, {path.stat().st_size // 1000} kB")
    return []


def check(models: dict[str, dict[str, Any]]) -> list[Problem]:
    """Hold the models against Amazon's schema, and the shipped files against the models."""
    problems = []
    for locale, model in models.items():
        path = SHIPPED / f"{locale}.json"
        problems += amazon_schema.problems_in(model, amazon_schema.INTERACTION_MODEL, path.name)
        if not path.is_file() or path.read_text(encoding="utf-8") != to_text(model):
            problems.append(Problem(path.name, "is stale: run 'make models' and commit it"))
    strangers = {path.stem for path in SHIPPED.glob("*.json")} - set(models)
    return problems + [Problem(f"{locale}.json", "is no locale of intents.yaml") for locale in sorted(strangers)]


@contextlib.contextmanager
def _store(url: str | None) -> Iterator[str]:
    if url:
        yield url
        return
    with running_store() as store:
        yield store.url
