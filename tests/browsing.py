"""Django's test client with the manners of our pages: each POST carries a key of its own."""

import uuid

from django.test import Client


class PostsWithKey(Client):
    """Adds a fresh `entry_key` to a POST that has none."""

    def post(self, path, data=None, *args, **kwargs):
        if not isinstance(data, (str, bytes)):
            data = {"entry_key": str(uuid.uuid4()), **(data or {})}
        return super().post(path, data, *args, **kwargs)
