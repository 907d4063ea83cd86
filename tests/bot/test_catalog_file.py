"""Reading a catalog: what the format allows, and what each error says."""

import gc
from dataclasses import fields
from inspect import signature
from pathlib import Path
from textwrap import dedent

import pytest
import yaml

from bot.catalog import Catalog, Contact, Fallback, Handoff, Holder, Lookalike, NotResponsible, Part, Responsibility
from bot.catalog_file import Limits, load, read
from bot.catalog_file.form import CATALOG, PERSONA
from bot.catalog_file.shapes import ListOf, Record, Shape
from bot.errors import CatalogErrors

HOSPITAL = Path(__file__).with_name("test_catalog_file_hospital.yaml").read_text(encoding="utf-8")


def errors_of(text: str | bytes, limits: Limits | None = None) -> list[str]:
    """What reading `text` as roles.yaml complains of."""
    with pytest.raises(CatalogErrors) as raised:
        read(text.encode() if isinstance(text, str) else text, "roles.yaml", limits=limits)
    return [str(error) for error in raised.value.errors]


def personas(text: str) -> Catalog:
    return read(dedent(text).encode(), "roles.yaml")


def test_every_key_reaches_the_catalog() -> None:
    """A catalog with every key of the format becomes the values it says."""
    catalog = read(HOSPITAL.encode(), "roles.yaml")
    nurse = catalog.personas[0]
    assert [persona.id for persona in catalog.personas] == ["ward-nurse", "doctor", "pharmacist"]
    assert (catalog.title, catalog.stages) == ("Hospital roles", ("admission", "treatment", "discharge"))
    assert catalog.fallback == Fallback("Ask at the front desk", "C0123456789")
    assert nurse.description == "Looks after the patients of a ward."
    assert (nurse.source, nurse.aliases, nurse.keywords) == ("The ward handbook", ("nurse", "RN"), ("ward round",))
    assert nurse.owns == ("the medicine cabinet",)
    assert nurse.responsibilities == (
        Responsibility("gives medication"),
        Responsibility("takes blood samples", Part.CONSULTED, ("phlebotomy",), "A, B: the book"),
    )
    assert nurse.not_responsible == (NotResponsible("prescriptions"), NotResponsible("surgery", "doctor", "law"))
    assert nurse.mistaken_for == (Lookalike("doctor", "does not prescribe", "law"),)
    assert nurse.handoffs == (Handoff("pharmacist", "the order", "the doctor has signed", "G0123456789", "law"),)
    assert nurse.stages == {"admission": Part.RESPONSIBLE, "treatment": Part.ACCOUNTABLE}
    assert nurse.contact == Contact("C0123456789", "https://example.org/ward?a=b#c")
    assert nurse.holders == (
        Holder(
            "U0123456789",
            part=Part.ACCOUNTABLE,
            since="2026-01-10",
            until="2026-12-31",
            backup="W0123456789",
            note="nights only",
        ),
        Holder(usergroup="S0123456789"),
        Holder(email="a@b.c"),
        Holder(name="Night shift"),
    )


@pytest.mark.parametrize(
    "text", ["- {title: Nurse, description: Cares.}", "personas: [{title: Nurse, description: Cares.}]"]
)
def test_titles_and_descriptions_are_a_catalog(text: str) -> None:
    """A bare list of titles and descriptions is a catalog, with or without the key in front."""
    catalog = personas(text)
    assert [(persona.id, persona.title) for persona in catalog.personas] == [("nurse", "Nurse")]
    assert (catalog.title, catalog.stages, catalog.fallback) == ("Roles", (), Fallback())


def records(shape: Shape) -> list[Record]:
    """Every record that `shape` is made of."""
    inner = (
        [shape.item] if isinstance(shape, ListOf) else list(shape.keys.values()) if isinstance(shape, Record) else []
    )
    return [*([shape] if isinstance(shape, Record) else []), *(found for part in inner for found in records(part))]


def test_the_form_knows_every_field() -> None:
    """What the format can say is what the catalog's values can hold."""
    for record in records(PERSONA):
        assert set(record.keys) == set(signature(record.makes).parameters), record.about
    own = {field.name for field in fields(Catalog)}
    assert set(CATALOG.keys) == own


@pytest.mark.parametrize("written", ["No", "42", "1.10", "2026-01-10", "true", "0x1F", "'null'", "1e3"])
def test_text_is_taken_as_written(written: str) -> None:
    """YAML's guesses at numbers, dates and yes or no are not made: a title is what is typed."""
    catalog = personas(f"- {{title: {written}, description: {written}}}")
    assert (catalog.personas[0].title, catalog.personas[0].description) == (written.strip("'"), written.strip("'"))


def test_optional_keys_may_stand_empty() -> None:
    """A key whose value is still to come counts as left out."""
    catalog = personas("""
        title:
        stages: ~
        personas:
          - title: Nurse
            description: Cares.
            id:
            aliases:
            contact: null
            holders: [{user: , name: Night shift}]
        """)
    assert catalog.personas[0].aliases == ()
    assert catalog.personas[0].holders == (Holder(name="Night shift"),)


def test_stages_are_gathered_when_none_are_listed() -> None:
    """Without a list of stages, they are those the personas name, in the order of the file."""
    catalog = personas("""
        - {title: Nurse, description: Cares., stages: {ward: informed, admission: informed}}
        - {title: Clerk, description: Writes., stages: {admission: accountable, archive: accountable}}
        """)
    assert catalog.stages == ("ward", "admission", "archive")


def test_anchors_may_be_used() -> None:
    """A contact that many roles share is written once."""
    catalog = personas("""
        - {title: Nurse, description: &what Cares., contact: &ward {channel: C0123456789}}
        - {title: Clerk, description: *what, contact: *ward}
        """)
    assert catalog.personas[1].contact == Contact("C0123456789")
    assert catalog.personas[1].description == "Cares."


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Ward Nurse", "ward-nurse"),
        ("C++ & Go", "c-go"),
        ("Инженер Данных", "инженер-данных"),
        ("数据工程师", "数据工程师"),
        ("डेटा इंजीनियर", "डेटा-इंजीनियर"),
        ("Straße", "strasse"),
    ],
)
def test_ids_default_to_the_slug_of_the_title(title: str, expected: str) -> None:
    """Titles of any script give a readable id."""
    assert personas(f"- {{title: '{title}', description: x}}").personas[0].id == expected


def test_titles_without_letters_still_get_ids() -> None:
    """A title of signs alone, or a very long one, gets an id that is stable, short and its own."""
    long = "ward nurse of the long corridor on the north side of the second floor, day shift"
    signs = f"[{{title: 🚀, description: x}}, {{title: 🩺, description: x}}, {{title: '{long}', description: x}}]"
    first, again = personas(signs), personas(signs)
    ids = [persona.id for persona in first.personas]
    assert ids == [persona.id for persona in again.personas]
    assert len(set(ids)) == 3
    assert max(map(len, ids)) <= 75


def test_the_version_is_of_the_content(tmp_path: Path) -> None:
    """Two files with the same bytes are the same version; one byte more is another."""
    (tmp_path / "a.yaml").write_text(HOSPITAL)
    (tmp_path / "b.yaml").write_text(HOSPITAL)
    (tmp_path / "c.yaml").write_text(HOSPITAL + "\n")
    first, second, third = (load(tmp_path / name).version for name in ("a.yaml", "b.yaml", "c.yaml"))
    assert first == second != third


NURSE = "- {title: Nurse, description: Cares., "
ERRORS = {
    "unknown key": (NURSE + "handofs: []}", "1: personas[0].handofs: this key is not known", "mean 'handoffs'"),
    "key in other letters": (NURSE + "Not-Responsible: []}", "this key is not known", "mean 'not_responsible'"),
    "key of another name": ("roles: []", "1: roles: this key is not known here", "Did you mean 'personas'?"),
    "comma": (
        NURSE + "responsibilities: [{text: heats the water, rooms and cages, also: [x]}]}",
        "1: personas[0].responsibilities[0].rooms and cages: this key is not known here",
        "In {…}, put a text that holds a comma in quotes.",
    ),
    "comma near a key": (NURSE + "titles}", "personas[0].titles: this key", "Did you mean 'title'? In {…}, put a text"),
    "colon in a task": (
        "- title: x\n  description: y\n  responsibilities:\n    - drugs: dispenses them",
        "4: personas[0].responsibilities[0].drugs: this key is not known here",
        ". Put a text that holds ': ' in quotes.",
    ),
    "colon in a name": (
        "- title: x\n  description: y\n  aliases:\n    - doctor: on call",
        "4: personas[0].aliases[0]: this is a mapping and must be a text",
        "in quotes if it holds ': '",
    ),
    "nothing near": (NURSE + "zzz: []}", "1: personas[0].zzz: this key is not known", "Use one of: id, title"),
    "no title": ("- {description: x}", "1: personas[0].title: the key 'title' is missing", "Add 'title: …'"),
    "empty title": ("- {title: , description: x}", "1: personas[0].title: this is empty and must be a text", "Write"),
    "blank description": ("- {title: x, description: ' '}", "personas[0].description: the text is empty", "Write"),
    "list for text": ("- {title: [x], description: x}", "personas[0].title: this is a list and must be a text", "text"),
    "text for list": (NURSE + "aliases: RN}", "aliases: this is a text and must be a list", "begins with '- '"),
    "text for mapping": (NURSE + "contact: here}", "contact: this is a text and must be a mapping", "channel, url"),
    "text for persona": ("- nurse", "personas[0]: this is a text and must be a mapping", "'key: value'"),
    "text for file": ("hello", "1: this is a text and must be a mapping", "personas"),
    "list for stages": (NURSE + "stages: [ward]}", "stages: this is a list and must be a mapping", "'name: value'"),
    "no personas": ("title: Roles", "1: personas: the key 'personas' is missing", "Add 'personas: …'"),
    "empty list": ("personas: []", "1: personas: the list is empty", "List at least 1"),
    "empty item": (NURSE + "aliases: [RN, ~]}", "aliases[1]: this is empty and must be a text", "Write a text"),
    "long text": (NURSE + f"source: {'x' * 301}}}", "source: the text has 301 characters", "Shorten it to 300"),
    "version": ("version: 2\npersonas: []", "1: version: this is '2' and only 1 is known", "Write 1"),
    "version list": ("version: [1]\npersonas: []", "1: version: this is a list and only 1 is known", "Write 1"),
    "part": (NURSE + "responsibilities: [{text: x, part: Acountable}]}", "part: 'Acountable' is not", "'accountable'"),
    "no part": (NURSE + "stages: {ward: }}", "personas[0].stages.ward: this is empty and must be a word", "consulted"),
    "blank stage": (NURSE + "stages: {' ': informed}}", "personas[0].stages. : the text is empty", "Write a text"),
    "channel": (NURSE + "contact: {channel: '#ward'}}", "channel: '#ward' is not a Slack channel's id", "C0123456789"),
    "channel of user": (NURSE + "contact: {channel: U0123456789}}", "'U0123456789' is not a Slack channel", "C01"),
    "user": (
        NURSE + "holders: [{user: '@anna'}]}",
        "holders[0].user: '@anna' is not a Slack member's id",
        "Write it like U0123456789, or say who it is by 'name' or 'email'.",
    ),
    "usergroup": (NURSE + "holders: [{usergroup: U0123456789}]}", "usergroup: 'U0123456789' is not", "S0123456789"),
    "email": (
        NURSE + "holders: [{email: anna}]}",
        "holders[0].email: 'anna' is not an e-mail address",
        "name@example.org",
    ),
    "two holders": (
        NURSE + "holders: [{name: A, email: a@b.c}]}",
        "holders[0]: email and name are both",
        "exactly one",
    ),
    "no holder": (NURSE + "holders: [{since: 2026-01-10}]}", "holders[0]: none of user, usergroup", "exactly one"),
    "name for a holder": (NURSE + "holders: [Anna]}", "holders[0]: this is a text and must be", "Write {name: Anna}."),
    "sign for a holder": (NURSE + "holders: ['@anna']}", "holders[0]: this is a text", "Write {name: '@anna'}."),
    "id for a holder": (NURSE + "holders: [U0123456789]}", "holders[0]: this is a text", "Write {user: U0123456789}."),
    "address for a holder": (NURSE + "holders: [a@b.c]}", "holders[0]: this is a text", "Write {email: a@b.c}."),
    "date": (NURSE + "holders: [{name: A, since: 2026-02-30}]}", "since: '2026-02-30' is not a day", "YYYY-MM-DD"),
    "last day": (NURSE + "holders: [{name: A, until: soon}]}", "until: 'soon' is not a day", "YYYY-MM-DD"),
    "part of a holder": (
        NURSE + "holders: [{name: A, part: informed}]}",
        "part: 'informed'",
        "responsible, accountable",
    ),
    "backup": (NURSE + "holders: [{name: A, backup: Ann}]}", "backup: 'Ann' is not a Slack member's id", "U0123456789"),
    "days": (
        NURSE + "holders: [{name: A, since: 2026-02-10, until: 2026-02-09}]}",
        "1: personas[0].holders[0].until: this is before the first day, 2026-02-10",
        "not before the first",
    ),
    "own backup": (
        NURSE + "holders: [{user: U0123456789, backup: U0123456789}]}",
        "1: personas[0].holders[0].backup: this is whoever holds the role",
        "somebody else",
    ),
    "date format": (NURSE + "holders: [{name: A, since: 10/1/26}]}", "since: '10/1/26' is not a day", "YYYY-MM-DD"),
    "date list": (NURSE + "holders: [{name: A, since: [1]}]}", "since: this is a list and is not a day", "YYYY-MM-DD"),
    "url": (NURSE + "contact: {url: 'javascript:alert(1)'}}", "'javascript:alert(1)' is not a web address", "https://"),
    "url file": (NURSE + "contact: {url: 'file:///etc/passwd'}}", "url: 'file:///etc/passwd' is not a web", "https://"),
    "url host": (NURSE + "contact: {url: 'https:///x'}}", "url: 'https:///x' is not a web address", "https://"),
    "escaped control": (NURSE + r'source: "a\0b"}', "source: the text holds a control character, U+0000", "Remove it"),
    "same title": (
        NURSE + "}\n- {title: ' NURSE', description: x}",
        "2: personas[1].title: the title 'NURSE' is",
        "two titles",
    ),
    "same id": (
        NURSE + "id: n}\n- {id: n, title: Clerk, description: x}",
        "2: personas[1].id: the id 'n' is taken by personas[0].id in line 1",
        "Give one of them another",
    ),
    "same slug": (
        "- {title: C++, description: x}\n- {title: C, description: x}",
        "2: personas[1].title: the id 'c' is taken by personas[0].title in line 1",
        "Give this persona an 'id'",
    ),
    "same alias": (
        NURSE + "aliases: [RN]}\n- {title: Clerk, description: x, aliases: [rn]}",
        "2: personas[1].aliases[0]: the name 'rn' is taken by personas[0].aliases[0] in line 1",
        "Leave it to one",
    ),
    "alias is title": (
        NURSE + "aliases: [clerk]}\n- {title: Clerk, description: x}",
        "1: personas[0].aliases[0]: the name 'clerk' is taken by personas[1].title in line 2",
        "Leave it to one",
    ),
    "handoff": (
        NURSE + "handoffs: [{to: Clark, what: x}]}\n- {title: Clerk, description: x}",
        "handoffs[0].to: there is no persona 'Clark'",
        "mean 'Clerk'",
    ),
    "goes_to": (
        NURSE + "not_responsible: [{text: x, goes_to: zzzz}]}",
        "goes_to: there is no persona 'zzzz'",
        "Name a persona",
    ),
    "mistaken_for": (
        NURSE + "mistaken_for: [{persona: x, difference: y}]}",
        "mistaken_for[0].persona: there is no",
        "Name",
    ),
    "itself": (NURSE + "handoffs: [{to: Nurse, what: x}]}", "handoffs[0].to: this names the persona itself", "another"),
    "stage": (
        "stages: [admission]\npersonas: [{title: A, description: x, stages: {admision: informed}}]",
        "2: personas[0].stages.admision: there is no stage 'admision'",
        "mean 'admission'",
    ),
    "stage twice": (
        "stages: [a, A]\npersonas: [{title: A, description: x}]",
        "stages[1]: the stage 'A' is taken",
        "once",
    ),
    "key twice": (NURSE + "title: B}", "1: personas[0].title: the key is there already, in line 1", "Keep one"),
    "tag": (NURSE + "source: !!python/name:os.system x}", "personas[0].source: the tag tag:yaml.org", "Remove it"),
    "alias first": (NURSE + "source: *who}", "personas[0].source: the alias *who stands before", "Write &who before"),
    "alias in itself": ("- &a [*a]", "personas[0][0]: the alias *a stands before or in", "Write &a"),
    "key is list": ("? [a]\n: b", "1: a list or mapping stands where a key must be", "Write a word"),
    "two documents": (NURSE + "}\n---\n- b", "2: a second document begins", "one catalog per file"),
    "tab": ("personas:\n\t- title: x", "2: there is a tab in the indentation", "Indent with spaces"),
    "no-break space": (
        "personas:\n\u00a0- title: x\n\u00a0\u00a0description: y",
        "2: there is U+00A0, no-break space, in the indentation",
        "Indent with spaces",
    ),
    "no-break space at a key": (
        "- title: x\n  description: y\n \u00a0aliases: [x]",
        "3: there is U+00A0, no-break space, in the indentation",
        "Indent with spaces",
    ),
    "sign in a list": (
        "- title: x\n  aliases: [room #4, ward]\n  owns: [x]\n  description: y",
        "2: this is not YAML: a comment takes the end of a bracket",
        "A # behind a space or a bracket begins a comment: put a text with such a # in quotes.",
    ),
    "sign that begins a list": ("- title: x\n  aliases: [#ward, lobby]", "2: this is not YAML: a comment", "in quotes"),
    "sign in a list of many lines": (
        "- title: x\n  aliases: [ward, # of [all]\n    room #4, lobby]\n  owns: [x]\n  description: y",
        "3: this is not YAML: a comment takes the end of a bracket",
        "in quotes",
    ),
    "sign in a mapping": (
        "- title: x\n  contact: {channel: #ward}\n  description: y\n",
        "2: this is not YAML: a comment",
        "in quotes",
    ),
    "signs that are to no blame": (
        "- title: x\n  aliases: [a] # of [b]\n  owns: ['room #4', b#c]\n  source: see [a #b]\n  id: a: b",
        "5: this is not YAML: mapping values are not allowed",
        "in quotes",
    ),
    "colon": ("title: a: b", "1: this is not YAML: mapping values are not allowed", "in quotes"),
    "at": ("- title: x\n  aliases:\n    - @leads", "3: this is not YAML", "Put a text that begins with @ in quotes."),
    "percent": ("- title: x\n  source: %y", "2: this is not YAML", "Put a text that begins with % in quotes."),
    "dash": (
        "- title: x\n  responsibilities:\n    - a\n    -b c\n  source: y",
        "5: this is not YAML",
        "Put a space after the dash that begins an entry of a list.",
    ),
    "dash at a key": ("personas:\n  -title: x\n    description: y", "3: this is not YAML", "a space after the dash"),
    "open quote": ("- title: x\n  description: 'y", "begins in line 2, found unexpected end of stream", "cut off"),
    "open bracket": ("- {title: x, aliases: [a, b", "this is not YAML: while parsing a flow", "bracket"),
    "directives": ("%TAG !a! x\n" * 10 + "--- a", "there are many %TAG directives", "remove them"),
    "empty file": ("", "roles.yaml: the file is empty", "List at least one persona"),
    "only comments": ("# nothing\n", "roles.yaml: the file is empty", "List at least one persona"),
    "control character": ("- title: a\n- title: \x07", "2: there is a control character, U+0007", "Remove it"),
    "nul": ("\0", "1: there is a control character, U+0000", "Remove it"),
}


@pytest.mark.parametrize(("text", "said", "remedy"), ERRORS.values(), ids=ERRORS)
def test_an_error_says_where_what_and_how_to_mend_it(text: str, said: str, remedy: str) -> None:
    """Each error names file, line and path, the problem and a remedy."""
    found = [error for error in errors_of(text) if said in error]
    assert len(found) == 1, errors_of(text)
    assert found[0].startswith("roles.yaml:")
    assert remedy in found[0].partition(said)[2]


def test_bytes_that_are_not_utf8_are_placed() -> None:
    """The error counts to the offending byte."""
    assert "roles.yaml:2: byte 12 of the file is not UTF-8" in errors_of(b"- title: x\n\xff")[0]
    assert "byte 1 of the file is not UTF-8" in errors_of("title: x".encode("utf-16"))[0]


def test_a_byte_order_mark_is_no_error() -> None:
    """Some editors begin a UTF-8 file with one."""
    assert read(b"\xef\xbb\xbf- {title: Nurse, description: Cares.}", "roles.yaml").personas[0].title == "Nurse"


def test_every_error_is_told_at_once() -> None:
    """Errors of all kinds come together, in the order of their lines."""
    broken = HOSPITAL
    for right, wrong in {
        "channel: C0": "channel: c0",
        "RN]": "doctor]",
        "part: consulted": "part: consult",
        "goes_to: Doctor": "goes_to: Docter",
        "handoffs": "handofs",
        "since: 2026-01-10": "since: 2026-13-10",
        "title: Pharmacist": "titel: Pharmacist",
    }.items():
        broken = broken.replace(right, wrong)
    found = errors_of(broken)
    lines = [int(error.split(":")[1]) for error in found]
    assert lines == sorted(lines)
    assert len(found) == 9


def test_a_holder_of_a_single_day_is_fine() -> None:
    """The first day may be the last, and either may be left out."""
    day = "2026-02-10"
    text = f"{NURSE}holders: [{{name: A, since: {day}, until: {day}}}, {{name: B, until: {day}}}]}}"
    assert [(one.since, one.until) for one in read(text.encode(), "x").personas[0].holders] == [(day, day), ("", day)]


def test_an_id_goes_before_a_title_in_references() -> None:
    """Where a reference is one persona's id and another's title, the id is meant."""
    catalog = personas("""
        - {id: clerk, title: Nurse, description: x}
        - {id: other, title: clerk, description: x}
        - {title: Doctor, description: x, handoffs: [{to: clerk, what: x}]}
        """)
    assert catalog.personas[2].handoffs[0].to == "clerk"


@pytest.mark.parametrize("name", ["ward nurse", "WARD-NURSE", "rn", "Ward\u00a0Nurse", "Ward\u200b Nurse"])
def test_a_reference_leads_to_a_name_that_is_the_same_but_for_case_and_spaces(name: str) -> None:
    """As two titles that differ in nothing else are one."""
    catalog = personas(f"""
        - {{title: Ward Nurse, description: x, aliases: [RN]}}
        - {{title: Doctor, description: x, handoffs: [{{to: {name}, what: x}}]}}
        """)
    assert catalog.personas[1].handoffs[0].to == "ward-nurse"


def test_a_title_may_hold_a_space_that_nobody_sees() -> None:
    """It was pasted, and no reference need repeat it."""
    catalog = personas("""
        - {title: "Ward\u200b\u00a0Nurse", description: x}
        - {title: Doctor, description: x, handoffs: [{to: Ward Nurse, what: x}]}
        """)
    assert catalog.personas[1].handoffs[0].to == catalog.personas[0].id


def test_a_reference_that_may_lead_to_two_is_refused() -> None:
    """An id may be spelled as another's title, and only the exact spelling tells which is meant."""
    (found,) = errors_of("""
        [{id: CLERK, title: Nurse, description: x}, {id: other, title: Clerk, description: x},
        {title: Doctor, description: x, handoffs: [{to: clerk, what: x}]}]
        """)
    assert "there is no persona 'clerk'. Did you mean 'C" in found


def test_a_hostile_text_cannot_forge_a_line_of_the_log() -> None:
    """What a file holds is clipped and freed of line breaks before an error repeats it."""
    (found,) = [error for error in errors_of(NURSE + r'"a\nb\u202e' + "x" * 200 + '": y}') if "not known" in error]
    assert "\n" not in found
    assert "\u202e" not in found
    assert "x" * 100 not in found


def test_more_errors_than_anybody_mends_are_not_all_told() -> None:
    """After a thousand errors the rest is not looked at, and that is said."""
    found = errors_of("personas:\n" + "- {title: x, descripton: x}\n" * 2000)
    assert len(found) == 1001
    assert "more than 1000 errors" in " ".join(found)


def test_files_that_cannot_be_read_are_catalog_errors(tmp_path: Path) -> None:
    """A missing file, or a directory, is told like any other error."""
    with pytest.raises(CatalogErrors, match=r"roles\.yaml: the file cannot be read: no such file"):
        load(tmp_path / "roles.yaml")
    with pytest.raises(CatalogErrors, match="this is not a file"):
        load(tmp_path)


def test_limits_can_be_set() -> None:
    """A catalog beyond the limits given is refused."""
    assert "more than 3 levels" in errors_of(HOSPITAL, Limits(depth=3))[0]
    assert "more than 20 keys" in errors_of(HOSPITAL, Limits(nodes=20))[0]
    assert "bytes or more" in errors_of(HOSPITAL, Limits(size=100))[0]


def test_without_libyaml_the_same_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyYAML comes without libyaml, its own parser gives the same catalog and the same places of errors."""
    fast = read(HOSPITAL.encode(), "roles.yaml")
    places = {name: [error.split(": ")[0] for error in errors_of(case[0])] for name, case in ERRORS.items()}
    monkeypatch.setattr("bot.catalog_file.tree.LOADER", yaml.SafeLoader)
    assert read(HOSPITAL.encode(), "roles.yaml") == fast
    slow = {name: [error.split(": ")[0] for error in errors_of(case[0])] for name, case in ERRORS.items()}
    assert {name for name in ERRORS if slow[name] != places[name]} <= {"open bracket", "alias in itself"}


def test_numbers_out_of_range_do_not_crash_the_slow_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """An escape beyond Unicode is a mistake in the file, whichever parser reads it."""
    monkeypatch.setattr("bot.catalog_file.tree.LOADER", yaml.SafeLoader)
    assert "this is not YAML" in errors_of(r'- "\UFFFFFFFF"')[0]


def test_the_collector_is_left_as_it_was() -> None:
    """Reading pauses Python's garbage collector, and turns it on again only where it was on."""
    gc.disable()
    try:
        read(HOSPITAL.encode(), "roles.yaml")
        assert not gc.isenabled()
    finally:
        gc.enable()
    errors_of("hello")
    assert gc.isenabled()


def test_a_stage_spelled_over_two_lines_is_found_again() -> None:
    """White space in names is folded, and an error about such a name still has a line."""
    text = "stages: [ward]\npersonas:\n- title: A\n  description: x\n  stages: {'long   stay': informed}"
    assert errors_of(text)[0].startswith("roles.yaml:5: personas[0].stages.long stay: there is no stage 'long stay'")


def test_looking_for_near_names_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """When a large file is wrong everywhere, later errors come without the nearest name."""
    monkeypatch.setattr("bot.catalog_file.report.MOST_COMPARISONS", 20)
    first, second = errors_of(NURSE + "handofs: []}\n- {title: Clerk, description: x, handofs: []}")
    assert "Did you mean 'handoffs'?" in first
    assert "Use one of: id, title" in second
