"""How well a reply that gives the story away is recognised: recall and precision on replies written and labelled for it.

    python -m benchmarks.nudge [--misses]

prints what docs/nudge.md states, and with --misses every reply that is judged wrongly. It exits 1 below the floors.
"""

from benchmarks.nudge.measuring import main

__all__ = ["main"]
