"""A made list of any length: 190 bytes an entry, 40 entries a section, all titles and identifiers different."""

from __future__ import annotations

from collections.abc import Iterator

VENUES = ("NeurIPS'23", "ICLR'24", "ICML'22", "ACL'23 findings", "Arxiv'24")
EVIDENCE = ("Empirical", "Theoretical", "Empirical & Theoretical")
WORDS = ("attention", "gradient", "induction", "bayesian", "linear", "prompt", "retrieval", "regression", "circuit")


def made_list(entries: int) -> bytes:
    return "".join(_lines(entries)).encode()


def _lines(entries: int) -> Iterator[str]:
    yield "# A made list\n"
    for number in range(entries):
        if number % 40 == 0:
            yield f"\n## Section {number // 40}\n\n"
        words = [WORDS[(number // len(WORDS) ** power) % len(WORDS)] for power in range(4)]
        about = f"{words[0]} of {words[1]} models: {words[2]} and {words[3]}"
        title = f"Notes and observations on the {about} revisited in detail, part {number}"
        link = f"https://arxiv.org/abs/{15 + number // 90000 % 80:02}{1 + number // 9000 % 12:02}.{number % 100000:05}"
        yield f"- (**{VENUES[number % 5]}**)[{EVIDENCE[number % 3]}] {title}[[Paper]]({link})\n"
