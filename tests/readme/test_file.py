"""Files that a README is read from and written to, and what may stand in their place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from papers.readme.file import UnsafeFileError, read_regular_file, replace_file, resolve_link


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository's clone, with a file outside that is nobody's business."""
    (tmp_path / "secret").write_text("a secret key")
    folder = tmp_path / "clone"
    (folder / "docs").mkdir(parents=True)
    return folder


def listed(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


def test_file_is_replaced_and_keeps_its_mode(folder):
    path = folder / "README.md"
    path.write_text("before")
    path.chmod(0o640)
    replace_file(path, b"after")
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("after", 0o640)
    assert listed(folder) == {"README.md", "docs"}


@pytest.mark.parametrize("mask", [0o022, 0o027, 0o077])
def test_new_file_gets_the_mode_of_the_umask(folder, mask):
    former = os.umask(mask)
    try:
        replace_file(folder / "README.md", b"text")
    finally:
        os.umask(former)
    assert (folder / "README.md").stat().st_mode & 0o777 == 0o666 & ~mask


def test_umask_is_left_alone(folder, monkeypatch):
    """It is the process's: changing it even for a moment opens other threads' files to everybody."""
    masks: list[int] = []
    monkeypatch.setattr(os, "umask", masks.append)
    replace_file(folder / "README.md", b"text")
    replace_file(folder / "README.md", b"another")
    assert masks == []


def links(folder: Path) -> dict[str, Path]:
    """What a link can lead to."""
    (folder / "docs" / "list.md").write_text("before")
    (folder.parent / "elsewhere.md").write_text("before")
    return {
        "inside": folder / "docs" / "list.md",
        "outside": folder.parent / "elsewhere.md",
        "a directory": folder / "docs",
        "nothing": folder / "missing.md",
        "itself": folder / "README.md",
        "a device": Path("/dev/null"),
    }


@pytest.mark.parametrize("kind", ["inside", "outside", "a directory", "nothing", "itself", "a device"])
def test_link_is_neither_written_through_nor_replaced(folder, kind):
    target = links(folder)[kind]
    (folder / "README.md").symlink_to(target)
    before = listed(folder)
    with pytest.raises(UnsafeFileError, match=r"^it is a symbolic link; name the file that it leads to$"):
        replace_file(folder / "README.md", b"after")
    assert (folder / "README.md").readlink() == target
    assert listed(folder) == before
    assert (folder.parent / "elsewhere.md").read_text() == (folder / "docs" / "list.md").read_text() == "before"
    with pytest.raises(UnsafeFileError, match="symbolic link"):
        read_regular_file(folder / "README.md")


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir], ids=["pipe", "directory"])
def test_what_is_no_file_is_neither_read_nor_replaced(folder, make):
    path = folder / "README.md"
    make(path)
    message = r"^it is a directory, a pipe or a device; name a file$"
    with pytest.raises(UnsafeFileError, match=message):
        read_regular_file(path)
    with pytest.raises(UnsafeFileError, match=message):
        replace_file(path, b"after")
    assert not path.is_file()


def test_device_is_not_read():
    with pytest.raises(UnsafeFileError, match="a device"):
        read_regular_file(Path("/dev/zero"))


def test_link_within_its_directory_leads_to_its_file(folder):
    target = folder / "docs" / "list.md"
    target.write_text("text")
    (folder / "README.md").symlink_to("docs/list.md")
    assert resolve_link(folder / "README.md") == target
    assert resolve_link(target) == target
    assert resolve_link(folder / "missing.md") == folder / "missing.md"


@pytest.mark.parametrize("target", ["../secret", "docs/../../secret", "docs/up", "../nothing", "/etc/passwd", ".."])
def test_link_out_of_its_directory_is_refused(folder, target):
    (folder / "docs" / "up").symlink_to("../../secret")
    (folder / "README.md").symlink_to(target)
    with pytest.raises(UnsafeFileError, match=r"^it is a symbolic link out of its directory; name the file itself$"):
        resolve_link(folder / "README.md")


def test_link_in_a_circle_is_refused(folder):
    (folder / "README.md").symlink_to("other.md")
    (folder / "other.md").symlink_to("README.md")
    with pytest.raises(UnsafeFileError, match="leads to itself"):
        resolve_link(folder / "README.md")


def test_directory_may_be_a_link(folder):
    """As where releases are switched by a link to the present one."""
    (folder / "README.md").write_text("before")
    current = folder.parent / "current"
    current.symlink_to(folder)
    assert resolve_link(current / "README.md").samefile(folder / "README.md")
    replace_file(current / "README.md", b"after")
    assert (folder / "README.md").read_text() == "after"
    assert current.is_symlink()


def test_link_within_a_linked_directory_stays_within_it(folder):
    current = folder.parent / "current"
    current.symlink_to(folder)
    (folder / "docs" / "list.md").write_text("text")
    (folder / "README.md").symlink_to("docs/list.md")
    assert resolve_link(current / "README.md") == (folder / "docs" / "list.md").resolve()


def test_other_name_of_a_file_keeps_what_it_had(folder):
    (folder / "README.md").write_text("before")
    (folder / "copy.md").hardlink_to(folder / "README.md")
    replace_file(folder / "README.md", b"after")
    assert (folder / "copy.md").read_text() == "before"
