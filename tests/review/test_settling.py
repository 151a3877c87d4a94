"""What holds after several people have decided."""

from decision_examples import decision, undo

from bdjp_nlp.review.settling import settle


def holds(decisions):
    return {d.label: d.new.holds for d in settle(decisions).standing.values()}


def test_the_last_decision_of_one_coder_counts():
    assert holds([decision("sea"), decision("sea", holds=False)]) == {"sea": False}


def test_an_undone_decision_leaves_the_one_before():
    last = decision("sea", holds=False)
    assert holds([decision("sea"), last, undo(last)]) == {"sea": True}


def test_blind_coders_who_agree_settle_a_place():
    assert holds([decision(blind=True), decision(blind=True, coder="bo")]) == {"sea": True}


def test_blind_coders_who_differ_leave_it_disputed_until_somebody_who_saw_both_decides():
    differing = [decision(blind=True), decision(holds=False, blind=True, coder="bo")]
    assert holds(differing) == {}
    assert [d.coder for judged in settle(differing).disputed.values() for d in judged] == ["ada", "bo"]
    assert holds([*differing, decision(holds=False, coder="chair")]) == {"sea": False}


def test_passages_and_labels_are_places_of_their_own():
    settled = settle([decision("sea"), decision("school"), decision("sea", passage="p2", holds=False)])
    assert [(place[1:], d.new.holds) for place, d in settled.standing.items()] == [
        (("p1", "sea"), True),
        (("p1", "school"), True),
        (("p2", "sea"), False),
    ]
