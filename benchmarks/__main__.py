"""`python -m benchmarks`: every measurement of the house, one after the other."""

import sys

from benchmarks import hostile, search

sys.exit(max(hostile.main([]), search.main([])))
