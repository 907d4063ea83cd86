"""The picture of stages, roles and hand-offs as messages and tabs have it: a file of Slack's, and the same in words."""

import hashlib

from bot.cards.view import Block
from bot.cards.words import clean, cut
from bot.catalog import Catalog

EDITION = "2"  # of the drawing: another one is another picture of the same catalog
_MOST = 2000  # characters that Slack takes as the text of a picture


def picture(file: str, catalog: Catalog) -> Block:
    """The picture in the Slack file with this id."""
    return {"type": "image", "slack_file": {"id": file}, "alt_text": cut(described(catalog, _MOST), _MOST)}


def described(catalog: Catalog, most: int | None = None) -> str:
    """The picture in words, for whoever cannot see it: in full if that is not too long, else in short."""
    full = "\n".join([_count(catalog), *_roles(catalog)])
    if most is None or len(full) <= most:
        return full
    return f"{_count(catalog)} Roles by stages, and who hands work to whom: {'; '.join(_handoffs(catalog))}."


def digest_of(catalog: Catalog) -> str:
    """Changes when the picture does."""
    drawn = [EDITION, catalog.title, *catalog.stages]
    for persona in catalog.personas:
        drawn += [persona.id, persona.title, str(dict(persona.stages)), *(one.to for one in persona.handoffs)]
    return hashlib.sha256("\0".join(drawn).encode("utf-8", "replace")).hexdigest()


def _count(catalog: Catalog) -> str:
    return f"{clean(catalog.title)}: {len(catalog.personas)} roles."


def _roles(catalog: Catalog) -> list[str]:
    lines = []
    for persona in catalog.personas:
        parts = [f"{stage} ({part})" for stage, part in persona.stages.items()]
        gives = [f"hands {one.what} to {catalog.by_id[one.to].title}" for one in persona.handoffs]
        lines.append(f"{persona.title}: {'; '.join([*parts, *gives]) or 'no stages and no hand-offs listed'}.")
    return lines


def _handoffs(catalog: Catalog) -> list[str]:
    """Each role that hands work on, with those it hands it to."""
    found = []
    for persona in catalog.personas:
        if receivers := dict.fromkeys(catalog.by_id[one.to].title for one in persona.handoffs):
            found.append(f"{persona.title} to {', '.join(receivers)}")
    return found
