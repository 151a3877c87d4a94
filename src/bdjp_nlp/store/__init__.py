"""Store: the run directory, its tables and the record of what is done."""
