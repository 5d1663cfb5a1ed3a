"""The signs that stand for annotated spans in annotated text: single private-use characters.

Patterns name them by kind; `kg.annotate` puts them in.
"""

from __future__ import annotations

SUBJECT, PEOPLE, DATE, SPEECH, WORK = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
SIGNS = {"subject": SUBJECT, "people": PEOPLE, "date": DATE, "speech": SPEECH, "work": WORK}
