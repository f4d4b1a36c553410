"""The drills: what goes wrong in each, and how it is run."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

from tools.drills import faults
from tools.drills.books import Totals
from tools.drills.faults import ALL_ELSE, LOOKING, PAYING, AtYes, BeforeYes, First, FirstAfterYes, Reordered
from tools.drills.house import House
from tools.drills.line import Fault, Operation
from tools.drills.shopper import CANCEL, USUAL, Habit, Shopper
from tools.drills.verdict import wrongs

# A yes older than two minutes is not carried out any more (`conversation/unsettled.py`).
_GONE = Habit(away=timedelta(minutes=3))
_FIVE_TIMES = Habit(deliveries=5)
# Whoever regrets it has nothing bought by that; here they change their mind once more.
_REGRETS = Habit(asks=(CANCEL,))
_SWEPT = Habit(away=timedelta(minutes=11), meanwhile=lambda house: house.sweeper.sweep())
# How long a yes takes, and a little more: kills are swept over all of it, in milliseconds.
_YES, _STEP = 160, 7
# Access tokens last an hour: with its clock further ahead than that, a store takes none until it is right again.
_ALMOST_AN_HOUR, _HOUR, _YEAR = timedelta(minutes=50), timedelta(hours=1), timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Drill:
    """One thing that goes wrong.

    Attributes:
        fault: makes it, for one run.
        habit: how customers' words arrive.
        share: the part of the usual number of purchases; what takes long is tried less often.
        at_once: how many customers buy at the same time.
    """

    name: str
    fault: Callable[[House], Fault]
    habit: Habit = USUAL
    share: float = 1.0
    at_once: int = 6


@dataclass(frozen=True, slots=True)
class Row:
    """What came of a drill; `wrong` tells each wrong answer, `unheard` counts requests without any."""

    name: str
    purchases: int
    struck: int
    totals: Totals
    unheard: int
    wrong: Sequence[str]

    @property
    def balances(self) -> bool:
        """One order and one charge a purchase, nothing wrong said, and something really went wrong."""
        return self.struck > 0 and not self.wrong and self.totals == Totals(self.purchases, self.purchases)


def run(drill: Drill, house: House, usual: int) -> Row:
    """Run a drill with its share of the usual number of purchases, and hold what was told against what stands."""
    purchases = max(1, round(usual * drill.share))
    before, kills = house.books.totals(), house.skill.kills
    fault = house.line.fault = drill.fault(house)
    shoppers = [Shopper(house, house.accounts[n % len(house.accounts)], drill.habit) for n in range(purchases)]
    with ThreadPoolExecutor(drill.at_once) as pool:
        list(pool.map(Shopper.shop, shoppers))
    house.line.fault = Fault()
    house.set_clocks_right()
    house.wait_until_well()
    house.line.wait_until_quiet()
    wrong = [what for shopper in shoppers for what in wrongs(shopper, house.books)]
    unheard = sum(claim.keys is None for shopper in shoppers for claim in shopper.claims)
    if unheard and house.skill.kills == kills:
        wrong.append(f"{unheard} requests without an answer, and nobody killed the skill")
    return Row(drill.name, purchases, fault.struck, house.books.totals().since(before), unheard, wrong)


def _paying(name: str, strike: faults.Strike, share: float = 1.0, habit: Habit = USUAL) -> Drill:
    return Drill(f"complete: {name}", lambda _: First(PAYING, strike), habit, share)


def _else(name: str, strike: faults.Strike) -> Drill:
    return Drill(f"all other calls: {name}", lambda _: First(ALL_ELSE, strike))


def _skill_dies(
    name: str,
    operation: Operation,
    dying: Callable[[Callable[[], None]], faults.Strike],
    habit: Habit = USUAL,
    share: float = 0.5,
) -> Drill:
    def fault(house: House) -> Fault:
        return First((operation,), dying(house.skill.kill))

    return Drill(f"skill killed: {name}", fault, habit, share, at_once=3)


def _store_dies(name: str, dying: Callable[[Callable[[], None]], faults.Strike]) -> Drill:
    return Drill(f"store killed: {name}", lambda house: First(PAYING, dying(house.store.kill)), share=0.5, at_once=3)


def _ledger_gone(name: str, operations: Collection[Operation]) -> Drill:
    def fault(house: House) -> Fault:
        return First(operations, faults.before(house.ledger.take_away))

    return Drill(f"Ledger away: {name}", fault, at_once=1)


def _clock(name: str, jump: Callable[[House], Callable[[], None]]) -> Drill:
    """A clock that jumps at each first yes: ahead at one customer's, back at the next one's."""

    def fault(house: House) -> Fault:
        return BeforeYes(jump(house))

    return Drill(f"clock: {name}", fault, share=0.5, at_once=1)


def _clock_and(name: str, strike: faults.Strike) -> Drill:
    """The skill's clock jumps an hour, ahead or back, between question and yes; and then the completion fails."""

    def fault(house: House) -> Fault:
        return FirstAfterYes(PAYING, strike, house.skill_clock.jumping(_HOUR))

    return Drill(f"clock: the skill's jumps an hour, {name}", fault, share=0.5, at_once=1)


def _wrong_for_a_call(name: str, operations: Collection[Operation], ahead: timedelta) -> Drill:
    return Drill(
        f"clock: {name}", lambda house: First(operations, house.store_clock.ahead(ahead)), share=0.5, at_once=1
    )


def _both(house: House) -> Callable[[], None]:
    jumps = house.store_clock.jumping(_ALMOST_AN_HOUR), house.skill_clock.jumping(_ALMOST_AN_HOUR)

    def jump() -> None:
        for each in jumps:
            each()

    return jump


DRILLS: Sequence[Drill] = (
    _paying("comes too late", faults.slow_to_arrive, share=0.4),
    _paying("answered too late", faults.slow_to_answer, share=0.4),
    _paying("lost on the way", faults.lost_before),
    _paying("answer lost", faults.lost_after),
    _paying("500, not done", faults.error_before),
    _paying("500, done", faults.error_after),
    _paying("answered by a web page", faults.web_page),
    _paying("answered by a redirect", faults.redirect),
    _paying("half a body", faults.half_a_body),
    _paying("delivered twice", faults.twice),
    _paying("delivered twice at once", faults.twice_at_once),
    Drill("complete: after the look that follows", lambda _: Reordered(Operation.LOOK)),
    Drill("complete: after the second complete", lambda _: Reordered(Operation.COMPLETE)),
    Drill("back after 3 minutes, complete lost", lambda _: First(PAYING, faults.lost_before), _GONE),
    Drill("back after 3 minutes, answer lost", lambda _: First(PAYING, faults.lost_after), _GONE),
    Drill("back after 3 minutes, complete after the look", lambda _: Reordered(Operation.LOOK), _GONE),
    Drill("back after 3 minutes, complete after the cancel", lambda _: Reordered(Operation.CANCEL), _GONE),
    Drill("cancel after the yes, complete lost", lambda _: First(PAYING, faults.lost_before), _REGRETS),
    Drill("cancel after the yes, answer lost", lambda _: First(PAYING, faults.lost_after), _REGRETS),
    Drill("cancel after the yes, complete after the look", lambda _: Reordered(Operation.LOOK), _REGRETS),
    Drill("cancel after the yes, complete after the cancel", lambda _: Reordered(Operation.CANCEL), _REGRETS),
    Drill("the same yes 5 times at once", lambda _: BeforeYes(_nothing), _FIVE_TIMES, at_once=2),
    Drill("the same yes 5 times, answer lost", lambda _: First(PAYING, faults.lost_after), _FIVE_TIMES, at_once=2),
    Drill("look before the yes: too slow", lambda _: First(LOOKING, faults.slow_to_answer), share=0.2),
    _else("lost on the way", faults.lost_before),
    _else("answer lost", faults.lost_after),
    _else("500, not done", faults.error_before),
    _else("500, done", faults.error_after),
    _else("answered by a web page", faults.web_page),
    _else("answered by a redirect", faults.redirect),
    _else("half a body", faults.half_a_body),
    _else("delivered twice at once", faults.twice_at_once),
    _skill_dies("looking before the order", Operation.LOOK, faults.before),
    _skill_dies("asking for the order", Operation.COMPLETE, faults.instead),
    _skill_dies("asking for the order, then cancel", Operation.COMPLETE, faults.instead, _REGRETS, 0.3),
    _skill_dies("the order is placed", Operation.COMPLETE, faults.after),
    _skill_dies("the order is written down", Operation.ORDER, faults.before),
    _skill_dies("no order yet, then the sweeper", Operation.COMPLETE, faults.instead, _SWEPT, 0.3),
    _skill_dies("order placed, then the sweeper", Operation.COMPLETE, faults.after, _SWEPT, 0.3),
    Drill("skill killed: at any moment of a yes", lambda house: AtYes(house.skill.kill, _STEP, _YES), at_once=3),
    _store_dies("before the order", faults.instead),
    _store_dies("after the order", faults.after),
    Drill("store killed: at any moment of a yes", lambda house: AtYes(house.store.kill, _STEP, _YES), at_once=3),
    _clock("the skill's jumps an hour at the yes", lambda house: house.skill_clock.jumping(_HOUR)),
    _clock("the skill's jumps a year at the yes", lambda house: house.skill_clock.jumping(_YEAR)),
    _clock_and("complete lost", faults.lost_before),
    _clock_and("answer lost", faults.lost_after),
    _clock("the store's jumps 50 minutes at the yes", lambda house: house.store_clock.jumping(_ALMOST_AN_HOUR)),
    _clock("both jump 50 minutes at the yes", _both),
    _wrong_for_a_call("the store's an hour back for the look", LOOKING, -_HOUR),
    _wrong_for_a_call("the store's an hour ahead for the look", LOOKING, _HOUR),
    _wrong_for_a_call("the store's an hour ahead for the complete", PAYING, _HOUR),
    _wrong_for_a_call("the store's a year ahead for the complete", PAYING, _YEAR),
    Drill("Ledger away: before the yes", lambda house: BeforeYes(house.ledger.take_away), at_once=1),
    _ledger_gone("before the charge", LOOKING),
    _ledger_gone("after the charge", PAYING),
)


def _nothing() -> None:
    """The fault is in how the words arrive."""
