"""`python -m benchmarks`: every measurement of the house, one after the other."""

import sys

from benchmarks import hostile

sys.exit(hostile.main([]))
