"""The site as the public gets it, on loopback, for what measures it: `make lighthouse`, `make bench PART=weights`.

In production's form: static files compressed and under hashed names, pages from the warm cache, granian, the bundled
catalog. Only TLS is left out, which the proxy in front ends; to a browser, loopback is as safe as https.
"""

import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from config import local_services, supervisor
from tests.servers import BASE_DIR, STATE, VARIABLES_OF_THE_SITE, free_port

START_SECONDS = 60
# One of each kind. Whoever adds a kind of page adds it here.
PAGES = {
    "home": "/",
    "list": "/models/",
    "model": "/models/openai/gpt-5-image-mini/",
    "figure": "/models/openai/gpt-5-image-mini/figures/output-price/",
    "creator": "/creators/openai/",
    "provider": "/providers/openrouter/",
    "family": "/families/openai/gpt/",
    "changes": "/changes/",
    "compare": "/compare/google/gemini-2.5-pro/vs/openai/gpt-5/",
    "rankings": "/rankings/",
    "ranking": "/rankings/text/output-price/",
    "upgrade": "/models/openai/gpt-5/upgrade/",
    "calculator": "/calculator/",
}


@contextmanager
def site() -> Iterator[str]:
    """The site's address, without a slash at its end; every page of PAGES was asked for once. It is gone at the end."""
    address = supervisor.Address("127.0.0.1", free_port())
    url = str(address).rstrip("/")
    for variable in VARIABLES_OF_THE_SITE:
        os.environ.pop(variable, None)
    os.environ.update(ALMANAC_STATE=str(STATE), SITE_URL=url, STATIC_COMPRESSED="1", LOG_LEVEL="ERROR")
    with local_services.held(durable=False):
        for command in ("migrate", "load_catalog", "collectstatic"):
            manage_py(command)
        web, *_ = supervisor.site_processes(address)
        with supervisor.running([web]):
            supervisor.wait_for_answer(web, address, seconds=START_SECONDS)
            for path in PAGES.values():
                urllib.request.urlopen(url + path).close()
            yield url


def manage_py(command: str) -> None:
    subprocess.run([sys.executable, "manage.py", command, "--verbosity", "0"], cwd=BASE_DIR, check=True)
