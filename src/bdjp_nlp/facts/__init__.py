"""Facts: who did, does, will or might do what to whom, and who says so; see ``docs/facts.md``."""
