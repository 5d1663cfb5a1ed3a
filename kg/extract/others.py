"""Events of a user's own classes: every slot of a rule but the trigger is a role.

Input: a match of a rule. Output: a draft of an event, its roles filled by the people of a list,
by each member of a phrase that lists several, or by the subject of the clause.
"""

from __future__ import annotations

from kg.extract.phrases import members
from kg.extract.reading import Draft, Match, Reading, start_draft
from kg.model import Mention


def read_other(match: Match, reading: Reading) -> Draft:
    """The event that `match` tells of."""
    draft = start_draft(match.rule.emits, match, reading)
    if match.subject_role:
        draft.add(match.subject_role, reading.subject(match.clause.subject))
    for role, span in match.slots.items():
        if role != "trigger":
            draft.add(role, _fillers(span, reading))
    return draft


def _fillers(span: tuple[int, int], reading: Reading) -> list[Mention]:
    """The people behind the one sign of a slot, else the members of its phrase."""
    people = reading.people(span[0]) if span[1] - span[0] == 1 else []
    return people or [reading.phrase(*member) for member in members(reading, *span)]
