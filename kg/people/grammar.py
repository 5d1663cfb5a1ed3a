"""The words and patterns by which names and posts are read, compiled once."""

from __future__ import annotations

import re

from kg.lexicon import Lexicons, alternation, looked_for, unjoined
from kg.people.wordings import AppointedWords

_GRADES = 6  # of a post, or posts of one person in a row
DOT = "·"  # joins the parts of a transcribed name
HAN = "\u4e00-\u9fff\u3400-\u4dbf"  # CJK unified ideographs and extension A


class Grammar:
    """What is needed to read names and posts, compiled once from the lexicons."""

    def __init__(self, lexicons: Lexicons) -> None:
        singles = [w for w in lexicons.words("surnames") if len(w) == 1]
        self.compound = frozenset(w for w in lexicons.words("surnames") if len(w) == 2)
        self.long_surnames = re.compile(
            alternation([w for w in lexicons.words("surnames") if len(w) > 2])
        )
        self.surnames = frozenset(singles)
        self.weak = lexicons.characters("surnames-weak")
        self.function_surnames = lexicons.characters("surnames-function")
        self.transcribed = lexicons.characters("transliteration")
        self.name_firsts = self.surnames | self.transcribed
        self.name_firsts |= {word[0] for word in lexicons.words("surnames") if len(word) > 1}
        self.not_given = lexicons.characters("not-given")
        self.first_given = lexicons.characters("given-first")
        self.last_given = lexicons.characters("given-last")
        self.not_names = frozenset(lexicons.words("not-names"))
        self.spouses = frozenset(lexicons.words("spouses"))
        self._compile_followers(lexicons)
        self.date_ends = lexicons.words("date-ends")
        self.dated = re.compile(rf"\d(?:{alternation(self.date_ends)})")
        self.boundary = lexicons.characters("name-boundaries") | {"\n"}
        self.post_edges = self.boundary | {" ", "\u3000"}
        self.prepositions = lexicons.characters("post-prepositions")
        self.stops = frozenset(lexicons.words("post-stops"))
        self.never_last = lexicons.characters("name-never-last")
        self.native_seats = lexicons.words("transliterated-seats")
        self.conjunctions = frozenset(lexicons.words("list-joints"))
        self.and_so_on = lexicons.words("and-so-on")
        self.name_tails = lexicons.characters("name-tails")
        self.not_ends = lexicons.characters("name-not-ends")
        self.states = frozenset(lexicons.words("foreign-states"))
        self.foreign = re.compile(alternation(self.states))
        self.foreign_end = re.compile(f"(?:{alternation(lexicons.words('foreign-states'))})$")
        bracketed = [state for state in lexicons.words("foreign-states") if not state.isalpha()]
        self.bracketed_state = re.compile(f"(?:{alternation(bracketed)})$")  # 刚果（金）
        self.quoted_part = re.compile(f"(?:{alternation(lexicons.words('post-quotations'))})$")
        firm = alternation(lexicons.words("firm-bracket-ends"))
        self.firm_bracket = re.compile(f"（[{HAN}]{{1,6}}）(?={firm})")
        self._compile_posts(lexicons)
        self._compile_titles(lexicons)
        self._compile_lists(lexicons)
        self._compile_names(lexicons)

    def _compile_followers(self, lexicons: Lexicons) -> None:
        """What can stand right behind a name, and what stands behind nothing else."""
        regnal = lexicons.words("regnal-numbers")
        self.regnal = re.compile(alternation(regnal))
        self.follower_words = frozenset((*lexicons.words("name-followers"), *regnal))
        self.speech = frozenset(lexicons.words("speech-verbs"))
        self.speaks = re.compile(alternation(self.speech))
        self.strong_singles = self.speech | frozenset(lexicons.words("strong-singles"))
        self.longest = max(map(len, self.follower_words))
        self.act_words = self.follower_words | frozenset(lexicons.words("name-acts"))
        self.follower = re.compile(looked_for(self.act_words))
        self.vouching = re.compile(alternation(lexicons.words("name-vouchers")))
        acts = (*self.speech, *lexicons.words("joint-acts"))
        self.vouching_acts = re.compile(alternation(acts))
        named, told = lexicons.classes("word-names"), lexicons.classes("person-acts")
        self.word_names = {word: kind for kind, words in named.items() for word in words}
        self.person_acts = {kind: re.compile(alternation(words)) for kind, words in told.items()}
        self.plurals = lexicons.words("plural-signs")

    def _compile_posts(self, lexicons: Lexicons) -> None:
        """Heads, grades and status of posts, and what no post holds."""
        self.kind = {w: kind for kind, ws in lexicons.classes("posts").items() for w in ws}
        crafts = alternation(lexicons.words("crafts"))
        qualifiers = alternation(lexicons.words("craft-qualifiers"))
        self.craft = re.compile(f"(?:{qualifiers})*(?:{crafts})")
        statuses = lexicons.classes("post-status")
        self.status = {w: kind for kind, ws in statuses.items() for w in ws}
        self.acting = statuses.get("acting", ())
        self.former = statuses.get("former", ())
        self.particles = frozenset(lexicons.words("particles"))
        self.counters = frozenset(lexicons.words("person-counters"))
        numerals = "".join(sorted(lexicons.characters("several")))
        ordinal = "".join(sorted(lexicons.characters("ordinal-signs")))
        self.several = re.compile(
            f"(?<![{ordinal}{numerals}\\d])[{numerals}\\d]+(?:{alternation(lexicons.words('several-of'))})"
        )
        self.head_of_place = "".join(lexicons.words("heads-of-places"))
        self.seats = lexicons.characters("seat-ends")
        matters = alternation(lexicons.words("ministry-matters"))
        joints = alternation(lexicons.words("list-joints")[1:])
        elect = alternation(lexicons.words("elect-signs"))
        self.protected = re.compile(
            f"{alternation(lexicons.words('post-stops-within'))}"
            f"|(?:{matters})(?:{joints})(?=(?:{matters}))"
            f"|(?:{alternation((*self.states, *lexicons.words('state-ends')))})(?:{elect})$"
        )
        self.stop_words = re.compile(alternation(self.stops | self.counters))
        self.apart = re.compile(alternation([w for w in self.stops & self.follower_words if w[1:]]))
        grades, heads = _grades(lexicons), alternation(self.kind)
        self.head = re.compile(f"{grades}{{0,{_GRADES}}}(?P<head>{heads})")
        self.titled = re.compile(
            f"(?P<head>{looked_for(self.kind)})(?:（[^（）]{{1,6}}）)?(?=[{HAN}])"
        )
        self.chain_led = re.compile(f"(?:{alternation(lexicons.words('chain-leads'))})\\Z")
        self.roll_signs = re.compile(alternation(lexicons.words("roll-signs")))
        self.post_aside = re.compile(f"（(?:{alternation(lexicons.words('post-asides'))})）")
        self.bracketed_post = re.compile(f"（(?<=[{HAN}]（)[{HAN}、]{{2,30}}）")
        self.grades = re.compile(f"{grades}{{1,{_GRADES}}}")
        self.head_lasts = frozenset(word[-1] for word in self.kind)
        self.grade_ends = frozenset(word[-1] for word in lexicons.words("post-grades"))
        self.grades_end = re.compile(f"{grades}{{1,{_GRADES}}}$")
        self.head_end = re.compile(
            f"(?:{grades}{{0,{_GRADES}}}(?:{heads})|{alternation(lexicons.words('deputy-heads'))})$"
        )
        self.appointed = AppointedWords(lexicons, grades, heads, self.boundary, HAN)
        self._compile_bodies(lexicons)

    def _compile_bodies(self, lexicons: Lexicons) -> None:
        """What tells the body that a post is in, and whose posts are other states' and former."""
        bodies = lexicons.classes("post-bodies")
        self.organs, self.units = bodies["head"], bodies["unit"]
        self.joined = lexicons.words("post-joints")
        self.pronouns = lexicons.words("body-pronouns")
        grades = _grades(lexicons)
        former = [word for word, status in self.status.items() if status.startswith("former")]
        self.former_end = re.compile(f"(?:{alternation(former)})$")
        organs = alternation(self.organs)
        self.former_organ = re.compile(f"(?:{alternation(former)})(?=(?:{organs})$)")
        self.former_signs = re.compile(alternation(former))
        self.former_bodies = re.compile(alternation(lexicons.words("former-bodies")))
        self.then = frozenset(lexicons.words("post-then"))
        qualifiers = alternation(lexicons.words("post-qualifiers"))
        nation = alternation(lexicons.words("state-signs"))
        joint_signs = "".join(word for word in lexicons.words("list-joints") if len(word) == 1)
        self.qualified_end = re.compile(
            f"(?:{qualifiers}|{grades}|{alternation(former)}|(?<=[{HAN}])(?<![{joint_signs}])(?:{nation}))$"
        )
        self.whole_posts = re.compile(alternation(lexicons.words("whole-posts")))
        matters = alternation((*lexicons.words("ministry-matters"), *lexicons.words("matters")))
        joints = alternation(lexicons.words("list-joints"))
        tails = alternation(lexicons.words("matter-tails"))
        states = alternation(self.states)
        self.matter_end = re.compile(
            f"(?:(?:{matters})(?:{tails})?(?:{joints})?){{1,8}}$|(?:{states})(?:{tails})$"
        )
        self.of_matters = re.compile(f"(?:{alternation(lexicons.words('heads-of-matters'))})$")
        of_states = alternation(lexicons.words("heads-of-states"))
        self.served = re.compile(f"(?:{of_states})(?=[{HAN}]{{2,4}}$)")
        self.envoys_of_one = frozenset(lexicons.words("envoys-of-one"))
        self.of_state = re.compile(
            f"(?:{alternation(former)}|{grades}){{0,{_GRADES}}}"
            f"(?:{grades}{{0,{_GRADES}}}(?:{of_states})){{0,{_GRADES}}}"
            f"(?:{alternation(self.joined)})?(?:{of_states})*"
        )
        numbers = "".join(sorted(lexicons.characters("term-numbers")))
        terms = alternation(lexicons.words("term-signs"))
        self.term = re.compile(f"^[{numbers}\\d]*(?:{terms})")
        self.no_ministry = re.compile(f"(?:{alternation(lexicons.words('no-ministries'))})$")
        self.envoy_heads = frozenset(lexicons.words("envoys"))
        sent = alternation(lexicons.words("envoy-sent"))
        places = alternation(lexicons.words("envoy-places"))
        self.envoy_place = re.compile(f"(?:{sent})(?:{states}|{places})$")
        self.envoys = lexicons.characters("envoy-signs")
        self.royal_titles = frozenset(lexicons.words("royal-titles"))

    def openings(self, text: str) -> list[int]:
        """Where a surname may begin a name: where the text begins, or behind what a name stands behind."""
        return [match.start() for match in self._openings.finditer(text)]

    def _compile_titles(self, lexicons: Lexicons) -> None:
        """Titles and forms of address behind a name."""
        titles = lexicons.words("titles-after")
        graded = (grade + title for grade in lexicons.words("title-grades") for title in titles)
        self.sole_titles = sorted(lexicons.words("sole-titles"))
        self.whole_titles = frozenset(lexicons.words("titles-whole"))
        self.core_signs = lexicons.words("core-signs")
        self.titles = re.compile(alternation((*titles, *graded)))
        self.title_tails = lexicons.words("title-tails")
        teams = alternation(lexicons.words("title-teams"))
        self.title_tail = re.compile(f"(?!{teams})(?:{alternation(self.title_tails)})")
        self.long_title_tails = tuple(tail for tail in self.title_tails if len(tail) > 1)
        self.post_addresses = re.compile(
            f"(?P<post>{alternation(lexicons.words('titles-addressed'))})"
            f"(?:{alternation(lexicons.words('addresses-of-titles'))})"
        )
        self.addresses = re.compile(alternation(lexicons.words("addresses")))
        self.call_leads = lexicons.characters("name-leads")
        self.call_opens = self.call_leads | self.boundary

    def _compile_lists(self, lexicons: Lexicons) -> None:
        """What joins the names of a list, closes it, and is done by all of them."""
        self.list_joints = lexicons.words("list-joints")
        self.joint_marks = re.compile(alternation(self.list_joints))
        self.sharing_joints = frozenset(lexicons.words("sharing-joints"))
        self.aside = re.compile(r"（[^（）\n]{1,16}）")
        self.wide_joints = frozenset(lexicons.words("wide-joints"))
        acts = alternation([*self.and_so_on, *lexicons.words("joint-acts")])
        joint = re.escape(self.list_joints[0])
        opens = "".join(sorted(self.boundary - {self.list_joints[0]}))
        other = "".join(sorted(self.transcribed)) + DOT
        name = f"(?:(?:{self._surname})[{HAN}]{{1,2}}|[{other}]{{2,9}})"
        last = name.replace("{1,2}", "{1,2}?")  # 韩正 + 等在主席台就座
        classes = lexicons.classes("bodied-ends")
        bodies = [word for words in classes.values() for word in words]
        self.bodied_house = re.compile(f"(?:{alternation(classes['house'])})$")
        self.bodied_lasts = frozenset(word[-1] for word in bodies)
        self.bodied_end = re.compile(f"(?:{alternation(bodies)})$")
        act = f"(?:{alternation(self.and_so_on)})?(?:{alternation(lexicons.words('bodied-acts'))})"
        self.bodied = re.compile(
            f"(?:{looked_for(bodies)})(?P<first>(?:{self._surname})[{HAN}]{{1,2}}?)"
            f"(?:{joint}[{HAN}]{{2,16}}?){{0,12}}(?={act})"
        )
        self.enclosed = re.compile(f"[{HAN}]{{2,4}}(?={joint})")
        opening = f"{self._opening(opens)}[{HAN}]{{1,2}}"
        together = (
            a + b for a in lexicons.words("and-so-on") for b in lexicons.words("joint-acts")
        )
        jointly = alternation(lexicons.words("joint-acts"))  # …，县直部门负责人参加
        ends = f"{acts}|，[{HAN}{joint}]{{4,30}}?(?:{jointly})"
        # Each name up to a joint is read in one way: of those of two, forty have a billion.
        inner = f"(?>{joint}{name}(?={joint})){{0,39}}"
        self.listed = re.compile(
            f"(?P<names>{opening}(?:{inner}{joint}{last}(?={ends})|(?={alternation(together)})))"
        )

    @property
    def _surname(self) -> str:
        return "|".join(sorted(self.compound)) + "|[" + "".join(sorted(self.surnames)) + "]"

    @property
    def _surname_firsts(self) -> str:
        return "".join(sorted(self.surnames | {word[0] for word in self.compound}))

    def _opening(self, before: str) -> str:
        """A surname where the text begins or behind one of the characters `before`.

        It begins with a character class, for which `re` searches fast.
        """
        seconds = "".join(sorted({word[1] for word in self.compound}))
        compound = "|".join(f"(?<={w[0]}){w[1]}" for w in sorted(self.compound))
        single = "".join(sorted(self.surnames))
        stands = _behind(before)
        return f"[{self._surname_firsts}]{stands}(?:(?=[{seconds}])(?:{compound})|(?<=[{single}]))"

    def _compile_names(self, lexicons: Lexicons) -> None:
        """Names by what stands before and behind them, and names of transcribing characters.

        Those that begin with a surname are tried only at `openings`.
        """
        self.ends_too = lexicons.characters("name-ends-too")
        self.han = re.compile(f"[{HAN}]+")
        self.no_given_names = frozenset(lexicons.words("not-given-names"))
        self.surname_tails = lexicons.characters("surname-tails")
        self.rare_surnames = lexicons.characters("surnames-rare")
        parts = lexicons.classes("name-parts")
        part = looked_for(parts["part"])
        self.put_together = re.compile(f"{part}(?:{part})*(?:{alternation(parts['last'])})?")
        self.localizers = lexicons.characters("localizers")
        self.native_states = frozenset(lexicons.words("states-of-native-names"))
        self.sure_tails = lexicons.characters("name-tails-sure")
        strong = [w for w in self.follower_words if len(w) > 1] + sorted(self.speech)
        before = "".join(sorted(self.boundary))
        surname = self._opening("".join(sorted(self.boundary | self.particles)))
        self.bare = re.compile(f"(?P<name>{surname}[{HAN}]{{1,2}}?)(?={looked_for(strong)})")
        signs = lexicons.classes("named-alone")
        lead, act = alternation(signs["lead"]), alternation(signs["act"])
        self.led_alone = re.compile(
            f"(?:{lead})(?P<name>(?:{self._surname})[{HAN}]{{1,2}}?)(?={act})"
        )
        single = "".join(sorted(self.surnames))
        opens = _behind("".join(sorted(self.boundary | self.particles)))
        self.opening = re.compile(f"(?P<name>[{single}]{opens}[{HAN}]{{2}})")
        leads = "".join(sorted(self.call_leads))
        self._openings = re.compile(
            f"[{self._surname_firsts}]{_behind(before + ''.join(sorted(self.particles)) + leads)}"
        )
        calls = alternation(lexicons.words("addresses-alone"))
        self.called = re.compile(f"(?P<surname>{self._surname})(?:{calls})")
        self.addresses_alone = re.compile(calls)
        self.addressed = re.compile(f"(?P<surname>{self._opening(before + leads)})(?:{calls})")
        self._compile_resumes(lexicons, before)
        dotted = "".join(sorted(self.transcribed))
        rare = "".join(sorted(lexicons.characters("transliteration-dotted")))
        names = alternation(lexicons.words("transliteration-words"))
        self.transcribed_names = re.compile(names)
        first = f"(?:{names}|[{dotted}]|[{rare}](?=[{dotted}{rare}·-]))"
        self.dotted = re.compile(f"{first}{{1,8}}+(?:[·-]{first}{{1,10}}+)+")
        self.transcribed_end = re.compile(f"[{dotted}]{{2,8}}$")
        self.stating = re.compile(alternation(lexicons.words("stating-verbs")))
        self.rare_transcribed = frozenset(rare)
        japanese = alternation(lexicons.words("surnames-japanese"))
        self.japanese = re.compile(f"(?:{japanese})(?P<given>[{HAN}]{{1,3}})")

    def _compile_resumes(self, lexicons: Lexicons, before: str) -> None:
        """The heads of short biographies, whose names begin behind one of the characters `before`."""
        ages = lexicons.classes("resume-ages")
        age = f"，?(?:{alternation(ages['before'])})\\d{{1,3}}(?:{alternation(ages['unit'])})"
        resumes = f"{alternation(lexicons.words('resume-signs'))}|{age}"
        self.resume_signs = re.compile(resumes)
        self.resume_words = re.compile(alternation(lexicons.words("resume-signs")))
        self.alone_before = re.compile(f"(?<![{HAN}])[{HAN}]{{2,5}}$")
        particles = "".join(sorted(self.particles))
        self.aged = re.compile(f"\\d(?:{alternation(ages['unit'])})[{particles}]$")
        self.resume = re.compile(f"(?P<name>{self._opening(before)}[{HAN}]{{1,2}})(?={resumes})")


def _grades(lexicons: Lexicons) -> str:
    """A grade of a post, of which there may be several in a row."""
    return f"(?:{alternation(unjoined(lexicons.words('post-grades')))})"


def _behind(marks: str) -> str:
    """After a character: it begins the text or stands behind one of `marks`."""
    return f"(?:(?<=^.)|(?<=[{re.escape(marks)}].))"
