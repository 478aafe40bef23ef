"""The index of the search text: FTS5 on SQLite, lexemes under a GIN index on PostgreSQL; triggers keep it.

Both answer as if each text were looked through for what is asked, word by word. FTS5 knows where a word stands.
PostgreSQL knows which words a text has, as whole phrases would make its index several times as large: texts that have
all words of a phrase are then looked through.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connections

LONGEST_LEXEME: Final = 200
"""In characters; of longer words PostgreSQL's index has the beginning. A lexeme can have 2,046 bytes."""

Query = tuple[str, list[str]]
"""SQL and its parameters."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase of a query: `spellings` are what it is searched as, each a run of folded words."""

    spellings: tuple[str, ...]
    is_exact: bool
    """Whether its last word ends where the text's does, as in quotes; else it is the beginning of a word."""
    in_title: bool = False
    """Whether it is looked for in the title and the name alone."""

    def needles(self) -> tuple[str, ...]:
        """What the text has somewhere."""
        return tuple(f" {spelling} " if self.is_exact else f" {spelling}" for spelling in self.spellings)


def keys(terms: Sequence[Term], database: str) -> Query:
    """Selects as `key` the keys of the papers that have all of these terms, of which there is at least one."""
    return _lexemes(terms) if connections[database].vendor == "postgresql" else _fts5(terms)


def key_sets(sets: Sequence[Sequence[Term]], database: str) -> Query:
    """Selects for each of some sets of terms its number and the keys of its papers as JSON, which is read ten times
    as fast as rows; NULL, or an empty list, where there is none."""
    aggregate = "json_agg(key)::text" if connections[database].vendor == "postgresql" else "json_group_array(key)"
    queries = [keys(terms, database) for terms in sets]
    selects = [f"SELECT {at}, {aggregate} FROM ({sql}) AS found" for at, (sql, _) in enumerate(queries)]  # noqa: S608 - no input
    return " UNION ALL ".join(selects), [each for _, parameters in queries for each in parameters]


def _fts5(terms: Sequence[Term]) -> Query:
    conditions = (
        " OR ".join(
            f'{"title : " if term.in_title else ""}"{spelling}"{"" if term.is_exact else " *"}'
            for spelling in term.spellings
        )
        for term in terms
    )
    sql = "SELECT rowid AS key FROM papers_fulltext WHERE papers_fulltext MATCH %s"
    return sql, [" AND ".join(f"({condition})" for condition in conditions)]


def _lexemes(terms: Sequence[Term]) -> Query:
    condition = " & ".join(f"({' | '.join(_lexemes_of(term, each) for each in term.spellings)})" for term in terms)
    rough = [term for term in terms if any(map(_is_rough, term.spellings))]
    if not rough:
        return "SELECT paper_id AS key FROM papers_fulltext WHERE words @@ %s::tsquery", [condition]
    sql = "SELECT paper_id AS key FROM papers_fulltext JOIN papers_paper ON id = paper_id WHERE words @@ %s::tsquery"
    parameters = [condition]
    for term in rough:
        text = "split_part(search_text, E'\\n', 1)" if term.in_title else "search_text"
        # Words have neither % nor _.
        sql += f" AND ({' OR '.join([f'{text} LIKE %s'] * len(term.spellings))})"
        parameters += [f"%{needle}%" for needle in term.needles()]
    return sql, parameters


def _is_rough(spelling: str) -> bool:
    return " " in spelling or len(spelling) >= LONGEST_LEXEME


def _lexemes_of(term: Term, spelling: str) -> str:
    """Lexemes of the title are there twice, once with a mark that no word has."""
    *before, last = (f"'{'^' * term.in_title}{word[:LONGEST_LEXEME]}'" for word in spelling.split())
    return f"({' & '.join([*before, last if term.is_exact else f'{last}:*'])})"
