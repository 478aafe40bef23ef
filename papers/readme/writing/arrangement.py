"""Entries added, removed and moved within a section, as edits on the base."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from papers.markdown.edits import Edit, OverlapError, apply_edits
from papers.readme.records import Entry, Kind, Section, Values
from papers.readme.wanted import WantedEntry, WriteError
from papers.readme.writing.entries import cloned, default_entry, fitted, rewritten
from papers.readme.writing.habits import Habits, is_delimiter_row
from papers.readme.writing.placement import NEVER_ADDED
from papers.readme.writing.removals import content_end, content_start, removals, section_end


@dataclass(slots=True)
class Node:
    """A wanted entry, the base's entry for it, and the wanted entries that stay nested under it."""

    wanted: WantedEntry
    entry: Entry | None
    children: list[Node] = field(default_factory=list)


def label_of(wanted: WantedEntry, entry: Entry | None) -> str:
    return wanted.label or wanted.values.title or (entry.values.title if entry else "")


def nodes(habits: Habits, wanted: Sequence[WantedEntry]) -> list[Node]:
    """The wanted entries of a section as trees: an entry is nested where its base parent is still open before it."""
    roots: list[Node] = []
    path: list[Node] = []
    following = _following(habits, wanted)
    for want, behind in zip(wanted, following, strict=True):
        entry = None if want.anchor is None else habits.by_start[want.anchor]
        depth = _depth(habits, path, entry, behind)
        node = Node(want, entry)
        del path[depth:]
        (path[-1].children if path else roots).append(node)
        path.append(node)
    return roots


def _following(habits: Habits, wanted: Sequence[WantedEntry]) -> list[Entry | None]:
    """For each wanted entry, the next one behind it that the base has."""
    found: list[Entry | None] = []
    behind: Entry | None = None
    for want in reversed(wanted):
        found.append(behind)
        if want.anchor is not None:
            behind = habits.by_start[want.anchor]
    return found[::-1]


def _depth(habits: Habits, path: Sequence[Node], entry: Entry | None, behind: Entry | None) -> int:
    if entry is not None:
        if entry.parent is None:
            return 0
        over = habits.ancestors(entry)
        for depth in range(len(path), 0, -1):
            opened = path[depth - 1].entry
            if opened is not None and opened.start in over:
                return depth
    elif (
        behind is not None and path and (last := path[-1].entry) is not None and last.start in habits.ancestors(behind)
    ):
        return len(path)
    return max(len(path) - 1, 0)


def entry_edits(habits: Habits, section: Section, wanted: Sequence[WantedEntry], opening: int) -> list[Edit]:
    """The edits that give the section its wanted entries; `opening` is where the first goes if it has none yet."""
    base = [entry for entry in habits.by_section.get(section.index, ()) if entry.parent is None]
    roots = nodes(habits, wanted)
    if base or not roots:
        return _arranged(habits, base, roots)
    return [_opened(habits, section, roots, opening)]


def new_texts(habits: Habits, wanted: Sequence[WantedEntry]) -> bytes:
    """The entries of a section that the base does not have."""
    roots = nodes(habits, wanted)
    texts = [_standing(habits, node, None, step=1) for node in roots]
    return _free_joint(habits, roots).join(texts)


def _arranged(habits: Habits, base: Sequence[Entry], wanted: Sequence[Node]) -> list[Edit]:
    position = {entry.start: at for at, entry in enumerate(base)}
    known = [node for node in wanted if node.entry is not None and node.entry.start in position]
    order = [position[node.entry.start] for node in known if node.entry is not None]
    staying = {id(known[at]) for at in longest_rise(order)}
    edits: list[Edit] = []
    for node in wanted:
        if id(node) in staying:
            edits += _kept(habits, node)
    gone = _gone(base, [node for node in wanted if id(node) in staying])
    inserted, replaced = _inserted(habits, wanted, staying, gone)
    edits += inserted
    return edits + removals(habits, base, [entry for entry in gone if entry is not replaced])


def _gone(base: Sequence[Entry], staying: Sequence[Node]) -> list[Entry]:
    kept = {node.entry.start for node in staying if node.entry is not None}
    return [entry for entry in base if entry.start not in kept]


def _kept(habits: Habits, node: Node) -> list[Edit]:
    """The edits of an entry that stays where it is, and of those nested under it."""
    entry = node.entry
    edits: list[Edit] = []
    if entry is None:
        return edits
    if node.wanted.changed:
        text = _changed_text(habits, node.wanted, entry)
        if text != habits.data[entry.start : entry.end]:
            edits.append(Edit(entry.start, entry.end, text))
    nested = habits.children.get(entry.start, ())
    if nested or node.children:
        edits += _arranged(habits, nested, node.children)
    return edits


def _changed_text(habits: Habits, wanted: WantedEntry, entry: Entry) -> bytes:
    try:
        return rewritten(habits, entry, wanted.values, wanted.changed)
    except WriteError as error:
        raise _about(error, wanted, entry) from None
    except OverlapError:
        raise _about(WriteError("these changes cannot be written together"), wanted, entry) from None


def _about(error: WriteError, wanted: WantedEntry, entry: Entry | None) -> WriteError:
    """The same refusal, naming the entry."""
    line = entry.line if entry else None
    return WriteError(error.reason, line=line, field=error.field, label=label_of(wanted, entry))


def longest_rise(numbers: Sequence[int]) -> list[int]:
    """Where the members of a longest rising subsequence stand."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, number in enumerate(numbers):
        length = bisect_left(tails, number)
        before.append(ends[length - 1] if length else -1)
        if length == len(tails):
            tails.append(number)
            ends.append(at)
        else:
            tails[length] = number
            ends[length] = at
    found = []
    at = ends[-1] if ends else -1
    while at >= 0:
        found.append(at)
        at = before[at]
    return found[::-1]


def _inserted(
    habits: Habits, wanted: Sequence[Node], staying: set[int], gone: Sequence[Entry]
) -> tuple[list[Edit], Entry | None]:
    """The insertions, and the entry whose place they take if none of the section's stays."""
    edits: list[Edit] = []
    run: list[Node] = []
    last: Entry | None = None
    for node in (*wanted, None):
        if node is not None and id(node) not in staying:
            run.append(node)
            continue
        following = node.entry if node is not None else None
        if run and (neighbour := last or following or (gone[0] if gone else None)):
            joint = habits.joint(neighbour)
            before = last is None and following is not None
            texts = _texts(habits, run, neighbour, following, before=before)
            if last is None and following is None:
                return [Edit(neighbour.start, habits.block_end(neighbour), joint.join(texts))], neighbour
            if before:
                edits.append(Edit(neighbour.start, neighbour.start, b"".join(text + joint for text in texts)))
            else:
                end = habits.block_end(neighbour)
                edits.append(Edit(end, end, b"".join(joint + text for text in texts)))
        run = []
        last = following
    return edits, None


def _texts(
    habits: Habits, run: Sequence[Node], neighbour: Entry, following: Entry | None, *, before: bool
) -> list[bytes]:
    steps = [at - len(run) for at in range(len(run))] if before else [at + 1 for at in range(len(run))]
    texts = []
    for node, step in zip(run, steps, strict=True):
        beside = neighbour
        if node.entry is not None and following is not None and not habits.same_place_form(node.entry, neighbour):
            beside = following
        texts.append(_standing(habits, node, beside, step=step))
    return texts


def _standing(habits: Habits, node: Node, neighbour: Entry | None, *, step: int) -> bytes:
    """The bytes of an entry that is new at its place: moved there, or written for the first time."""
    entry, wanted = node.entry, node.wanted
    try:
        if entry is not None and _can_keep_form(habits, entry, neighbour):
            return fitted(habits, _block_text(habits, node, entry), entry, neighbour, step=step)
        if entry is not None:
            _check_rewritable(wanted, node, entry)
        return _anew(habits, wanted, neighbour, entry, step=step)
    except WriteError as error:
        raise error if error.label else _about(error, wanted, entry) from None
    except OverlapError:
        raise _about(WriteError("this cannot be written in its neighbours' form"), wanted, entry) from None


def _can_keep_form(habits: Habits, entry: Entry, neighbour: Entry | None) -> bool:
    if neighbour is None:
        return entry.kind not in (Kind.ROW, Kind.HTML)
    return habits.same_place_form(entry, neighbour)


def _check_rewritable(wanted: WantedEntry, node: Node, entry: Entry) -> None:
    if node.children:
        raise WriteError("papers are nested under it, and cannot be written in the other form with it")
    if entry.unread and not wanted.may_lose_text:
        raise WriteError("written in the other form, it would lose text that was not understood")


def _anew(habits: Habits, wanted: WantedEntry, neighbour: Entry | None, entry: Entry | None, *, step: int) -> bytes:
    values = effective(wanted, entry)
    model = neighbour if neighbour is not None and "title" in neighbour.places else None
    if neighbour is not None and model is None:
        model = habits.nearest(neighbour, "titled", lambda one: "title" in one.places)
    if neighbour is None:
        model = habits.commonest("free", lambda one: "title" in one.places and one.kind not in (Kind.ROW, Kind.HTML))
    if entry is not None and not wanted.may_lose_text:
        _check_kept(values, model)
    return cloned(habits, model, values, step=step) if model is not None else default_entry(habits, values)


def _check_kept(values: Values, model: Entry | None) -> None:
    places = model.places if model is not None else {}
    for name in NEVER_ADDED:
        if getattr(values, name) and name not in places:
            raise WriteError(f"written in the other form, it would lose its {name}", field=name)


def effective(wanted: WantedEntry, entry: Entry | None) -> Values:
    """What an entry shall say that is written anew: what it said, with the changes."""
    if entry is None:
        return wanted.values
    if not wanted.changed:
        return entry.values
    return replace(entry.values, **{name: getattr(wanted.values, name) for name in wanted.changed})


def _block_text(habits: Habits, node: Node, entry: Entry) -> bytes:
    end = habits.block_end(entry)
    return apply_edits(habits.data, _kept(habits, node), start=entry.start, end=end)


def _opened(habits: Habits, section: Section, roots: Sequence[Node], opening: int) -> Edit:
    """The first entries of a section that has none."""
    source = habits.document.source
    stop = section_end(habits, section)
    last = content_end(habits.data, stop)
    if last > opening and is_delimiter_row(habits.line(source.line(last - 1))):
        return _first_rows(habits, roots, last)
    texts = [_standing(habits, node, None, step=1) for node in roots]
    text = _free_joint(habits, roots).join(texts)
    return Edit(opening, opening, _between_blank_lines(habits, text, opening))


def _first_rows(habits: Habits, roots: Sequence[Node], at: int) -> Edit:
    line = habits.line(habits.document.source.line(at - 1))
    columns = line.strip().strip(b"|").count(b"|") + 1
    key = ("columns", columns)
    model = habits.commonest(key, lambda one: len(one.cells) == columns and "title" in one.places)
    if model is None:
        raise WriteError(
            "no other table of the list shows how a row of this one is written", label=roots[0].wanted.label
        )
    texts = [_standing(habits, node, model, step=step) for step, node in enumerate(roots, 1)]
    return Edit(at, at, b"".join(habits.newline + text for text in texts))


def _between_blank_lines(habits: Habits, text: bytes, at: int) -> bytes:
    data, newline = habits.data, habits.newline
    if at <= habits.document.source.bom:
        return text + (newline * 2 if data[at:].strip() else newline if not data[at:] else b"")
    after = content_start(data, at)
    tail = newline if after < len(data) and data[at:after].count(newline) < 2 else b""
    return habits.opening_joint + text + tail


def _free_joint(habits: Habits, roots: Sequence[Node]) -> bytes:
    kinds = [node.entry.kind for node in roots if node.entry is not None]
    if kinds:
        return habits.joint_of(kinds[0])
    model = habits.commonest("free", lambda one: "title" in one.places and one.kind not in (Kind.ROW, Kind.HTML))
    return habits.joint_of(model.kind if model else Kind.ITEM)
