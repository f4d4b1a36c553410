"""A conversation that goes another way than its file says fails, and its report shows where."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from simulator.conversations.command import load, play_all
from simulator.conversations.report import report
from simulator.conversations.runner import Result, play
from simulator.conversations.source import FormatError
from simulator.conversations.stage import Stage


def played(stage: Stage, tmp_path: Path, text: str) -> Result:
    path = tmp_path / "talk.yaml"
    path.write_text(f"- title: a test\n{text}")
    (conversation,) = load(path)
    return play(conversation, stage)


def keys(result: Result) -> list[str]:
    return [failure.key for failure in result.failures]


def test_what_is_given_stands_before_the_first_word(stage: Stage, tmp_path: Path) -> None:
    result = played(
        stage,
        tmp_path,
        """
  given: {customer: ben, cart: [2 small lattes], ordered: [[banana bread]], store: {mocha: {stock: 0}}}
  turns: [{say: what's in my cart, intent: ViewCart, hear: [two small lattes], session: open}]
  then: {cart: [2 small lattes], orders: [[banana bread]]}
""",
    )

    assert report(result).count("Alexa:") == 2
    assert keys(result) == []


def test_orders_of_one_conversation_are_not_those_of_another(stage: Stage, tmp_path: Path) -> None:
    order = """
  given: {cart: [blueberry muffin]}
  turns: [{say: check out}, {say: "yes", intent: "Yes"}, {meanwhile: {order: advances}}]
  then: {cart: [], orders: [{lines: [blueberry muffin], state: preparing}]}
"""
    assert keys(played(stage, tmp_path, order)) == []
    assert keys(played(stage, tmp_path, order)) == []


def test_shelves_are_put_back(stage: Stage, tmp_path: Path) -> None:
    dear = "given: {store: {blueberry muffin: {price: 999}}, cart: [blueberry muffin]}"
    before = played(stage, tmp_path, f"  {dear}\n  turns: [{{say: check out, hear: [$10]}}]")
    after = played(stage, tmp_path, "  given: {cart: [blueberry muffin]}\n  turns: [{say: check out, unheard: [$10]}]")

    assert keys(before) == keys(after) == []


def test_a_difference_is_shown_with_the_script(stage: Stage, tmp_path: Path) -> None:
    result = played(
        stage,
        tmp_path,
        """
  given: {customer: unlinked}
  turns:
    - say: what's on sale
      intent: Deals(product = latte)
      hear: Nothing is on sale.
      reprompt: Nothing?
      card: LinkAccount
      asks: product
      unheard: [offers]
      session: closed
""",
    )
    text = report(result)

    assert set(keys(result)) == {"intent", "hear", "reprompt", "card", "asks", "unheard", "session"}
    assert f"{tmp_path}/talk.yaml:5: hear" in text
    assert "You:   what's on sale" in text
    assert (
        "    expected  Deals(product = latte)\n    got       Deals\n      product: expected latte, got (empty)" in text
    )
    assert "    expected  closed\n    got       open" in text


def test_what_the_skill_did_not_foresee_is_told_by_its_kind_and_place(stage: Stage, tmp_path: Path) -> None:
    line = '{"event": "failure", "id": null, "error": "KeyError", "where": "template:12"}'
    printed = iter(("", f"2026-12-01 12:00:00 ERROR voiceshop {line}\n"))
    failing = replace(stage, printed=lambda: next(printed))
    result = played(failing, tmp_path, "  turns: [{say: what's on sale, hear: Nothing.}]")
    assert report(result).endswith("\n  The skill failed, which nobody foresaw: KeyError in template:12")


def test_a_store_that_holds_something_else_fails(stage: Stage, tmp_path: Path) -> None:
    result = played(
        stage,
        tmp_path,
        "  given: {cart: [blueberry muffin]}\n  turns: []\n  then: {cart: [latte], orders: [[latte]]}",
    )

    assert keys(result) == ["cart", "orders"]
    assert report(result).endswith(
        f"""
  {tmp_path}/talk.yaml:4: cart
    expected  latte
    got       blueberry muffin
    missing   latte
    too much  blueberry muffin

  {tmp_path}/talk.yaml:4: orders
    expected  [latte]
    got       (nothing)
    missing   [latte]"""
    )


def test_each_order_that_differs_is_named(stage: Stage, tmp_path: Path) -> None:
    result = played(
        stage,
        tmp_path,
        """
  given: {cart: [blueberry muffin]}
  turns: [{say: check out}, {say: "yes"}]
  then: {orders: [{lines: [blueberry muffin, latte], total: 1, state: preparing}]}
""",
    )

    assert keys(result) == ["order 1", "order 1, total", "order 1, state"]
    assert "missing   latte" in report(result)


def test_an_order_that_was_moved_on_before(stage: Stage, tmp_path: Path) -> None:
    result = played(
        stage,
        tmp_path,
        """
  given: {ordered: [{lines: [blueberry muffin], state: preparing}]}
  turns: []
  then: {orders: [{lines: [blueberry muffin], state: preparing}]}
""",
    )

    assert keys(result) == []


@pytest.mark.parametrize("given", ["cart: [a grand piano]", "store: {piano: {stock: 1}}", "customer: cara, card: '1'"])
def test_what_cannot_be_given_is_told(stage: Stage, tmp_path: Path, given: str) -> None:
    result = played(stage, tmp_path, f"  given: {{{given}}}\n  turns: [{{say: help}}]")

    assert keys(result) == ["given"]


def test_what_cannot_happen_is_told(stage: Stage, tmp_path: Path) -> None:
    result = played(stage, tmp_path, "  turns: [{meanwhile: {store: {piano: {stock: 1}}}}, {say: help}]")

    assert keys(result) == ["meanwhile"]
    assert "piano" in report(result)


def test_a_token_the_store_does_not_take(stage: Stage, tmp_path: Path) -> None:
    result = played(stage, tmp_path, "  given: {customer: revoked}\n  turns: [{say: a small latte, card: LinkAccount}]")

    assert keys(result) == []


def test_the_command_prints_and_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    turns = "turns: [{say: what's on sale, session: %s}]"
    (tmp_path / "talk.yaml").write_text(
        f"- title: goes well\n  {turns % 'open'}\n- title: goes wrong\n  {turns % 'closed'}\n"
    )

    assert play_all(tmp_path) == 1
    assert "ok  goes well" in (printed := capsys.readouterr().out)
    assert "1 of 2 conversations went as written." in printed
    assert play_all(tmp_path, "well") == 0
    with pytest.raises(FormatError, match="'nowhere' in its title"):
        play_all(tmp_path, "nowhere")
