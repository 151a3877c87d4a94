"""REFI-QDA: the exchange format of NVivo, ATLAS.ti, MAXQDA, QualCoder and others (REFI-QDA 1.5, qdasoftware.org)."""
