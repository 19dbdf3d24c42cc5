"""Drawing a share with its interval on a line from 0 to 100, as SVG without script or style; the numbers stand beside it."""

from __future__ import annotations

WIDE, HIGH, SIDE = 200, 20, 6


def share_mark(percent: float, low: float, high: float) -> str:
    """A dot at the share and a bar over its interval, all in per cent. Raises ValueError when they are not in order."""
    if not 0 <= low <= percent <= high <= 100:
        raise ValueError("a share lies within its interval, and both within 0 to 100")
    begins, ends, at = (SIDE + (WIDE - 2 * SIDE) * value / 100 for value in (low, high, percent))
    middle = HIGH / 2
    parts = [
        f'<line class="whole" x1="{SIDE}" y1="{middle:g}" x2="{WIDE - SIDE}" y2="{middle:g}"/>',
        f'<line class="half" x1="{WIDE / 2:g}" y1="{middle - 5:g}" x2="{WIDE / 2:g}" y2="{middle + 5:g}"/>',
        f'<line class="between" x1="{begins:.1f}" y1="{middle:g}" x2="{ends:.1f}" y2="{middle:g}"/>',
        f'<circle class="share" cx="{at:.1f}" cy="{middle:g}" r="5"/>',
    ]
    return f'<svg class="share-mark" viewBox="0 0 {WIDE} {HIGH}" aria-hidden="true">{"".join(parts)}</svg>'
