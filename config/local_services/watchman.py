"""`python -m config.local_services.watchman STATE`: stops the servers when every holder has gone, killed ones too."""

import sys
from pathlib import Path

from config.local_services.holding import Holding
from config.local_services.place import Place

if __name__ == "__main__":
    Holding(Place(Path(sys.argv[1]))).stop_what_the_killed_left()
