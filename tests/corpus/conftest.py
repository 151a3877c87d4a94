import sys
from pathlib import Path

CORPUS = Path(__file__).parents[2] / "corpus"
sys.path[:0] = [str(CORPUS / "papers_source"), str(CORPUS / "labels")]
