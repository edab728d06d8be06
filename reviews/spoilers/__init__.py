"""The engine: what is hidden, from whom, and what is left. Pure Python; it knows no Django.

A text goes one way: `door.admit` -> `parse.parse` -> `bind.bind` -> `redact.redact` -> `render.to_…`. The contract is
in docs/architecture.md.
"""
