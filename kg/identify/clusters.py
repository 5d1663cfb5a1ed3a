"""Clusters of nodes that are one, with their reasons; what must stay apart stays apart.

Input: pairs that are the same, pairs that are different. Output: clusters in a fixed order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable


class Clusters:
    """Nodes joined step by step. The first node of a cluster, by name, stands for it."""

    def __init__(self, different: Iterable[tuple[str, str]] = ()) -> None:
        self._parent: dict[str, str] = {}
        self._members: dict[str, list[str]] = {}
        self._reasons: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._apart: defaultdict[str, set[str]] = defaultdict(set)
        for first, second in different:
            self._apart[first].add(second)
            self._apart[second].add(first)

    def root(self, node: str) -> str:
        """The node that stands for the cluster of a node."""
        top = node
        while (parent := self._parent.get(top, top)) != top:
            top = parent
        while (parent := self._parent.get(node, node)) != top:
            self._parent[node] = top
            node = parent
        return top

    def members(self, node: str) -> list[str]:
        """All nodes of the cluster of a node."""
        root = self.root(node)
        return self._members.get(root, [root])

    def may_join(self, first: str, second: str) -> bool:
        """Whether nobody has decided that some of the two clusters' nodes are different."""
        others = set(self.members(second))
        return not any(
            self._apart[node] & others for node in self.members(first) if node in self._apart
        )

    def join(self, first: str, second: str, reason: str = "") -> bool:
        """Join two nodes, unless some of their clusters are different; whether they are one."""
        if not self.may_join(first, second):
            return False
        top, other = sorted((self.root(first), self.root(second)))
        if top != other:
            self._members[top] = self.members(top) + self.members(other)
            self._members.pop(other, None)
            self._parent[other] = top
            self._reasons[top].update(self._reasons.pop(other, {}))
        if reason:
            self._reasons[top][reason] = None
        return True

    def all(self) -> list[tuple[list[str], list[str]]]:
        """Clusters of two or more: members and reasons, sorted."""
        return sorted(
            (sorted(members), sorted(self._reasons[root]))
            for root, members in self._members.items()
        )
