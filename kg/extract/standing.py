"""How the people of an article stand: who gives orders in office, and how far his office reaches.

Input: the reading of an article, whose people have the posts that it tells. Output: sets of
names, each made when first asked for.
"""

from __future__ import annotations

from kg.extract.reading import Reading


class Standing:
    """The people of an article by the posts that it tells of them."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.patterns = reading.rules.patterns("speech")
        self._locals: frozenset[str] | None = None
        self._higher: frozenset[str] | None = None
        self._leaders: frozenset[str] | None = None
        self._bosses: frozenset[str] | None = None
        self._advisers: frozenset[str] | None = None

    def orders(self, name: str) -> bool:
        """Whether a person acts in office, and not only as one who advises at a session."""
        acts = self.reading.acts(name) or name in self.leaders or name in self.bosses
        return acts and name not in self.advisers

    @property
    def locals(self) -> frozenset[str]:
        """Officials of a town, a county or a city."""
        if self._locals is None:
            self._locals = self._holders("local_post")
        return self._locals

    @property
    def higher(self) -> frozenset[str]:
        """Those of whom the article tells another post than one of a town, a county or a city, which in
        a chain with such a one says of what level it is (县委常委 + 政法委书记 does not)."""
        if self._higher is None:
            local, sign = self.patterns["local_post"].search, self.patterns["higher"].search
            higher = set()
            for span in self.reading.annotated.people.spans:
                beside = any(local(post.label) for post in span.posts)
                others = (post.label for post in span.posts if not local(post.label))
                if any(not beside or sign(label) for label in others):
                    higher.add(span.name)
            self._higher = frozenset(higher)
        return self._higher

    @property
    def leaders(self) -> frozenset[str]:
        """People who lead a school or a hospital, or the party in one, who tell their own what to do."""
        if self._leaders is None:
            self._leaders = self._holders("leads")
        return self._leaders

    @property
    def bosses(self) -> frozenset[str]:
        """People who lead a company or a mine, who tell their own what must be done."""
        if self._bosses is None:
            self._bosses = self._holders("heads_firm")
        return self._bosses

    @property
    def advisers(self) -> frozenset[str]:
        """People of whom the article tells no post but that of one who advises: 政协委员."""
        if self._advisers is None:
            adviser, posts = self.patterns["adviser"], dict[str, list[str]]()
            for span in self.reading.annotated.people.spans:
                posts.setdefault(span.name, []).extend(post.label for post in span.posts)
            self._advisers = frozenset(
                n for n, told in posts.items() if told and all(map(adviser.search, told))
            )
        return self._advisers

    def _holders(self, pattern: str) -> frozenset[str]:
        """People of whom a post is told that `pattern` finds."""
        kind, spans = self.patterns[pattern], self.reading.annotated.people.spans
        return frozenset(s.name for s in spans if any(kind.search(p.label) for p in s.posts))
