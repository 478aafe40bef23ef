"""From an entry's pieces to its values, and to where each of them stands."""

from __future__ import annotations

import re
from typing import Final

from papers.author_lists import ET_AL, is_cut, is_marker
from papers.identifiers import recognize_bare_identifier
from papers.readme.reading.citing import names_alone, names_and_publication
from papers.readme.reading.labels import field_role, names_field, names_title
from papers.readme.reading.people import authors, names
from papers.readme.reading.pieces import (
    BADGE,
    BOLD,
    BREAK,
    CELL,
    CODE,
    GROUP,
    ITALIC,
    LINK,
    NESTED,
    TEXT,
    Piece,
    Recognise,
    join_cell,
    spot_span,
)
from papers.readme.reading.titles import is_title_case, names_paper_url, words
from papers.readme.reading.trimming import CLOSING_MARKS, MARKS, trim
from papers.readme.reading.wording import Wording
from papers.readme.records import Context, Group, Link, Place, Values

_SUBTITLE: Final = re.compile(r"^\s*[:：]\s*\S")
_NAME_BEFORE: Final = re.compile(r"^[\s\W]*([\w.+/-]+(?:\s[\w.+/-]+){0,3})\s*[:：]\s*[\"“]?\s*$")
_NUMBER: Final = re.compile(r"\d{1,4}[.)、]\s+")
_BRACKET_IN_FRONT: Final = re.compile(r"[\[(【]([^\[\]()【】]{4,40})[\])】]\s*[:：]?\s*(?=\S)")
_BRACKET_BEHIND: Final = re.compile(r"\s*[\[(（]([^\[\]()（）]{3,60})[\])）][\s.]*\Z")
_EVIDENCE_JOINER: Final = re.compile(r"\s*[&,/+;]\s*|\s+and\s+")
_MOST_TAGS: Final = 50


class Assignment:
    """Gives each piece of one entry its field. A field is taken once; but for links, what comes second stays unread."""

    def __init__(
        self,
        data: bytes,
        pieces: list[Piece],
        title: Piece,
        recognise: Recognise,
        roles: tuple[str, ...] = (),
        *,
        has_evidence: bool = False,
    ) -> None:
        """`has_evidence`: the list's other entries have evidence types, so that an unknown word there is a new one."""
        self.data = data
        self.recognise = recognise
        self.pieces = pieces
        self.title = title
        self.roles = roles
        self.has_evidence = has_evidence
        self.new_evidence_types: tuple[str, ...] = ()
        self.said: dict[str, object] = {}
        self.links: list[Link] = []
        self.tags: list[str] = []
        self.places: dict[str, Place] = {}
        self.groups: list[Group] = []
        self.left: list[Piece] = []
        at = next(number for number, one in enumerate(pieces) if one is title)
        self.before_title = pieces[at - 1] if at else None
        self.subtitle = self._subtitle(pieces[at + 1] if at + 1 < len(pieces) else None)
        if "authors" in roles:
            join_cell(data, pieces, roles.index("authors"))
        self._assign()

    def values(self) -> Values:
        return Values(links=tuple(self.links), tags=tuple(self.tags), **self.said)  # type: ignore[arg-type]

    # -- the passes --------------------------------------------------------------------------------------------------

    def _assign(self) -> None:
        cell, role, behind = -1, "", False
        for piece in self.pieces:
            if piece.kind is CELL:
                cell += 1
                role = self.roles[cell] if cell < len(self.roles) else ""
                role = "" if role == "title" else role
            elif piece.kind in (BREAK, NESTED):
                role = role if self.roles else ""
            elif piece is self.title:
                self._take_title(piece, "name" if self.subtitle else "title")
                behind = True
            elif piece is self.subtitle:
                self._take_title(piece, "title")
            elif piece.kind is LINK:
                self._take_link(piece)
            else:
                role = self._field_name(piece) or role
                if not self._take_marker(piece):
                    self._take(piece, role, behind)
        self._take_rest()
        self.groups.sort()

    def _field_name(self, piece: Piece) -> str:
        match = names_field(piece.text) if piece.kind in (TEXT, BOLD, ITALIC) else None
        if match is None:
            return ""
        rest = piece.text[match.end() :]
        if rest.strip():
            piece.inner = spot_span(self.data, piece, match.end(), len(piece.text))[0]
            piece.start = piece.inner
            piece.text = rest
            piece.wording = self.recognise(rest)
        else:
            piece.text = ""
            piece.wording = None
        return field_role(match[1])

    def _take(self, piece: Piece, role: str, behind: bool) -> None:
        wording = piece.wording
        if wording is not None and self._take_wording(piece, wording):
            return
        if not piece.text.strip(MARKS + ".()[]（）"):
            return
        if role == "authors":
            self._take_names(piece)
        elif role == "tags":
            self._take_tags(piece)
        elif role in ("venue", "name"):
            self._take_plain(piece, role)
        elif self.has_evidence and not behind and self._take_new_evidence(piece):
            return
        elif piece.kind in (BADGE, CODE) or (piece.kind is GROUP and piece.closed):
            self._take_tag(piece)
        elif role == "" and not self._take_authors(piece):
            self._take_name(piece) if not behind and self._introduces_title(piece) else self.left.append(piece)
        elif role:
            self.left.append(piece)

    def _introduces_title(self, piece: Piece) -> bool:
        """Whether a name would stand here: as the entry's first piece or right before the title, which has no other."""
        return self.subtitle is None and (piece is self.before_title or piece is self.pieces[0])

    def _subtitle(self, following: Piece | None) -> Piece | None:
        """The text in `[Name](url): What it is about`, where the link holds only the short name.

        Behind the address of no paper it has to be written as titles are: elsewhere it is what a tool is good for.
        """
        if self.title.kind is not LINK or words(self.title.text) > 4:
            return None
        if following and following.kind is TEXT and _SUBTITLE.match(following.text) and words(following.text) >= 3:
            paper = names_paper_url(self.title.url) or is_title_case(following.text)
            return following if paper else None
        return None

    def _take_title(self, piece: Piece, name: str) -> None:
        start, end = trim(piece.text)
        if field := names_title(piece.text):
            start = max(start, min(field.end(), end))
        elif number := _NUMBER.match(piece.text, start, end):
            start = number.end()
        start, end, said = self._take_publication_in_title(piece, start, end)
        if not piece.text[start : start + 1].isalnum() and not any(map(str.isalnum, piece.text[start:end])):
            return
        place = self._place(name, piece, start, end)
        if place is None:
            return
        self.said[name] = _on_one_line(piece.text[start:end])
        if piece.kind is LINK:
            self._group(piece.start, piece.end, name, *said, *self._add_link("", piece))
        elif piece.kind is TEXT:
            self._group(place.start, place.end, name)
        else:
            self._group(piece.start, piece.end, name, *said)

    def _take_publication_in_title(self, piece: Piece, start: int, end: int) -> tuple[int, int, list[str]]:
        """Takes the venue out of `[How Sparrows Count (ICLR 2021)](url)`; gives the title's place and the fields."""
        said: list[str] = []
        if piece.kind is TEXT:
            return start, end, said
        if match := _BRACKET_IN_FRONT.match(piece.text, start, end):
            wording = self.recognise(match[1])
            if wording and not wording.evidence_types and wording.sure:
                said += self._say(piece, wording.shifted(match.start(1)))
                start = match.end()
            elif recognize_bare_identifier(match[1]).arxiv_id:
                start = match.end()
        if match := _BRACKET_BEHIND.search(piece.text, max(start, end - 80)):
            wording = self.recognise(match[1])
            if wording and wording.venue and wording.sure and words(piece.text[: match.start()]) > 1:
                said += self._say(piece, wording.shifted(match.start(1)))
                end = match.start()
        return start, end, said

    def _take_link(self, piece: Piece) -> None:
        if piece.url.startswith("#") or (not piece.url and not piece.label):
            return
        wording = piece.wording
        speaks = wording and wording.venue and "venue" not in self.said and piece.context is not Context.BADGE
        # `[[arXiv](url)] How Sparrows Count`: behind the title it only says where the link leads.
        leads = piece.closed and piece is self.before_title
        if wording and speaks and (wording.year or not piece.label or leads):
            keys = self._add_link("", piece)
            self._group(piece.start, piece.end, *keys, *self._say(piece, wording))
        else:
            keys = self._add_link(_on_one_line(piece.text), piece)
            self._group(piece.start, piece.end, *keys)

    def _add_link(self, label: str, piece: Piece) -> list[str]:
        number = len(self.links) if piece.url else -1
        if piece.url:
            self.links.append(Link(label, piece.url))
        keys = []
        if piece.url_span is not None and f"links[{number}].url" not in self.places:
            written_in_tag = self.data[piece.url_span[0] - 1 : piece.url_span[0]] in (b'"', b"'", b"=")
            context = Context.ATTRIBUTE if written_in_tag else Context.URL
            self.places[f"links[{number}].url"] = Place(*piece.url_span, context)
            keys.append(f"links[{number}].url")
        if label and piece.context is not Context.BADGE and piece.url:
            self.places[f"links[{number}].label"] = Place(piece.inner, piece.inner_end, piece.context)
            keys.append(f"links[{number}].label")
        return keys

    def _take_wording(self, piece: Piece, wording: Wording) -> bool:
        if wording.evidence_types:
            if "evidence_types" in self.said or wording.evidence_spot is None:
                return False
            return self._note("evidence_types", wording.evidence_types, piece, wording.evidence_spot)
        spoken = self._say(piece, wording)
        if spoken:
            spots = [
                spot for spot in (wording.venue_spot, wording.track_spot, wording.year_spot, wording.date_spot) if spot
            ]
            self._group(*self._outer(piece, spots), *spoken)
        return bool(spoken)

    def _take_new_evidence(self, piece: Piece) -> bool:
        """`[Survey]` in front of a title, in a list whose other entries say `[Empirical]` there."""
        if piece.kind is not GROUP or self.data[piece.start : piece.start + 1] != b"[" or "evidence_types" in self.said:
            return False
        start, end = trim(piece.text)
        found = tuple(part.strip() for part in _EVIDENCE_JOINER.split(piece.text[start:end]) if part.strip())
        if not found or any(len(part) > 40 or words(part) > 3 or not words(part) for part in found):
            return False
        named = [self._evidence_type(part) for part in found]
        self.new_evidence_types = tuple(part for part, name in zip(found, named, strict=True) if name is None)
        known = tuple(name or part for part, name in zip(found, named, strict=True))
        return self._note("evidence_types", known, piece, (start, end))

    def _evidence_type(self, text: str) -> str | None:
        wording = self.recognise(text)
        return wording.evidence_types[0] if wording and wording.evidence_types else None

    def _say(self, piece: Piece, wording: Wording) -> list[str]:
        """Notes venue, track, year and date where nothing was said of them yet; gives the fields that it noted."""
        noted = []
        for name, value, spot in (
            ("venue", wording.venue, wording.venue_spot),
            ("track", wording.track, wording.track_spot),
            ("year", wording.year, wording.year_spot),
            ("date", wording.date, wording.date_spot),
        ):
            # A year that a date implies has no place of its own, and gives way to one that is written.
            implied = name == "year" and spot is not None and "year" not in self.places
            if value and (name not in self.said or implied):
                self.said[name] = value
                if spot is not None and self._place(name, piece, *spot):
                    noted.append(name)
        return noted

    def _take_authors(self, piece: Piece) -> bool:
        """Authors as a whole piece, or with a venue behind them: `*Jane Doe et al. arXiv.*`."""
        if "authors" in self.said:
            return False
        found = authors(piece.text)
        if found:
            return self._note("authors", found, piece, trim(piece.text, authors=True))
        if self._take_authors_and_venue(piece):
            return True
        alone = names_alone(piece.text)
        return alone is not None and self._note("authors", alone[0], piece, alone[1])

    def _take_authors_and_venue(self, piece: Piece) -> bool:
        cited = names_and_publication(piece.text, self.recognise) if "venue" not in self.said else None
        if cited is None:
            return False
        found, spot, rest, wording = cited
        if self._place("authors", piece, *spot) is None:
            return False
        self.said["authors"] = found
        fields = ["authors", *self._say(piece, wording.shifted(rest))]
        self._group(*self._outer(piece, [spot, (rest, len(piece.text.rstrip(CLOSING_MARKS)))]), *fields)
        return True

    def _take_marker(self, piece: Piece) -> bool:
        """Take `*et al.*` behind the names as what cuts their list; it has no place of its own."""
        known = self.said.get("authors")
        if not isinstance(known, tuple) or is_cut(known) or not is_marker(piece.text.strip(MARKS)):
            return False
        self.said["authors"] = (*known, ET_AL)
        return True

    def _take_names(self, piece: Piece) -> None:
        found = names(piece.text)
        if found and "authors" not in self.said:
            self._note("authors", found, piece, trim(piece.text, authors=True))

    def _take_tags(self, piece: Piece) -> None:
        start, end = trim(piece.text)
        found = [tag.strip(MARKS + ".[]【】") for tag in re.split(r"[,;，、]", piece.text[start:end])]
        if "tags" not in self.places and self._place("tags", piece, start, end):
            self._group(*self._outer(piece, [(start, end)]), "tags")
        self.tags += dict.fromkeys(tag for tag in found[:_MOST_TAGS] if tag and tag not in self.tags)

    def _take_tag(self, piece: Piece) -> None:
        text = piece.text.strip(MARKS)
        if not text or len(text) > 60 or len(self.tags) >= _MOST_TAGS:
            self.left.append(piece)
        elif text not in self.tags:
            self.tags.append(text)
            self._group(piece.start, piece.end)

    def _take_plain(self, piece: Piece, role: str) -> None:
        start, end = trim(piece.text)
        said = role not in self.said and words(piece.text) <= 14
        if not said or not self._note(role, _on_one_line(piece.text[start:end]), piece, (start, end)):
            self.left.append(piece)

    def _take_name(self, piece: Piece) -> None:
        """`AlphaX: **"A title"**` names its method in front of the title."""
        match = _NAME_BEFORE.match(piece.text)
        if match is None or "name" in self.said or not self._note("name", match[1], piece, match.span(1)):
            self.left.append(piece)

    def _take_rest(self) -> None:
        """Of what no field took: a subtitle behind a linked name, then the longest text as the note."""
        notes = [piece for piece in self.left if words(piece.text) >= 2]
        if not notes or "note" in self.said:
            return
        piece = max(notes, key=lambda piece: len(piece.text))
        start, end = trim(piece.text)
        if self._note("note", _on_one_line(piece.text[start:end]), piece, (start, end)):
            self.left.remove(piece)

    # -- places ------------------------------------------------------------------------------------------------------

    def _note(self, name: str, value: object, piece: Piece, spot: tuple[int, int]) -> bool:
        """Takes the value with its place and group; does nothing where the spot is empty."""
        if self._place(name, piece, *spot) is None:
            return False
        self.said[name] = value
        self._group(*self._outer(piece, [spot]), name)
        return True

    def _place(self, name: str, piece: Piece, start: int, end: int) -> Place | None:
        if start >= end:
            return None
        span = spot_span(self.data, piece, start, end)
        if span[0] >= span[1]:
            return None
        self.places[name] = place = Place(*span, piece.context)
        return place

    def _outer(self, piece: Piece, spots: list[tuple[int, int]]) -> tuple[int, int]:
        """The piece with its decoration; of bare text only from the first spot to the last."""
        if piece.kind is not TEXT:
            return piece.start, piece.end
        start, end = min(spot[0] for spot in spots), max(spot[1] for spot in spots)
        return spot_span(self.data, piece, start, end)

    def _group(self, start: int, end: int, *fields: str) -> None:
        self.groups.append(Group(start, end, fields))


def _on_one_line(text: str) -> str:
    """The text with each run of white space as one space."""
    if text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " ":
        return text
    return " ".join(text.split())
