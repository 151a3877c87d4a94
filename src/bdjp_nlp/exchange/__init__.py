"""Exchange: runs in the formats that other tools read, and other tools' codings back on a run's passages."""
