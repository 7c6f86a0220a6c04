"""Badges for the doors: drawn where documents are drawn, kept for a while, the credential baked in."""

import asyncio
from collections.abc import Mapping
from typing import Any, Literal

from muhur.desk import UNDRAWABLE, begin_drawing
from muhur.drawn import DrawnPdfs
from registry.forms.baked import bake_png, bake_svg
from templates.badges.drawn import draw_badge

# Some twenty badges: a quarter of a megabyte each.
_MOST_BYTES = 5 * 1024 * 1024


class Badges:
    """The badges of a server's documents."""

    def __init__(self) -> None:
        self._kept = DrawnPdfs(_MOST_BYTES)

    async def __call__(
        self, payload: Mapping[str, Any], compact: str, form: Literal["png", "svg"]
    ) -> bytes | None:
        """The baked badge of a credential; None if it cannot be drawn here. Raises ``DrawingRefused`` under load."""
        name = f"{form} {compact}"
        kept = self._kept.find(name, None)
        if kept is not None:
            return kept
        try:
            picture = await asyncio.wrap_future(begin_drawing(lambda: draw_badge(payload, form)))
        except UNDRAWABLE:
            return None
        baked = (bake_png if form == "png" else bake_svg)(picture, compact)
        self._kept.keep(name, None, baked)
        return baked
