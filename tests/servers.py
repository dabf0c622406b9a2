"""Where the throw-away servers of a test run live, and folders like it for tests that start servers of their own."""

import atexit
import re
import shutil
import socket
import tempfile
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent


def new_state() -> Path:
    """An empty folder for servers, gone with the test run.

    Open to walk through, unlike pytest's tmp_path: as root, the servers run as nobody. What they keep in it is private.
    """
    folder = Path(tempfile.mkdtemp(prefix="almanac-tests-"))
    folder.chmod(0o755)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


STATE = new_state()


def variables_read_by(module: str) -> set[str]:
    """The environment variables that a settings module names."""
    source = (BASE_DIR / module).read_text()
    return set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source))


VARIABLES_OF_THE_SITE = variables_read_by("config/settings.py")
