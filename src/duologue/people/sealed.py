"""Model fields that are encrypted at rest: AES-256-GCM, bound to their table, column and row.

The layout of a sealed value: version (1 byte), data key id (16), nonce (12), ciphertext with tag. The associated data is
`table|column|row`, so a ciphertext copied to another row, column or table does not open there.
"""

from __future__ import annotations

import json
import os
import uuid
from typing import Any

from cryptography.exceptions import InvalidTag
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from duologue.people import keyring

VERSION = b"\x01"
HEADER = 1 + 16 + keyring.NONCE


class Sealed(bytes):
    """A value as the database holds it."""

    @property
    def key_id(self) -> uuid.UUID:
        return uuid.UUID(bytes=bytes(self[1:17]))


def seal(plain: bytes, *, key_id: uuid.UUID, place: str) -> Sealed:
    """Encrypt `plain` for one place (`table|column|row`) under one data key."""
    nonce = os.urandom(keyring.NONCE)
    body = keyring.data_key(key_id).encrypt(nonce, plain, place.encode())
    return Sealed(VERSION + key_id.bytes + nonce + body)


def unseal(value: Sealed, *, place: str) -> bytes:
    """The reverse of `seal`; raises Unreadable for another place, a changed byte or an erased key."""
    if value[:1] != VERSION:
        raise keyring.Unreadable("These bytes are not in a layout this version knows.")
    try:
        return keyring.data_key(value.key_id).decrypt(value[17:HEADER], value[HEADER:], place.encode())
    except InvalidTag:
        raise keyring.Unreadable(f"These bytes do not belong to {place}.") from None


class SealedAttribute(DeferredAttribute):
    """Opens the value the first time somebody reads it, and not before."""

    def __get__(self, instance, cls=None):
        value = super().__get__(instance, cls)
        if instance is None or not isinstance(value, Sealed):
            return value
        plain = self.field.loads(unseal(value, place=self.field.place(instance)))
        instance.__dict__[self.field.attname] = plain
        return plain

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = value


class SealedText(models.Field):
    """Words people write. The model says under which key by its `sealing_key_id`; its primary key is set before it is saved."""

    descriptor_class = SealedAttribute
    empty: Any = ""  # what a record holds before anybody wrote

    def __init__(self, *args, **kwargs):
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, path, args, kwargs

    def get_internal_type(self):
        return "BinaryField"

    def get_default(self):
        return None if self.null else self.loads(self.dumps(type(self).empty))

    def place(self, instance: models.Model) -> str:
        return f"{instance._meta.db_table}|{self.column}|{instance.pk}"

    def dumps(self, value) -> bytes:
        return str(value).encode()

    def loads(self, plain: bytes):
        return plain.decode()

    def from_db_value(self, value, expression, connection):
        return None if value is None else Sealed(value)

    def to_python(self, value):
        return value

    def pre_save(self, model_instance, add):
        value = model_instance.__dict__[self.attname]
        if value is None or isinstance(value, Sealed):
            return value
        return seal(self.dumps(value), key_id=model_instance.sealing_key_id, place=self.place(model_instance))

    def get_db_prep_value(self, value, connection, prepared=False):
        if value is not None and not isinstance(value, Sealed):
            raise TypeError(f"{self.name} is sealed: change it on the record and save, never by update() or a filter.")
        return None if value is None else connection.Database.Binary(value)

    def value_to_string(self, obj):
        raise TypeError(f"{self.name} is sealed and is not written out by a serializer.")


class SealedAnswers(SealedText):
    """A small mapping people filled in, kept as JSON."""

    empty: Any = {}

    def dumps(self, value) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()

    def loads(self, plain: bytes):
        return json.loads(plain)
