import json
from html.parser import HTMLParser

import pytest
from django.template import Context, Template

from papers.citations import jsonld
from papers.citations.text import plain
from tests.citations.awkward import awkward
from tests.citations.works import JOURNAL, SERVER, work
from tests.rows import add_evidence, add_link, make_evidence_type, make_paper, make_venue

PAGE = Template(
    '<head><script type="application/ld+json">{{ json }}</script><title>after</title></head>',
)


class Scripts(HTMLParser):
    """What stands in script elements, and the names of all elements."""

    def __init__(self, html):
        super().__init__()
        self.tags: list[str] = []
        self.scripts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        if self.tags[-1] == "script":
            self.scripts.append(data)


def embedded(data):
    page = Scripts(PAGE.render(Context({"json": jsonld.script_json(data)})))
    assert page.tags == ["head", "script", "title"]
    return json.loads("".join(page.scripts))


@pytest.mark.django_db
def test_a_conference_paper(settings):
    settings.SITE_URL = "https://survey.example"
    paper = make_paper(
        slug="induction-heads",
        authors=["Catherine Olsson", "OpenAI", "et al."],
        year=2022,
        date="2022-09-04",
        venue=make_venue("NeurIPS"),
        doi="10.1000/x",
        arxiv_id="2209.11895",
        abstract="Two\nlines.",
    )
    for url in (
        "https://arxiv.org/abs/2209.11895",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://github.com/a/b",
    ):
        add_link(paper, url)
    add_evidence(paper, make_evidence_type("Empirical"))
    paper.tags.add("heads")
    assert embedded(jsonld.scholarly_article(paper)) == {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "headline": "Induction Heads",
        "name": "Induction Heads",
        "author": [
            {"@type": "Person", "name": "Catherine Olsson", "familyName": "Olsson", "givenName": "Catherine"},
            {"@type": "Person", "name": "OpenAI"},
        ],
        "datePublished": "2022-09-04",
        "isPartOf": {"@type": "CreativeWork", "name": "NeurIPS"},
        "abstract": "Two lines.",
        "keywords": ["Empirical", "heads"],
        "identifier": [
            {"@type": "PropertyValue", "propertyID": "DOI", "value": "10.1000/x"},
            {"@type": "PropertyValue", "propertyID": "arXiv", "value": "2209.11895"},
        ],
        "url": "https://survey.example/papers/induction-heads/",
        "sameAs": ["https://doi.org/10.1000/x", "https://arxiv.org/abs/2209.11895", "https://github.com/a/b"],
    }


@pytest.mark.parametrize(
    ("venue", "expected"),
    [
        (JOURNAL, {"isPartOf": {"@type": "Periodical", "name": "JMLR"}}),
        (SERVER, {"publisher": {"@type": "Organization", "name": "bioRxiv"}}),
        (None, {}),
    ],
)
def test_a_work_that_is_no_row(venue, expected):
    article = jsonld.scholarly_article(work(venue=venue), url="https://survey.example/")
    assert article == {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "headline": "Induction Heads",
        "name": "Induction Heads",
        "url": "https://survey.example/",
        **expected,
    }


@pytest.mark.django_db
def test_item_list_counts_on_from_the_page_before(settings):
    settings.SITE_URL = "https://survey.example"
    papers = [make_paper("A", slug="a"), make_paper("B", slug="b")]
    assert jsonld.item_list(map(jsonld.list_item, papers), 51) == {
        "@type": "ItemList",
        "numberOfItems": 2,
        "itemListElement": [
            {"@type": "ListItem", "position": 51, "name": "A", "url": "https://survey.example/papers/a/"},
            {"@type": "ListItem", "position": 52, "name": "B", "url": "https://survey.example/papers/b/"},
        ],
    }


def test_collection_page_shows_a_data_set():
    page = jsonld.collection_page(
        title="A Survey",
        description="Of </script> papers",
        url="https://survey.example/",
        downloads=[("text/csv", "https://survey.example/papers.csv")],
        items=jsonld.item_list([]),
    )
    named = {"name": "A Survey", "description": "Of </script> papers", "url": "https://survey.example/"}
    assert embedded(page) == {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        **named,
        "mainEntity": {"@type": "ItemList", "numberOfItems": 0, "itemListElement": []},
        "about": {
            "@type": "Dataset",
            **named,
            "isAccessibleForFree": True,
            "distribution": [
                {
                    "@type": "DataDownload",
                    "encodingFormat": "text/csv",
                    "contentUrl": "https://survey.example/papers.csv",
                }
            ],
        },
    }


def test_script_json_has_nothing_that_ends_a_script():
    text = jsonld.script_json({"a": "</script><!--&\u2028\u2029 上"})
    assert text == '{"a": "\\u003c/script\\u003e\\u003c!--\\u0026\\u2028\\u2029 上"}'


@awkward
def test_awkward_text_survives(title):
    article = embedded(jsonld.scholarly_article(work(title, abstract=title, authors=[title, "Ada Lovelace"])))
    assert article["headline"] == article["abstract"] == plain(title)
