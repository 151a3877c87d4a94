"""Pages: an address in, HTML out. Each asks the desk for what it shows and fills a template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from bdjp_nlp.errors import BdjpError, StoreError, UsageError
from bdjp_nlp.identity import files_id
from bdjp_nlp.review import overview
from bdjp_nlp.review.agreement import Agreement, agreement
from bdjp_nlp.review.catalogue import LabelChoice
from bdjp_nlp.review.decisions import Decision
from bdjp_nlp.review.desk import Desk
from bdjp_nlp.review.judging import Ask
from bdjp_nlp.review.page_image import PDF, Leaf, leaf, page_png
from bdjp_nlp.review.paper import Paper
from bdjp_nlp.review.presenting import Entry, HeadingView, Part, PassageEntry, cut, passage_href
from bdjp_nlp.review.searching import Filters, search
from bdjp_nlp.rows import Box
from bdjp_nlp.views.discrepancies import Discrepancy, discrepancies
from bdjp_nlp.views.evidence_card import CardLabel, card_text, make_card
from bdjp_nlp.views.timeline import TimelineEntry, timeline

PASSAGES_A_PAGE = 20
LINES_A_PAGE = 50
QUEUE_A_PAGE = 10
_MOST_NAMED = 12
_TROUBLED = 5
_FORMS = 12

HERE = Path(str(files("bdjp_nlp.review")))
STATIC = HERE / "static"


@dataclass(frozen=True)
class Told:
    """Views that are made of all facts; `stamp` says of which state of the run."""

    stamp: int
    timeline: tuple[TimelineEntry, ...]
    discrepancies: tuple[Discrepancy, ...]


@dataclass(frozen=True)
class PageLinks:
    """Where a long list goes on; addresses are None at its ends."""

    first: int
    last: int
    count: int
    previous: str | None
    next: str | None


class Pages:
    """The handlers of all addresses, for one desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._kept: Told | None = None
        self.templates = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )

    @cached_property
    def assets(self) -> str:
        """Changes with any of the static files, so that a browser takes the new ones."""
        return files_id(STATIC.iterdir(), STATIC)

    def html(
        self, template: str, title: str, here: str, *, desk: bool = False, status: int = 200, **values: Any
    ) -> Response:
        """A whole page. `desk`: whether passages can be judged on it."""
        common = {
            "title": title,
            "here": here,
            "page": template.removesuffix(".html"),
            "desk": desk,
            "labels": self.desk.labels,
            "reader": self.desk.reader,
            "run_name": self.desk.run.name,
            "run_path": str(self.desk.run),
            "navigation": self._navigation(),
            "assets": self.assets,
            "query": "",
        }
        return HTMLResponse(self.templates.get_template(template).render(common | values), status)

    def _navigation(self) -> list[tuple[str, str, int]]:
        items = [("/", "Overview", 0), ("/queue", "Queue", 0), ("/names", "Names", 0), ("/search", "Search", 0)]
        if "facts" in self.desk.corpus.tables:
            items += [("/timeline", "Timeline", 0), ("/discrepancies", "Discrepancies", 0)]
        if not self.desk.reader.blind:
            items.append(("/agreement", "Agreement", len(self.desk.disputed())))
        return items

    def overview(self, request: Request) -> Response:
        """The run as a whole."""
        desk, over = self.desk, self.desk.standing.overlay
        desk.corpus.refresh()
        counts = desk.corpus.counts()
        like, offset = request.query_params.get("like", ""), number(request, "from")
        documents = desk.corpus.documents(over, like, offset, LINES_A_PAGE + 1)
        count = 0 if like else sum(n for status, n in counts.items() if status != "pages")
        return self.html(
            "overview.html",
            "Overview",
            "Overview",
            figures=overview.figures(desk, counts),
            matrix=overview.matrix(desk),
            eye=overview.eye(desk, counts),
            troubled=desk.corpus.troubled(_TROUBLED),
            timeline=overview.timeline(desk),
            names=desk.corpus.names(limit=_MOST_NAMED)[1],
            documents=documents[:LINES_A_PAGE],
            like=like,
            pages=links(request, offset, LINES_A_PAGE, len(documents), count, "documents"),
        )

    def document(self, request: Request) -> Response:
        """One paper: structure, text, page."""
        paper = self._paper(request)
        at = request.query_params.get("at", "")
        parts = self._parts(paper, at)
        present = {
            "themes": {row.label for rows in paper.codings.values() for row in rows if row.table == "themes"},
            "constraints": {row.label for rows in paper.codings.values() for row in rows if row.table == "constraints"},
            "entities": {row.label for rows in paper.mentions.values() for row in rows},
        }
        names = (("themes", "Themes"), ("constraints", "Constraints"), ("entities", "Names"), ("facts", "Facts"))
        has_pages = paper.document.media_type == PDF and paper.document.pages > 0
        found, missing = self._leaf(paper, at, 1) if has_pages else (None, "")
        return self.html(
            "document.html",
            paper.document.title or Path(paper.document.path).name,
            "Overview",
            desk=True,
            doc_id=paper.doc_id,
            document=paper.document,
            structure=self._structure(paper),
            layers=[(group, name) for group, name in names if present.get(group) or (group == "facts" and paper.facts)],
            present=present | {"facts": set()},
            parts=parts,
            notes=paper.notes,
            tables=paper.tables,
            has_pages=has_pages,
            leaf=found,
            leaf_missing=missing,
        )

    def part(self, request: Request) -> Response:
        """Some of a paper's passages, for the place that was kept free for them."""
        paper = self._paper(request)
        cuts = cut(paper)
        place = int(request.path_params["number"])
        if place >= len(cuts):
            raise HTTPException(404, f"the document has only {len(cuts)} parts")
        shown = self._entries(paper, cuts[place])
        return HTMLResponse(self.templates.get_template("part.html").render(shown=shown))

    def leaf(self, request: Request) -> Response:
        """The page beside the text, with the passage's boxes."""
        paper = self._paper(request)
        found, missing = self._leaf(paper, request.query_params.get("passage", ""), number(request, "page"))
        template = self.templates.get_template("leaf.html")
        return HTMLResponse(template.render(leaf=found, leaf_missing=missing, doc_id=paper.doc_id))

    def picture(self, request: Request) -> Response:
        """A page as PNG."""
        paper = self._paper(request)
        if paper.document.media_type != PDF:
            raise HTTPException(404, f"{paper.document.path} has no pages to draw")
        picture = page_png(paper.document, int(request.path_params["number"]))
        return Response(picture, media_type="image/png", headers={"cache-control": "private, max-age=86400"})

    def passages(self, request: Request) -> Response:
        """The passages that bear the labels asked for."""
        asked = {
            group: request.query_params[group] for group in ("themes", "constraints") if group in request.query_params
        }
        if not asked:
            raise HTTPException(404, "say which labels: /passages?themes=…&constraints=…")
        year, offset = request.query_params.get("year", "")[:4], number(request, "from")
        count, places = self.desk.corpus.bearing(self.desk.standing.overlay, asked, year, offset, PASSAGES_A_PAGE)
        chosen = [
            self.desk.labels.choice("themes" if group == "themes" else "constraints", label)
            if label
            else LabelChoice("themes", "", f"any {group.removesuffix('s')}", "", "", 0, 0)
            for group, label in asked.items()
        ]
        lead = [f"{count} {'passage' if count == 1 else 'passages'}"] + ([f"documents of {year}"] if year else [])
        return self.html(
            "passages.html",
            " with ".join(choice.title for choice in chosen),
            "Overview",
            desk=True,
            heading="Passages",
            chosen_labels=chosen,
            lead=lead,
            passages=self.desk.views(places),
            nothing="No passage bears these labels.",
            pages=links(request, offset, PASSAGES_A_PAGE, offset + len(places) + (offset + len(places) < count), count),
        )

    def queue(self, request: Request) -> Response:
        """What the model is unsure of, in the order in which it teaches most."""
        waiting, places = self.desk.queue(QUEUE_A_PAGE)
        return self.html(
            "queue.html",
            "Queue",
            "Queue",
            desk=True,
            waiting=waiting,
            done=self.desk.standing.decided,
            passages=self.desk.views(places),
        )

    def search(self, request: Request) -> Response:
        """Passages with given words."""
        params = request.query_params
        group, _, label = params.get("code", "").partition(".")
        filters = Filters(params.get("q", ""), group, label, params.get("name", ""), params.get("doc", ""))
        offset = number(request, "from")
        values: dict[str, Any] = {"count": 0, "documents": 0, "hits": (), "pages": None}
        if not filters.empty:
            found = search(self.desk.corpus, filters, self.desk.standing.overlay, offset, LINES_A_PAGE)
            end = offset + len(found.hits)
            values = {
                "count": found.count,
                "documents": found.documents,
                "hits": [HitView(hit.left, hit.middle, hit.right, hit.document, hit.page,
                                 passage_href(hit.doc_id, hit.passage_id)) for hit in found.hits],
                "pages": links(request, offset, LINES_A_PAGE, end + (end < found.count), found.count),
            }  # fmt: skip
        return self.html(
            "search.html", f"Search: {filters.words}" if filters.words else "Search", "Search",
            query=filters.words, code=params.get("code", ""), name=filters.name, doc=filters.doc,
            asked=not filters.empty, **values,
        )  # fmt: skip

    def names(self, request: Request) -> Response:
        """Every named thing of the run."""
        label, like, offset = (
            request.query_params.get("label", ""),
            request.query_params.get("like", ""),
            number(request, "from"),
        )
        count, found = self.desk.corpus.names(label, like, offset, LINES_A_PAGE)
        end = offset + len(found)
        return self.html(
            "names.html", "Names", "Names", found=found, label=label, like=like,
            pages=links(request, offset, LINES_A_PAGE, end + (end < count), count),
        )  # fmt: skip

    def entity(self, request: Request) -> Response:
        """One named thing: all its mentions over all documents, its forms, what is named beside it."""
        corpus, identifier, offset = self.desk.corpus, request.path_params["entity_id"], number(request, "from")
        entity = corpus.name(identifier)
        count, places = corpus.naming(identifier, offset, PASSAGES_A_PAGE)
        end = offset + len(places)
        return self.html(
            "entity.html",
            entity.canonical,
            "Names",
            desk=True,
            entity=entity,
            choice=self.desk.labels.choice("entities", entity.label),
            forms=corpus.forms(identifier, _FORMS),
            companions=corpus.companions(identifier, _MOST_NAMED),
            in_documents=corpus.documents_naming(identifier, _MOST_NAMED),
            passages=self.desk.views(places),
            pages=links(request, offset, PASSAGES_A_PAGE, end + (end < count), count),
        )

    def timeline(self, request: Request) -> Response:
        """Dated facts and events in the order of time."""
        entries, offset = self._told().timeline, number(request, "from")
        shown = entries[offset : offset + LINES_A_PAGE]
        lines = [
            (
                entry,
                passage_href(entry.place.doc_id, entry.place.passage_id),
                Path(entry.place.path).name,
                self.desk.labels.choice("facts", entry.relation).title if entry.relation else "",
            )
            for entry in shown
        ]
        years = [(year, list(group)) for year, group in groupby(lines, key=lambda line: line[0].first_day[:4])]
        return self.html(
            "timeline.html", "Timeline", "Timeline", count=len(entries), years=years,
            pages=links(request, offset, LINES_A_PAGE, len(entries), len(entries)),
        )  # fmt: skip

    def discrepancies(self, request: Request) -> Response:
        """What the papers tell in two ways."""
        every, offset = self._told().discrepancies, number(request, "from")
        found = [
            (
                one,
                (one.value, one.place, passage_href(one.place.doc_id, one.place.passage_id)),
                (one.other_value, one.other_place, passage_href(one.other_place.doc_id, one.other_place.passage_id)),
            )
            for one in every[offset : offset + LINES_A_PAGE]
        ]
        return self.html(
            "discrepancies.html", "Told in two ways", "Discrepancies", count=len(every), found=found,
            pages=links(request, offset, LINES_A_PAGE, len(every), len(every)),
        )  # fmt: skip

    def _told(self) -> Told:
        """What needs all facts of the run at once: made when it is first asked for, and again after another run."""
        if self._kept is None or self._kept.stamp != self.desk.corpus.stamp:
            run = self.desk.run
            has_facts = "facts" in self.desk.corpus.tables
            self._kept = Told(
                self.desk.corpus.stamp,
                tuple(timeline(run)) if has_facts else (),
                tuple(discrepancies(run)) if has_facts else (),
            )
        return self._kept

    def agreement(self, request: Request) -> Response:
        """How far blind coders agree, and what is to be settled between them."""
        if self.desk.reader.blind:
            raise HTTPException(
                403, "A blind coder does not see the others' decisions. Start bdjp review without --coder."
            )
        found = agreement(self.desk.log.read(), self.desk.labels, self.desk.corpus.paper)
        return self.html(
            "agreement.html",
            "Agreement",
            "Agreement",
            desk=True,
            pairs=[pair_view(one, self.desk) for one in found],
            passages=self.desk.views(self.desk.disputed()[:PASSAGES_A_PAGE]),
        )

    async def decide(self, request: Request) -> Response:
        """Take a decision; the passage as it stands then comes back."""
        try:
            ask = Ask.model_validate_json(await request.body())
        except ValidationError as error:
            raise HTTPException(400, f"no request for a decision: {error.errors()[0]['msg']}") from None
        decisions = await run_in_threadpool(self.desk.decide, ask)
        return self._changed(decisions, said(decisions, self.desk))

    async def undo(self, request: Request) -> Response:
        """Take the last decision back."""
        decisions = await run_in_threadpool(self.desk.undo)
        if not decisions:
            return JSONResponse({"said": "Nothing is left to undo."})
        return self._changed(decisions, f"Undone: {named(decisions, self.desk)}.")

    def card(self, request: Request) -> Response:
        """A passage as a citable card, with its labels as they stand now, as text."""
        paper, found = self.desk.judged(request.path_params["doc_id"], request.path_params["passage_id"])
        labels = [
            CardLabel(
                code.group,
                code.label,
                code.score,
                ", ".join(filter(None, [code.model and f"model {code.model}", *code.by])),
            )
            for code in found.codes
            if code.holds
        ]
        whole = (0, len(found.passage.text))
        made = make_card(self.desk.run, paper.doc_id, paper.document, found.passage, whole, labels)
        return Response(card_text(made), media_type="text/plain; charset=utf-8")

    def _changed(self, decisions: list[Decision], message: str) -> Response:
        doc_id, passage_id = decisions[0].doc_id, decisions[0].passage_id
        template = self.templates.get_template("passage.html")
        view = self.desk.view(doc_id, passage_id)
        listed = str(template.module.passage(view, True))  # type: ignore[attr-defined]
        inside = str(template.module.passage(view, False))  # type: ignore[attr-defined]
        return JSONResponse(
            {"passage_id": passage_id, "listed": listed, "inside": inside, "said": message,
             "href": passage_href(doc_id, passage_id)}
        )  # fmt: skip

    def _paper(self, request: Request) -> Paper:
        doc_id = request.path_params["doc_id"]
        if not self.desk.corpus.holds(doc_id):
            raise HTTPException(404, f"the run has no document {doc_id!r}")
        return self.desk.corpus.paper(doc_id)

    def _parts(self, paper: Paper, at: str) -> list[Part]:
        """All parts of a paper, the first and the one that holds `at` with their content."""
        parts = []
        for place, identifiers in enumerate(cut(paper)):
            lengths = [len(paper.passage_by_id[one].text) for one in identifiers if one in paper.passage_by_id]
            part = Part(place, f"Part {place + 1} of the text", identifiers[0], sum(lengths))
            if at in identifiers or (place == 0):
                part = replace(part, shown=self._entries(paper, identifiers))
            parts.append(part)
        return parts

    def _entries(self, paper: Paper, identifiers: list[str]) -> list[Entry]:
        entries: list[Entry] = []
        for identifier in identifiers:
            section = paper.section_by_id.get(identifier)
            if section is not None:
                rank = min(section.level + 1, 6)
                entries.append(HeadingView(section.section_id, section.number, section.title, rank))
            elif paper.passage_by_id[identifier].kind != "title":
                entries.append(PassageEntry(self.desk.view(paper.doc_id, identifier)))
        return entries

    def _structure(self, paper: Paper) -> list[StructureEntry]:
        coded: dict[str, int] = {}
        for passage in paper.passages:
            if passage.section_id and any(row.assigned for row in paper.codings.get(passage.passage_id, ())):
                coded[passage.section_id] = coded.get(passage.section_id, 0) + 1
        return [
            StructureEntry(
                section.number, section.title, min(section.level, 4), coded.get(section.section_id, 0),
                section.section_id, passage_href(paper.doc_id, section.section_id),
            )
            for section in paper.sections
        ]  # fmt: skip

    def _leaf(self, paper: Paper, passage_id: str, page: int) -> tuple[Leaf | None, str]:
        """The page of a passage (or a given one), or why there is none."""
        boxes: tuple[Box, ...] = ()
        passage = paper.passage_by_id.get(passage_id)
        section = paper.section_by_id.get(passage_id)
        if passage is not None:
            boxes, page = passage.boxes, page if page > 1 else passage.page_first
        elif section is not None:
            page = section.page
        try:
            return leaf(paper.document, page, boxes), ""
        except StoreError as error:
            return None, str(error)


@dataclass(frozen=True)
class StructureEntry:
    """A heading in the list beside the text."""

    number: str
    title: str
    level: int
    count: int
    at: str
    href: str


@dataclass(frozen=True)
class HitView:
    """A hit in its line."""

    left: str
    middle: str
    right: str
    document: str
    page: int
    href: str


@dataclass(frozen=True)
class AgreementRow:
    """A label's line of the table of agreement, figures as text."""

    title: str
    passages: int
    yes: tuple[int, int]
    differ: int
    alpha: str
    span_f1: str


@dataclass(frozen=True)
class PairView:
    """Two coders' table."""

    coders: tuple[str, str]
    rows: tuple[AgreementRow, ...]


def pair_view(found: Agreement, desk: Desk) -> PairView:
    """Labels that neither coder saw anywhere are left out."""
    return PairView(
        found.coders,
        tuple(
            AgreementRow(
                desk.labels.choice(row.group, row.label).title, row.passages, row.yes, row.differ,
                "–" if row.alpha is None else f"{row.alpha:.2f}",
                "–" if row.span_f1 is None else f"{row.span_f1:.2f}",
            )
            for row in found.labels
            if any(row.yes)
        ),
    )  # fmt: skip


def number(request: Request, name: str) -> int:
    """A count from the address; 0 where it is none."""
    value = request.query_params.get(name, "0")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def links(request: Request, offset: int, size: int, found: int, count: int, anchor: str = "") -> PageLinks:
    """Links to the pages before and after; `found` is how many there are at least up to one beyond this page."""
    values: Mapping[str, str] = {key: value for key, value in request.query_params.items() if key != "from"}
    found = found if found > offset else offset + found
    hash_ = f"#{anchor}" if anchor else ""

    def at(start: int) -> str:
        return f"{request.url.path}?{urlencode({**values, **({'from': str(start)} if start else {})})}{hash_}"

    return PageLinks(
        offset + 1,
        min(offset + size, found),
        count,
        at(max(0, offset - size)) if offset else None,
        at(offset + size) if found > offset + size else None,
    )


def named(decisions: list[Decision], desk: Desk) -> str:
    """What decisions are about, in words."""
    first = desk.labels.choice(decisions[0].group, decisions[0].label).title
    if len(decisions) > 1:
        return f"{len(decisions)} labels of the passage"
    return f"“{decisions[0].quote}” as {first}" if decisions[0].group == "entities" else first


def said(decisions: list[Decision], desk: Desk) -> str:
    """What was done, in words."""
    words = {"accept": "Accepted", "reject": "Rejected", "change": "Changed", "add": "Added", "undo": "Undone"}
    return f"{words[decisions[0].action]}: {named(decisions, desk)}."


def problem(pages: Pages, error: Exception) -> Response:
    """An error as a page; of a request for a decision, as text."""
    status = error.status_code if isinstance(error, HTTPException) else 404 if isinstance(error, BdjpError) else 500
    message = error.detail if isinstance(error, HTTPException) else str(error)
    return pages.html("problem.html", "Not here", "", status=status, heading="This cannot be shown", message=message)


__all__ = ["Pages", "UsageError", "problem"]
