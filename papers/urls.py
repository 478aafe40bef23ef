from django.urls import path, re_path

from papers import feeds, sitemaps
from papers.sharing import readable_anywhere
from papers.views import browse, exports, machines, paper, survey
from papers.views.former_tags import follow_former_tags

LIST_FORMATS = r"json|csv|bib|ris|csl\.json|md"
PAPER_FORMATS = r"bib|ris|csl\.json"

app_name = "papers"
urlpatterns = [
    path("", survey.home, name="home"),
    path("papers/", browse.browse, name="browse"),
    re_path(rf"^papers\.(?P<ending>{LIST_FORMATS})$", readable_anywhere(exports.export), name="export"),
    re_path(r"^papers\.(?P<ending>atom)$", readable_anywhere(follow_former_tags(feeds.filtered)), name="export"),
    path("papers/<slug:slug>/", paper.paper_detail, name="paper"),
    re_path(
        rf"^papers/(?P<slug>[-\w]+)\.(?P<ending>{PAPER_FORMATS})$",
        readable_anywhere(paper.paper_export),
        name="paper-export",
    ),
    path("sections/<slug:slug>/", survey.section_detail, name="section"),
    path("map/", survey.map_page, name="map"),
    path("map.svg", readable_anywhere(survey.map_svg), name="map-svg"),
    path("timeline.svg", readable_anywhere(survey.timeline_svg), name="timeline-svg"),
    path("feed.atom", readable_anywhere(feeds.newest), name="feed"),
    path("README.md", readable_anywhere(machines.readme), name="readme"),
    path("card.png", readable_anywhere(machines.card), name="card"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemaps"),
    path("sitemap-<section>.xml", sitemaps.part, name="sitemap"),
    path("healthz", machines.ready, name="healthz"),
    path("healthz/ready", machines.ready, name="ready"),
    path("healthz/live", machines.live, name="live"),
]
