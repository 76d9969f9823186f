"""The command line, on the same engine as the dashboard:  python -m cx …"""

from __future__ import annotations

import sys

from cx.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
