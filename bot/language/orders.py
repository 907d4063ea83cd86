"""Orders to a machine, by which some try a bot: such a sentence asks for nobody, whatever words it holds."""

import re

_SET_ASIDE = (
    r"(?:(?:ignore|forget|disregard)\b(?: \w+){0,2}? (?:your|the|all|any|every|these|those|previous|prior|above)\b"
    r"|(?:override|bypass)\b(?: \w+){0,2}? (?:your|previous|prior)\b)(?: \w+){0,3}?"
    r" (?:instructions?|rules?|prompts?|guidelines?|restrictions|directions|orders|catalog|role list|roles|personas)\b"
)
_LAY_OPEN = (
    r"(?:print|reveal|output|repeat|leak|dump|show|tell|give|display)\b(?: me| us)?(?: \w+){0,3}?"
    r" (?:your (?:\w+ )?(?:prompt|instructions|tokens?|passwords?|secrets?|keys?|credentials)\b"
    r"|(?:system|hidden|initial) (?:prompt|instructions)\b|(?:every|all)(?: \w+){1,4}? you (?:hold|have|know)\b)"
)
_PLAY = (
    r"(?:you are now|youre now|from now on you|pretend (?:to be|you|that you)|act as (?:if|though) you"
    r"|(?:enter|you are in) \w+ mode|(?:reply|respond|answer)(?: to (?:everybody|everyone|all))?(?: only)? with)\b"
)
_ORDER = re.compile(
    rf"(?:(?:system|assistant|admin|please|now|just|and|so|hey|ok|first) )*(?:{_SET_ASIDE}|{_LAY_OPEN}|{_PLAY})"
)


def is_order(plain: str) -> bool:
    """True for a sentence, in folded words, by which somebody orders the bot about."""
    return _ORDER.match(plain) is not None
