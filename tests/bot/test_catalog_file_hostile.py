"""Reading what nobody wrote in good faith: it is refused, in time, and the process lives."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalog_file import read
from bot.errors import CatalogErrors

ROOT = Path(__file__).parents[2]
SHIPPED = (ROOT / "personas.yaml").read_bytes()
HOSPITAL = Path(__file__).with_name("test_catalog_file_hospital.yaml").read_bytes()

LAUGHS = "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
HOSTILE = {
    "open brackets": "'[' * 100_000",
    "closed brackets": "'[' * 100_000 + ']' * 100_000",
    "open braces": "'{a: ' * 100_000",
    "nested dashes": "'- ' * 100_000",
    "nested keys": "'? ' * 100_000",
    "deep indentation": "''.join(' ' * depth + 'a:\\n' for depth in range(3_900))",
    "aliases that explode": repr("a: &a [x, x, x, x, x, x, x, x, x, x]\n" + LAUGHS),
    "tag directives": "''.join(f'%TAG !b{number}! x\\n' for number in range(200_000)) + '--- a'",
    "a huge file": "'- a\\n' * 11_000_000",
    "many items": "'- a\\n' * 3_100_000",
    "many keys": "''.join(f'k{number}: 1\\n' for number in range(500_000))",
    "one long text": "'\"' + 'a' * 7_000_000",
    "many unknown references": "'- {title: A, description: x, handoffs: [' + '{to: zzzz, what: x}, ' * 60_000 + ']}'",
    "many unknown stages": "'stages: [' + ','.join(f's{n}' for n in range(200_000)) + ']\\npersonas: [{title: A, "
    "description: x, stages: {' + ','.join(f't{n}: informed' for n in range(60_000)) + '}}]'",
    "null characters": "'\\0' * 7_000_000",
}
READ = """
import json, resource, sys, time
from pathlib import Path
from bot.catalog_file import read
from bot.errors import CatalogErrors
text, roles = ({}).encode(), Path(sys.argv[1]).read_bytes()
begun = time.process_time()
read(roles, "roles.yaml")
usual = time.process_time() - begun
begun, refused = time.process_time(), False
try:
    read(text, "roles.yaml")
except CatalogErrors:
    refused = True
status = Path("/proc/self/status")  # Linux counts the parent's memory in ru_maxrss, but not there
lines = status.read_text().splitlines() if status.exists() else []
own = [int(line.split()[1]) for line in lines if line.startswith("VmHWM:")]
peak = own[0] if own else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([refused, (time.process_time() - begun) / usual, peak]))
"""


def roles(count: int) -> bytes:
    """A catalog of so many ordinary roles."""
    role = "- {title: Role %, description: Does %, aliases: [r%], responsibilities: [does %, checks %]}\n"
    return "".join(role.replace("%", str(number)) for number in range(count)).encode()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells no peak of memory")
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_refused_in_time(text: str, tmp_path: Path) -> None:
    """What it takes to read 100,000 roles is enough to refuse anything, and the process ends well."""
    (tmp_path / "roles.yaml").write_bytes(roles(10_000))
    command = [sys.executable, "-c", READ.format(text), str(tmp_path / "roles.yaml")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    refused, as_long, peak = json.loads(done.stdout)
    megabytes = peak / (1_000_000 if sys.platform == "darwin" else 1_000)
    assert refused
    assert as_long < 10
    assert megabytes < 700


def survives(text: bytes) -> None:
    """Reading `text` gives a catalog or CatalogErrors, which can be shown."""
    try:
        read(text, "roles.yaml")
    except CatalogErrors as errors:
        str(errors.errors[0]).encode()


YAMLISH = st.lists(
    st.sampled_from(
        [*"[]{}:,-?&*!|>'\"%@`# \n\t\\", "- ", ": ", "  ", "a", "&a ", "*a", "...\n", "---\n", "title", "personas:"]
    )
    | st.characters(),
    max_size=60,
).map("".join)


@pytest.mark.parametrize("loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
@given(text=st.binary(max_size=200) | YAMLISH.map(lambda text: text.encode("utf-8", "surrogatepass")))
@settings(max_examples=400, deadline=None)
def test_arbitrary_bytes_raise_nothing_but_catalog_errors(loader: type, text: bytes) -> None:
    """Whatever a file holds, the reader ends with a catalog or with errors to show."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.catalog_file.tree.LOADER", loader)
        survives(text)


JSONISH = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["Doctor", "C0123456789", "informed"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["title", "description", "aliases", "stages", "handoffs", "to", "what", "holders", "contact", "id"]
            )
            | st.text(max_size=5),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(st.lists(JSONISH, min_size=1, max_size=3))
@settings(max_examples=300, deadline=None)
def test_arbitrary_structures_raise_nothing_but_catalog_errors(personas: list[object]) -> None:
    """Values of any kind in any place are told as errors."""
    survives(json.dumps(personas).encode())


def test_a_file_cut_off_anywhere_raises_nothing_but_catalog_errors() -> None:
    """A file may end at any byte, in the middle of a character too."""
    for length in range(len(HOSPITAL)):
        survives(HOSPITAL[:length])


@given(st.integers(0, len(SHIPPED)))
@settings(max_examples=60, deadline=None)
def test_the_shipped_catalog_may_be_cut_off_anywhere(length: int) -> None:
    """The catalog that comes with the bot, cut off, ends in a catalog or in errors to show."""
    survives(SHIPPED[:length])


def test_reading_takes_time_in_proportion() -> None:
    """The largest catalogs anybody keeps load while one waits."""
    spent = []
    for count in (1_000, 10_000):
        text = roles(count)
        begun = time.process_time()
        assert len(read(text, "roles.yaml").personas) == count
        spent.append(time.process_time() - begun)
    assert spent[1] < 25 * spent[0]
