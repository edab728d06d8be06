"""The owner's leak test on real content: what is hidden is looked for on every public page, as a stranger gets it.

How a word that was found is told from a leak stands in `judging`.
"""
