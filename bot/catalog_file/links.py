"""What holds between the entries of a file: unique names, references that lead somewhere, days in their order."""

from collections.abc import Callable
from typing import Any

from bot.catalog import folded, slug
from bot.catalog_file.report import Path, Report, dotted, shown

REFERENCES = (("handoffs", "to"), ("not_responsible", "goes_to"), ("mistaken_for", "persona"))


def link(catalog: dict[str, Any], report: Report, line_of: Callable[[Path], int]) -> None:
    """Give every persona its id, turn every reference into one, and gather the stages if none are listed.

    `catalog` is checked plain data, in which None stands for what was wrong. `report` hears what does not fit.
    """
    _Links(catalog, report, line_of).check()


def link_overlay(overlay: dict[str, Any], report: Report, line_of: Callable[[Path], int]) -> None:
    """Give every persona of an overlay its id; its names may not clash with each other.

    `overlay` is checked plain data; what its references lead to is not known here.
    """
    _Links(overlay, report, line_of).check_overlay()


class _Links:
    def __init__(self, catalog: dict[str, Any], report: Report, line_of: Callable[[Path], int]) -> None:
        self._catalog = catalog
        self._report = report
        self._line_of = line_of
        self._personas: list[tuple[Path, dict[str, Any]]] = [
            (("personas", index), persona) for index, persona in enumerate(catalog.get("personas", ())) if persona
        ]
        self._ids: dict[str, str] = {}  # every spelling that leads to a persona, with its id
        self._folded: dict[str, set[str]] = {}  # the same, folded, with all the ids it may stand for

    def check(self) -> None:
        names: dict[str, Path] = {}
        self._claim_titles_and_ids(names)
        self._claim_aliases(names)
        self._check_stages()
        self._resolve_references()
        self._check_holders()

    def check_overlay(self) -> None:
        names: dict[str, Path] = {}
        for path, persona in self._personas:
            self._check_whole(path, persona)
        self._claim_titles_and_ids(names)
        self._claim_aliases(names)

    def _check_whole(self, path: Path, persona: dict[str, Any]) -> None:
        """A role of one's own needs a title and a description; what is added to another, only that one's id."""
        given = {key for key in ("id", "title", "description") if key in persona or self._report.tells_of((*path, key))}
        if "title" in given and "description" not in given:
            remedy = "Add 'description: …', or say by 'id' which role of the catalog is meant."
            self._wrong(path, "a role with a title of its own needs a description", remedy)
        elif "description" in given and "title" not in given:
            remedy = "Remove it, or add 'title: …' for a role of your own."
            self._wrong(path, "a description cannot be added to a role", remedy)
        elif not {"title", "id"} & given:
            remedy = "Say which role is meant by its 'id'; a role of your own needs a title and a description."
            self._wrong(path, "this says of no role", remedy)

    def _claim_titles_and_ids(self, names: dict[str, Path]) -> None:
        ids: dict[str, Path] = {}
        for path, persona in self._personas:
            title = persona.get("title", "")
            new = title and self._claim(names, title, (*path, "title"), "the title", "Two roles need two titles.")
            if "id" in persona:
                self._claim(ids, persona["id"], (*path, "id"), "the id", "Give one of them another.")
            elif title:
                persona["id"] = slug(title)
                if new:
                    self._claim(ids, slug(title), (*path, "title"), "the id", "Give this persona an 'id' of its own.")
        for key in ("title", "id"):  # an id goes before a title that is spelled the same
            self._ids.update((persona[key], persona["id"]) for _, persona in reversed(self._personas) if key in persona)

    def _claim_aliases(self, names: dict[str, Path]) -> None:
        """Aliases share one space with the titles, which go first."""
        for path, persona in self._personas:
            for index, alias in enumerate(persona.get("aliases", [])):
                if alias:
                    self._claim(names, alias, (*path, "aliases", index), "the name", "Leave it to one of them.")
                    self._ids.setdefault(alias, persona.get("id", alias))

    def _claim(self, taken: dict[str, Path], name: str, path: Path, what: str, remedy: str) -> bool:
        """Whether `name` was still free; if not, the report hears who has it."""
        first = taken.setdefault(folded(name), path)
        if first is not path:
            where = f"{dotted(first)} in line {self._line_of(first)}"
            self._wrong(path, f"{what} '{shown(name)}' is taken by {where}", remedy)
        return first is path

    def _check_stages(self) -> None:
        listed = [stage for stage in self._catalog.get("stages", []) if stage]
        if not listed:
            named = (stage for _, persona in self._personas for stage in persona.get("stages", {}))
            self._catalog["stages"] = list(dict.fromkeys(named))
            return
        taken: dict[str, Path] = {}
        for index, stage in enumerate(listed):
            self._claim(taken, stage, ("stages", index), "the stage", "List it once.")
        known = {stage: folded(stage) for stage in listed}
        for path, persona in self._personas:
            for stage in persona.get("stages", {}):
                if stage not in known:
                    self._unknown((*path, "stages", stage), stage, known, "stage")

    def _resolve_references(self) -> None:
        known = {name: folded(name) for name in self._ids}
        for name, plain in known.items():
            self._folded.setdefault(plain, set()).add(self._ids[name])
        for path, persona in self._personas:
            for place, key in REFERENCES:
                for index, item in enumerate(persona.get(place, [])):
                    if item and key in item:
                        self._resolve(item, key, (*path, place, index, key), known, persona.get("id", ""))

    def _check_holders(self) -> None:
        """As the modal that puts people in roles does: nobody ends before they begin, or stands in for themselves."""
        for path, persona in self._personas:
            for index, one in enumerate(persona.get("holders", [])):
                where = (*path, "holders", index)
                if one and "until" in one and one["until"] < one.get("since", ""):
                    remedy = "Give a last day that is not before the first."
                    self._wrong((*where, "until"), f"this is before the first day, {one['since']}", remedy)
                if one and one.get("backup") and one["backup"] == one.get("user"):
                    self._wrong((*where, "backup"), "this is whoever holds the role", "Name somebody else.")

    def _resolve(self, item: dict[str, str], key: str, path: Path, known: dict[str, str], own: str) -> None:
        name = item[key]
        meant = {self._ids[name]} if name in known else self._folded.get(folded(name), set())
        if len(meant) != 1:
            self._unknown(path, name, known, "persona")
        elif own in meant:
            self._wrong(path, "this names the persona itself", "Name another persona.")
        else:
            (item[key],) = meant

    def _unknown(self, path: Path, name: str, known: dict[str, str], what: str) -> None:
        close = self._report.nearest(folded(name), known)
        remedy = f"Did you mean '{shown(close)}'?" if close else f"Name a {what} of this file."
        self._wrong(path, f"there is no {what} '{shown(name)}'", remedy)

    def _wrong(self, path: Path, problem: str, remedy: str) -> None:
        self._report.add(self._line_of(path), path, problem, remedy)
