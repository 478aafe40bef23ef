"""LaTeX as it stands in titles, BibTeX and metadata, as plain text on one line.

Open to all but the pure packages.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from html import unescape
from typing import Final

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db
from pylatexenc.latexwalker import LatexWalkerError

LONGEST: Final = 10_000
"""In characters; what stands behind is cut off."""
_DEEPEST: Final = 40

# What it warns of is text that is then read in a plainer way.
logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)

_LATEX: Final = re.compile(r"[\\{}$%&~]|--|``|''")
# TeX reads both otherwise; texts from the web have them plain.
_PLAIN_SIGN: Final = re.compile(r"(?<!\\)[%&]")
_FORMATTING: Final = re.compile(
    r"\\(?:mbox|hbox|text(?:tt|rm|sf|sc|sl|bf|it|md|up|normal|superscript|subscript)?|emph|underline|url|ensuremath"
    r"|math(?:rm|sf|tt|it|normal)|operatorname|boldsymbol|bm|uppercase|lowercase|MakeUppercase)\s*(?=\{)"
)
_LINKED: Final = re.compile(r"\\href\s*\{[^{}]*\}\s*(?=\{)")
# Crossref's BibTeX writes `<` so, each in braces of its own.
_SIGN_OF_TAG: Final = re.compile(r"\{?\$\\(less|greater)\$\}?")
_TAG: Final = re.compile(
    r"</?(?:mml:\w+|jats:\w+|math|semantics|m(?:i|n|o|s|row|text|sub|sup|subsup|frac|sqrt|over|under|space|style|fenced)"
    r"|annotation|inline-formula|alternatives|tex-math|title|italic|bold|b|i|u|em|strong|su[bp]|sc|scp|tt|span|br|p)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_MACRO: Final = re.compile(r"\\(?:[A-Za-z]+\s*|.)")
# TeX's rule for a text that has dollars too: no blank behind the first sign and before the last, no digit behind that.
_FORMULA: Final = re.compile(r"(?<![\\$])\$(?!\s)([^$]{1,300}?)(?<![\s\\])\$(?![\d$])")
# These end a formula for TeX, or begin a comment.
_UNFIT_FOR_TEX: Final = re.compile(r"(?<!\\)[%#&~]|\\\\")
_SCRIPT: Final = re.compile(r"([_^])(?:\{([^{}\\]*)\}|([^\s{}\\]))")
_SUBSCRIPTS: Final = dict(zip("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
_SUPERSCRIPTS: Final = dict(zip("0123456789+-=()in", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁱⁿ", strict=True))
_UNNAMED: Final = {
    "textbraceleft": "{",
    "textbraceright": "}",
    "textless": "<",
    "textgreater": ">",
    "textasciicircum": "^",
    "textasciitilde": "~",
    "LaTeX": "LaTeX",
    "TeX": "TeX",
    "BibTeX": "BibTeX",
}


def _decoder() -> LatexNodes2Text:
    context = get_default_latex_context_db()
    macros = [MacroTextSpec(name, simplify_repl=text) for name, text in _UNNAMED.items()]
    context.add_context_category("intake", prepend=True, macros=macros)
    return LatexNodes2Text(latex_context=context, math_mode="text", strict_latex_spaces=False)


_DECODER: Final = _decoder()


def decode(text: str) -> str:
    """Accents and signs as Unicode, formulas as far as Unicode has them, no braces; broken LaTeX loses its commands."""
    text = _CONTROL.sub("", text[:LONGEST])
    if _LATEX.search(text):
        text = _decoded(text)
    return " ".join(unicodedata.normalize("NFC", text).split())


def decode_markup(text: str) -> str:
    """As `decode`, of a text in which publishers leave HTML, MathML and entities: `<i>Apis</i> &amp; relatives`."""
    text = _SIGN_OF_TAG.sub(lambda match: "<" if match[1] == "less" else ">", text[:LONGEST])
    decoded = decode(_TAG.sub("", text))
    return " ".join(unescape(decoded).split()) if "&" in decoded else decoded


def verbatim(text: str) -> str:
    """An address or identifier, in which people escape what they need not."""
    bare = re.sub(r"^\\url\s*|[{}]", "", _CONTROL.sub("", text[:LONGEST]).strip())
    return re.sub(r"\\([_%&#~$])", r"\1", bare).strip()


def _decoded(text: str) -> str:
    plain = _PLAIN_SIGN.sub(r"\\\g<0>", _FORMATTING.sub("", _LINKED.sub("", text)))
    if _depth(plain) > _DEEPEST:
        return _stripped(text)
    try:
        # In its tolerant mode an open formula costs it exponential time.
        found = str(_DECODER.latex_to_text(plain, tolerant_parsing=False))
    except (LatexWalkerError, RecursionError, LookupError, ValueError, TypeError, AttributeError):
        return _stripped(text)
    return _stripped(text) if "%s" in found and "%s" not in text else found


def _depth(text: str) -> int:
    deepest = depth = 0
    for brace in re.findall(r"[{}]", text):
        depth += 1 if brace == "{" else -1
        deepest = max(deepest, depth)
    return deepest


def _stripped(text: str) -> str:
    return re.sub(r"[{}$]", "", _MACRO.sub(" ", re.sub(r"\\([%&#_$])", r"\1", text))).replace("~", " ")


def math_spans(text: str) -> list[tuple[int, int]]:
    """Return where formulas stand in a title, `$` signs included: `$k$-means`, but not `from $5 to $10`."""
    if "$" not in text:
        return []
    return [match.span() for match in _FORMULA.finditer(text) if _is_formula(match[1])]


def simplify_math(text: str) -> str:
    """Return `text` with its formulas as plain characters: `ℓ₂ and k-means` of `$\\ell_2$ and $k$-means`."""
    parts: list[str] = []
    done = 0
    for start, end in math_spans(text):
        parts += (text[done:start], _simplified(text[start + 1 : end - 1]))
        done = end
    return "".join([*parts, text[done:]])


def _simplified(formula: str) -> str:
    raised = _SCRIPT.sub(lambda match: _as_script(match[1], match[2] or match[3]), formula)
    return decode(f"${raised}$") or formula


def _as_script(mark: str, content: str) -> str:
    characters = _SUBSCRIPTS if mark == "_" else _SUPERSCRIPTS
    if all(character in characters for character in content):
        return "".join(characters[character] for character in content)
    return f"{mark}{content}" if len(content) == 1 else f"{mark}{{{content}}}"


def _is_formula(formula: str) -> bool:
    depth = 0
    for brace in re.findall(r"(?<!\\)[{}]", formula):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    if depth or formula.endswith("\\") or _UNFIT_FOR_TEX.search(formula):
        return False
    # `$5,000 prize$` is money and words.
    return not re.search(r"[A-Za-z]{4}", re.sub(r"\{[^{}]*\}|\\[A-Za-z]+", " ", formula))
