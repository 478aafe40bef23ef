"""What a LaTeX reader sees: pylatexenc's `LatexNodes2Text`, taught three macros that it has no text for."""

from __future__ import annotations

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from papers.latex import math_spans


def decode(latex: str) -> str:
    return str(_READER.latex_to_text(latex))


def decode_formulas(text: str) -> str:
    """What that reader sees of a text whose formulas are TeX and nothing else."""
    parts, done = [], 0
    for start, end in math_spans(text):
        parts += [text[done:start], decode(text[start:end])]
        done = end
    return "".join([*parts, text[done:]])


def _reader() -> LatexNodes2Text:
    known = get_default_latex_context_db()
    macros = {"textbraceleft": "{", "textbraceright": "}", "textasciicircum": "^"}
    specs = [MacroTextSpec(name, simplify_repl=text) for name, text in macros.items()]
    known.add_context_category("braces", prepend=True, macros=specs)
    return LatexNodes2Text(latex_context=known)


_READER = _reader()
