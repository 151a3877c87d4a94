"""Entities: who and what a text names, and which names mean the same thing.

`evidence` collects what lists (`gazetteer`), forms of names (`patterns`) and grammars (`values`) say of a text;
`tagger` decides with a statistical model; `naming` gives every mention its canonical name across a document.
"""
