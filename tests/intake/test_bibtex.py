"""BibTeX as people paste it."""

from __future__ import annotations

import pytest

from papers.identifiers import Identifiers
from papers.intake.bibtex import MOST_ENTRIES, read
from papers.intake.venues import appearance
from papers.latex import LONGEST, decode
from papers.readme.venues import BUILT_IN
from papers.readme.vocabulary import Term, Vocabulary

ACL_NAME = "Association for Computational Linguistics"
NIPS_NAME = "Conference on Neural Information Processing Systems"

SCHOLAR = """@article{garg2022can,
  title={What can transformers learn in-context? A case study of simple function classes},
  author={Garg, Shivam and Tsipras, Dimitris and Liang, Percy S and Valiant, Gregory},
  journal={Advances in Neural Information Processing Systems},
  volume={35},
  pages={30583--30598},
  year={2022}
}
"""
ARXIV = """@misc{xie2021explanation,
      title={An Explanation of In-context Learning as Implicit Bayesian Inference},
      author={Sang Michael Xie and Aditi Raghunathan and others},
      year={2021},
      eprint={2111.02080},
      archivePrefix={arXiv},
      primaryClass={cs.CL},
      url={https://arxiv.org/abs/2111.02080},
}
"""
DBLP = """@inproceedings{DBLP:conf/iclr/AkyurekSA0Z23,
  author       = {Ekin Aky{\\"{u}}rek and
                  Dale Schuurmans},
  title        = {What learning algorithm is in-context learning? Investigations with
                  linear models},
  booktitle    = {The Eleventh International Conference on Learning Representations,
                  {ICLR} 2023, Kigali, Rwanda, May 1-5, 2023},
  publisher    = {OpenReview.net},
  year         = {2023},
  url          = {https://openreview.net/forum?id=0g0X4H8yN4I},
  timestamp    = {Mon, 07 Aug 2023 16:28:30 +0200}
}
"""
ACL = """@inproceedings{kossen-etal-2023,
    title = "What In-Context Learning {``}Learns{''} In-Context",
    author = "Pan, Jane  and
      Gao, Tianyu",
    booktitle = "Findings of the Association for Computational Linguistics: ACL 2023",
    month = jul,
    year = "2023",
    address = "Toronto, Canada",
    url = "https://aclanthology.org/2023.findings-acl.527/",
    doi = "10.18653/v1/2023.findings-acl.527",
    abstract = "We find 50% of it."
}
"""


def drafts(text, vocabulary=BUILT_IN):
    found = read(text, vocabulary)
    assert found.faults == ()
    return found.drafts


def faults(text):
    return [str(fault) for fault in read(text, BUILT_IN).faults]


def test_entry_of_google_scholar_is_read():
    (draft,) = drafts(SCHOLAR)
    assert draft.title == "What can transformers learn in-context? A case study of simple function classes"
    assert draft.authors == ("Shivam Garg", "Dimitris Tsipras", "Percy S Liang", "Gregory Valiant")
    assert (draft.venue, draft.year, draft.source, draft.line) == ("NeurIPS", 2022, "bibtex", 1)


def test_entry_of_arxiv_is_read():
    (draft,) = drafts(ARXIV)
    assert draft.authors == ("Sang Michael Xie", "Aditi Raghunathan", "et al.")
    assert (draft.venue, draft.year) == ("arXiv", 2021)
    assert draft.identifiers == Identifiers(arxiv_id="2111.02080")
    assert draft.address == "https://arxiv.org/abs/2111.02080"


def test_entry_of_dblp_is_read():
    (draft,) = drafts(DBLP)
    assert draft.title == "What learning algorithm is in-context learning? Investigations with linear models"
    assert draft.authors == ("Ekin Akyürek", "Dale Schuurmans")
    assert (draft.venue, draft.year) == ("ICLR", 2023)
    assert draft.identifiers == Identifiers(openreview_id="0g0X4H8yN4I")
    assert draft.address == "https://openreview.net/forum?id=0g0X4H8yN4I"


def test_entry_of_the_acl_anthology_is_read():
    (draft,) = drafts(ACL)
    assert draft.title == "What In-Context Learning “Learns” In-Context"
    assert draft.authors == ("Jane Pan", "Tianyu Gao")
    assert (draft.venue, draft.track, draft.year, draft.date) == ("ACL", "Findings", 2023, "2023-07")
    assert draft.identifiers == Identifiers(doi="10.18653/v1/2023.findings-acl.527", acl_id="2023.findings-acl.527")
    assert draft.abstract == "We find 50% of it."
    assert draft.address == "https://aclanthology.org/2023.findings-acl.527/"


def test_many_entries_come_in_order():
    found = drafts(SCHOLAR + ARXIV + DBLP + ACL)
    assert [draft.line for draft in found] == [1, 9, 18, 30]


def test_strings_comments_and_preambles_are_no_papers():
    others = '@string{nips = "NeurIPS"}\n@comment{@misc{x, title={No}}}\n@preamble{"\\x"}\nwords\n'
    found = drafts(others + "@misc{a, title={A}, booktitle=nips}")
    assert [(draft.title, draft.venue, draft.line) for draft in found] == [("A", "NeurIPS", 5)]


def test_one_key_for_two_papers_keeps_both():
    assert [draft.title for draft in drafts("@misc{a, title={A}}\n@misc{a, title={B}}")] == ["A", "B"]


def test_the_first_of_two_fields_counts():
    assert [draft.title for draft in drafts("@misc{a, title={A}, Title={B}, title={C}}")] == ["A"]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("@misc{b, title={Open", "Line 2: @misc{b is not closed before the next one starts"),
        ('@misc{b, title="Open', "Line 2: @misc{b is not closed before the next one starts"),
        ("@misc{b title={B}}", "Line 2: @misc{b has no comma behind its key."),
        ("@misc{b, title {B}}", "Line 2: @misc{b has a field without =."),
        ("@misc{b, author={B}}", "Line 2: @misc{b has no title."),
        ("@misc{b, title={{}}}", "Line 2: @misc{b has no title."),
        ("@misc{b}", "Line 2: @misc{b has no title."),
        ("@misc{b, title={" + "x" * 1001 + "}}", "Line 2: @misc{b has a title of more than 1,000 characters."),
    ],
    ids=["brace", "quote", "comma", "equals", "title", "braces", "key", "long"],
)
def test_broken_entry_is_told_and_the_others_are_kept(broken, reason):
    found = read(f"@misc{{a, title={{A}}}}\n{broken}\n@misc{{c, title={{C}}}}", BUILT_IN)
    assert [draft.title for draft in found.drafts] == ["A", "C"]
    assert len(found.faults) == 1
    assert str(found.faults[0]).startswith(reason)


def test_after_very_many_entries_the_rest_is_told_of():
    found = read("@misc{a, title={A}}\n" * (MOST_ENTRIES + 5), BUILT_IN)
    assert len(found.drafts) == MOST_ENTRIES
    assert [str(fault) for fault in found.faults] == [
        f"Line {MOST_ENTRIES + 1}: behind {MOST_ENTRIES} entries of BibTeX, nothing more is read."
    ]


def test_last_entry_that_is_not_closed_is_told():
    assert faults("\n@misc{a, title={A}") == ["Line 2: @misc{a is not closed: a brace or a quote is missing."]


@pytest.mark.parametrize("text", ["", "words", "{", "}", "@", "@misc", "\\", "@string{a={b}}"])
def test_what_has_no_entry_has_no_draft(text):
    assert read(text, BUILT_IN).drafts == ()


@pytest.mark.parametrize(
    ("written", "authors"),
    [
        ("A B and C D", ("A B", "C D")),
        ("B, A and D, C", ("A B", "C D")),
        ("Gogh, Vincent van", ("Vincent van Gogh",)),
        ("van Gogh, Vincent", ("Vincent van Gogh",)),
        ("King, Jr., Martin", ("Martin King Jr.",)),
        ("{OpenAI and friends}", ("OpenAI and friends",)),
        ("{\\'E}mile Borel and K{\\\"o}nig, D{\\'e}nes", ("Émile Borel", "Dénes König")),
        ("A B and others", ("A B", "et al.")),
        ("A. B, C. D, E. F, G. H", ("A. B", "C. D", "E. F", "G. H")),
        ("A B and and C D", ("A B", "C D")),
        (" and ", ()),
        ("李 明 and\n 王 芳", ("李 明", "王 芳")),
    ],
)
def test_authors_are_full_names(written, authors):
    (draft,) = drafts(f"@misc{{a, title={{A}}, author={{{written}}}}}")
    assert draft.authors == authors


@pytest.mark.parametrize(
    ("fields", "identifiers"),
    [
        ("journal={arXiv preprint arXiv:2212.10559}", Identifiers(arxiv_id="2212.10559")),
        ("journal={CoRR}, volume={abs/2212.10559}, eprinttype={arXiv}, eprint={2212.10559}", Identifiers("2212.10559")),
        ("eprint={2212.10559v3}", Identifiers("2212.10559")),
        ("eprint={math/0309136}, archiveprefix={arXiv}", Identifiers("math/0309136")),
        ("eprint={12345}, eprinttype={jstor}", Identifiers()),
        ("url={https://arxiv.org/pdf/2212.10559v2.pdf}", Identifiers("2212.10559")),
        ("howpublished={\\url{https://openreview.net/forum?id=a_b}}", Identifiers(openreview_id="a_b")),
        ("doi={https://doi.org/10.1000/A_b}", Identifiers(doi="10.1000/a_b")),
        ("doi={10.1000/a\\_b}", Identifiers(doi="10.1000/a_b")),
        ("url={https://aclanthology.org/2021.acl-long.292}", Identifiers(acl_id="2021.acl-long.292")),
    ],
)
def test_identifiers_are_found_where_people_put_them(fields, identifiers):
    (draft,) = drafts(f"@article{{a, title={{A}}, {fields}}}")
    assert draft.identifiers == identifiers


def test_keywords_become_tags():
    (draft,) = drafts("@misc{a, title={A}, keywords={circuits; heads, circuits ,}}")
    assert draft.tags == ("circuits", "heads")


@pytest.mark.parametrize(
    ("fields", "year", "date"),
    [
        ("year=2023, month=sep", 2023, "2023-09"),
        ("date={2023-09-04}", 2023, "2023-09-04"),
        ("date={2023}", 2023, ""),
        ("year={(2023)}, month={9}", 2023, "2023-09"),
        ("year={in press}", None, ""),
        ("month=jan", None, ""),
    ],
)
def test_day_is_as_exact_as_it_is_known(fields, year, date):
    (draft,) = drafts(f"@misc{{a, title={{A}}, {fields}}}")
    assert (draft.year, draft.date) == (year, date)


@pytest.mark.parametrize(
    ("text", "venue", "track"),
    [
        ("Advances in Neural Information Processing Systems", "NeurIPS", ""),
        ("Advances in Neural Information Processing Systems 36", "NeurIPS", ""),
        ("Thirty-seventh Conference on Neural Information Processing Systems", "NeurIPS", ""),
        ("Proceedings of the 40th International Conference on Machine Learning", "ICML", ""),
        ("Proceedings of the 2023 Conference on Empirical Methods in Natural Language Processing", "EMNLP", ""),
        ("Findings of the Association for Computational Linguistics: EMNLP 2023", "EMNLP", "Findings"),
        (f"Proceedings of the 61st Annual Meeting of the {ACL_NAME} (Volume 1: Long Papers)", "ACL", ""),
        (f"Proceedings of the 17th Conference of the European Chapter of the {ACL_NAME}", "EACL", ""),
        (f"Proceedings of the 2021 Conference of the North American Chapter of the {ACL_NAME}: HLT", "NAACL", ""),
        ("2023 IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR)", "CVPR", ""),
        ("NeurIPS 2023 Workshop on Mathematics of Modern Machine Learning", "NeurIPS", "Workshop"),
        (f"Thirty-seventh {NIPS_NAME} Datasets and Benchmarks Track", "NeurIPS", "Datasets and Benchmarks"),
        ("Transactions of the Association for Computational Linguistics", "TACL", ""),
        ("arXiv preprint arXiv:2301.00001", "arXiv", ""),
        ("CoRR", "arXiv", ""),
        ("naacl", "NAACL", ""),
        ("Transformer Circuits Thread", "Transformer Circuits Thread", ""),
        ("", "", ""),
    ],
)
def test_venue_is_the_one_that_lists_name(text, venue, track):
    found = appearance(text, BUILT_IN)
    assert (found.venue, found.track) == (venue, track)


def test_venue_of_the_site_comes_first():
    names = Vocabulary(venues=(Term("NIPS", ("NeurIPS", "Neural Information Processing Systems")), *BUILT_IN.venues))
    assert appearance("Advances in Neural Information Processing Systems", names).venue == "NeurIPS"
    assert appearance("Neural Information Processing Systems 36", names).venue == "NIPS"


def test_long_name_of_an_unknown_venue_is_left_to_the_maintainer():
    wording = "Proceedings of the 3rd Workshop on Evaluation of Things"
    (draft,) = drafts(f"@inproceedings{{a, title={{A}}, booktitle={{{wording}}}}}")
    assert (draft.venue, draft.problem) == ("", f"“{wording}” is no known venue")


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"Schr{\"o}dinger \'{e}t\'e \c{c}a \v{s} \o \ss {\aa} na{\"\i}ve", "Schrödinger été ça š øßå naïve"),
        ("{GPT}-4 and {{LLaMA}}", "GPT-4 and LLaMA"),
        (r"{\textbraceleft}a{\textbraceright} {\textasciitilde} {\textasciicircum} \textless", "{a} ~ ^ <"),
        (r"$O(n^2)$, $\alpha$-divergence, $k$-NN, $\frac{1}{2}$", "O(n^2), α-divergence, k-NN, 1/2"),
        (r"A \& B & C, 50\% or 50%", "A & B & C, 50% or 50%"),
        (r"\emph{In} \textbf{Context} \texttt{x} \mbox{y}", "In Context x y"),
        ("``a'' -- b --- c~d", "“a” – b — c d"),
        (r"\href{http://a.b}{here} \url{http://a.b/c_d}", "here http://a.b/c_d"),
        (r"broken {brace and $x and \frac", "broken brace and x and"),
        (r"bad } close", "bad close"),
        ("{" * 100 + "deep" + "}" * 100, "deep"),
        ("a\n  b\tc", "a b c"),
        ("nul\x00 and \x1b[2J", "nul and [2J"),
        ("plain", "plain"),
    ],
)
def test_latex_becomes_plain_text(latex, text):
    assert decode(latex) == text


@pytest.mark.parametrize("nasty", ["$\\frac{", "{", "\\sqrt[", "$", "\\'", "\\begin{a}", "$a_{", "\\left(", "%", "\\"])
def test_latex_that_never_ends_is_read_in_time(nasty):
    assert len(decode(nasty * LONGEST)) <= 2 * LONGEST
