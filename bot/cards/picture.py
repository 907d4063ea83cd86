"""The picture of stages, roles and hand-offs as messages and tabs have it: files of Slack's, and the same in words.

Of many roles the picture has several sheets, a file each.
"""

import hashlib
from collections.abc import Callable, Mapping

from bot.cards.view import Block
from bot.cards.words import clean, counted, cut, length, squeezed
from bot.catalog import Catalog, Part, Persona

EDITION = "7"  # of the drawing: another one is another picture of the same catalog
_MOST = 2000  # characters that Slack takes as the text of a picture
_EACH = 50  # of them for each sheet after the first


def picture(files: str, catalog: Catalog) -> list[Block]:
    """The picture whose sheets are the Slack files with these ids, with spaces between."""
    ids = files.split()
    words = in_words(catalog, len(ids), _MOST - _EACH * (len(ids) - 1))
    return [
        {"type": "image", "slack_file": {"id": id_}, "alt_text": text} for id_, text in zip(ids, words, strict=False)
    ]


def in_words(catalog: Catalog, sheets: int, most: int) -> list[str]:
    """The words for each sheet: for the first the whole picture, in `most` characters; for others which it is."""
    others = [f"{cut(clean(catalog.title), 30)} ({at} of {sheets})" for at in range(2, sheets + 1)]
    return [described(catalog, most), *others]


def described(catalog: Catalog, most: int | None = None) -> str:
    """The picture in words, for whoever cannot see it: every stage with each role's part, and every hand-off.

    In as many words as fit into `most` characters; where that is too few, with numbers for the roles, as the picture.
    """
    words = ""
    for told in (_in_full, _in_short, _by_numbers):
        words = f"{clean(catalog.title)}: {counted(len(catalog.personas), 'role')}.\n{told(catalog)}"
        if most is None:
            return words
        if length(words) <= most:
            break
    return cut(words, most or 0)


def stages_of(catalog: Catalog) -> tuple[str, ...]:
    """The stages in the catalog's order; where it lists none, those its roles name."""
    return catalog.stages or tuple(dict.fromkeys(stage for one in catalog.personas for stage in one.stages))


def digest_of(catalog: Catalog) -> str:
    """Changes when the picture does."""
    drawn = [EDITION, catalog.title, *catalog.stages]
    for persona in catalog.personas:
        drawn += [persona.id, persona.title, str(dict(persona.stages)), *(one.to for one in persona.handoffs)]
    return hashlib.sha256("\0".join(drawn).encode("utf-8", "replace")).hexdigest()


def _in_full(catalog: Catalog) -> str:
    return _roles(
        catalog, lambda persona: [f"hands {one.what} to {catalog.by_id[one.to].title}" for one in persona.handoffs]
    )


def _in_short(catalog: Catalog) -> str:
    """Without what is handed over."""

    def gives(persona: Persona) -> list[str]:
        to = ", ".join(catalog.by_id[id_].title for id_ in persona.receivers)
        return [f"hands work to {to}"] if to else []

    return _roles(catalog, gives)


def _roles(catalog: Catalog, gives: Callable[[Persona], list[str]]) -> str:
    """A sentence for each role."""
    lines = []
    for persona in catalog.personas:
        parts = [f"{stage} ({part})" for stage, part in persona.stages.items()]
        told = "; ".join([*parts, *gives(persona)]) or "no stages and no hand-offs listed"
        lines.append(f"{persona.title}: {told}.")
    return "\n".join(lines)


def _by_numbers(catalog: Catalog) -> str:
    """All roles with their numbers, then each stage and each giver with those of the roles concerned."""
    number = {persona.id: str(at) for at, persona in enumerate(catalog.personas, 1)}
    roles = ", ".join(f"{number[one.id]} {squeezed(one.title, 40)}" for one in catalog.personas)
    stages = [f"{stage}: {_concerned(catalog, stage, number)}" for stage in stages_of(catalog)]
    gives = [
        f"{number[one.id]}→{','.join(number[to] for to in one.receivers)}" for one in catalog.personas if one.handoffs
    ]
    told = [f"{roles}."]
    if stages:
        told.append(
            f"Stages, by who is {', '.join(f'{part} ({_letter(part)})' for part in Part)}: {'; '.join(stages)}."
        )
    return " ".join([*told, f"Hand-offs: {'; '.join(gives)}."] if gives else told)


def _concerned(catalog: Catalog, stage: str, number: Mapping[str, str]) -> str:
    """The numbers of the roles in a stage, by their part."""
    by_part = {part: [number[one.id] for one in catalog.personas if one.stages.get(stage) is part] for part in Part}
    return " ".join(f"{_letter(part)} {','.join(numbers)}" for part, numbers in by_part.items() if numbers) or "nobody"


def _letter(part: Part) -> str:
    return part.value[0].upper()
