"""Where and when the page is looked at: on a desk and on a phone, in the light and in the dark."""

from __future__ import annotations

from itertools import product

import pytest

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
_SIZES = {"desk": DESK, "phone": PHONE}


def _looks(*looks: tuple[str, str]) -> pytest.MarkDecorator:
    contexts = [pytest.mark.browser_context_args(viewport=_SIZES[size], color_scheme=theme) for size, theme in looks]
    names = ["-".join(look) for look in looks]
    return pytest.mark.parametrize(
        "looks", [pytest.param(name, id=name, marks=marks) for name, marks in zip(names, contexts, strict=True)]
    )


everywhere = _looks(*product(_SIZES, ("light", "dark")))
# For what lasts: both sizes and both themes, in two runs instead of four.
at_both_ends = _looks(("desk", "light"), ("phone", "dark"))
