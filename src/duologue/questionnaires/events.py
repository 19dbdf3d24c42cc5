"""News from the forms."""

from django.dispatch import Signal

submitted = Signal()  # response, raised: dict[question id, raw answer], now; inside the transaction of the answers


class Unreachable(LookupError):
    """Nobody is left whom an answer could reach, though somebody must be told of it."""
