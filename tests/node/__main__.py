"""`python -m tests.node ci`: npm, in the folder of the lock file."""

import sys

from tests.node import FOLDER, NPM, run

sys.exit(run(NPM, *sys.argv[1:], cwd=FOLDER).returncode)
