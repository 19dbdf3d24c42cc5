"""The worker's minutes, one after the other, and whom they told."""

from datetime import UTC, datetime, timedelta

from duologue.safety import escalation

HOUR = timedelta(hours=1)
THURSDAY = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)


def pass_through(until, *, since, every=timedelta(minutes=1)):
    """The worker's minutes, one after the other."""
    at = since
    while at <= until:
        escalation.pass_on(now=at)
        at += every


def told(alert):
    return [(n.to.called, n.written_at) for n in escalation.told(alert)]
