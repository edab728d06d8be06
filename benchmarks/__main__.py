"""`python -m benchmarks`: every measurement of the house, one after the other."""

import sys

from benchmarks import desk, hostile, nudge, search, threads

sys.exit(max(hostile.main([]), nudge.main([]), search.main([]), threads.main([]), desk.main([])))
