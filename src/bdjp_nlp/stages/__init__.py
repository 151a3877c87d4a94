"""Stages: the built-in steps of the pipeline, one module or package each."""
