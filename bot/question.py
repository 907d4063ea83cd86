"""Typed text -> Question: what is asked, and in which words. English and Slack's syntax; no field's words."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from bot.language.english import ASKS, FILLER, LIGHT, content_words, telling
from bot.language.handing import GIVING, HELPING, PASSIVE, PERSONS, handing, is_noun
from bot.language.occupations import is_occupation
from bot.language.orders import asks_for_orders, is_closing, is_order, is_small_talk
from bot.language.words import INVISIBLE, WORD, bare, fold, stem, typed_words

LONGEST = 300  # characters of a question; a longer message is searched for the question in it
MOST_READ = 8000  # characters of a message that are looked at, half from its beginning and half from its end
LONGEST_OCCUPATION = 4  # words of an occupation
MOST_IDLE = 3  # sentences of small talk
MOST_SENTENCES = 200  # of a message that are looked at, likewise

SYNTAX = (
    (re.compile("[\ufdf0-\ufdfb]"), " "),  # a whole phrase in one character, which folding would spell out
    (re.compile(r"```.*?(```|\Z)", re.DOTALL), " "),
    (re.compile(r"<@[^<>]*>|<!(?!date)[^<>]*>|<!date[^<>|]*(?:\|[^<>]*)?>"), " "),
    (re.compile(r"<#\w+\|([^<>]*)>"), r" \1 "),
    (re.compile(r"<(?:https?|mailto|tel)[^<>|]*\|([^<>]*)>"), r" \1 "),
    (re.compile(r"<(?:https?|mailto|tel)[^<>]*>"), " "),
    (re.compile(r"https?://\S+"), " "),
    (re.compile(r":(?<![\w:]:)[a-z0-9_+'-]{2,}:(?::skin-tone-\d:)?(?!\w)"), " "),
    (re.compile(r"\A\s*/\w+(?=\s|$)"), " "),
    (re.compile(r"@(?<!\w@)[\w.-]+"), " "),
    (re.compile(r"[*_~`]"), " "),
)
ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
# What is pasted to try a bot is no question: a script, other tags of a page, a statement to a database.
CODE = (
    (re.compile(r"<script\b[^<>]*>[^<\n]*(?:</script>)?", re.IGNORECASE), " "),
    (
        re.compile(
            r"</?(?:a|b|i|u|p|br|div|span|img|iframe|svg|style|script)\b"
            r"(?:\s+[\w-]+=(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s<>\"']+))*\s*/?>",
            re.IGNORECASE,
        ),
        " ",
    ),
    (
        re.compile(
            r"\b(?:(?:drop|alter|truncate) table|delete from|insert into|union select)\b[^;\n]{0,80};\s{0,3}--",
            re.IGNORECASE,
        ),
        " ",
    ),
    # what ends a text and goes on in SQL
    (re.compile(r"(?<!\S)['\"]\s?\)?;[^\n]{0,300}?(?:--|$)", re.MULTILINE), " "),
)
SIGNS = (
    # designer -> rigger; a run of spaces is tried from its beginning only, however long it is
    (re.compile(r"(?:(?<!\s)\s+)?(?:[-=]>|[→⇒])\s*"), " to "),
    (re.compile(r"(?<!\S)\?{2,}"), " whom "),  # designer -> ???
)
LINK = re.compile(r"https?://[^/\s<>|]+/([^\s<>|?#]+)")
SLUG = re.compile(r"[a-z]{2,}(?:[-_.][a-z]{2,})*")
LONGEST_PATH = 80  # letters of a link that are read
# Without one of these marks, none of the above is in a text.
MARKED = re.compile("[^\\w\\s.,!?()'’\"-]|_|\\?\\?|[\ufdf0-\ufdfb]")
QUOTED = re.compile(r"^(?:&gt;|>).*$", re.MULTILINE)
SOMEBODY = PERSONS | {"him", "her"}
POINTING = {"it", "this", "that", "them", "these", "those"}
# What only says that somebody asks: my boss wants to know who …; who …, thanks in advance.
_KNOWING = (
    r"(?:know|tell|ask|wonder(?:ing)?|remind|check|(?:find|figure) out|sure|idea|clue|curious|remember|forgot"
    r"|point (?:me|us))"
)
_CLOSING = (
    r"(?:(?:many )?thanks(?: in advance| a lot| so much)?|thank you(?: in advance| so much)?|cheers|at the moment"
    r"|these days|as of now|any ideas?|asking for a friend|in (?:our|this) (?:company|organi[sz]ation))"
)
LEADING_IN = re.compile(
    r"(\A|[,;:.]|\b(?:and|but|so)\b)\s*"
    r"(who knows|(?:(?!\b(?:who|whom|whose|which|what|and|but|so|because|if|when)\b)[^,;:.?]){0,60}?"
    rf"\b{_KNOWING})(?: (?:me|us|you|again|to|about|of|quickly|please|exactly))* (?=(?:who|whom|whose|which)\b)",
    re.IGNORECASE,
)
TRAILING = re.compile(rf"(?<=\w)[\s,.?!(–-]*\b{_CLOSING}[\s.!?)]*\Z", re.IGNORECASE)
# Tells sooner than those two that neither finds anything.
ASIDE = re.compile(rf"\b(?:who knows|{_KNOWING}|{_CLOSING})\b", re.IGNORECASE)
ASKERS = frozenset(
    """i we you somebody someone anybody anyone boss manager colleague colleagues teammate customer client friend family
    director team""".split()
)
KNOWING = frozenset("knows remind check sure curious remember forgot".split())  # no filler, but in such words
# Words that only lead to what is asked about; and those by their first one.
LEADING_TO = [
    tuple(words.split())
    for words in (
        "take care of|takes care of|taking care of|deal with|deals with|dealing with"
        "|put me in touch with|put us in touch with|point me to|point us to"
        "|get hold of|get a hold of|get in touch with|get in contact with|get through to"
        "|contact for|contact about|contact regarding|problem with|problems with|issue with|issues with|trouble with"
        "|which team|what team|which department|what department"
        "|in the company|in our company|in this company|in our team|in my team"
    ).split("|")
]
FRAMES = {one[0]: [other for other in LEADING_TO if other[0] == one[0]] for one in LEADING_TO}
# No sentence ends with i.e., e.g., Dr., Mr., Mrs. or vs.
SENTENCE = re.compile(
    r"(?<=[?!.;…])(?<!\bi\.e\.)(?<!\be\.g\.)(?<!\b[dm]r\.)(?<!\bmrs\.)(?<!\bvs\.)\s+|\n+|(?<=\w)\s+[-–—]\s+",
    re.IGNORECASE,
)


class Intent(StrEnum):
    """What the asker wants to know."""

    WHO = "who"  # who does X; also a bare name or task
    WHAT = "what"  # what does Y do
    NOT_RESPONSIBLE = "not_responsible"  # what is Y not responsible for
    DENIES = "denies"  # who is not responsible for X
    GIVES = "gives"  # who hands X to Y
    RECEIVES = "receives"  # who gets X from Y
    STAGE = "stage"  # who is involved in stage S
    COMPARE = "compare"  # the difference between A and B
    EITHER = "either"  # A or B; also which of both does X
    HELP = "help"
    OVERVIEW = "overview"


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked. `text` is the question as read, fit to be shown again as plain text (bounded, no Slack syntax).

    `spoken` are all its words as they were typed, in order, `folded` the same folded; `words` those that carry meaning.
    `context` is the same with the sentences around it, where there are some: often the matter stands there. `framing`
    are the places of words that only lead to what is asked about.
    """

    text: str
    intent: Intent = Intent.WHO
    words: tuple[str, ...] = ()
    spoken: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()
    context: "Question | None" = None
    framing: frozenset[int] = frozenset()

    @property
    def wanted(self) -> tuple[str, ...]:
        """The folded words of the occupation that the question names (data protection officer); else none.

        A reporter of whom something is told (a reporter is on the phone, who talks to her?) is not asked for.
        """
        words = self.folded
        start = next((place for place, word in enumerate(words) if word not in FILLER), len(words))
        end = next((place + 1 for place in range(start, len(words)) if is_occupation(words[place])), start)
        name = words[start:end]
        asked = start == 0 or words[start - 1] in NAMING
        whole = end == len(words) or (words[end] in FILLER and words[end] not in STATED)
        later = any(word in ASKS and behind not in FILLER for word, behind in pairwise(words[end + 1 :]))
        named = asked and whole and not later and len(name) <= LONGEST_OCCUPATION
        return name if named and not FILLER.intersection(name) else ()


HELP = {"help", "help me", "usage", "how do you work", "how does this work", "what can you do", "commands", "examples"}
HELP |= {"who are you", "what are you", "what is this", "hello", "hi", "hey", "hello there", "hi there", "good morning"}
OVERVIEW = re.compile(
    r"(?:(?:show|list|give|see|print|display)(?: me)? )?(?:us )?(?:an? |the )?"
    r"(?:overview|list|all|everything|everyone|roles|personas"
    r"|(?:all|list of|overview of)(?: all)?(?: the| our)? (?:roles|personas))"
    r"|(?:which|what) (?:roles|personas) (?:are there|do you know|exist|do we have)|who is who|who does what"
)
COMPARE = re.compile(
    r"\bcompar(?:ed?|ing|ison)\b|\bdifferences?\b|\bdiffers?\b|\bdifferent from\b|\bversus\b|\bvs\b|\bthe same as\b"
)
EITHER = re.compile(r"\bor\b")
# Behind it stands a list of those to be compared, up to what it is about.
COMPARING = re.compile(
    r"\bcompar(?:e|ing)\b|\bcomparison (?:of|between)\b|\bdifferences?\b[^,;.?!]{0,30}?\bbetween\b", re.IGNORECASE
)
VERSUS = re.compile(r"\b(?:vs|versus)\b", re.IGNORECASE)
ABOUT = re.compile(
    r"[.?!:](?!\w)|\b(?:in|when|with (?:regard|respect)|regarding|concerning|for|on|about|who|what|which|I|we|they)\b",
    re.IGNORECASE,
)
LISTED = re.compile(r"[,;/]|\b(?:and|or|with|to|against|vs|versus)\b", re.IGNORECASE)
NAME_HERE = "\0"
MOST_LISTED = 8  # parts of a list of those to be compared
LONGEST_LISTED = 3  # words that tell something: more of them is no name
NOT_RESPONSIBLE = re.compile(
    r"\bnot? (?:be )?(?:\w+ )?(?:responsible|accountable|in charge|do|doing|own|handle|the job)\b"
    r"|\b(?:does|do|is|are|should|would|will|can)(?:n'?t|nt| not)\b"
    r".*\b(?:do|doing|own|handle|responsible|in charge|job)\b"
)
DENIES = re.compile(
    r"^(?:so )?(?:who|which (?:role|persona|team))"
    r" (?:isnt|arent|doesnt|dont|shouldnt|mustnt|wont|(?:is|are|does|do|should|must|will) not)\b"
)
INVOLVED = re.compile(
    r"\b(?:involved|participates?|participating|takes? part|taking part|plays? a (?:part|role)|contributes?|active|"
    r"engaged)\b"
)
# Only after a preposition: a title, too, may hold the word.
STAGE = re.compile(r"\b(?:in|during|at|for|through|of|on)\b.*\b(?:stage|phase|step)\b")
ENDS = "?!.;:,…"
DUTIES = ("things", "tasks", "duties", "responsibilities", "stuff")
WHAT = re.compile(
    r"^(?:so )?what(?:'s| is| are| does| do|s)\b"
    rf"|^(?:so )?(?:what|which) (?:{'|'.join(DUTIES)}) (?!.*\bwhom?\b)(?:do|does|is|are|has|have|falls?|belongs?)\b"
    r"|^(?:tell me|explain|describe|info|information|more)\b"
    r"|\bwhat .* (?:do|does) (?:here|all day)?\b|\bjob description\b"
    r"|^(?:was (?:macht|tut)|(?:quest ce )?que (?:fait|hace)|(?:che )?cosa fa|wat doet|o que faz)\b"
)
PATTERNS = ((COMPARE, Intent.COMPARE), (STAGE, Intent.STAGE), (EITHER, Intent.EITHER), (WHAT, Intent.WHAT))
STATED = frozenset(  # what somebody is, has or does who is told of
    """is are was were has have had wants want needs need says said can could will would just got gets keeps keep asks
    asked called""".split()
)
NAMING = frozenset("is are the a an our your my whos need needs want wants for find any".split())
ENDING_UP = re.compile(
    r"^(?:(?:so|and) )?where (?:do|does|did|should|will|would) .* (?:go|end up)"
    r"(?: to| next| then| after(?:wards)?| from (?:here|there))?$"
    r"|^(?!who ).* (?:go|goes|going) to (?:who|whom|which \w+)$"
)
ASKED_LAST = {"who", "whom", "which"}
CLAUSE = {"that", "which", "what"}
BESIDES = frozenset("before after when once until while because if unless since so".split())  # begin a clause beside
ADVERBS = {"also", "always", "now", "then", "still", "just", "only", "even", "first", "next", "please", "not"}
TOLD = ASKS | {"whether", "if", "about", "why"}


def read_question(text: str) -> Question:
    """What a message asks. Never raises; the cost does not grow with the message beyond a few thousand characters."""
    asking, around = _question_in(_without_syntax(text))
    question = _read(asking, _read(around) if around != asking else None)
    linked = "" if question.words or not asking else _linked(text)
    return _read(f"{asking.rstrip('?!. ')} {linked}".strip()) if linked else question


def listed(question: Question, names: Iterable[tuple[int, int]]) -> list[str]:
    """What stands beside names in a list of those to be compared, and may be one: compare the rigger with a banana.

    `names` are the places of words of names, from and to. Nothing where something of theirs is compared: their pay.
    """
    text = question.text
    for start, end in names:
        words = r"\W+".join(map(re.escape, question.spoken[start:end]))
        text = re.sub(rf"\b{words}\b", NAME_HERE, text, flags=re.IGNORECASE)
    comparing = COMPARING.search(text)
    whole = text[comparing.end() :] if comparing else text if VERSUS.search(text) else ""
    parts = LISTED.split(ABOUT.split(whole, maxsplit=1)[0])[:MOST_LISTED]
    beside = [part for part in parts if NAME_HERE not in part]
    named = [part.replace(NAME_HERE, "") for part in parts if NAME_HERE in part]
    if not named or any(map(content_words, named)):
        return []
    return [_bare(part) for part in beside if 0 < len(content_words(part)) <= LONGEST_LISTED]


def _bare(part: str) -> str:
    """A part of a list without the small words that it begins with: a banana."""
    typed = typed_words(part)
    start = next((place for place, word in enumerate(typed) if content_words(word)), len(typed))
    return " ".join(typed[start:])


def _linked(text: str) -> str:
    """What is asked about by nothing but a link: the words of its path, as a repository is called.

    Not those with digits or capitals in them: they may be a key.
    """
    found = LINK.search(text[:MOST_READ])
    return " ".join(word for word in found[1].split("/") if SLUG.fullmatch(word))[:LONGEST_PATH] if found else ""


def _read(said: str, context: Question | None = None) -> Question:
    if ASIDE.search(said):
        said = TRAILING.sub("", LEADING_IN.sub(_without_asking, said)).strip() or said
    spoken = tuple(typed_words(said))
    folded = tuple(bare(fold(word)) for word in spoken)
    framing = _framing(folded)
    if all(place in framing or word in FILLER for place, word in enumerate(folded)):
        framing = set()  # nothing else is asked about
    told = [
        (typed, word) for place, (typed, word) in enumerate(zip(spoken, folded, strict=True)) if place not in framing
    ]
    plain = [word for _, word in told]
    words = telling([typed for typed, _ in told], plain)
    return Question(said, _intent(fold(said), " ".join(plain)), words, spoken, folded, context, frozenset(framing))


def _without_asking(found: re.Match[str]) -> str:
    """What stays of words that may only say that somebody asks: all, if they hold anything else."""
    words = set(_folded(found[2]))
    by_asker = not found[1] or not words.isdisjoint(ASKERS)
    return f"{found[1]} " if by_asker and words <= FILLER | ASKERS | KNOWING else found[0]


def _framing(folded: Sequence[str]) -> set[int]:
    """The places of words that only lead to what is asked about: who takes care of it, whom do I contact about it?"""
    return {
        inside
        for place, word in enumerate(folded)
        for frame in FRAMES.get(word, ())
        if folded[place : place + len(frame)] == frame
        for inside in range(place, place + len(frame))
        if folded[inside] not in ASKS
    }


def _without_syntax(text: str) -> str:
    """The words of a Slack message: no mentions, links, emoji, quotes, code or marks."""
    if len(text) > MOST_READ:
        text = f"{text[: MOST_READ // 2]}\n{text[-MOST_READ // 2 :]}"
    if not MARKED.search(text):
        return text.strip()
    for pattern, instead in SYNTAX:
        text = pattern.sub(instead, text)
    text = _without_quotes(INVISIBLE.sub("", text))
    for entity, character in ENTITIES:
        text = text.replace(entity, character)
    for pattern, instead in (*CODE, *SIGNS):
        text = pattern.sub(instead, text)
    return text.strip()


def _without_quotes(text: str) -> str:
    """The lines that are no quotation; with the quotation's own words where the rest only points to it."""
    own = QUOTED.sub(" ", text)
    return own if _stands_alone(own) else re.sub(r"^(?:&gt;|>)\s?", "", text, flags=re.MULTILINE)


def _question_in(text: str) -> tuple[str, str]:
    """The longest real question of a message, and that with what stands around it; each bounded.

    The whole message is the question if it is short and asks nothing by itself.
    """
    parts = SENTENCE.split(text)
    if len(parts) > MOST_SENTENCES:
        parts = [*parts[: MOST_SENTENCES // 2], *parts[-MOST_SENTENCES // 2 :]]
    told = [(plain, " ".join(_folded(plain[:LONGEST]))) for one in parts if (plain := " ".join(one.split()))]
    told = [(plain, folded) for plain, folded in told if not _is_order(plain, folded)]
    if len(told) <= MOST_IDLE and _is_idle(told):
        return "", ""
    sentences = [plain for plain, _ in told]
    if len(sentences) < 2:
        only = "".join(sentences)[:LONGEST]
        return only, only
    places = range(len(sentences))
    asking = [place for place in places if _asks(sentences[place]) and _stands_alone(sentences[place])]
    whole = _together(sentences)
    if not asking and len(whole) > LONGEST:
        asking = [place for place in places if sentences[place].endswith("?") or _asks(sentences[place])]
    if not asking:
        return whole[:LONGEST], whole[:LONGEST]
    chosen = max(asking, key=lambda place: (sentences[place].endswith("?"), min(len(sentences[place]), LONGEST)))
    return sentences[chosen][:LONGEST], _around(sentences, chosen)


def _around(sentences: Sequence[str], chosen: int) -> str:
    """A sentence with as many of those before it, and then behind it, as there is room for."""
    first, last = chosen, chosen + 1
    room = LONGEST - len(sentences[chosen])
    while first and (room := room - len(sentences[first - 1]) - 1) >= 0:
        first -= 1
    while last < len(sentences) and (room := room - len(sentences[last]) - 1) >= 0:
        last += 1
    return _together(sentences[first:last])[:LONGEST]


def _together(sentences: Sequence[str]) -> str:
    """Sentences as one text, with a comma behind those that only a dash or the end of a line told apart."""
    return " ".join([*(one if one[-1] in ENDS else f"{one}," for one in sentences[:-1]), sentences[-1]])


def _stands_alone(text: str) -> bool:
    """True for words that tell something by themselves; "who fixes it?" points to what was said before."""
    words = _folded(text)
    return not (POINTING.intersection(words[-3:]) or SOMEBODY.intersection(words)) and any(
        word not in FILLER and stem(word) not in LIGHT for word in words
    )


def _is_order(sentence: str, folded: str) -> bool:
    """True for a sentence that orders the bot about, and asks for nothing (`ASKS`)."""
    return asks_for_orders(folded) or (is_order(folded) and not _asks(sentence))


def _is_idle(told: Sequence[tuple[str, str]]) -> bool:
    """True for small talk beside which nothing is asked or told, in sentences as typed and folded."""
    others = [sentence for sentence, folded in told if not is_small_talk(folded)]
    return len(others) < len(told) and not any(_asks(one) or _stands_alone(one) for one in others)


def _asks(sentence: str) -> bool:
    """True for a sentence that asks for somebody: it holds a word like "who"."""
    return not ASKS.isdisjoint(_folded(sentence))


def _folded(text: str) -> list[str]:
    """The folded words of a text, of a long one those at its beginning."""
    return [bare(word) for word in WORD.findall(fold(text[: 2 * LONGEST]))]


def _intent(folded: str, plain: str) -> Intent:
    if plain in HELP or is_closing(plain) or ASKS.issuperset(plain.split()):
        return Intent.HELP
    if OVERVIEW.fullmatch(plain):
        return Intent.OVERVIEW
    if NOT_RESPONSIBLE.search(folded) and not plain.startswith(("who ", "whos ", "which ")):
        return Intent.NOT_RESPONSIBLE
    if DENIES.match(plain):
        return Intent.DENIES
    if INVOLVED.search(plain):
        return Intent.STAGE
    return _handoff(plain) or next((intent for pattern, intent in PATTERNS if pattern.search(plain)), Intent.WHO)


def _handoff(plain: str) -> Intent | None:
    """The direction of a hand-off, which is in its verb and in what stands before it."""
    if ENDING_UP.search(plain):
        return Intent.RECEIVES
    words = _main_clause(plain.split())
    verb = next((place for place, word in enumerate(words) if handing(word) and not _is_beside(words, place)), 0)
    if not verb or words[0] == "what":
        return None
    gives = handing(words[verb]) in GIVING
    if not ASKS & set(words[:verb]):  # A passes it to whom; B gets it from which role
        return (Intent.RECEIVES if gives else Intent.GIVES) if ASKED_LAST & set(words[verb:]) else None
    if words[verb - 1] in PASSIVE or _is_inverted(words[:verb]) or _has_subject(words[:verb]):
        gives = not gives  # who is given it; whom does A hand it to; where does A get it from; who needs what A gives
    return Intent.GIVES if gives else Intent.RECEIVES


def _is_beside(words: list[str], verb: int) -> bool:
    """True for a verb by which somebody only tells the asker something, and for a noun: tell me whether, the report."""
    told = words[verb + 1 : verb + 2] in (["me"], ["us"]) and not TOLD.isdisjoint(words[verb + 2 : verb + 3])
    return told or is_noun(words, verb)


def _is_inverted(before: list[str]) -> bool:
    """True if somebody stands between a helping verb and the verb: whom does A hand it to? Not: who can hand it on?"""
    helping = max((place for place, word in enumerate(before) if word in HELPING), default=len(before))
    return any(not word.endswith("ly") and word not in ADVERBS for word in before[helping + 1 :])


def _main_clause(words: list[str]) -> list[str]:
    """The words up to a clause that only tells when or why: who files the plan before we hand it to the designer?"""
    asking = next((place for place, word in enumerate(words) if word in ASKS), len(words))
    return words[: next((place for place in range(asking + 1, len(words)) if words[place] in BESIDES), len(words))]


def _has_subject(before: list[str]) -> bool:
    """True if a clause with somebody in it begins before the verb: who relies on the tables that billing delivers."""
    clause = max((place for place, word in enumerate(before) if word in CLAUSE), default=0)
    return clause > 0 and any(not word.endswith("ly") and word not in FILLER for word in before[clause + 1 :])
