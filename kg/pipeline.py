"""From inputs to a store: read, extract, store, identify, index (DESIGN section 3).

Input: names of files and folders, or `-`. Output: records in the order of the input, or a store
and a `Summary` of what was done. What cannot be read is a value among the others, never the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, TypedDict, Unpack

import pyoxigraph as ox

from kg.errors import KgError
from kg.extract import extract
from kg.identify import check_agree, identify, keep, read_decisions, rejected
from kg.ingest import Draft, ReadOptions, article_from_text, drafts
from kg.memory import give_back, keep_aside, kept_aside
from kg.model import Article, Record
from kg.processes import Standby, cores, each
from kg.rdf import iri, record_without
from kg.rules import load_rules, rules_version
from kg.search.index import follow, is_followed
from kg.segment import tokenizer
from kg.store import Changes, Copy, Store, Wanted, made

if TYPE_CHECKING:
    from kg.send import Sent

_MANY: Final = 200  # articles read: there may be some thousand more, which takes a second
_POSTS: Final = ""  # beside the kinds of event, none of which is called so

Read = Article | Draft | KgError


class Progress(Protocol):
    """Who is told how far a build is."""

    def articles(self, read: Iterable[Read]) -> Iterable[Read]:
        """The articles, as they pass."""

    def facts(self, number: int) -> None:
        """So many facts more."""


class _Silent:
    """Nobody."""

    def articles(self, read: Iterable[Read]) -> Iterable[Read]:
        return read

    def facts(self, number: int) -> None:
        pass


class Reading(TypedDict, total=False):
    """How inputs are read; `kg.ingest.ReadOptions` says what each means."""

    published: str | None
    home: str
    publisher: str
    encoding: str | None
    fields: Mapping[str, str]
    unpack_limit: int | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did.

    `changes` counts articles by what became of them and names what failed. `events` are the
    events of the articles that are new or changed, by kind, in the order of the names; `posts`
    their posts. `sent` is what was sent to a server, if that was asked.
    """

    changes: Changes
    events: tuple[tuple[str, int], ...]
    posts: int
    sent: Sent | None = None

    @property
    def read(self) -> int:
        """Articles read."""
        counted = self.changes
        return counted.new + counted.changed + counted.same + counted.duplicate


def extract_text(
    text: str, *, name: str = "text", rules: Sequence[Path] = (), **reading: Unpack[Reading]
) -> Record:
    """The record of one article given as text; `name` becomes its id.

    Raises InputError for what is no text, UsageError for wrong options, RuleError.
    """
    article = article_from_text(text, name, ReadOptions(**reading))
    return extract(article, load_rules(tuple(rules)))


def extract_inputs(
    inputs: Sequence[str],
    *,
    rules: Sequence[Path] = (),
    decisions: Path | None = None,
    jobs: int | None = None,
    **reading: Unpack[Reading],
) -> Iterator[Record | KgError]:
    """One record an article, in the order of the inputs; an error for each that failed.

    Facts that the table of `decisions` rejects are left out. `jobs` processes extract at the same
    time, as many as there are cores if None. Raises UsageError for wrong options, RuleError for
    faulty rules and InputError for faulty decisions, before anything is read.
    """
    options, own = ReadOptions(**reading), tuple(rules)
    load_rules(own)
    gone = frozenset(rejected(read_decisions(decisions))) if decisions else frozenset()
    work = partial(_record, rules=own, rejected=gone)
    return _aside(each(work, drafts(inputs, options), jobs or cores(), _lost, partial(_ready, own)))


def build(  # noqa: PLR0913 - a keyword for each option of the command
    inputs: Sequence[str],
    *,
    store: str | Path = "zhengji.store",
    base: str | None = None,
    rules: Sequence[Path] = (),
    decisions: Path | None = None,
    jobs: int | None = None,
    prune: bool = False,
    to: str | None = None,
    progress: Progress | None = None,
    **reading: Unpack[Reading],
) -> Summary:
    """Read, extract, store and identify; articles that the store has as they are, it keeps.

    `base` begins the IRIs of a new store. `decisions` is a table of people's verdicts (see
    `kg.identify.read_decisions`), which win and stay in the store. `jobs` is as in
    `extract_inputs`. With `prune`, what the inputs do not have is taken out, but for what could
    not be read. `to` is the address of a server that is sent the store (see `kg.send`). `progress` is told of the articles and facts as they pass.
    Raises StoreError for a store that cannot be used, InputError for faulty decisions, UsageError
    and RuleError before anything is read; an input that fails is counted and named in the summary.
    """
    options, own = ReadOptions(**reading), tuple(rules)
    version, ready, jobs = rules_version(own), partial(_ready, own), jobs or cores()
    if to:
        from kg.send import check_address, send  # noqa: PLC0415 - needs the network's libraries

        check_address(to)
    decided = read_decisions(decisions) if decisions else []
    told = progress or _Silent()
    facts: Counter[str] = Counter()
    was_followed = is_followed(Path(store))
    with kept_aside(), Standby() as standby, Store.open(store, create=True, base=base) as opened:
        opened.touched.is_whole = not was_followed
        check_agree(opened, decided)
        keep(opened, decided)
        intake = opened.intake(version)
        read = told.articles(drafts(inputs, options))
        fresh = intake.fresh(_with(standby, read, own) if jobs > 1 else read)
        copies = each(partial(_copy, rules=own), fresh, jobs, _lost_copy, ready, standby)
        for copy, counts in copies:
            if intake.take(copy):
                facts.update(counts)
                told.facts(counts.total())
        changes = intake.finish(prune=prune)
        _derive(opened)
        sent = send(opened, to) if to else None
    give_back()  # what the engine had
    follow(Path(store), opened.touched)
    posts = facts.pop(_POSTS, 0)
    return Summary(changes, tuple(sorted(facts.items())), posts, sent)


def remove(names: Iterable[str], *, store: str | Path = "zhengji.store") -> int:
    """Take out articles by id, key, IRI or file; gives their number.

    Raises StoreError for a name that the store does not have; then nothing is taken out.
    """
    was_followed = is_followed(Path(store))
    with Store.open(store) as opened:
        opened.touched.is_whole = not was_followed
        count = opened.remove(names)
        _derive(opened)
    follow(Path(store), opened.touched)
    return count


def _derive(store: Store) -> None:
    """Make identities anew if facts have changed, and take out links of what is gone."""
    identify(store)
    if store.engine.contains_named_graph(ox.NamedNode(iri.graph("links", store.base))):
        from kg.link import drop_unsupported  # noqa: PLC0415 - gazetteers, for stores linked to some

        drop_unsupported(store)


def _aside(records: Iterator[Record | KgError]) -> Iterator[Record | KgError]:
    """`records`, made with what stands kept aside."""
    with kept_aside():
        yield from records


def _ready(rules: tuple[Path, ...]) -> None:
    """Load what takes most memory, for processes that share it as long as none writes to it."""
    tokenizer()
    load_rules(rules).ready()
    keep_aside()


def _record(
    article: Read, rules: tuple[Path, ...], rejected: frozenset[str] = frozenset()
) -> Record | KgError:
    """What an article states; a fault of ours in one article must not end a build of thousands."""
    if isinstance(article, KgError):
        return article
    try:
        known = article.article() if isinstance(article, Draft) else article
        record = extract(known, load_rules(rules))
        return record_without(record, rejected) if rejected else record
    except Exception as error:  # noqa: BLE001 - told with the article's name, and counted
        return KgError("pipeline-article", source=article.id, what=repr(error))


def _with(standby: Standby, articles: Iterable[Read], rules: tuple[Path, ...]) -> Iterator[Read]:
    """`articles`; once many have passed, a standby begins and rehearses with one of them."""
    for number, article in enumerate(articles, 1):
        if number == _MANY:
            standby.begin(partial(_record, article, rules))
        yield article


def _lost(article: Read, what: str) -> KgError:
    """What stands for an article whose process came to its end."""
    source = article.fields.get("source") if isinstance(article, KgError) else article.id
    return KgError("pipeline-process", source=source, what=what)


def _lost_copy(wanted: Wanted | KgError, what: str) -> tuple[KgError, Counter[str]]:
    return _lost(wanted.article if isinstance(wanted, Wanted) else wanted, what), Counter()


def _copy(wanted: Wanted | KgError, rules: tuple[Path, ...]) -> tuple[Copy | KgError, Counter[str]]:
    """What the store takes of an article, and how many facts of each kind it states."""
    if isinstance(wanted, KgError):
        return wanted, Counter()
    record = _record(wanted.article, rules)
    if isinstance(record, KgError):
        return record, Counter()
    facts = Counter(event.type for event in record.events)
    return made(record, wanted), facts + Counter({_POSTS: len(record.posts)})
