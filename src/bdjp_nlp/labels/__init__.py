"""Labelled passages: the texts under ``corpus/labels`` and users' own spreadsheets."""
