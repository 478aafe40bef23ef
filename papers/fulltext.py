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


@dataclass(frozen=True, slots=True)
class Asked:
    """Papers that have all of these terms, of which there is at least one, and not another one."""

    terms: Sequence[Term]
    without: Term | None = None


def keys(asked: Asked, database: str) -> Query:
    """Selects as `key` the keys of these papers."""
    return _lexemes(asked) if connections[database].vendor == "postgresql" else _fts5(asked)


def key_sets(sets: Sequence[Asked], database: str) -> Query:
    """Selects the number of each set and the keys of its papers as JSON, which is read ten times as fast as rows;
    NULL, or an empty list, where there is none."""
    aggregate = "json_agg(key)::text" if connections[database].vendor == "postgresql" else "json_group_array(key)"
    queries = [keys(asked, database) for asked in sets]
    selects = [f"SELECT {at}, {aggregate} FROM ({sql}) AS found" for at, (sql, _) in enumerate(queries)]  # noqa: S608 - no input
    return " UNION ALL ".join(selects), [each for _, parameters in queries for each in parameters]


def _fts5(asked: Asked) -> Query:
    query = f"({' AND '.join(map(_match, asked.terms))})"
    if asked.without:
        query += f" NOT {_match(asked.without)}"
    return "SELECT rowid AS key FROM papers_fulltext WHERE papers_fulltext MATCH %s", [query]


def _match(term: Term) -> str:
    column, end = "title : " if term.in_title else "", "" if term.is_exact else " *"
    spellings = (f'{column}"{spelling}"{end}' for spelling in term.spellings)
    return f"({' OR '.join(spellings)})"


def _lexemes(asked: Asked) -> Query:
    rough = [(term, ">") for term in asked.terms if _is_rough(term)]
    query = " & ".join(map(_tsquery, asked.terms))
    if asked.without and _is_rough(asked.without):
        rough.append((asked.without, "="))
    elif asked.without:
        query += f" & !{_tsquery(asked.without)}"
    # A constant would be estimated: for one that is in many texts PostgreSQL would rather look through all of them,
    # not knowing that their words are kept elsewhere, which takes ten times as long as its index.
    sql, parameters = "SELECT paper_id AS key FROM papers_fulltext WHERE words @@ (SELECT %s::tsquery)", [query]
    for term, is_there in rough:
        sql += f" AND {_places(term)} {is_there} 0"
        parameters += term.needles()
    return sql, parameters


def _is_rough(term: Term) -> bool:
    """Whether the lexemes do not tell: texts that have them are then looked through."""
    return any(" " in spelling or len(spelling) >= LONGEST_LEXEME for spelling in term.spellings)


def _places(term: Term) -> str:
    """More than 0 where the text has one of the term's needles. This way each text is fetched by its key, after the
    lexemes have been found; STRPOS takes a third of the time of LIKE."""
    text = "(SELECT search_text FROM papers_paper WHERE id = paper_id)"
    if term.in_title:
        text = f"split_part({text}, E'\\n', 1)"
    return f"({' + '.join([f'strpos({text}, %s)'] * len(term.spellings))})"


def _tsquery(term: Term) -> str:
    return f"({' | '.join(_lexemes_of(term, spelling) for spelling in term.spellings)})"


def _lexemes_of(term: Term, spelling: str) -> str:
    """Lexemes of the title are there twice, once with a mark that no word has."""
    *before, last = (f"'{'^' * term.in_title}{word[:LONGEST_LEXEME]}'" for word in spelling.split())
    return f"({' & '.join([*before, last if term.is_exact else f'{last}:*'])})"
