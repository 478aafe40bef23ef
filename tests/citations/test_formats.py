import pytest

from papers.citations import coins, formatted, highwire, jsonld, table
from papers.citations.formats import FORMATS
from papers.models import Paper
from tests.citations.works import work
from tests.rows import add_evidence, add_link, make_evidence_type, make_paper, make_venue


def test_formats_of_a_download():
    assert [(form.suffix, form.name, form.media_type) for form in FORMATS] == [
        ("bib", "BibTeX", "application/x-bibtex"),
        ("ris", "RIS", "application/x-research-info-systems"),
        ("csl.json", "CSL-JSON", "application/vnd.citationstyles.csl+json"),
    ]
    assert all("Induction Heads" in "".join(form.write([work()])) for form in FORMATS)


@pytest.mark.django_db
def test_nothing_asks_the_database_once_details_are_read(django_assert_num_queries):
    venue, empirical = make_venue(), make_evidence_type()
    for number in range(3):
        paper = make_paper(authors=["Ada Lovelace"], year=2024, venue=venue)
        add_link(paper, f"https://example.org/{number}.pdf")
        add_evidence(paper, empirical)
        paper.tags.add("heads")
    papers = [*Paper.objects.detailed(Paper.objects.values_list("pk", flat=True)).values()]
    with django_assert_num_queries(0):
        streams = [form.write(papers) for form in FORMATS] + [table.lines(papers, lambda pk: [])]
        assert all("".join(stream) for stream in streams)
        for paper in papers:
            assert coins.title(paper)
            assert formatted.reference(paper).text
            assert highwire.meta(paper)
            assert jsonld.scholarly_article(paper)["keywords"] == ["Empirical", "heads"]


def test_a_work_that_is_no_row_is_told_in_every_format():
    survey = work(
        "A Data Generation Perspective to the Mechanism of In-Context Learning", arxiv_id="2402.02212", year=2024
    )
    address = "https://arxiv.org/abs/2402.02212"
    for form in FORMATS:
        assert address in "".join(form.write([survey]))
    assert address in formatted.reference(survey).text
    assert jsonld.scholarly_article(survey)["sameAs"] == [address]
