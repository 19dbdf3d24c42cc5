"""The control of the fsync test: the product's settings with the one word that loses acknowledged writes."""

from duologue.config.settings import *  # noqa: F403

OPTIONS = DATABASES["default"]["OPTIONS"]  # noqa: F405
OPTIONS["init_command"] = OPTIONS["init_command"].replace("synchronous=FULL", "synchronous=NORMAL")
