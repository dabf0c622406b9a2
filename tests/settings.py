"""The site's own settings, on throw-away servers: nothing in the caller's environment decides where tests write."""

import os

from tests.servers import STATE, VARIABLES_OF_THE_SITE

for variable in VARIABLES_OF_THE_SITE:
    os.environ.pop(variable, None)
os.environ["ALMANAC_STATE"] = str(STATE)
(STATE / "static").mkdir()

# The names are those of the site's settings, which read the environment that was just made.
from config.settings import *  # noqa: E402, F403

# Hashing that costs nothing, and static files served from where they lie.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
