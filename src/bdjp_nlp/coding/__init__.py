"""Coding: judges passages and their sentences by the labels of a codebook, with probabilities and the words that count.

`unit` and `labelled_unit` are what is judged and what is learnt from; `linear` and `encoder` score units; `coder` joins
their scores to calibrated probabilities, thresholds and evidence; `training` fits all that from labelled units and
`model_files` keeps it; `evaluation` and `report` say how good it is; `spreadsheet` codes a table of texts.
"""
