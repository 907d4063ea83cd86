"""The workspace's own words over the catalog of the file: what comes of them, what does not fit, and what changed."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalog import (
    Catalog,
    Contact,
    Elsewhere,
    Fallback,
    Handoff,
    Holder,
    Lookalike,
    NotResponsible,
    Part,
    Persona,
    Responsibility,
    folded,
)
from bot.catalog_file import read_overlay, write_overlay
from bot.catalog_file.form import HELD_AS
from bot.errors import CatalogErrors
from bot.overlay import NOTHING, Edit, Misfit, Overlay, Statement, apply, difference
from tests.bot.theatre import MANAGER, RIGGER, THEATRE

unhurried = settings(deadline=None, max_examples=200)


def said(id_: str, **more: object) -> Persona:
    """What an overlay says of a role of the file."""
    return Persona(id_, "", "", **more)  # type: ignore[arg-type]  # the fields under test


def own(title: str, **more: object) -> Persona:
    """A role of the workspace's own."""
    return Persona(title.casefold(), title, "Ours.", **more)  # type: ignore[arg-type]  # the fields under test


def laid(*personas: Persona, catalog: Catalog = THEATRE) -> tuple[Catalog, list[tuple[str, str]]]:
    """The catalog with these on top, and what does not fit, with its reason."""
    result, misfits = apply(catalog, Overlay(personas))
    return result, [(one.what, one.why) for one in misfits]


def test_nothing_said_leaves_the_file() -> None:
    """A workspace without words of its own has the very catalog of the file."""
    assert apply(THEATRE, NOTHING) == (THEATRE, ())
    assert apply(THEATRE, NOTHING)[0] is THEATRE


def test_words_are_added_to_a_role() -> None:
    """Lists grow by what is new, in order; the contact is the workspace's; everything else stays the file's."""
    words = said(
        "rigger",
        aliases=("flyman",),
        responsibilities=(Responsibility("oils the winches", Part.ACCOUNTABLE), Responsibility("hangs heavy loads")),
        keywords=("truss",),
        owns=("the east hoist", "the west hoist"),
        not_responsible=(NotResponsible("calling cues", "Stage Manager"), NotResponsible("sweeping")),
        mistaken_for=(Lookalike("LD", "does not light"),),
        handoffs=(Handoff("lighting designer", "a safe rig"),),
        stages={"design": Part.INFORMED},
        contact=Contact(channel="C0123456789"),
        holders=(Holder(user="U0123456789"),),
    )
    result, misfits = laid(words)
    rigger = result.by_id["rigger"]
    assert misfits == []
    assert (rigger.title, rigger.description) == (RIGGER.title, RIGGER.description)
    assert rigger.aliases == ("flyman",)
    assert rigger.responsibilities == (*RIGGER.responsibilities, Responsibility("oils the winches", Part.ACCOUNTABLE))
    assert (rigger.keywords, rigger.owns) == (("truss",), ("the east hoist", "the west hoist"))
    assert rigger.not_responsible == (NotResponsible("calling cues", "stage-manager"), NotResponsible("sweeping"))
    assert rigger.mistaken_for == (Lookalike("lighting-designer", "does not light"),)
    assert rigger.handoffs == (*RIGGER.handoffs, Handoff("lighting-designer", "a safe rig"))
    assert rigger.stages == {"rehearsal": Part.RESPONSIBLE, "design": Part.INFORMED}
    assert rigger.contact == Contact(channel="C0123456789")
    assert rigger.holders == (Holder(user="U0123456789"),)
    assert [one.id for one in result.personas] == [one.id for one in THEATRE.personas]
    assert result.by_id["stage-manager"] is MANAGER


def test_a_task_said_in_other_ways_stays_one_task() -> None:
    """Another way to say a task joins the ways there are, whatever the capitals."""
    other = Responsibility("Keeps the Prompt Book", also=("the bible", "blocking notes"))
    result, _ = laid(said("stage-manager", responsibilities=(other,)))
    duties = result.by_id["stage-manager"].responsibilities
    assert [one.text for one in duties] == [one.text for one in MANAGER.responsibilities]
    assert duties[1].also == ("blocking notes", "the bible")


def test_a_contact_is_changed_by_its_parts() -> None:
    """The channel can be the workspace's and the page the file's."""
    catalog = replace(THEATRE, personas=(replace(RIGGER, contact=Contact("C0FILE", "https://a.example"), handoffs=()),))
    result, _ = laid(said("rigger", contact=Contact("C0OURS")), catalog=catalog)
    assert result.by_id["rigger"].contact == Contact("C0OURS", "https://a.example")


def test_a_role_of_its_own_stands_behind_the_files() -> None:
    """It hands over to roles of the file and to other own ones, brings its stages, and can be handed to."""
    usher = own(
        "Usher",
        aliases=("doorkeeper",),
        handoffs=(Handoff("rigger", "lost ladders"),),
        stages={"front": Part.CONSULTED},
    )
    cleaner = own("Cleaner", handoffs=(Handoff("doorkeeper", "a clean house"),))
    result, misfits = laid(usher, cleaner, said("rigger", handoffs=(Handoff("Usher", "the signal"),)))
    assert misfits == []
    assert [one.id for one in result.personas[-2:]] == ["usher", "cleaner"]
    assert result.by_id["cleaner"].handoffs == (Handoff("usher", "a clean house"),)
    assert result.stages == (*THEATRE.stages, "front")
    assert [giver.id for giver, _ in result.handoffs_to["usher"]] == ["rigger", "cleaner"]


def test_what_no_role_does_and_whom_to_ask() -> None:
    """Where a task goes instead, and the fallback, are the workspace's before the file's."""
    catalog = replace(THEATRE, fallback=Fallback("Ask the porter"), elsewhere=(Elsewhere("sells ice", "the bar"),))
    words = Overlay(elsewhere=(Elsewhere("Sells Ice", "the kiosk"), Elsewhere("parks cars", "the garage")))
    result, _ = apply(catalog, words)
    assert result.fallback == Fallback("Ask the porter")
    assert result.elsewhere == words.elsewhere
    assert apply(catalog, Overlay(fallback=Fallback("Ask us")))[0].fallback == Fallback("Ask us")


def test_the_version_tells_two_overlays_apart() -> None:
    """What is drawn from the catalog can be seen to be old by the version alone."""
    versions = {apply(THEATRE, Overlay((said("rigger", keywords=(word,)),)))[0].version for word in ("a", "b")}
    versions.add(apply(replace(THEATRE, version="2"), Overlay((said("rigger", keywords=("a",)),)))[0].version)
    assert len(versions | {THEATRE.version}) == 4


def test_what_is_wrong_with_a_title_or_a_description_is_told_once() -> None:
    """No other error follows from it, as if the key were not there."""
    wrong = f"personas:\n- {{title: {'x' * 101}, description: Ours.}}\n- {{title: Usher, description: {'x' * 2001}}}\n"
    with pytest.raises(CatalogErrors) as raised:
        read_overlay(wrong.encode(), "words.yaml")
    places = [error.where.split(": ")[1] for error in raised.value.errors]
    assert places == ["personas[0].title", "personas[1].description"]


MISFITS = {
    "the role is gone": (
        said("flyman", keywords=("x",)),
        "everything added to it",
        "there is no role with the id flyman",
    ),
    "its id is taken": (own("Rigger"), "the role Rigger", "there is a role with the id rigger already"),
    "its title is taken": (
        replace(own("RIGGER"), id="x"),
        "the role RIGGER",
        "Rigger goes by that name already",
    ),
    "its title is an alias": (own("SM"), "the role SM", "Stage Manager goes by that name already"),
    "an alias is a title": (
        said("rigger", aliases=("stage  manager",)),
        "the name stage  manager",
        "Stage Manager goes by it already",
    ),
    "an alias is an alias": (own("Usher", aliases=("sm",)), "the name sm", "Stage Manager goes by it already"),
    "a hand-off to nobody": (
        said("rigger", handoffs=(Handoff("cook", "tea"),)),
        "the hand-off of tea",
        "there is no role cook",
    ),
    "a hand-off to itself": (
        said("rigger", handoffs=(Handoff("Rigger", "tea"),)),
        "the hand-off of tea",
        "it leads back to the role itself",
    ),
    "nobody to be mistaken for": (
        said("rigger", mistaken_for=(Lookalike("cook", "x"),)),
        "the difference from cook",
        "there is no role cook",
    ),
    "nobody it goes to": (
        own("Usher", not_responsible=(NotResponsible("tea", "cook"),)),
        "where tea goes to",
        "there is no role cook",
    ),
}


@pytest.mark.parametrize(("words", "what", "why"), MISFITS.values(), ids=MISFITS)
def test_what_does_not_fit_is_named(words: Persona, what: str, why: str) -> None:
    """Only what does not fit is not in force, with the reason; the rest of the same role is."""
    result, misfits = laid(replace(words, owns=("a broom",)))
    assert misfits == [(what, why)]
    in_force = "everything" not in what and "the role" not in what
    assert ("a broom" in result.by_id.get(words.id, RIGGER).owns) is in_force
    assert len({folded(one.title) for one in result.personas}) == len(result.personas)


def test_what_fits_again_is_in_force_again() -> None:
    """The overlay is the same whatever becomes of the file, so that a role that comes back has its words back."""
    words = Overlay((said("rigger", aliases=("flyman",)),))
    without = replace(THEATRE, personas=(MANAGER,))
    assert apply(without, words)[1] == (
        Misfit("rigger", "everything added to it", "there is no role with the id rigger"),
    )
    assert apply(THEATRE, words)[0].by_id["rigger"].aliases == ("flyman",)


def test_a_denial_without_anybody_to_go_to_is_still_a_denial() -> None:
    result, _ = laid(said("rigger", not_responsible=(NotResponsible("tea", "cook"),)))
    assert result.by_id["rigger"].not_responsible == (NotResponsible("tea"),)


# -- changing it --


def test_a_phrase_is_added_once() -> None:
    """To a role of the file, to an own role, and not a second time."""
    once = NOTHING.with_phrase("rigger", "oils the winches")
    assert once.of("rigger").responsibilities == (Responsibility("oils the winches"),)
    assert once.with_phrase("rigger", "Oils the  winches") is once
    usher = Overlay((own("Usher"),)).with_phrase("usher", "tears tickets").of("usher")
    assert (usher.title, usher.responsibilities) == ("Usher", (Responsibility("tears tickets"),))


def test_where_something_goes_is_said_once() -> None:
    """The latest place it goes to counts."""
    words = NOTHING.with_elsewhere("parks cars", "the garage").with_elsewhere("Parks cars", "the street")
    assert words.elsewhere == (Elsewhere("Parks cars", "the street"),)


def test_a_role_of_which_nothing_is_said_is_left_out() -> None:
    """Taking back everything leaves no trace; the others keep their order."""
    words = NOTHING.with_phrase("rigger", "a").with_phrase("sm", "b").with_phrase("ld", "c")
    assert [one.id for one in words.with_persona(said("sm")).personas] == ["rigger", "ld"]
    assert words.with_persona(said("sm")).of("sm") == said("sm")


# -- the difference --


def test_the_difference_names_what_comes_and_what_goes() -> None:
    """By role, first what goes; what stays, or only stands elsewhere, is not told."""
    before = Overlay((said("rigger", aliases=("flyman",), owns=("a broom", "a rope")),), fallback=Fallback("Ask us"))
    after = Overlay((own("Usher"), said("rigger", aliases=("rope hand",), owns=("a rope", "a broom"))))
    assert difference(before, after) == (
        Edit("rigger", Statement("is also called flyman"), new=False),
        Edit("rigger", Statement("is also called rope hand"), new=True),
        Edit("", Statement("whoever finds nobody is told: Ask us"), new=False),
        Edit("usher", Statement("is a role of our own, called Usher: Ours."), new=True, title="Usher"),
    )
    assert difference(after, after) == ()


def test_each_kind_of_word_is_told() -> None:
    """Every key of the format has its sentence."""
    words = Overlay(
        (
            said(
                "rigger",
                aliases=("flyman",),
                responsibilities=(Responsibility("oils", Part.CONSULTED, ("greases",)),),
                keywords=("truss",),
                owns=("a rope",),
                not_responsible=(NotResponsible("tea"), NotResponsible("cues", "SM")),
                mistaken_for=(Lookalike("LD", "does not light"),),
                handoffs=(Handoff("SM", "a rig", "it is safe", "C0RIGGING1"),),
                stages={"design": Part.INFORMED},
                contact=Contact("C0RIGGING2", "https://a.example"),
                holders=(Holder(user="U0RIGGER01", until="2026-12-31", note="shows"), Holder(name="the night shift")),
            ),
        ),
        (Elsewhere("parks cars", "the garage"),),
        Fallback("Ask in", "C0PORTER01"),
    )
    assert [(edit.said.text, edit.said.to) for edit in difference(NOTHING, words)] == [
        ("whoever finds nobody is told: Ask in", "C0PORTER01"),
        ("“parks cars” is not done by a role here; it goes to the garage", ""),
        ("is also called flyman", ""),
        ("does “oils”, also said “greases” (consulted)", ""),
        ("is found by the word truss", ""),
        ("looks after a rope", ""),
        ("does not do “tea”", ""),
        ("does not do “cues”; it goes to SM", ""),
        ("hands “a rig” to SM when it is safe, in", "C0RIGGING1"),
        ("is not LD: does not light", ""),
        ("has a part in design: informed", ""),
        ("is asked in", "C0RIGGING2"),
        ("is explained at https://a.example", ""),
        ("is held (until 2026-12-31, note: shows) by", "U0RIGGER01"),
        ("is held by the night shift", ""),
    ]


# -- as a file --

TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).filter(
    lambda text: text == " ".join(text.split()) and text
)
NAMES = st.one_of(TEXTS, st.sampled_from([*THEATRE.by_id, *(one.title for one in THEATRE.personas), "SM", "Usher"]))


def lists(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, max_size=3, unique=True).map(tuple)


PARTS = st.sampled_from(Part)
WORDS = {
    "aliases": lists(NAMES),
    "responsibilities": lists(st.builds(Responsibility, TEXTS, PARTS, lists(TEXTS), st.just("") | TEXTS)),
    "keywords": lists(TEXTS),
    "owns": lists(TEXTS),
    "not_responsible": lists(st.builds(NotResponsible, TEXTS, st.just("") | NAMES)),
    "mistaken_for": lists(st.builds(Lookalike, NAMES, TEXTS)),
    "handoffs": lists(st.builds(Handoff, NAMES, TEXTS, st.just("") | TEXTS)),
    "stages": st.dictionaries(TEXTS, PARTS, max_size=2),
    "contact": st.builds(Contact, st.sampled_from(["", "C0123456789"]), st.sampled_from(["", "https://a.example/x"])),
    "holders": lists(
        st.builds(Holder, user=st.just("U0123456789"), part=st.sampled_from(HELD_AS), note=st.just("") | TEXTS)
        | st.builds(Holder, name=TEXTS)
    ),
}
ADDED = st.builds(Persona, NAMES, st.just(""), st.just(""), **WORDS)
OWN = st.builds(Persona, NAMES, NAMES, TEXTS, **WORDS)
OVERLAYS = st.builds(
    Overlay,
    st.lists(st.one_of(ADDED, OWN), max_size=4).map(tuple),
    lists(st.builds(Elsewhere, TEXTS, TEXTS)),
    st.builds(Fallback, st.just("") | TEXTS),
)
CATALOGS = st.one_of(st.just(THEATRE), OVERLAYS.map(lambda overlay: apply(THEATRE, overlay)[0]))


@unhurried
@pytest.mark.no_cover
@given(CATALOGS, OVERLAYS)
def test_any_overlay_over_any_catalog_gives_a_sound_catalog(catalog: Catalog, overlay: Overlay) -> None:
    """Names stay unique, references lead somewhere, nobody of the file is lost, and nothing raises."""
    result, _ = apply(catalog, overlay)
    ids = [one.id for one in result.personas]
    assert len(set(ids)) == len(ids)
    assert ids[: len(catalog.personas)] == [one.id for one in catalog.personas]
    names = [folded(name) for one in result.personas for name in {folded(n): n for n in (one.title, *one.aliases)}]
    assert len(set(names)) == len(names)
    assert result.handoffs_to.keys() <= set(ids)
    led = [one.goes_to for persona in result.personas for one in persona.not_responsible if one.goes_to]
    led += [one.persona for persona in result.personas for one in persona.mistaken_for]
    assert set(led) <= set(ids)


@unhurried
@pytest.mark.no_cover
@given(CATALOGS, OVERLAYS)
def test_any_word_is_in_force_or_named(catalog: Catalog, overlay: Overlay) -> None:
    """Whatever the file holds, what a workspace says is answered from, or stands among what does not fit."""
    result, misfits = apply(catalog, overlay)
    named = {(one.persona, one.what) for one in misfits}
    for words in overlay.personas:
        if {(words.id, "everything added to it"), (words.id, f"the role {words.title}")} & named:
            continue
        persona = result.by_id[words.id]
        assert {folded(one.text) for one in words.responsibilities} <= {
            folded(x.text) for x in persona.responsibilities
        }
        assert {*words.keywords} <= {*persona.keywords}
        assert {*words.owns} <= {*persona.owns}
        assert {one.text for one in words.not_responsible} <= {one.text for one in persona.not_responsible}
        assert {*words.stages} <= {*persona.stages}
        called = {folded(name) for name in (persona.title, *persona.aliases)}
        assert all(folded(name) in called or (words.id, f"the name {name}") in named for name in words.aliases)
        passed = {one.what for one in persona.handoffs}
        assert all(one.what in passed or (words.id, f"the hand-off of {one.what}") in named for one in words.handoffs)
    assert {folded(one.text) for one in overlay.elsewhere} <= {folded(one.text) for one in result.elsewhere}


def sound(overlay: Overlay) -> Overlay:
    """The overlay with every id and every name only once, as a file must have it."""
    taken: set[str] = set()

    def free(name: str) -> bool:
        return folded(name) not in taken and not taken.add(folded(name))  # type: ignore[func-returns-value]  # adds it

    kept = []
    for one in overlay.personas:
        if f"id {folded(one.id)}" not in taken and (not one.title or free(one.title)):
            taken.add(f"id {folded(one.id)}")
            kept.append(one)
    return replace(
        overlay, personas=tuple(replace(one, aliases=tuple(name for name in one.aliases if free(name))) for one in kept)
    )


@unhurried
@pytest.mark.no_cover
@given(OVERLAYS.map(sound))
def test_an_overlay_written_reads_the_same(overlay: Overlay) -> None:
    """Whatever stands in it, also what YAML would take for a number, a date or nothing."""
    assert read_overlay(write_overlay(overlay).encode(), "overlay.yaml") == overlay


@pytest.mark.parametrize(
    "text", ["no", "~", "2026-01-10", "1e3", "- a", "a: b", "#x", "&a", "*a", "'", '"', "ünïcödé 🎭", "="]
)
def test_awkward_texts_survive_the_file(text: str) -> None:
    words = Overlay((replace(own("Usher"), description=f"{text}\nsecond line\n\n  third", keywords=(text,)),))
    assert read_overlay(write_overlay(words).encode(), "overlay.yaml") == words


def test_half_a_character_is_replaced() -> None:
    """What no file can hold does not break writing one."""
    assert "?" in write_overlay(NOTHING.with_phrase("rigger", "a\ud83c"))


def test_an_empty_overlay_is_a_file_too() -> None:
    assert read_overlay(write_overlay(NOTHING).encode(), "overlay.yaml") == NOTHING
    assert read_overlay(b"[]", "overlay.yaml") == NOTHING


ERRORS = {
    "- {title: Usher}": "o.yaml:1: personas[0]: a role with a title of its own needs a description. "
    "Add 'description: …', or say by 'id' which role of the catalog is meant.",
    "- {id: rigger, description: x}": "o.yaml:1: personas[0]: a description cannot be added to a role. "
    "Remove it, or add 'title: …' for a role of your own.",
    "- {aliases: [x]}": "o.yaml:1: personas[0]: this says of no role. "
    "Say which role is meant by its 'id'; a role of your own needs a title and a description.",
    "- {id: a, owns: [x]}\n- {id: a, owns: [y]}": "o.yaml:2: personas[1].id: the id 'a' is taken by personas[0].id in "
    "line 1. Give one of them another.",
    "- {id: a, aliases: [x]}\n- {id: b, aliases: [X]}": "o.yaml:2: personas[1].aliases[0]: the name 'X' is taken by "
    "personas[0].aliases[0] in line 1. Leave it to one of them.",
    "title: x": "o.yaml:1: title: this key is not known here. Use one of: version, personas, elsewhere, fallback.",
    "elsewhere: [{text: x}]": "o.yaml:1: elsewhere[0].goes_to: the key 'goes_to' is missing. Add 'goes_to: …'.",
    "a" * 200_001: "o.yaml: the file has 200,001 bytes or more. A catalog has at most 200,000; is this the right file?",
}


@pytest.mark.parametrize(("text", "error"), ERRORS.items())
def test_each_error_says_where_and_what_to_do(text: str, error: str) -> None:
    with pytest.raises(CatalogErrors) as raised:
        read_overlay(text.encode(), "o.yaml")
    assert [str(one) for one in raised.value.errors] == [error]


def test_all_errors_are_named_at_once() -> None:
    """In the order of lines."""
    text = b"personas:\n- {id: a, aliases: RN}\n- {title: B, handofs: []}\n- x\n"
    with pytest.raises(CatalogErrors) as raised:
        read_overlay(text, "o.yaml")
    assert [one.where.partition(": ")[0] for one in raised.value.errors] == [
        "o.yaml:2",
        "o.yaml:3",
        "o.yaml:3",
        "o.yaml:4",
    ]
