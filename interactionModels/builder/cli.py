"""`python -m interactionModels.builder write|check`: write the shipped files, or say why they must not be shipped."""

import argparse
import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from interactionModels.builder import amazon_schema, texts
from interactionModels.builder.assemble import build
from interactionModels.builder.catalogue import read_catalogue
from interactionModels.builder.errors import ModelError, Problem, StoreUnreachable
from interactionModels.builder.limits import broken_limits, to_text
from interactionModels.builder.source import Contract, read_contract, read_speech
from store.launch import running_store

_PROJECT = Path(__file__).resolve().parents[2]
MODELS = _PROJECT / "skill-package/interactionModels/custom"
TEXTS = _PROJECT / "lambda/voiceshop/speech/locales"


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 when all is well, 1 with every problem on standard error."""
    parser = argparse.ArgumentParser(prog="python -m interactionModels.builder", description=__doc__)
    parser.add_argument("command", choices=["write", "check"])
    parser.add_argument(
        "--store", metavar="URL", help="a running UCP store; otherwise the embedded one is started for this"
    )
    options = parser.parse_args(arguments)
    try:
        contract = read_contract()
        with _store(options.store) as url:
            models = build_models(contract, url)
        files = shipped_files(models, texts.read_texts(contract))
        problems = write(files) if options.command == "write" else check(models, files)
    except ModelError as error:
        problems = error.problems
    except (StoreUnreachable, amazon_schema.SchemaMissing) as error:
        problems = [Problem("interaction model", str(error))]
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def build_models(contract: Contract, store_url: str) -> dict[str, dict[str, Any]]:
    """The model of every locale of the contract, by locale.

    Raises:
        ModelError: the source has problems, or a model breaks Amazon's limits.
        StoreUnreachable: the catalogue could not be read.
    """
    catalogue = read_catalogue(store_url)
    models = {locale: build(contract, read_speech(contract, locale), catalogue) for locale in contract.locales}
    broken = [problem for model in models.values() for problem in broken_limits(model)]
    if broken:
        raise ModelError(broken)
    return models


def shipped_files(models: dict[str, dict[str, Any]], spoken: dict[str, texts.Texts]) -> dict[Path, str]:
    """The content of every file that is written: what Amazon is given, and what the skill says."""
    return {
        **{MODELS / f"{locale}.json": to_text(model) for locale, model in models.items()},
        **{TEXTS / f"{name}.json": texts.to_text(found) for name, found in spoken.items()},
    }


def write(files: dict[Path, str]) -> list[Problem]:
    """Write the shipped files."""
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        print(f"{path.relative_to(_PROJECT)}: {path.stat().st_size // 1000} kB")
    return []


def check(models: dict[str, dict[str, Any]], files: dict[Path, str]) -> list[Problem]:
    """Hold the models against Amazon's schema, and the shipped files against their source."""
    problems = []
    for locale, model in models.items():
        problems += amazon_schema.problems_in(model, amazon_schema.INTERACTION_MODEL, f"{locale}.json")
    for path, content in files.items():
        if not path.is_file() or path.read_text(encoding="utf-8") != content:
            problems.append(Problem(str(path.relative_to(_PROJECT)), "is stale: run 'make models' and commit it"))
    strangers = {*MODELS.glob("*.json"), *TEXTS.glob("*.json")} - set(files)
    return problems + [
        Problem(str(path.relative_to(_PROJECT)), "belongs to no locale of intents.yaml") for path in sorted(strangers)
    ]


@contextlib.contextmanager
def _store(url: str | None) -> Iterator[str]:
    if url:
        yield url
        return
    with running_store() as store:
        yield store.url
