"""Prose that says nothing, in the words and habits of policy papers: for papers whose true structure is known.

Sentences are put together at random from a small grammar. They have what trips readers up: hyphenated words,
abbreviations, ordinals, percentages, brackets, quotations, initials and clauses set off by dashes.
"""

from __future__ import annotations

import random

_ACTORS = """
the ministry|the coast guard|the joint staff|a parliamentary committee|the port authority|the shipyard|the secretariat|
the defence attaché|a former chief of staff|the audit office|the Indo-Pacific directorate|the U.S. delegation|
the northern command|the regional office|the licensing board|an inter-agency working group|the 3rd battalion|
the research institute|both governments|the contractor|the island states|the supreme audit institution
""".replace("\n", "").split("|")
_VERBS = """
announced|postponed|approved|questioned|expanded|financed|reviewed|inspected|reorganised|handed over|put off|
described in detail|called for|objected to|set aside money for|agreed in principle to|withdrew from|reported on
""".replace("\n", "").split("|")
_THINGS = """
the patrol-boat programme|a long-term maintenance contract|the second round of consultations|its annual exercise|
the transfer of radar stations|a decision-making procedure|the export licence|the training of 120 officers|
a memorandum of understanding|the state-owned yard|cross-border surveillance|the offset arrangement|
a cost-sharing formula|the follow-on phase|the counter-piracy deployment|the spare-parts pool|the logistics hub|
a white paper on fisheries protection|the re-export clause|the peacekeeping contingent|the pre-deployment course
""".replace("\n", "").split("|")
_TIMES = """
in the spring of 2021|in March 2019|during the 117th session|after two years of delay|by the end of the decade|
at short notice|in the third quarter|on 14 May 2022|before the general election|for the first time since 1998
""".replace("\n", "").split("|")
_ENDS = """
although no date was set|which surprised few observers|while costs rose by 4.5 percent|because spare parts were late|
as its predecessor had done in No. 14 of the same series|at an estimated US$ 2.4 million a year|
despite the objections of neighbouring states|and asked for a further report|so that little changed in practice|
under article 5(2) of the agreement|in accordance with resolution 2718 (2023)|where the law is silent on the matter
""".replace("\n", "").split("|")
_ASIDES = """
a point that Dr. A. B. Marsh had made before|the largest of its kind|in the words of one official, “a first step”|
like most agreements of that period|not least for budgetary reasons|with some exceptions (see below)
""".replace("\n", "").split("|")
_OPENERS = """
However, |By contrast, |In practice, |According to officials, |At the same time, |Even so, |In 2020, |For example, |
Nevertheless, |As one reviewer put it, ||||||
""".replace("\n", "").split("|")
_HEADS = """
Fleets|Ports|Budgets|Licences|Training|Neighbours|Maintenance|Surveillance|Suppliers|Exercises|Doctrine|Oversight
""".replace("\n", "").split("|")
_TAILS = """
of the Northern Coast|and Their Limits|in Comparison|after the Reform|under Review|beyond the Agreement|
as Seen from the Yard|and What Follows|in the Second Decade|at Sea
""".replace("\n", "").split("|")


def sentence(dice: random.Random) -> str:
    """One sentence of 8 to 40 words."""
    actor, verb, thing = dice.choice(_ACTORS), dice.choice(_VERBS), dice.choice(_THINGS)
    aside = f" – {dice.choice(_ASIDES)} –" if dice.random() < 0.2 else ""
    text = f"{dice.choice(_OPENERS)}{actor}{aside} {verb} {thing} {dice.choice(_TIMES)}"
    if dice.random() < 0.5:
        text += f", {dice.choice(_ENDS)}"
    if dice.random() < 0.25:
        text += f", and {dice.choice(_ACTORS)} {dice.choice(_VERBS)} {dice.choice(_THINGS)}"
    return text[0].upper() + text[1:] + "."


def paragraph(dice: random.Random, low: int = 2, high: int = 7) -> list[str]:
    """Its sentences."""
    return [sentence(dice) for _ in range(dice.randint(low, high))]


def item(dice: random.Random) -> str:
    """A list item's words, now and then a whole sentence."""
    if dice.random() < 0.4:
        return sentence(dice)
    return f"{dice.choice(_THINGS)} and {dice.choice(_THINGS)} {dice.choice(_TIMES)};"


def heading(dice: random.Random) -> str:
    """A heading of two to eight words."""
    return f"{dice.choice(_HEADS)} {dice.choice(_TAILS)}"


def note(dice: random.Random) -> str:
    """A footnote: a reference, or a sentence or two."""
    pick = dice.random()
    if pick < 0.25:
        return f"Ibid., pp. {dice.randint(3, 90)}–{dice.randint(91, 140)}."
    if pick < 0.6:
        name, year = dice.choice("Marsh Okello Lindqvist Tanaka Rahman Silva Novak".split()), dice.randint(1994, 2024)
        volume = dice.randint(2, 60)
        return f"{name}, “{heading(dice)}”, Journal of Invented Studies {volume}, no. 3 ({year}): {year - 1900}."
    if pick < 0.75:
        topic = dice.choice(_HEADS).lower()
        return f"See https://www.example.org/reports/{dice.randint(2000, 2024)}/{topic}-annex.pdf."
    return " ".join(paragraph(dice, 1, 2))
