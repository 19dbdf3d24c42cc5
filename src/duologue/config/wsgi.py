"""The door for granian: a plain WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duologue.config.settings")
application = get_wsgi_application()
