"""Words of general English: what carries nothing in a question, what carries little, and what is spelt right."""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

from bot.language.words import Spellings, bare, deletions, fold, misspelling, stem, typed_words

# Words that stand around a question and are no part of it.
FILLER = frozenset(
    """
    a an the this that these those there here its it i me my mine we us our ours you your yours he him his she her
    they them their theirs one ones somebody someone anybody anyone everybody everyone nobody whoever something
    anything everything who whom whose which what when where why how whos whats wheres hows whomever wich be am is
    are was were been being do does did doing done dose have has had having will would shall should can could may
    might must ought cannot dont doesnt didnt cant wont isnt arent wasnt wouldnt couldnt shouldnt im ive id youre
    theyre thats gonna wanna gotta supposed able and or but nor so if then else because as at by for from in into of
    off on onto out over per to toward towards under until up upon via with within without about after again against
    along among around before behind below between beyond down during except near since than through throughout
    while not no yes too very just only also even ever never still already yet now really quite rather perhaps maybe
    please pls plz thanks thank thx ty cheers hey hi hello yo dear sorry bother urgent asap q good morning afternoon
    evening guys folks all any each every both either neither some such same other others another own more most less
    least much many few several lot lots bit etc eg ie vs quick quickly question questions help know tell say ask
    asking asked wonder wondering wondered idea ideas clue want wants wanted need needs needed like let get gets got
    getting go goes going gone come comes see speak talk talking reach ping person people guy role roles persona
    personas responsible responsibility responsibilities accountable charge owner owners owns owning belong belongs
    job task tasks duties thing things stuff usually actually basically currently today right new way ways kind sort
    somewhere somehow regarding concerning re exactly gals folk point pointing look looking looks find finding
    figure whether though although however instead therefore otherwise nothing nowhere none anymore unless whereas
    two three four five six seven eight nine ten hundred second third half monday tuesday wednesday thursday friday
    saturday sunday weekend tomorrow yesterday tonight ago soon later often sometimes always mostly nearly almost
    hardly ok okay yep yeah nope lol btw fyi afaik imo eh um hmm oh well pretty super totally honestly literally
    simply made said says told asks seem seems seemed mean means meant happen happens happened couldn shouldn wouldn
    wo hwo woh didn doesn don isn aren wasn weren hasn haven hadn ain anyways according together apart away back forward
    normally typically generally ordinarily charg
    """.split()
)
# Words by which a sentence asks for somebody.
ASKS = frozenset("who whom whose whos whoever which what whats where how anyone anybody someone somebody".split())

# Who answers for something is called one or the other.
LEADING = frozenset("boss chief coordinator director head lead leader manager officer supervisor".split())

# How people shorten common words; the other way round, too, a catalog may have the short one.
SHORT = dict(
    pair.split("=")
    for pair in """
    biz=business mgr=manager mgmt=management dept=department asst=assistant coord=coordinator dev=developer
    devs=developers eng=engineer engs=engineers admin=administrator admins=administrators tech=technician
    techs=technicians dr=doctor docs=documents doc=document prof=professor info=information comms=communications
    accts=accounts acct=account govt=government intl=international maths=mathematics ops=operations
    infra=infrastructure specs=specifications spec=specification reqs=requirements req=requirement
    env=environment envs=environments prod=production repo=repository repos=repositories auth=authentication
    perf=performance perms=permissions config=configuration configs=configurations vacay=vacation
    rep=representative reps=representatives cert=certificate certs=certificates refs=references
    appt=appointment appts=appointments rx=prescription sched=schedule stats=statistics ads=advertisements
    ad=advertisement phone=telephone phones=telephones photo=photograph photos=photographs exam=examination
    exams=examinations lab=laboratory labs=laboratories fridge=refrigerator bike=bicycle bikes=bicycles plane=aeroplane
    planes=aeroplanes airplane=aeroplane airplanes=aeroplanes uni=university temp=temporary temps=temperatures
    flu=influenza gym=gymnasium vet=veterinarian vets=veterinarians memo=memorandum demo=demonstration
    demos=demonstrations intro=introduction promo=promotion pic=picture pics=pictures vid=video vids=videos
    """.split()
)

LONG = {whole: short for short, whole in SHORT.items()}

# Verbs and nouns that a task of any field may hold: they say little about whose task it is.
LIGHT = frozenset(
    map(
        stem,
        """
        make build run handle manage keep use set put take took give bring work create prepare provide
        maintain support ensure check fix change start stop turn try show write decide help plan lead review
        update add move call happen say team company project group department office staff member employee
        colleague customer client user time day daily week weekly month monthly year yearly night morning
        old big small large high low long short whole part place system process problem issue case number
        list report information detail name type level kind end side line area important different available
        possible ready broken wrong bad better best open close late early first last next once deal arrange
        organise organize coordinate oversee supervise pick break broke cause care answer order happy follow
        everyday sure actual current specific related required necessary expert business understand explain
        describe discuss judge recommend advise assist know worry matter bother depend allow enable let
        complete finish perform carry conduct undertake execute ensure involve include concern relate apply
        require expect hope wish love hate enjoy
        """.split(),
    )
)


def _groups(name: str) -> list[str]:
    """The groups of words in a file of this package, without the notice at its head."""
    return files("bot.language").joinpath(name).read_text(encoding="utf-8").split("\n\n")[1:]


# The stems of 10,000 common words: spelt like this, a word is no slip of the finger for another.
_GROUPS = _groups("common_words.txt")
COMMON = frozenset(root for group in _GROUPS for root in group.split())
# And of the rarer ones of seven letters and more: two slips do not lead from one word to another.
_LONG = frozenset(_groups("long_words.txt")[0].split())

# How light a word is, from 0 to 1: what is said often, whatever is talked about, tells little of whose task it is.
LIGHTNESS = {root: place / (len(_GROUPS) - 1) for place, group in enumerate(_GROUPS) for root in group.split()}
LIGHTNESS |= dict.fromkeys(LIGHT, 1.0)


def is_english(word: str) -> bool:
    """True for a folded word of the language; of the rare ones only the long are known."""
    root = stem(word)
    return root in COMMON or root in _LONG


def content_words(text: str) -> tuple[str, ...]:
    """The folded words of a text that carry meaning."""
    typed = typed_words(text)
    return telling(typed, [bare(fold(word)) for word in typed])


def telling(typed: Sequence[str], folded: Sequence[str]) -> tuple[str, ...]:
    """The folded words that carry meaning. Of the others only capitals do: IT, and the OR of a hospital."""
    shouted = all(word.isupper() for word in typed)
    return tuple(
        meant for one, word in zip(typed, folded, strict=True) if (meant := meaning(one, word, shouted=shouted))
    )


def meaning(typed: str, folded: str, *, shouted: bool = False) -> str:
    """A folded word, or "" if it carries nothing. `shouted`: all around it stands in capitals too."""
    capitals = 1 < len(typed) < 4 and typed.isupper() and not shouted
    return folded if capitals or not (folded in FILLER or (folded.isdigit() and len(folded) < 3)) else ""


_FILLER_NEAR: defaultdict[str, list[str]] = defaultdict(list)
for _word in FILLER:
    for _part in deletions(_word) if len(_word) > 3 else ():
        _FILLER_NEAR[_part].append(_word)


@lru_cache(maxsize=1 << 14)
def is_misspelt_filler(word: str) -> bool:
    """True for "teh", "ownz" or "resposible": no common word, and one slip from a word that carries nothing."""
    if len(word) == 3 and stem(word) not in COMMON:
        return word[1] + word[0] + word[2] in FILLER or word[0] + word[2] + word[1] in FILLER
    if len(word) < 4 or (len(word) < 8 and stem(word) in COMMON):
        return False
    return any(misspelling(word, near) for part in deletions(word) for near in _FILLER_NEAR.get(part, ()))


_COMMON_SPELLINGS = Spellings(sorted(COMMON))


@lru_cache(maxsize=1 << 14)
def nearness_to_common(word: str) -> float:
    """How likely a word is a slip for a common one (devlops), from 0 to 1."""
    root = stem(word)
    likely = {} if root in COMMON else _COMMON_SPELLINGS.like(root)
    return max((sure for one, sure in likely.items() if len(one) > 3), default=0.0)
