"""Settings of the live processes: the real ones, and what browsers load as production serves it.

Unbuilt, a browser that begins anew for each test asks for a hundred modules and eighty sheets, each looked for anew.
"""

from config.settings import *  # noqa: F403 - the settings, and what tests change
from config.settings import STORAGES

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "apps.core.staticfiles.HashedModulesStorage"}}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = False
