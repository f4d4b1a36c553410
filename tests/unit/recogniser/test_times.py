"""Times of day, as Alexa sends them in an AMAZON.TIME slot."""

import pytest

from simulator.recogniser.language import language_of
from simulator.recogniser.times import Times
from simulator.recogniser.words import Speller


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(language_of("en-GB"))


@pytest.fixture(scope="module")
def times(speller: Speller) -> Times:
    return Times(language_of("en-GB").times, speller)


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("ten", "10:00"),
        ("ten o'clock", "10:00"),
        ("ten pm", "22:00"),
        ("10pm", "22:00"),
        ("10 P.M.", "22:00"),
        ("ten at night", "22:00"),
        ("10:30 pm", "22:30"),
        ("ten thirty five p m", "22:35"),
        ("22:00", "22:00"),
        ("twenty two thirty", "22:30"),
        ("7:05 am", "07:05"),
        ("seven oh five", "07:05"),
        ("half past ten at night", "22:30"),
        ("half ten", "10:30"),
        ("quarter to seven in the morning", "06:45"),
        ("a quarter past six", "06:15"),
        ("twenty five to eight in the evening", "19:35"),
        ("five past one in the afternoon", "13:05"),
        ("eleven o'clock at night", "23:00"),
        ("two at night", "02:00"),
        ("twelve at night", "00:00"),
        ("quarter to twelve at night", "23:45"),
        ("twelve noon", "12:00"),
        ("12 am", "00:00"),
        ("12 pm", "12:00"),
        ("noon", "12:00"),
        ("midnight", "00:00"),
        ("0:15", "00:15"),
        ("the morning", "MO"),
        ("at night", "NI"),
    ],
)
def test_a_time_is_sent_as_a_clock_shows_it(times: Times, speller: Speller, said: str, sent: str) -> None:
    words = list(speller.forms(said))
    assert {value for end, value in times.starting(words, 0) if end == len(words)} == {sent}


@pytest.mark.parametrize("said", ["twenty five", "11:60", "ten five", "22 pm at night", "lattes"])
def test_what_no_clock_shows_is_no_time(times: Times, speller: Speller, said: str) -> None:
    words = list(speller.forms(said))
    assert not [value for end, value in times.starting(words, 0) if end == len(words)]
