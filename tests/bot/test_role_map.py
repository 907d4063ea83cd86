"""The picture of a catalog: what is in it, for few roles and for many."""

import io
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from PIL import Image

from bot.cards.picture import described, digest_of, picture
from bot.catalog import Catalog, Handoff, Part, Persona
from bot.role_map import HEIGHT, LINE, MARGIN, NAME, SHARP, SMALL, WIDTH, _width, draw, draw_sheets, lay_out, sheets
from tests.bot.clinic import CLINIC, PHARMACIST


def texts(catalog: Catalog) -> list[str]:
    """Every text of the picture as it is drawn."""
    root = ElementTree.fromstring(draw(catalog, "svg"))
    return [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]


def many(count: int) -> Catalog:
    """A catalog of so many roles, each handing work to the next."""
    personas = tuple(
        Persona(f"r{n}", f"Role number {n}", "Does it.", handoffs=(Handoff(f"r{(n + 1) % count}", "the work"),))
        for n in range(count)
    )
    return Catalog(personas)


LONG_NAMED = [
    replace(one, title=f"Intensive Care Anaesthesiologist {n}", stages={f"stage {n % 7}": Part.ACCOUNTABLE})
    for n, one in enumerate(many(40).personas)
]
STAGED = Catalog(tuple(LONG_NAMED), stages=tuple(f"stage {n}" for n in range(7)))


def test_every_role_and_stage_is_named() -> None:
    drawn = texts(CLINIC)
    for name in (
        "Ward Nurse",
        "Physician",
        "Pharmacist",
        "admission",
        "care",
        "discharge",
        "Who does what on the ward",
    ):
        assert name in drawn


def test_each_part_is_a_letter_and_explained() -> None:
    """Four in the legend, and those of the nurse (A, C) and the physician (R, A)."""
    letters = [text for text in texts(CLINIC) if len(text) == 1]
    assert sorted(letters) == sorted(["A", "C", "R", "A", "A", "R", "C", "I"])
    assert {part.value for part in Part} <= set(texts(CLINIC))


def test_a_catalog_without_stages_and_handoffs_has_neither_columns_nor_legend() -> None:
    assert texts(Catalog((PHARMACIST,), title="Roles")) == ["Roles", "Pharmacist"]


@pytest.mark.parametrize("dark", [False, True])
def test_the_picture_is_as_wide_for_forty_roles_as_for_three(dark: bool) -> None:
    sizes = [Image.open(io.BytesIO(draw(catalog, dark=dark))).size for catalog in (CLINIC, many(40))]
    assert [width for width, _ in sizes] == [WIDTH * SHARP, WIDTH * SHARP]
    assert sizes[1][1] > 4 * sizes[0][1]
    assert len([text for text in texts(many(40)) if text.startswith("Role number")]) == 40


@pytest.mark.parametrize("catalog", [CLINIC, STAGED], ids=["three", "forty"])
def test_nothing_overlaps_at_the_width_of_a_preview(catalog: Catalog) -> None:
    """Titles keep clear of stages, rows of each other, stages of hand-offs; type is ten pixels high or more."""
    layout = lay_out(catalog)
    for above, row in pairwise(layout.rows):
        assert row.y - row.height / 2 >= above.y + above.height / 2 - 0.001
    for row in layout.rows:
        assert row.height >= LINE * max(len(row.title), len(row.gives))
        assert all(_width(line, NAME) <= layout.titles for line in row.title)
        assert all(layout.arcs + _width(line, SMALL) <= WIDTH for line in row.gives)
    between = [layout.stage_x(index + 1) - layout.stage_x(index) for index in range(len(layout.stages) - 1)]
    assert all(2 * layout.disc < step for step in between)
    assert layout.titles + layout.disc < layout.stage_x(0)
    assert layout.stage_x(len(layout.stages) - 1) + layout.disc < layout.arcs
    assert min(NAME, SMALL, 1.25 * layout.disc) >= 8


@pytest.mark.parametrize("catalog", [many(40), many(54), STAGED], ids=["forty", "fifty-four", "long titles"])
def test_many_roles_take_several_sheets_each_as_large_as_a_preview(catalog: Catalog) -> None:
    """What is higher Slack would show smaller, and nobody could read it."""
    drawn = sheets(lay_out(catalog))
    assert [row.persona for sheet in drawn for row in sheet.rows] == list(catalog.personas)
    assert all(sheet.height <= HEIGHT for sheet in drawn)
    assert all(sheet.rows[0].y - sheet.rows[0].height / 2 == pytest.approx(drawn[0].top) for sheet in drawn)
    assert min(len(sheet.rows) for sheet in drawn) > 1
    pictures = [Image.open(io.BytesIO(one)) for one in draw_sheets(catalog)]
    assert len(pictures) == len(drawn) > 1
    assert all(one.height <= HEIGHT * SHARP for one in pictures)


def test_a_long_title_ends_before_the_edge_and_leaves_room_for_the_sheets_number() -> None:
    titled = replace(many(40), title="Container port and shipyard roles of the whole of the estuary")
    paper = Image.open(io.BytesIO(draw_sheets(titled)[0])).convert("L")
    margin = paper.crop((round((WIDTH - MARGIN) * SHARP), 0, paper.width, round(30 * SHARP)))
    assert margin.getextrema() == (255, 255)


def test_no_arrow_leads_from_one_sheet_to_another() -> None:
    """Where there are several, few hand-offs are numbers, too."""
    first, *others = many(40).personas
    catalog = Catalog((first, *(replace(one, handoffs=()) for one in others)))
    assert "→ 2" in texts(catalog)
    bare = Catalog((replace(first, handoffs=()), *catalog.personas[1:]))
    assert not {"1", "2"} & set(texts(bare))


def test_where_nobody_would_look_through_all_sheets_there_is_one() -> None:
    assert len(draw_sheets(many(400))) == 1


def test_few_roles_are_one_sheet_without_a_number() -> None:
    assert sheets(lay_out(CLINIC)) == [lay_out(CLINIC)]
    assert CLINIC.title in texts(CLINIC)


def test_the_first_sheet_has_the_words_and_each_other_one_its_number() -> None:
    first, second, third = picture("F1 F2 F3", many(40))
    assert [one["slack_file"]["id"] for one in (first, second, third)] == ["F1", "F2", "F3"]
    assert first["alt_text"].endswith("Role number 39: hands work to Role number 0.")
    assert second["alt_text"].endswith(" (2 of 3)")
    assert third["alt_text"].endswith(" (3 of 3)")


def test_what_is_written_is_no_formula_and_cut_where_it_is_too_long() -> None:
    strange = replace(PHARMACIST, title="Cost $x$ & <b>care</b> of 東京 and everything around it")
    _, *lines = texts(Catalog((replace(strange, stages=dict.fromkeys("abcdefgh", Part.INFORMED)),)))
    title = " ".join(lines[:3])
    assert title.startswith("Cost $x$ & <b>care</b> of 東京")
    assert "…" in title
    assert title.endswith("it")


def test_long_titles_that_differ_at_their_ends_alone_are_told_apart() -> None:
    """In the picture, and in its words where these are short of room."""
    regions = ("Europe", "Asia", "Africa")
    title = "Senior Coordinator for Regulatory Affairs and Medicine Information in"
    personas = tuple(
        replace(one, title=f"{title} {regions[n % 3]} {n}", stages=dict.fromkeys("abcdefgh", Part.INFORMED))
        for n, one in enumerate(many(30).personas)
    )
    drawn = [row.title for row in lay_out(Catalog(personas)).rows]
    assert all("…" in lines[-1] for lines in drawn)
    assert len(set(drawn)) == 30
    words = picture("F1", Catalog(personas))[0]["alt_text"]
    roles = words.partition("roles. ")[2].partition(". ")[0].split(", ")
    assert len({one.partition(" ")[2] for one in roles}) == 30


@pytest.mark.parametrize("file_format", ["png", "svg"])
def test_the_file_tells_the_same_in_words(file_format: str) -> None:
    words = described(CLINIC)
    assert "Ward Nurse: care (accountable); discharge (consulted); hands the order list to Pharmacist." in words
    assert "Pharmacist: no stages and no hand-offs listed." in words
    assert b"hands the order list to Pharmacist" in draw(CLINIC, file_format)


def test_few_handoffs_are_arrows_and_many_the_numbers_of_the_roles() -> None:
    """Among many arrows nobody could follow one."""
    assert not [text for text in texts(many(12)) if text.startswith("→")]
    drawn = texts(many(40))
    assert [text for text in drawn if text in {"→ 2", "→ 3"}] == ["→ 2", "→ 3"]
    assert "40" in drawn
    assert "→ hands work to the roles with these numbers" in drawn


def test_two_who_hand_work_to_each_other_have_two_arrows() -> None:
    """One in the other, and no end of an arrow where another begins."""
    root = ElementTree.fromstring(draw(many(2), "svg"))
    paths = [path.get("d", "") for path in root.iter("{http://www.w3.org/2000/svg}path")]
    first, second = (path.split() for path in paths if path.count("C") == 1)
    assert len({first[2], first[-1], second[2], second[-1]}) == 4
    assert first[4] != second[4]


def test_numbers_take_as_many_lines_as_they_need_and_far_too_many_are_cut() -> None:
    everybody = tuple(Handoff(f"r{n}", "the work") for n in range(1, 40))
    busy = many(40)
    catalog = replace(busy, personas=(replace(busy.personas[0], handoffs=everybody), *busy.personas[1:]))
    first, *others = (text for text in texts(catalog) if ", " in text)
    assert first == "→ 2, 3, 4, 5, 6, 7,"
    assert others[-1] == "37, 38, 39, 40"
    larger = many(150)
    everybody = tuple(Handoff(f"r{n}", "the work") for n in range(1, 150))
    catalog = replace(larger, personas=(replace(larger.personas[0], handoffs=everybody), *larger.personas[1:]))
    assert [text for text in texts(catalog) if ", " in text][-1].endswith("…")


def test_the_words_are_shorter_where_there_is_less_room_for_them() -> None:
    assert "hands the order list to Pharmacist" in described(CLINIC, 2000)
    short = described(CLINIC, 260)
    assert "Ward Nurse: care (accountable); discharge (consulted); hands work to Pharmacist." in short
    assert "the order list" not in short


def test_one_role_is_no_several() -> None:
    assert described(Catalog((PHARMACIST,))).startswith("Roles: 1 role.")


def test_the_words_for_forty_roles_have_every_part_and_every_handoff() -> None:
    """Numbers stand for the roles, as in the picture."""
    roles = [
        replace(one, stages={f"stage {n % 7}": Part.ACCOUNTABLE, f"stage {(n + 1) % 7}": Part.INFORMED})
        for n, one in enumerate(many(40).personas)
    ]
    stages = tuple(f"stage {n}" for n in range(7))
    words = picture("F1", Catalog(tuple(roles), stages=stages))[0]["alt_text"]
    assert "40 Role number 39." in words
    assert "accountable (A), responsible (R), consulted (C), informed (I)" in words
    assert "; stage 6: A 7,14,21,28,35 I 6,13,20,27,34." in words
    assert words.endswith("; 39→40; 40→1.")


def test_words_that_do_not_fit_at_all_are_cut() -> None:
    words = picture("F1", many(400))[0]["alt_text"]
    assert words.endswith("…")
    assert 1900 < len(words) <= 2000


def test_the_digest_changes_with_what_is_drawn_and_with_nothing_else() -> None:
    first, *others = CLINIC.personas
    described_anew = replace(CLINIC, personas=(replace(first, description="Other words."), *others))
    assert digest_of(described_anew) == digest_of(CLINIC)
    renamed = replace(CLINIC, personas=(replace(first, title="Nurse"), *others))
    idle = replace(CLINIC, personas=(replace(first, handoffs=()), *others))
    assert len({digest_of(one) for one in (CLINIC, renamed, idle, replace(CLINIC, title="Ward"))}) == 4
