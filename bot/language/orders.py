"""Orders to a machine, by which some try a bot, and small talk: such a sentence asks for nobody by its words."""

import re

_SET_ASIDE = (
    r"(?:ignore|forget|disregard|override|bypass) (?:all |any )?(?:of )?(?:your|the|previous|prior|above|all|any)"
    r"(?: your| the| previous| prior| above| seven)?"
    r" (?:instructions?|rules|prompts?|guidelines|catalog|role list|roles)\b"
)
_LAY_OPEN = (
    r"(?:print|reveal|output|repeat|leak|dump|show|tell|display)\b(?: me| us)?(?: \w+){0,2}?"
    r" (?:(?:your )?(?:system|hidden) (?:prompt|instructions)|your (?:prompt|instructions)"
    r"|(?:every|all) (?:tokens?|passwords?|secrets?|keys?)(?: \w+){0,2} you (?:hold|have|know))\b"
)
_PLAY = (
    r"(?:you(?: are|re)? now (?:an?|in)|from now on you|pretend (?:to be|you|that you)|act as (?:if|though) you"
    r"|enter (?:developer|debug|god) mode|(?:reply|respond|answer) only with)\b"
)
_OWN_WORDS = re.compile(
    r"(?:(?:and|please|now|just) )*(?:(?:tell|show|give|send) (?:me|us) )?"
    r"what(?: is| are|s)? (?:in )?your (?:\w+ )?(?:prompt|instructions)(?: is| are| say)?"
)
_ORDER = re.compile(
    rf"(?:(?:system|assistant|admin|please|now|just|and|so|hey|ok|first) )*(?:{_SET_ASIDE}|{_LAY_OPEN}|{_PLAY})"
)
_WHEN = r"(?: (?:today|tomorrow|tonight|now|outside|here|later|soon|(?:in|at|on|this|next|over)(?: the)? \w+))*+"
_THANKS = r"(?:many thanks|thanks|thank you|thx|ty|cheers)(?: (?:so|very) much| a (?:lot|bunch|million))?"
_ADDRESSED = r"(?:there|again|bot|persona|mate|buddy|everyone|everybody|all|team|folks|guys|friends?|then)"
_GREETING = r"(?:hi|hiya|hey|hello|yo|(?:good )?(?:morning|afternoon|evening))"
_BEFORE = rf"(?:(?:{_GREETING}|oh|ok|okay|lol|haha|wow|yes|{_THANKS})(?: {_ADDRESSED})*+ )*+"
_BEHIND = rf"(?: (?:{_THANKS}|please|today|lol|haha|{_ADDRESSED}))*+"
_PRAISED = (
    r"(?:the best|great|awesome|amazing|brilliant|wonderful|fantastic|funny|cute|useless|stupid"
    r"|an? (?:absolute |real |total |true )?(?:star|legend|hero|gem|lifesaver|life saver|angel|champ|champion|genius"
    r"|rock ?star|treasure|wizard|machine|robot))"
)
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_DAY = rf"(?:day|week|weekend|morning|evening|night|holidays?|vacation|break|trip|lunch|birthday|{_WEEKDAY})"
_NICE = r"(?:good|nice|great|long|lovely)"
_CLOSING = re.compile(rf"(?:(?:{_THANKS}|ok|okay|great|perfect|cool|lovely|got it)(?: {_ADDRESSED})*+(?: |$))++")
_SMALL_TALK = re.compile(
    rf"{_GREETING}(?: {_ADDRESSED})++|{_BEFORE}(?:"
    r"(?:(?:can|could|would) you )?(?:please )?(?:tell|sing|write|read|give) (?:me |us )"
    r"(?:an?|another|some|your best)(?: (?:funny|good|short|little|silly|nice|bedtime))?"
    r" (?:joke|poem|story|song|riddle|limerick|haiku|pun)s?(?: about(?: (?!who)\w+){1,4})?"
    rf"|(?:will it|is it (?:going to|gonna)|does it) (?:rain|snow|be (?:sunny|warm|cold|hot|windy|nice)){_WHEN}"
    rf"|(?:whats?|hows?)(?: is| was| will)? the weather(?: going to)?(?: be)?(?: like)?{_WHEN}"
    r"|(?:what time is it|whats? the time|what day is it)(?: now| today)?"
    r"|hows?(?: are| is)? (?:you|things|life|it going)(?: doing| going)?(?: today)?|whats? up"
    rf"|hows?(?: was| is| were| are)? (?:your|everyones|everybodys)(?: {_NICE})? {_DAY}(?: so far| going)?"
    rf"|did (?:you|everyone|you all) (?:have|enjoy) (?:an?|your|the)(?: {_NICE})? {_DAY}"
    rf"|(?:have|enjoy) (?:an?|your|the) (?:{_NICE} )?(?:{_DAY}|one)"
    r"|are you (?:an? )?(?:real )?(?:human|bot|robot|machine|person|ai|alive|real|there|awake)"
    r"|do you (?:ever )?(?:sleep|dream|eat|have (?:feelings|friends|a name|a soul))"
    r"|who (?:made|built|created|wrote|programmed) you|(?:nice|good) to meet you"
    rf"|you(?:re| are)? (?:so |just |really )?{_PRAISED}|that (?:was|is) (?:quick|fast|helpful|funny|great|useful)"
    r"|(?:i )?(?:love|hate|miss(?:ed)?) you(?: (?:so|very) much)?|good (?:bot|job|night)|well done"
    rf"|see you (?:later|soon|tomorrow|then|{_WEEKDAY})|happy (?:birthday|new year|{_WEEKDAY})|much appreciated"
    rf"){_BEHIND}"
)


def is_order(plain: str) -> bool:
    """True for a sentence, in folded words, by which somebody orders the bot about."""
    return _ORDER.match(plain) is not None


def asks_for_orders(plain: str) -> bool:
    """True for a sentence, in folded words, that asks a machine what it was told, and nothing else."""
    return _OWN_WORDS.fullmatch(plain) is not None


def is_small_talk(plain: str) -> bool:
    """True for a sentence, in folded words, that is all about the weather or the bot, or only wants to be amused."""
    return _SMALL_TALK.fullmatch(plain) is not None


def is_closing(plain: str) -> bool:
    """True for folded words that ask for nothing and need no answer, for they close a conversation: thanks, team."""
    return _CLOSING.fullmatch(plain) is not None
