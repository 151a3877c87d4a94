"""Clauses: which noun phrases take part in what a verb or noun says: passives, relatives, control, coordination."""

from __future__ import annotations

from bdjp_nlp.facts.tree import Tree, Word
from bdjp_nlp.facts.wording import Wording

SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass")
RELATIVES = frozenset({"that", "which", "who", "whom", "whose"})
COPULAS = frozenset({"be", "become", "remain"})
HYPHENS = frozenset("-‐‑–")
SHARING = 4
"""Words between two verbs that share an object ("train and equip the navy")."""
DEEPEST = 8
"""Steps up a tree in search of a subject: more is a parse gone wrong."""


class Clauses:
    """The arguments of the predicates of one tree."""

    def __init__(self, tree: Tree, wording: Wording) -> None:
        self.tree = tree
        self.wording = wording
        self._lenders = wording.lenders
        self._factors = frozenset(wording.references.factor_nouns)
        self._object_control = frozenset(wording.control.object_verbs)

    def is_passive(self, verb: Word) -> bool:
        """Whether what stands as subject undergoes what the verb says."""
        if self.tree.child(verb, "auxpass"):
            return True
        if verb.tag != "VBN" or self.tree.child(verb, "aux"):
            return False
        if verb.relation in ("acl", "advcl"):
            return self.tree.child(verb, *SUBJECTS) is None
        head = self.tree.head(verb)
        return verb.relation == "conj" and head is not None and head.is_verb and self.is_passive(head)

    def standing(self, verb: Word, steps: int = 0) -> list[Word]:
        """The grammatical subject, followed through control, relatives and coordination; empty where there is none."""
        own = self.tree.children(verb, *SUBJECTS)
        if own:
            return [found for each in own for found in self._antecedent(verb, each)]
        head = self.tree.head(verb)
        if head is None or steps > DEEPEST:
            return []
        match verb.relation:
            case "conj" | "ccomp" | "advcl" | "xcomp" | "parataxis" | "dep":
                return self._from_governor(verb, head, steps)
            case "acl" if any(child.lower == "to" for child in self.tree.children(verb, "aux")):
                if head.lower in self.wording.control.object_nouns:
                    return self._after(head, "to")
                return self.owners(head, steps + 1)
            case "acl" | "relcl":
                return [head]
            case "pcomp":
                over = self.tree.head(head)
                return [] if over is None else self._of(over, steps)
        return []

    def _antecedent(self, verb: Word, own: Word) -> list[Word]:
        if own.lower not in RELATIVES:
            return [own]
        for word in (verb, *self.tree.above(verb)):
            if word.relation == "relcl":
                head = self.tree.head(word)
                return [] if head is None else [head]
        return []

    def _from_governor(self, verb: Word, head: Word, steps: int) -> list[Word]:
        if verb.relation == "xcomp" and self.wording.base(head.lower) in self._object_control:
            objects = self.tree.children(head, "dobj", "dative")
            if objects and not self.is_passive(head):
                return objects
        return self._of(head, steps)

    def _of(self, word: Word, steps: int) -> list[Word]:
        """The subject of a verb, or who owns a noun, or of whom an adjective is said."""
        if word.is_verb or word.tag == "MD":
            return self.standing(word, steps + 1)
        if word.is_noun:
            return self.owners(word, steps + 1)
        head = self.tree.head(word)
        return [] if head is None else self._of(head, steps + 1) if steps < DEEPEST else []

    def agents(self, verb: Word) -> list[Word]:
        """Who does what the verb says."""
        return self._by(verb) if self.is_passive(verb) else self.standing(verb)

    def _by(self, verb: Word) -> list[Word]:
        """After "by" below a passive verb, or, where the parser put it there, below one of the verb's other nouns."""
        found = self.tree.after(verb, "by")
        below = self.tree.children(verb, "dobj", "oprd")
        for child in self.tree.children(verb, "prep", "dative"):
            below += self.tree.children(child, "pobj")
        return found or [word for noun in below for word in self.tree.after(noun, "by")]

    def themes(self, verb: Word) -> list[Word]:
        """What the verb is done to."""
        objects = self.tree.children(verb, "dobj")
        if not objects and verb.relation == "pcomp":
            objects = self.tree.children(verb, "pobj")  # "by including it", which the parser takes for a preposition
        if objects:
            return [found for each in objects for found in self._antecedent(verb, each)]
        if self.is_passive(verb):
            return self.standing(verb)
        for other in self.tree.children(verb, "conj"):
            if other.is_verb and other.index - verb.index <= SHARING and self.tree.child(other, *SUBJECTS) is None:
                return self.themes(other)
        where = any(child.tag == "WRB" for child in self.tree.children(verb, "advmod"))
        if (
            not where
            and verb.relation == "relcl"
            and (own := self.tree.child(verb, *SUBJECTS))
            and own.lower not in RELATIVES
        ):
            head = self.tree.head(verb)
            return [] if head is None else [head]
        return self.tree.children(verb, "attr", "oprd")

    def owners(self, noun: Word, steps: int = 0) -> list[Word]:
        """Who does what a noun says: its possessor, "by", the state before it, or the subject of its verb."""
        for found in (
            [w for w in self.tree.children(noun, "poss") if w.entities or w.is_noun],
            self.tree.after(noun, "by"),
            [w for verb in self.lending(noun) for w in self.tree.after(verb, "by")],
            [w for w in self.tree.children(noun, "compound", "amod", "nmod") if w.entities],
        ):
            if found:
                return found
        head = self.tree.head(noun)
        if head is None or steps > DEEPEST:
            return []
        if noun.relation == "dobj" and head.is_verb and self.wording.base(head.lower) in self._lenders:
            return self.agents(head)
        if noun.relation == "pobj" and head.lower == "in":
            verb = self.tree.head(head)
            return [] if verb is None or not verb.is_verb else self.agents(verb)
        if noun.relation == "nsubjpass":
            return self.tree.after(head, "by")
        if noun.relation in ("attr", "acomp"):
            return self.standing(head, steps + 1)
        if noun.relation == "amod" and noun.index > head.index:
            return [head]
        if noun.relation == "conj" and head.is_noun:
            return self.owners(head, steps + 1)
        return self.tree.children(noun, "poss")

    def behind(self, noun: Word) -> list[Word]:
        """What makes an obstacle ("rules create hurdles", "a problem arises from the war"); else the noun itself."""
        head = self.tree.head(noun)
        if noun.lower not in self._factors or head is None or not head.is_verb:
            return [noun]
        makers = self.agents(head) if noun.relation == "dobj" else self._origin(noun)
        return [each for each in makers if each.index != noun.index] or [noun]

    def lending(self, noun: Word) -> list[Word]:
        """The participles after a noun that say who does what it names ("training provided by Kenya to Malawi")."""
        light = self.wording.light_verbs.verbs
        return [v for v in self.tree.children(noun, "acl") if v.tag == "VBN" and self.wording.base(v.lower) in light]

    def owners_of(self, noun: Word) -> list[Word]:
        """The mentions that own a noun: its possessor, the demonym before it, or what stands after "of"."""
        near = self.tree.children(noun, "poss", "amod", "compound", "nmod")
        return [w for w in near if w.entities or w.relation == "poss"] or [
            w for w in self.tree.after(noun, "of") if w.entities
        ]

    def carriers(self, noun: Word) -> list[Word]:
        """Of whom a noun is said ("X is a supplier", "X, a supplier")."""
        head = self.tree.head(noun)
        if head is None:
            return []
        if noun.relation in ("attr", "oprd") and (head.is_verb or head.tag == "MD"):
            return self.standing(head)
        if noun.relation == "nsubj" and self.wording.base(head.lower) in COPULAS:
            return self.tree.children(head, "attr")
        if noun.relation == "appos":
            return [head]
        if noun.relation == "pobj" and head.lower == "as":
            over = self.tree.head(head)
            return [] if over is None or not over.is_verb else self.tree.children(over, "dobj") or self.standing(over)
        return []

    def slot(self, name: str, predicate: Word) -> list[Word]:
        """The heads of the noun phrases in a slot (see the head of ``frames.toml``)."""
        first, *rest = name.split(".")
        words = self._first_slot(first, predicate)
        for step in rest:
            if step == "possessor":
                words = [found for word in words for found in self.tree.children(word, "poss")]
            else:
                words = [found for word in words for found in self.tree.after(word, step)]
        return words

    def _first_slot(self, name: str, predicate: Word) -> list[Word]:
        verb = predicate.is_verb
        match name:
            case "subject":
                return self.agents(predicate) if verb else self.owners(predicate)
            case "object":
                return (
                    self.themes(predicate) if verb else self.tree.after(predicate, "of") or self.shared(predicate, "of")
                )
            case "dative":
                return [w for w in self.tree.children(predicate, "dative") if w.lower not in ("to", "for")] or (
                    self.standing(predicate)
                    if verb and self.tree.child(predicate, "auxpass") and self.tree.child(predicate, "dobj")
                    else []
                )
            case "complement":
                return self._complements(predicate)
            case "doing":
                return self._kept_from(predicate)
            case "parties":
                return self._parties(predicate)
            case "itself":
                return [predicate]
            case "origin":
                return self._origin(predicate)
            case "governor":
                over = self._verb_over(predicate)
                return [] if over is None else self.agents(over)
            case "over":
                over = self._verb_over(predicate)
                return [] if over is None else [*self.themes(over), *self.agents(over)]
            case "copula":
                return self.carriers(predicate)
            case "compound":
                return self.tree.children(predicate, "compound", "amod", "nmod")
            case "possessor":
                return self.tree.children(predicate, "poss")
            case "glued":
                return self.glued(predicate)
            case "modified":
                head = self.tree.head(predicate)
                return [head] if head is not None and predicate.relation == "amod" else []
        return self._after(predicate, name)

    def shared(self, noun: Word, preposition: str) -> list[Word]:
        """After a preposition below the last of some coordinates ("drills and talks with Fiji"): it holds for all."""
        last = self.tree.with_coordinates(noun)[-1]
        return [] if noun.is_verb or last.index == noun.index or last.entities else self.tree.after(last, preposition)

    def glued(self, participle: Word) -> list[Word]:
        """The mention before the hyphen of a participle ("Japan-funded boats")."""
        before = self.tree.words[max(0, participle.index - 2) : participle.index]
        joined = len(before) > 1 and before[1].start == before[0].end and before[1].end == participle.start
        return [before[0]] if joined and before[0].entities and before[1].lower in HYPHENS else []

    def _complements(self, predicate: Word) -> list[Word]:
        """The infinitives and gerunds that a verb or noun governs ("hopes to buy", "interest in buying")."""
        found = self.tree.children(predicate, "xcomp")
        if found and self._has_to(found[0]):
            listed = [*self.tree.children(predicate, "advcl"), *self.tree.children(found[0], "advcl")]
            found += [w for w in listed if self._has_to(w) and self._after_comma(w) and w.index > found[0].index]
        if predicate.is_noun:
            found = [w for w in self.tree.children(predicate, "acl") if self._has_to(w)]
        for child in self.tree.children(predicate, "prep"):
            found += self.tree.children(child, "pcomp")
        return [each for head in found if head.is_verb for each in self.tree.with_coordinates(head) if each.is_verb]

    def wanted(self, verb: Word, inner: Word) -> list[Word]:
        """What an infinitive without an object is about ("the order that Peru seeks to foster")."""
        own = self.tree.child(verb, *SUBJECTS)
        head = self.tree.head(verb)
        relative = verb.relation == "relcl" and own is not None and own.lower not in RELATIVES
        return [head] if relative and head is not None and not self.tree.children(inner, "dobj", "attr") else []

    def _after_comma(self, verb: Word) -> bool:
        first = min(self.tree.children(verb), key=lambda child: child.index, default=verb)
        before = self.tree.words[first.index - 1] if first.index else first
        return before.lower in (",", "and")

    def _has_to(self, verb: Word) -> bool:
        return any(child.lower == "to" for child in self.tree.children(verb, "aux"))

    def _kept_from(self, verb: Word) -> list[Word]:
        """What somebody is kept from doing ("barred Peru from exporting arms")."""
        found = [
            g for w in self.tree.children(verb, "prep") if w.lower == "from" for g in self.tree.children(w, "pcomp")
        ]
        return [each for head in found for each in self.tree.with_coordinates(head) if each.is_verb]

    def _parties(self, noun: Word) -> list[Word]:
        """Both sides of what a noun names ("a treaty between A and B", "A's treaty with B", "the A-B treaty")."""
        between = self.tree.after(noun, "between") or self.shared(noun, "between")
        if between:
            return between
        owners = [w for w in self.tree.children(noun, "poss", "amod", "compound", "nmod") if w.entities]
        owners += [w for w in self.tree.children(noun, "poss") if not w.entities]
        if any(len(w.entities) > 1 for w in owners):
            return owners
        others = self.tree.after(noun, "with") or self.shared(noun, "with")
        return [*owners, *others] if owners and others else []

    def _origin(self, noun: Word) -> list[Word]:
        """From what comes what a noun names ("A third obstacle arises from the war")."""
        head = self.tree.head(noun)
        comes = head is not None and noun.relation == "nsubj" and head.is_verb
        return self.tree.after(head, "from") if comes and head is not None else []

    def _verb_over(self, noun: Word) -> Word | None:
        """The verb on which a noun depends ("Malta values its ties with Tunisia", "with the aim of")."""
        word = noun
        for _ in range(DEEPEST):
            head = self.tree.head(word)
            if head is None or word.relation in (*SUBJECTS, "appos", "poss"):
                return None
            if head.is_verb:
                return head
            word = head
        return None

    def _after(self, predicate: Word, preposition: str) -> list[Word]:
        """After a preposition below the predicate, or below its object, or below the verb that lends it a subject."""
        found = self.tree.after(predicate, preposition) or self.shared(predicate, preposition)
        if found:
            return [each for word in found for each in self._antecedent(predicate, word)]
        if predicate.is_verb:
            near = self.themes(predicate)
        else:
            head = self.tree.head(predicate)
            near = [*self.tree.after(predicate, "of"), *self.lending(predicate)]
            if head is not None and predicate.relation in ("dobj", "nsubjpass", "attr", "acomp"):
                near.append(head)
            elif head is not None and predicate.relation == "pobj" and (over := self.tree.head(head)) and over.is_verb:
                near.append(over)
        return [word for each in near for word in self.tree.after(each, preposition)]
