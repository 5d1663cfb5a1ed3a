"""`python -m kg.reference FOLDER` writes the reference into a folder."""

import sys
from pathlib import Path

from kg.reference import write

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("python -m kg.reference FOLDER")
    write(Path(sys.argv[1]))
