"""News from the hour, for whoever subscribes in config/wiring.py."""

from django.dispatch import Signal

began = Signal()  # session, by, now; inside the transaction in which it began, or was written down as held
