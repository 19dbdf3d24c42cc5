"""Data keys: one for each client's words, wrapped by a key-encryption key that the database never holds (R4)."""

from __future__ import annotations

import os
import time
import uuid
from collections import OrderedDict
from collections.abc import Iterable
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.conf import settings

NONCE = 12
HELD_AT_MOST = 5000
HELD_FOR = 60.0  # seconds
_held: OrderedDict[uuid.UUID, tuple[AESGCM, float]] = OrderedDict()


class Unreadable(Exception):
    """These bytes were not sealed for this place, or their key is gone."""


class Erased(Unreadable):
    """The key of these words has been erased: there is nothing here for anybody any more."""


@lru_cache(maxsize=16)
def _wrapping_key(name: str) -> AESGCM:
    try:
        return AESGCM(settings.KEYS.keys[name])
    except KeyError:
        raise Unreadable(f"The key file does not hold the key {name!r}.") from None


def wrap(key_id: uuid.UUID, secret: bytes) -> tuple[str, bytes]:
    """Wrap a data key under the current key-encryption key; returns its name and the wrapped bytes."""
    nonce = os.urandom(NONCE)
    name = settings.KEYS.current
    return name, nonce + _wrapping_key(name).encrypt(nonce, secret, key_id.bytes)


def unwrap(key_id: uuid.UUID, name: str, wrapped: bytes) -> bytes:
    """The reverse of `wrap`; raises Unreadable when the key-encryption key is another."""
    try:
        return _wrapping_key(name).decrypt(wrapped[:NONCE], wrapped[NONCE:], key_id.bytes)
    except InvalidTag:
        raise Unreadable(f"The key {name!r} does not open data key {key_id}.") from None


def data_key(key_id: uuid.UUID) -> AESGCM:
    """The cipher for one client's words, asked of the database at most once while it is held here."""
    if not _is_fresh(key_id):
        _held.pop(key_id, None)
        preload([key_id])
    try:
        _held.move_to_end(key_id)
        return _held[key_id][0]
    except KeyError:
        raise Erased("The key of these words has been erased.") from None


def _is_fresh(key_id: uuid.UUID) -> bool:
    """Another process may have erased a key meanwhile: what is held here is asked for again after a minute."""
    return key_id in _held and time.monotonic() - _held[key_id][1] < HELD_FOR


def preload(key_ids: Iterable[uuid.UUID]) -> None:
    """Fetch many data keys with one query, before a page that shows many people's words."""
    kept_keys = apps.get_model("duologue", "DataKey").objects
    wanted = [key_id for key_id in set(key_ids) if not _is_fresh(key_id)]
    for kept in kept_keys.filter(pk__in=wanted).exclude(wrapped=b"") if wanted else []:
        hold(kept.pk, unwrap(kept.pk, kept.wrapped_by, bytes(kept.wrapped)))


def hold(key_id: uuid.UUID, secret: bytes) -> None:
    """Keep an opened key in this process; the longest unused one makes room."""
    _held[key_id] = (AESGCM(secret), time.monotonic())
    while len(_held) > HELD_AT_MOST:
        _held.popitem(last=False)


def forget(key_id: uuid.UUID | None = None) -> None:
    """Drop one opened key, or all of them, from this process."""
    if key_id is None:
        _held.clear()
        _wrapping_key.cache_clear()
    else:
        _held.pop(key_id, None)
