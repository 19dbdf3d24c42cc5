#!/usr/bin/env python
"""Django's own commands, for those who build the house."""

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duologue.config.settings")
    os.environ.setdefault("DUOLOGUE_MODE", "develop")
    os.environ.setdefault("DUOLOGUE_KEY_FILE", str(Path(__file__).resolve().parent / "var" / "develop-keys.json"))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
