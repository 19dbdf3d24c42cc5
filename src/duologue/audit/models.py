"""The ledger: who read and who changed what, each entry chained to the one before (R13). And receipts of what arrived (R11)."""

from __future__ import annotations

import hashlib
import json
import uuid

from django.db import models


class LedgerLine(models.Model):
    """One line of the ledger. It names people and records by id, and holds nothing that anybody wrote."""

    seq = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.UUIDField(null=True)  # nobody signed in: null
    verb = models.CharField(max_length=60)  # "read", "refused", "homework.assign"
    route = models.CharField(max_length=80, blank=True)
    course = models.UUIDField(null=True)
    subject = models.UUIDField(null=True)
    before = models.CharField(max_length=64)  # hash of the entry before
    hash = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["course", "-seq"], name="ledger_of_a_course")]
        verbose_name = "ledger line"

    def __str__(self):
        return f"{self.seq} {self.verb}"

    def fingerprint(self) -> str:
        """SHA-256 over the entry's own fields and the hash before it, in one fixed order."""
        parts = [
            self.seq,
            self.at.isoformat(),
            self.actor,
            self.verb,
            self.route,
            self.course,
            self.subject,
            self.before,
        ]
        return hashlib.sha256(json.dumps([str(part) for part in parts]).encode()).hexdigest()


class Receipt(models.Model):
    """That an entry with this key arrived from this person, what it looked like, and what was answered."""

    id = models.BigAutoField(primary_key=True)
    sender = models.UUIDField()
    key = models.UUIDField(default=uuid.uuid4)
    body = models.CharField(max_length=64)  # hash of what was sent
    status = models.PositiveSmallIntegerField(default=0)
    location = models.CharField(max_length=300, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sender", "key"], name="each_entry_once")]

    def __str__(self):
        return f"receipt {self.key}"
