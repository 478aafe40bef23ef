from __future__ import annotations

import pytest

from papers.readme.checking.addresses import fault

CERTAIN = {
    "http//a.org/x": "http://a.org/x",
    "https:/a.org/x": "https://a.org/x",
    "https:///a.org/x": "https://a.org/x",
    "https//:a.org/x": "https://a.org/x",
    "https;//a.org/x": "https://a.org/x",
    "http://https://a.org/x": "https://a.org/x",
    "https:https://a.org/x": "https://a.org/x",
    "arxiv.org/abs/2310.00001": "https://arxiv.org/abs/2310.00001",
    "www.github.com/ants/count": "https://www.github.com/ants/count",
    "arXiv:2310.00001": "https://arxiv.org/abs/2310.00001",
    "2310.00001v2": "https://arxiv.org/abs/2310.00001",
    "doi:10.1145/1.2": "https://doi.org/10.1145/1.2",
    "10.1145/1.2": "https://doi.org/10.1145/1.2",
    "(https://a.org/x)": "https://a.org/x",
    "[link](https://a.org/x)": "https://a.org/x",
    "https://a.org/x\u200b": "https://a.org/x",
    "https://a.org/x%E2%80%8B": "https://a.org/x",
    "https://arxiv.org/abs2310.00001": "https://arxiv.org/abs/2310.00001",
    "https://arxiv.org/abs/2310.00001.": "https://arxiv.org/abs/2310.00001",
    "https://arxiv.org/pdf/2310.00001)": "https://arxiv.org/pdf/2310.00001",
    "https://doi.org/https://doi.org/10.1145/1.2": "https://doi.org/10.1145/1.2",
}
LIKELY = {
    "Ihttps://a.org/x": "https://a.org/x",
    "htps://a.org/x": "https://a.org/x",
    "www.ants.com": "https://www.ants.com",
    "ants.com": "https://ants.com",
    "ants.co.uk/x": "https://ants.co.uk/x",
    "[https://b.org](https://a.org/x)": "https://a.org/x",
    "https://a.org/x,": "https://a.org/x",
    "https://a.org/x]": "https://a.org/x",
    "https://a.org/x_(y))": "https://a.org/x_(y)",
    "https://github.com/ants/count.": "https://github.com/ants/count",
    "https://a.org/x.pdf.": "https://a.org/x.pdf",
}
UNKNOWN = """
    xxx XXX link url TODO tbd N/A ... https:// http:// https://xxx https://link paper_link your-link-here
    https://example.com {url} <url> https://arxiv/abs/2310.00001 https://a..org/x https://1.2.3/x https://a,b.org/x
    https://arxiv.org/abs/2313.00001 https://arxiv.org/abs/2310.0001 https://arxiv.org/abs/2310.000011
    https://arxiv.org/abs/1401.00001 https://arxiv.org/abs/ https://openreview.net/forum?id= https://doi.org/
""".split()
SOUND = """
    https://a.org http://a.org/ https://a.org:8080/x HTTPS://A.ORG/x http://1.2.3.4:80/ http://localhost/x http://[::1]/
    https://arxiv.org/abs/2310.00001 https://arxiv.org/pdf/2310.00001v3.pdf https://arxiv.org/abs/1401.0001
    https://arxiv.org/abs/cs/0112017 https://arxiv.org/abs/math.GT/0309136v1 https://arxiv.org/abs/arXiv:2310.00001
    https://arxiv.org//abs/2310.00001 https://arxiv.org/abs/2310.00001#x https://arxiv.org/list/cs.AI/recent
    https://a.org/x_(y) https://a.org/Ants_Inc. https://a.org/S0896(17)30509-3 https://a.org/x#, https://a_b.org/x
    https://web.archive.org/web/2020/https://a.org/ https://bücher.de/x https://a.org/?u=https%3A%2F%2Fb.org
    README.md ./x.pdf ../x papers/ants.html x/y.com.md docs#ants mailto:a@b.org ftp://a.org/x /x //a.org/x Survey@v1.pdf
    https://openreview.net/forum?id=abc https://doi.org/10.1145/1.2 tel:123 data_processing.md#x 论文.pdf
""".split()


@pytest.mark.parametrize("url", CERTAIN)
def test_what_was_meant_beyond_doubt(url: str) -> None:
    found = fault(url)

    assert found is not None
    assert found[1:] == (CERTAIN[url], True)


@pytest.mark.parametrize("url", LIKELY)
def test_what_was_likely_meant(url: str) -> None:
    found = fault(url)

    assert found is not None
    assert found[1:] == (LIKELY[url], False)


@pytest.mark.parametrize("url", [*UNKNOWN, "https://a.org/x y"])
def test_what_nobody_can_tell(url: str) -> None:
    found = fault(url)

    assert found is not None
    assert found.corrected == ""


@pytest.mark.parametrize("url", SOUND)
def test_what_is_sound(url: str) -> None:
    assert fault(url) is None


@pytest.mark.parametrize("url", [*CERTAIN.values(), *LIKELY.values()])
def test_what_is_corrected_is_sound(url: str) -> None:
    assert fault(url) is None
