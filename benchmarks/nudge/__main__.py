"""`python -m benchmarks.nudge`."""

import sys

from benchmarks.nudge import main

sys.exit(main(sys.argv[1:]))
