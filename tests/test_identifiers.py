"""Identifiers are read from addresses, typed by people, and led back to addresses; text is folded in one way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papers.identifiers import (
    KINDS,
    Identifiers,
    fold_text,
    identify,
    normalize_identifier,
    recognize_bare_identifier,
    recognize_identifier,
    refusal,
)

ARXIV_ADDRESSES = {
    "https://arxiv.org/abs/2305.00955": "2305.00955",
    "http://www.arxiv.org/pdf/2305.00955v3.pdf": "2305.00955",
    "https://export.arxiv.org/abs/2305.00955v1#comments": "2305.00955",
    "https://browse.arxiv.org/pdf/2305.00955.pdf": "2305.00955",
    "https://web3.arxiv.org/abs/2305.00955": "2305.00955",
    "https://arxiv.org//abs/2305.00955": "2305.00955",
    "https://arxiv.org/abs2305.00955": "2305.00955",
    "https://arxiv.org/html/2305.00955v2/": "2305.00955",
    "https://arxiv.org/list/2305.00955": "2305.00955",
    "https://arxiv.org/2305.00955": "2305.00955",
    "https://arxiv.org/abs/arXiv:2305.00955": "2305.00955",
    "https://arxiv.org/ftp/arxiv/papers/2305/2305.00955.pdf": "2305.00955",
    "https://arxiv.org/ftp/hep-th/papers/9901/9901123.pdf": "hep-th/9901123",
    "https://ar5iv.org/abs/2305.00955": "2305.00955",
    "https://ar5iv.labs.arxiv.org/html/2305.00955?_immersive=1": "2305.00955",
    "https://www.alphaxiv.org/abs/2305.00955v1": "2305.00955",
    "https://alphaxiv.org/zh/overview/2305.00955": "2305.00955",
    "https://huggingface.co/papers/2305.00955": "2305.00955",
    "https://hf.co/papers/2305.00955": "2305.00955",
    "https://www.arxiv-vanity.com/papers/2305.00955/": "2305.00955",
    "https://scirate.com/arxiv/2305.00955": "2305.00955",
    "https://www.semanticscholar.org/arxiv/2305.00955": "2305.00955",
    "https://api.semanticscholar.org/arXiv:2305.00955": "2305.00955",
    "https://papers.cool/arxiv/2305.00955": "2305.00955",
    "https://doi.org/10.48550/arXiv.2305.00955": "2305.00955",
    "https://doi.org/10.48550%2FarXiv.2305.00955": "2305.00955",
    "https://dblp.org/rec/journals/corr/abs-2305-00955.html": "2305.00955",
    "https://web.archive.org/web/2023/https://arxiv.org/abs/2305.00955": "2305.00955",
    "https://www.google.com/url?q=https%3A%2F%2Farxiv.org%2Fabs%2F2305.00955&sa=D": "2305.00955",
    "https://arxiv.org/abs/0704.0001": "0704.0001",
    "https://arxiv.org/abs/math/0309136": "math/0309136",
    "https://arxiv.org/abs/math.GT/0309136v2": "math/0309136",
    "https://arxiv.org/pdf/cond-mat.str-el/9901001.pdf": "cond-mat/9901001",
    "http://xxx.lanl.gov/abs/HEP-TH/9901123": "hep-th/9901123",
}
DOI_ADDRESSES = {
    "https://doi.org/10.1109/BIBM.2016.7822593": "10.1109/bibm.2016.7822593",
    "http://dx.doi.org/10.1145/1076034.1076063": "10.1145/1076034.1076063",
    "https://doi.org/10.1016/S0140-6736(05)67889-2": "10.1016/s0140-6736(05)67889-2",
    "https://doi.org/10.1016/0022-247X(75)": "10.1016/0022-247x(75)",
    "https://doi.org/10.1016/0022-247X%2875%29": "10.1016/0022-247x(75)",
    "https://doi.org/10.1145/3607846))": "10.1145/3607846",
    "https://doi.org/10.1145/3607846)/[Code": "10.1145/3607846",
    "https://doi.org/10.1145%2F3607846": "10.1145/3607846",
    "https://doi.org/10.1145/3607846.?utm_source=x#abstract": "10.1145/3607846",
    "https://doi.org/10.1162/tacl\\_a\\_00407": "10.1162/tacl_a_00407",
    "https://doi.org/10.1002/(SICI)1097(19980815)17:15%3C1661::AID-SIM968%3E3.0.CO;2-2": (
        "10.1002/(sici)1097(19980815)17:15<1661::aid-sim968>3.0.co;2-2"
    ),
    "http://doi.acm.org/10.1145/290941.291041": "10.1145/290941.291041",
    "https://onlinelibrary.wiley.com/doi/abs/10.1111/1911-3846.12832": "10.1111/1911-3846.12832",
    "https://onlinelibrary.wiley.com/doi/10.1111/1911-3846.12832/full": "10.1111/1911-3846.12832",
    "https://wires.onlinelibrary.wiley.com/doi/epdf/10.1002/wcms.1693": "10.1002/wcms.1693",
    "https://onlinelibrary.wiley.com/doi/pdfdirect/10.1002/wcms.1693?download=true": "10.1002/wcms.1693",
    "https://dl.acm.org/doi/pdf/10.1145/2934872.2934885": "10.1145/2934872.2934885",
    "https://dl.acm.org/doi/fullHtml/10.1145/2934872.2934885": "10.1145/2934872.2934885",
    "https://link.springer.com/article/10.1007/s10506-023-09388-1": "10.1007/s10506-023-09388-1",
    "https://link.springer.com/chapter/10.1007/978-3-319-93031-2_12,": "10.1007/978-3-319-93031-2_12",
    "https://link.springer.com/content/pdf/10.1007/s10506-023-09388-1.pdf": "10.1007/s10506-023-09388-1",
    "https://link.springer.com/book/10.1007/978-3-031-30044-8": "10.1007/978-3-031-30044-8",
    "https://genomebiology.biomedcentral.com/articles/10.1186/s13059-016-0927-y": "10.1186/s13059-016-0927-y",
    "https://www.science.org/doi/suppl/10.1126/science.abn2100/suppl_file/data.zip": "10.1126/science.abn2100",
    "https://www.tandfonline.com/doi/abs/10.1080/00207543.2021.1972179?journalCode=tprs20": (
        "10.1080/00207543.2021.1972179"
    ),
    "https://journals.sagepub.com/doi/pdf/10.1177/0956797619872191": "10.1177/0956797619872191",
    "https://www.pnas.org/doi/10.1073/pnas.2514871122": "10.1073/pnas.2514871122",
    "https://journals.aps.org/prl/abstract/10.1103/PhysRevLett.129.238101": "10.1103/physrevlett.129.238101",
    "https://pubs.acs.org/doi/full/10.1021/jacs.3c10941": "10.1021/jacs.3c10941",
    "https://www.biorxiv.org/content/10.1101/2023.05.28.542669v1": "10.1101/2023.05.28.542669",
    "https://www.biorxiv.org/content/10.1101/2023.05.28.542669v2.full.pdf+html": "10.1101/2023.05.28.542669",
    "https://www.biorxiv.org/content/10.1101/542669v1.supplementary-material": "10.1101/542669",
    "https://www.medrxiv.org/content/10.1101/2020.07.07.20148585v1.full-text": "10.1101/2020.07.07.20148585",
    "https://academic.oup.com/bib/advance-article/doi/10.1093/bib/bbac102/6554124": "10.1093/bib/bbac102",
    "https://pubs.rsc.org/sc/article/doi/10.1039/d6sc02631a/1273946/A-Title": "10.1039/d6sc02631a",
    "https://www.frontiersin.org/journals/ai/articles/10.3389/frai.2020.00080/full": "10.3389/frai.2020.00080",
    "https://iopscience.iop.org/article/10.1088/2632-2153/acb1f0/pdf": "10.1088/2632-2153/acb1f0",
    "https://www.degruyter.com/document/doi/10.1515/jci-2017-0016/html": "10.1515/jci-2017-0016",
    "https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0001": "10.1371/journal.pone.0001",
    "https://projecteuclid.org/journals/aoas/volume-9/issue-1/A-Title/10.1214/14-AOAS788.full": "10.1214/14-aoas788",
    "https://www.nature.com/articles/s41592-019-0667-5": "10.1038/s41592-019-0667-5",
    "https://www.nature.com/articles/s41592-019-0667-5_reference.pdf": "10.1038/s41592-019-0667-5",
    "https://www.nature.com/articles/nature14539": "10.1038/nature14539",
    "https://elifesciences.org/articles/58728v2": "10.7554/elife.58728",
}
OPENREVIEW_ADDRESSES = {
    "https://openreview.net/forum?id=lR4aaWCQgB": "lR4aaWCQgB",
    "https://openreview.net/pdf?id=_x-9_Ab&name=pdf": "_x-9_Ab",
    "https://openreview.net/forum?noteId=abc&id=BygzbyHFvB": "BygzbyHFvB",
    "https://openreview.net/forum?noteId=abc&amp;id=BygzbyHFvB#discussion": "BygzbyHFvB",
    "https://openreview.net/attachment?name=supplementary_material&id=BygzbyHFvB": "BygzbyHFvB",
}
ACL_ADDRESSES = {
    "https://aclanthology.org/2021.naacl-main.69.pdf": "2021.naacl-main.69",
    "https://aclanthology.org/2024.findings-acl.376/": "2024.findings-acl.376",
    "https://aclanthology.org/2024.findings-acl.376v2.pdf": "2024.findings-acl.376",
    "https://aclanthology.org/P18-1001.bib": "P18-1001",
    "https://www.aclweb.org/anthology/p14-1017.pdf": "P14-1017",
    "http://aclweb.org/anthology/D/D15/D15-1041.pdf": "D15-1041",
    "https://aclweb.org/anthology/papers/N/N19/N19-1419/": "N19-1419",
    "http://anthology.aclweb.org/D/D14/D14-1162.pdf": "D14-1162",
    "https://aclanthology.info/papers/P18-1001/p18-1001": "P18-1001",
}
ADDRESSES = {
    "arxiv_id": ARXIV_ADDRESSES,
    "doi": DOI_ADDRESSES,
    "openreview_id": OPENREVIEW_ADDRESSES,
    "acl_id": ACL_ADDRESSES,
}
CASES = [(field, url, expected) for field, known in ADDRESSES.items() for url, expected in known.items()]


@pytest.mark.parametrize(("field", "url", "expected"), CASES)
def test_address_names_one_identifier(field, url, expected):
    assert identify([url]) == Identifiers(**{field: expected})
    assert normalize_identifier(field, f" <{url}> ") == expected


@pytest.mark.parametrize(
    "url",
    [
        "https://arxiv.org/list/cs.CL/recent",
        "https://arxiv.org/a/jones_m_1",
        "https://arxiv.org/abs/2305.0095",
        "https://arxiv.org/abs/2313.00955",
        "https://arxiv.org/abs/cs/01120171",
        "https://charxiv.github.io/2305.00955",
        "https://delivery.acm.org/10.1145/3340000/3330852/p696-zou.pdf",
        "https://static-content.springer.com/esm/art%3A10.1038%2Fs43588-022-00273-6/MediaObjects/1.pdf",
        "https://www.nature.com/articles/ismej2011139",
        "https://www.nature.com/nature/articles?type=article",
        "https://doi.org/10.1145",
        f"https://doi.org/10.1145/{'7' * 70_000}",
        "https://openreview.net/group?id=ICLR.cc/2024",
        "https://openreview.net/forum?noteId=abc",
        f"https://openreview.net/forum?id={'a' * 201}",
        "https://aclanthology.org/volumes/P18-1/",
        "https://github.com/a/P18-1001",
        "",
    ],
)
def test_address_without_identifier_names_none(url):
    assert not identify([url])


def test_first_identifier_of_each_kind_counts():
    urls = ["https://github.com/a/b", "https://arxiv.org/abs/2305.00955v2", "https://arxiv.org/abs/2305.00956"]
    assert identify([*urls, "https://aclanthology.org/P18-1001"]) == Identifiers("2305.00955", acl_id="P18-1001")


@pytest.mark.parametrize(
    ("field", "typed", "expected"),
    [
        ("arxiv_id", "2305.00955", "2305.00955"),
        ("arxiv_id", "  arXiv:2305.00955v4 [cs.CL]\n", "2305.00955"),
        ("arxiv_id", "arXiv 2305.00955", "2305.00955"),
        ("arxiv_id", "2305.00955.pdf", "2305.00955"),
        ("arxiv_id", "math.GT/0309136", "math/0309136"),
        ("arxiv_id", "Hep-Th/9901123v1", "hep-th/9901123"),
        ("arxiv_id", "10.48550/arXiv.2305.00955", "2305.00955"),
        ("doi", "10.1145/3607846", "10.1145/3607846"),
        ("doi", "DOI: 10.1145/ABC.", "10.1145/abc"),
        ("doi", "doi 10.1016/0022-247X(75)", "10.1016/0022-247x(75)"),
        ("doi", "10.48550/arXiv.2305.00955", "10.48550/arxiv.2305.00955"),
        ("doi", "https://www.doi.org/10.1145/3607846", "10.1145/3607846"),
        ("openreview_id", "lR4aaWCQgB", "lR4aaWCQgB"),
        ("openreview_id", "openreview:lR4aaWCQgB", "lR4aaWCQgB"),
        ("acl_id", "p18-1001v2", "P18-1001"),
        ("acl_id", "2020.ACL-main.1.pdf", "2020.acl-main.1"),
        ("acl_id", "acl:2020.acl-main.1", "2020.acl-main.1"),
        ("doi", " ", ""),
    ],
)
def test_typed_identifier_is_normalized(field, typed, expected):
    assert normalize_identifier(field, typed) == expected
    assert normalize_identifier(field, expected) == expected


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("arxiv_id", "2305.0095"),
        ("arxiv_id", "2314.00955"),
        ("arxiv_id", "recipes/0309136"),
        ("arxiv_id", "https://github.com/a/b"),
        ("doi", "10.1145/"),
        ("doi", "11.1145/3607846"),
        ("doi", "10.1145/{x}"),
        ("doi", "http://[::1"),
        ("openreview_id", "two words"),
        ("openreview_id", "ünï"),
        ("acl_id", "18-1001"),
        *[(field, "7" * 70_000) for field in KINDS],
        *[(field, "\x00") for field in KINDS],
    ],
)
def test_typed_text_that_is_no_identifier_is_refused(field, typed):
    assert normalize_identifier(field, typed) is None
    assert KINDS[field].example in refusal(field, typed)
    assert len(refusal(field, typed)) < 200


@given(st.sampled_from([*KINDS]), st.text())
def test_normalizing_twice_is_normalizing_once(field, typed):
    once = normalize_identifier(field, typed)
    assert once is None or normalize_identifier(field, once) == once


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2305.00955v2", Identifiers("2305.00955")),
        ("arXiv: math.GT/0309136", Identifiers("math/0309136")),
        ("[2305.00955],", Identifiers("2305.00955")),
        ("(doi:10.1016/0022-247X(75))", Identifiers(doi="10.1016/0022-247x(75)")),
        ("doi:10.1145/ABC", Identifiers(doi="10.1145/abc")),
        ("10.1145/ABC", Identifiers(doi="10.1145/abc")),
        ("doi:10.48550/arXiv.2305.00955", Identifiers("2305.00955")),
        ("P18-1001", Identifiers(acl_id="P18-1001")),
        ("openreview:lR4aaWCQgB", Identifiers(openreview_id="lR4aaWCQgB")),
        ("lR4aaWCQgB", Identifiers()),
        ("transformer", Identifiers()),
        ("https://openreview.net/pdf?id=lR4aaWCQgB", Identifiers(openreview_id="lR4aaWCQgB")),
    ],
)
def test_any_identifier_is_recognized(text, expected):
    assert recognize_identifier(text) == expected
    assert recognize_bare_identifier(text) == (Identifiers() if "//" in text else expected)


@pytest.mark.parametrize("field", KINDS)
def test_canonical_address_names_the_identifier_again(field):
    for expected in ADDRESSES[field].values():
        url = Identifiers(**{field: expected}).addresses()[field]
        assert url.isascii()
        assert identify([url]) == Identifiers(**{field: expected})


def test_identifiers_share_and_contradict():
    one = Identifiers("2305.00955", "10.1145/1")
    assert one.shares(Identifiers("2305.00955", "10.1145/2"))
    assert not one.contradicts(Identifiers("2305.00955", "10.1145/2"))
    assert one.contradicts(Identifiers("2305.00956"))
    assert not one.contradicts(Identifiers(acl_id="P18-1001"))
    assert not Identifiers()


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Łukasz Kaiser", "lukasz kaiser"),
        ("Søren ØRSTED", "soren orsted"),
        ("Đorđe Đukić", "dorde dukic"),
        ("Þór Þórsson, Ðuro", "thor thorsson, duro"),
        ("Straße STRASSE ẞ", "strasse strasse ss"),
        ("Æther œuvre", "aether oeuvre"),
        ("Işık İzmir", "isik izmir"),
        ("ŋ ħ ŧ ɛ ɔ", "n h t e o"),
        ("Nguyễn Việt", "nguyen viet"),
        ("ﬁne ™ Ａ１ ²", "fine tm a1 2"),
        ("don’t pre‑train—now", "don't pre-train-now"),
        ("co\u00adope\u200brate", "cooperate"),
        ("学习 ガイド 한국어", "学习 ガイド 한국어"),
        ("हिन्दी", "हिन्दी"),
        ("Ёлка й", "елка и"),
        ("plain ASCII", "plain ascii"),
    ],
)
def test_text_is_folded(text, folded):
    assert fold_text(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold_text(fold_text(text)) == fold_text(text)
