"""The key-encryption keys and the signing secret: one file, outside the database and outside its backup."""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Keys:
    """`keys` maps a key's name to 32 random bytes; `current` names the one that wraps new data keys."""

    secret: str
    current: str
    keys: dict[str, bytes]


def load(path: Path, *, mode: str) -> Keys:
    """Read the file. Development and tests make one for themselves; a live house refuses to start without it."""
    if mode == "test":
        return Keys("tests only, never a real house " + "x" * 32, "test", {"test": b"\x07" * 32})
    if not path.exists():
        if mode != "develop":
            raise ImproperlyConfigured(
                f"There is no key file at {path}. `duologue start` makes one; DUOLOGUE_KEY_FILE says where it is."
            )
        create(path)
    if path.stat().st_mode & 0o077:
        raise ImproperlyConfigured(f"Other people on this machine can read {path}. Run: chmod 600 {path}")
    kept = json.loads(path.read_text())
    keys = {name: base64.b64decode(value) for name, value in kept["keys"].items()}
    return Keys(kept["secret"], kept["current"], keys)


def create(path: Path) -> None:
    """Write a new file with one fresh key; refuses to replace an existing one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(path, {"secret": secrets.token_urlsafe(48), "current": "k1", "keys": {"k1": _fresh()}}, new=True)


def add_key(path: Path) -> str:
    """Add a fresh key and make it the current one; the old ones stay until everything is wrapped anew."""
    kept = json.loads(path.read_text())
    name = f"k{1 + max(int(old[1:]) for old in kept['keys'])}"
    kept["keys"][name] = _fresh()
    kept["current"] = name
    _write(path, kept, new=False)
    return name


def _fresh() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _write(path: Path, content: dict, *, new: bool) -> None:
    target = path if new else path.with_suffix(".new")
    flags = os.O_WRONLY | os.O_CREAT | (os.O_EXCL if new else os.O_TRUNC)
    with os.fdopen(os.open(target, flags, 0o600), "w") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    if not new:
        target.replace(path)
