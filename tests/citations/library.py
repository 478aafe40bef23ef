"""Two hundred papers that are hard to cite, the same at each run, and what a reader of their citations has to find."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import product
from typing import Final

from papers.citations.names import people
from papers.citations.text import plain, readable
from papers.models import Paper, Venue
from papers.readme.venues import venue_kind
from tests.citations.works import work

_TITLES: Final = (
    "Attention & Memory: 90% of the Heads",
    "The Role of d_model in C# and F#",
    "A lone { brace and a } brace",
    "Braces {in} {{pairs}}",
    "LLaMA, GPT-4 and T5 on C4: iPhone-like BERTs",
    "Vitamin C, A* Search and Type-B Errors",
    "Poincaré, Erdős, Łukasiewicz, Đukić and Þór",
    "“Double” and ‘single’ quotes, \"straight\" 'too'",
    "A–B — C: dashes and x--y",
    "上下文学习的机制",
    "学習 and Learning 学习",
    "التعلم في السياق",
    "למידה בהקשר of Models",
    "Понимание языковых моделей",
    "Ends in a backslash \\ and a tilde ~ and a caret ^",
    "From $5 to $10: costs of inference",
    "Does it? Why not! Yes.",
    "@article, = and , in a title",
    "Long " + "and longer " * 60 + "at last",
    "Norms, Heads, and Layers and Others",
    "Transformers 🤖 learn",
    "C++, .NET and 100 ÷ 3 ≠ 33",
    "The `code` of *emphasis* [and] links",
    "Q&A; R&D; <b> is no tag",
    "1984",
)
_FORMULAS: Final = ("Learning with $k$-means", "Bounds of $x^2$ and $y_1$", "Decay in $n$ steps")
_AUTHORS: Final = (
    ("Ada Lovelace",),
    ("Ludwig van Beethoven", "Charles de la Cruz", "Aaron van den Oord"),
    ("Martin Luther King Jr.", "William Gates III", "Davis, Sr., Sammy"),
    ("Łukasz Kaiser", "Søren Ørsted", "Đorđe Đukić", "Þór Þórsson", "Erdős, Pál"),
    ("OpenAI", "Google DeepMind", "The Gemma Team"),
    ("Johnson & Johnson", "Oak Ridge and Friends, Inc."),
    ("张三", "李 四", "김철수"),
    ("Jean-Pierre Serre", "Conan O'Brien", "J. R. R. Tolkien"),
    ("Vaswani", "et al."),
    ("Tom B. Brown", "Benjamin Mann", "et al."),
    (),
    ("Дмитрий Менделеев", "Ἀριστοτέλης Ονάσης"),
    ("Benjamin Van Durme", "Laurens Van der Maaten"),
    tuple(f"Given{number} Family{number}" for number in range(40)),
)
_VENUES: Final = ("NeurIPS", "", "JMLR", "arXiv", "PhD Thesis", "Blog", "Book", "ACL & Friends", "Technical Report")
_DATES: Final = ((2024, "2024-05-31"), (2023, "2023-11"), (2020, ""), (None, ""), (1998, "May 1998"))

COUNT: Final = 200


@dataclass(frozen=True, slots=True)
class Citation:
    """What every format has to say of a paper, where it can say it."""

    title: str
    authors: tuple[str, ...]
    """In spoken order."""
    date: tuple[int, ...]


def make_papers() -> list[Paper]:
    """Return `COUNT` papers, each title several times, each time with other authors, another venue and date."""
    titles = (*_TITLES, *_FORMULAS)
    papers = []
    for number, (place, title) in enumerate(product(range(-(-COUNT // len(titles))), titles)):
        venue = _VENUES[(number + place) % len(_VENUES)]
        year, date = _DATES[(number // 2 + place) % len(_DATES)]
        fields = {
            "venue": Venue(name=venue, slug=f"venue-{number}", kind=venue_kind(venue)) if venue else None,
            "authors": list(_AUTHORS[(number + 3 * place) % len(_AUTHORS)]),
            "arxiv_id": f"2401.{number:05}" if number % 3 == 0 else "",
            "doi": f"10.1000/x_{number}(a);<b>" if number % 5 == 0 else "",
            "abstract": titles[-1 - number % len(titles)] if number % 2 else "",
        }
        papers.append(work(title, citation_key=f"key{number}", year=year, date=date, **fields))
    return papers[:COUNT]


def cite(paper: Paper) -> Citation:
    """Return what a reader of any format has to find."""
    numeric = re.fullmatch(r"(\d+)-(\d+)(?:-(\d+))?", paper.date)
    parts = [int(part) for part in numeric.groups() if part] if numeric else [paper.year] if paper.year else []
    authors = tuple(name.in_order for name in people(paper.authors))
    return Citation(normalize(readable(plain(paper.title))), tuple(map(normalize, authors)), tuple(parts))


def normalize(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
