"""Words that name a link's target or a field, and are no title."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from papers.readme.vocabulary import fold

# Sorted. Conference names are here, as a link to the paper is often labelled with its venue.
_LABELS: Final = frozenset(
    """
    abs abstract acl aclanthology acm annotated anthology api app appendix article arxiv arxive arxivlink
    benchmark bib bibtex bilibili biorxiv blog caffe chainer checkpoint checkpoints chinese citation cite code
    codelink codes colab cvf data dataset datasets demo demo&code demos discord dl docs documentation doi download
    elsevier english extended extra face full git github githubcode gitlab gradio hal here hf home homepage html
    hugging huggingface iclr icml ieee implementation interactive jax journal kaggle keras leaderboard lecture lib
    library link links material matlab media medium medrxiv model models mxnet nature neurips news nips note
    notebook notes official online openaccess openreview package page paper papercode paperlink papers
    paperswithcode pdf pdflink playground post poster preprint presentation proceedings project projectpage
    publication pwc python pytorch recording reddit repo report repository researchgate resource resources review
    reviews scholar science sciencedirect scihub semantic short site slide slides slideslive source space springer
    ssrn summary supp supplement supplemental supplementary talk technical techreport tensorflow tf theano thesis
    tool toolkit torch transcript tutorial tweet twitter unofficial url version video videos visualization wandb
    web website wechat weights youtube zhihu 主页 代码 数据 论文 链接 项目
    """.split()
)
_LABEL_SPLIT = re.compile(r"[^\w]+")
_FIELD_WORDS: Final = """
    papers?(?:\\ (?:title|links?))? | pdf | arxiv | arxiv\\ link | titles? | authors? | keywords? | tags? | topics?
    | codes? | github | datasets? | data | projects?(?:\\ page)? | websites? | homepages? | links? | urls? | keys?
    | venues? | conferences? | journals? | published(?:\\ in)? | publications? | publishers? | years?
    | dates? | (?:submission|publication|release)\\ (?:time|date) | env(?:ironments?)? | tasks? | intros? | introduction
    | (?:brief|short)\\ (?:introduction|description|summary) | abstracts? | summary | tl;?dr | descriptions?
    | notes? | comments? | remarks? | slides? | videos? | demos? | blogs? | models? | weights | bibtex | citations?
    | institut(?:es?|ions?) | affiliations? | orgs? | organizations? | ratings? | main\\ fig(?:ure)? | doi
    | poster | talk | supp(?:lementary)? | review | benchmark | contributions? | (?:main|key)\\ ideas?
    | 论文(?:标题|题目|链接|地址)? | 代码(?:链接|地址)? | 源码 | 作者 | 链接 | 机构 | 单位 | 摘要 | 简介 | 关键词
    | 数据集 | 主页 | 标题 | 题目 | 会议 | 期刊 | 收录 | 发表 | 时间 | 日期 | 年份 | 笔记 | 备注
    | 論文(?:リンク|名)? | 著者 | 発表 | 会議 | 概要 | コード | リンク | タイトル | 所属 | 公式サイト | 解説資料
    | 논문 | 제목 | 저자 | 학회 | 코드 | 요약 | 링크
"""
FIELD_NAME: Final = re.compile(
    rf"""
    ^(?:[^\w"“‘'«<({{\[]|_|\[){{0,8}}   # bullets, emphasis, or a picture in front
    ({_FIELD_WORDS})
    \s*(?:\([^)]*\)|（[^）]*）)?   # `github(official): ...`
    \s*[*_\]]*\s*[:：]\s*
    """,
    re.IGNORECASE | re.VERBOSE,
)
_OF_TITLES: Final = re.compile(r"(?:papers?|titles?|论文|标题|题目|論文|タイトル|논문|제목)", re.IGNORECASE)


def names_field(text: str) -> re.Match[str] | None:
    """The match of FIELD_NAME where the text starts with a field's name and a colon."""
    if ":" not in text[:40] and "：" not in text[:40]:
        return None
    return FIELD_NAME.match(text)


def names_title(text: str) -> re.Match[str] | None:
    """The same where the field is the paper itself or its title, so that what follows can be the title."""
    match = names_field(text)
    return match if match and _OF_TITLES.match(match[1]) else None


def is_label(text: str) -> bool:
    """Whether a link's text names what it leads to (`Paper`, `code & data`, `PDF 2`), and not a title."""
    return len(text) <= 40 and _is_label(text)


@lru_cache(maxsize=20_000)
def _is_label(text: str) -> bool:
    words = [word for word in _LABEL_SPLIT.split(text.lower()) if word]
    if not words or len(words) > 5:
        return not words
    plain = [word.rstrip("0123456789") for word in words]
    return all(not word or word in _LABELS or word in ("and", "the", "for", "of", "to", "in", "by") for word in plain)


_HEADERS: Final = {
    role: frozenset(headers.split())
    for role, headers in {
        "name": "name abbr abbreviation method model acronym shortname alias algorithm 模型",
        "venue": "venue conference journal publication published publisher conf conferencejournal pub source 会议",
        "date": "date time year yearmonth month releasedate publicationdate publishdate 年份 时间",
        "authors": "author authors 作者",
        "tags": "keywords keyword tag tags topic topics category type task tasks domain modality area",
        "title": """
            title titles paper papers papertitle papername paperlink referencepaper
            论文 标题 题目 論文 タイトル 논문 제목
        """,
        "note": """
            abstract comment comments contribution contributions corehighlights description details highlights intro
            introduction keyidea keyideas mainidea note notes overview remark remarks summary tldr
            摘要 简介 概要 备注 요약
        """,
    }.items()
}
_FIELD_ROLES: Final = {
    word: role
    for role, words in {
        "authors": "author authors 作者 著者 저자",
        "tags": "keyword keywords key keys tag tags topic topics 关键词",
        "venue": """
            venue conference journal publishedin published publication publisher 会议 期刊 收录 发表 発表 会議 학회
        """,
        "date": "year date submissiontime submissiondate publicationdate releasedate 时间 日期 年份",
    }.items()
    for word in words.split()
}


# `Highlights (from the abstract)`
_ASIDE: Final = re.compile(r"\s*[(（][^()（）]*[)）]")


@lru_cache(maxsize=1_000)
def header_roles(headers: tuple[str, ...]) -> tuple[str, ...]:
    """The field that each of a table's columns holds by its header; empty where it says none."""
    return tuple(map(_header_role, headers))


def _header_role(header: str) -> str:
    key = fold(_ASIDE.sub("", header))
    return next((role for role, headers in _HEADERS.items() if key in headers), "")


def field_role(name: str) -> str:
    """The field of Values that a field's name introduces; `other` for those that have no field."""
    return _FIELD_ROLES.get(fold(name), "other")
