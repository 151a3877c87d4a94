"""Review: a run's rows put before a person, whose decisions are kept and taught to the models."""
