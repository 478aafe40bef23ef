"""What was pasted: identifiers and addresses to look up, and BibTeX, mixed as they come."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from papers.identifiers import Identifiers, recognize_identifier, unwrap_text
from papers.intake.drafts import Fault

LONGEST: Final = 1_000_000
"""In characters."""

_BLOCK: Final = re.compile(r"\s*@\s*\w+\s*([{(])")
_BULLETS: Final = "*•-"
_SHOWN: Final = 80


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something to look up, and the address that was given for it."""

    line: int
    identifiers: Identifiers
    url: str = ""


@dataclass(frozen=True)
class Recognised:
    """`bibtex` has the lines of BibTeX where they stood, and all others empty, so that its lines count alike."""

    bibtex: str = ""
    wanted: tuple[Wanted, ...] = ()
    faults: tuple[Fault, ...] = ()


def recognise(text: str) -> Recognised:
    """Each identifier once; lines that hold nothing of the kind are told."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    bibtex = [""] * len(lines)
    wanted: dict[Identifiers, Wanted] = {}
    faults = []
    at = 0
    while at < len(lines):
        if _BLOCK.match(lines[at]):
            end = _block_end(lines, at)
            bibtex[at:end] = lines[at:end]
            at = end
            continue
        found = _in_line(lines[at], at + 1)
        for each in found:
            wanted.setdefault(each.identifiers, each)
        if not found and lines[at].strip():
            shown = " ".join(lines[at].split())[:_SHOWN]
            faults.append(Fault(at + 1, f"“{shown}” is no arXiv id, DOI, address of a paper or BibTeX"))
        at += 1
    return Recognised("\n".join(bibtex).rstrip(), tuple(wanted.values()), tuple(faults))


def _in_line(line: str, number: int) -> list[Wanted]:
    found = []
    for word in line.split():
        bare = unwrap_text(word.strip(_BULLETS))
        is_address = bare.lower().startswith(("http://", "https://"))
        if identifiers := recognize_identifier(bare):
            found.append(Wanted(number, identifiers, bare if is_address else ""))
    return found


def _block_end(lines: list[str], start: int) -> int:
    """The line behind a BibTeX block. One that is never closed ends before an empty line, an identifier or a block."""
    opening = _BLOCK.match(lines[start])
    is_round = bool(opening and opening[1] == "(")
    depth, end = 0, len(lines)
    for at in range(start, len(lines)):
        if at > start and _BLOCK.match(lines[at]):
            end = at
            break
        for sign in re.findall(r"(?<!\\)[{}()]", lines[at]):
            if sign in "{}":
                depth += 1 if sign == "{" else -1
            if (is_round and sign == ")" and depth <= 0) or (not is_round and sign == "}" and depth <= 0):
                return at + 1
    for at in range(start + 1, end):
        if not lines[at].strip() or ("=" not in lines[at].partition("?")[0] and _in_line(lines[at], at)):
            return at
    return end
