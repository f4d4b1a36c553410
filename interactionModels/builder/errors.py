"""What can be wrong in the source of the interaction model."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to put right: where it stands (file and line, or a name) and what is wrong with it."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class ModelError(Exception):
    """The model cannot be built or must not be shipped; `problems` says why, all at once."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class StoreUnreachable(Exception):
    """The store's catalogue could not be read over UCP."""
