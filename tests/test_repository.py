import pytest

from papers.repository import file_address

GITHUB = "https://github.com/someone/list"
GITLAB = "https://gitlab.com/someone/list"


@pytest.mark.parametrize(
    ("repository", "page", "line"),
    [
        (GITHUB, f"{GITHUB}/blob/HEAD/README.md", f"{GITHUB}/blob/HEAD/README.md?plain=1#L7"),
        (GITLAB, f"{GITLAB}/-/blob/HEAD/README.md", f"{GITLAB}/-/blob/HEAD/README.md?plain=1#L7"),
        (
            "https://gitlab.example.org/group/list",
            "https://gitlab.example.org/group/list/-/blob/HEAD/README.md",
            "https://gitlab.example.org/group/list/-/blob/HEAD/README.md?plain=1#L7",
        ),
        (
            f"{GITHUB}/blob/main/docs/LIST.md",
            f"{GITHUB}/blob/main/docs/LIST.md",
            f"{GITHUB}/blob/main/docs/LIST.md?plain=1#L7",
        ),
        (
            f"{GITLAB}/-/blob/main/LIST.md",
            f"{GITLAB}/-/blob/main/LIST.md",
            f"{GITLAB}/-/blob/main/LIST.md?plain=1#L7",
        ),
        ("", "", ""),
    ],
    ids=["github", "gitlab", "own gitlab", "file on github", "file on gitlab", "unset"],
)
def test_file_address_leads_to_the_readme_and_its_lines(settings, repository, page, line):
    settings.SURVEY_REPOSITORY_URL = repository
    assert (file_address(), file_address(7)) == (page, line)
