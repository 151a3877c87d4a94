"""Readers: one module or package a format, each from bytes to a `bdjp_nlp.draft.Draft`."""
