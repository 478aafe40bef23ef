"""Titles that break careless exports, and text that is no title at all."""

from __future__ import annotations

import pytest

AWKWARD = {
    "ampersand": "Attention & Memory",
    "underscore": "The role of d_model in d_ff",
    "percent": "Pruning 90% of the heads",
    "hash": "Learning C# and F#",
    "dollars": "From $5 to $10 in context",
    "lone_opening_brace": "A lone { brace",
    "lone_closing_brace": "A lone } brace",
    "braces_turned_round": "}{",
    "empty_braces": "Nothing in {} here",
    "latex": r"\alpha and \textbf{x} and \\ twice",
    "backslash_at_end": "Ends in a backslash\\",
    "backslash_before_brace": r"Escaped \{ and \} braces",
    "tilde_and_caret": "About ~ and ^ and ~^",
    "dashes": "A–B — C -- D --- E",
    "curly_quotes": "“Double” and ‘single’ quotes",
    "straight_quotes": "\"Double\" and 'single' ''twice'' ``ticks`` ?` !`",
    "angle_quotes": "<<left>> ,,low",
    "chinese": "上下文学习的机制",
    "emoji": "Transformers 🤖 learn 👩‍🔬",
    "script": "<script>alert(1)</script>",
    "nocase_markup": '<span class="nocase">GPT</span> & </title>',
    "accents": "Poincaré, Erdős, Łukasiewicz and Ångström",
    "decomposed": "Poincare\u0301 and a\u030angstrom",
    "apostrophe": "Don't stop: the model's mind",
    "comma_and": "Norms, Heads, and Layers and All",
    "formula": "=cmd|' /C calc'!A0",
    "minus": "-1+2",
    "at": "@article{x, title = {y}}",
    "ris_line": "ER  - TY  - JOUR",
    "percent_code": "%20 and &amp; and &#38;",
    "capitals": "GPT-4 and LLaMA: iPhone BERT-like ICL in arXiv",
    "controls": "Trans\x00form\x07er\x7f \x9bs\x1b[31m",
    "bidi": "abc\u202efdp.exe \u2066x\u2069",
    "not_characters": "a\ufffeb\uffffc\ufdd0d\ud800e",
    "newline": "Two\nlines\r\nand\u2028three\tor\x0bfour",
    "long": "Long and longer {" * 600,
}

awkward = pytest.mark.parametrize("title", AWKWARD.values(), ids=AWKWARD)
