"""When conferences took place: the month in which each edition ended.

Where dates moved by some weeks from year to year, the month is the latest of them, so that nothing which is dated by
it is dated too early; editions that were put off or held online over months, as in 2020, stand with the month in which
they ended. A conference's own pages settle a doubt about one.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

# A line a conference: the vocabulary's name, the month, and the years: `2016`, `2013-2025`, every second year as
# `2013-2023/2`, with another month behind a colon, where 13 is the January after. A `*` marks a first edition.
# Between the first year and the last, years that are not named had no edition; of others nothing is said.
_DATA: Final = """
AAAI | 2 | 2010-2014:8 2015-2021 2022:3 2023-2024 2025:3 2026:1
AACL | 12 | *2020 2022 2023 2025
ACCV | 12 | 2010-2024/2
ACL | 8 | 2007-2021 2022:5 2023-2025
ACM MM | 11 | 2008-2025
AISTATS | 5 | 2010-2019 2020:8 2021-2025
ASE | 11 | 2010-2025
ASPLOS | 5 | 2010-2025
AsiaCCS | 8 | 2010-2019 2020:10 2021-2025
BMVC | 11 | 2008-2025
CCS | 11 | 2008-2025
CHI | 5 | 2008-2025
CIKM | 11 | 2008-2025
COLING | 8 | 2004-2010/2 2012:12 2014 2016:12 2018 2020:12 2022:10 2024:5 2025:1
COLM | 10 | *2024 2025
COLT | 8 | 2008-2025
CoRL | 12 | *2017-2025
CVPR | 6 | 2003-2016 2017:7 2018-2025
EACL | 4 | 2003 2006 2009 2012 2014 2017 2021 2023:5 2024 2026
ECCV | 10 | 2004-2026/2
EMNLP | 11 | 2007-2021 2022-2023:12 2024-2025
FAccT | 3 | *2018-2021 2022-2025:6
HPCA | 4 | 2010-2025
ICASSP | 6 | 2008-2025
ICCV | 11 | 2003-2011/2 2013-2015/2:12 2017-2025/2
ICDM | 12 | 2008-2025
ICLR | 5 | *2013 2014:4 2015-2016 2017:4 2018-2021 2022:4 2023-2024 2025-2026:4
ICML | 7 | 2007-2016 2017:8 2018-2025
ICRA | 6 | 2008-2019 2020:8 2021-2025
ICSE | 7 | 2008-2025
IEEE S&P | 5 | 2008-2025
IJCAI | 8 | 2003-2015/2 2016-2019 2020:13 2021-2025
InterSpeech | 11 | 2008-2025
IROS | 11 | 2008-2019 2020:13 2021-2025
ISCA | 7 | 2008-2025
KDD | 8 | 2008-2025
LoG | 12 | *2022-2025
MICCAI | 10 | 2008-2025
MICRO | 12 | 2008-2025
MLSys | 4 | *2018-2021 2022:9 2023-2025:6
NAACL | 6 | 2001 2003 2004 2006 2007 2009 2010 2012 2013 2015 2016 2018 2019 2021 2022:7 2024 2025
NDSS | 4 | 2008-2025
NeurIPS | 12 | *1987-2025
NSDI | 5 | 2008-2025
OSDI | 11 | 2004-2020/2 2021-2025:7
RecSys | 10 | *2007-2025
RSS | 8 | 2008-2025
SIGCOMM | 9 | 2008-2025
SIGGRAPH | 8 | 2008-2025
SIGIR | 8 | 2008-2025
SIGMOD | 7 | 2008-2025
SOSP | 11 | 2003-2023/2 2024 2025
UAI | 8 | 2008-2025
UIST | 11 | 2008-2025
USENIX Security | 8 | 2008-2025
WACV | 3 | 2014-2025
WSDM | 3 | *2008-2025
WWW | 5 | 2008-2025
"""
_YEARS: Final = re.compile(r"(\*?)(\d{4})(?:-(\d{4}))?(?:/(\d))?(?::(\d+))?")


class Month(NamedTuple):
    """`month` counts from 1."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{_NAMES[self.month - 1]} {self.year}"

    def until(self, later: Month) -> int:
        """How many months later the other one is."""
        return (later.year - self.year) * 12 + later.month - self.month


class Editions(NamedTuple):
    """`ended` by year."""

    ended: dict[int, Month]
    has_first: bool
    """Whether the first of them was the first of all."""

    def never_took_place(self, year: int) -> bool:
        """Whether it is known that there was no edition of that year."""
        first, last = min(self.ended), max(self.ended)
        return year not in self.ended and (first < year < last or (self.has_first and year < first))

    def nearest(self, year: int) -> list[int]:
        """The years of the editions before and after, where there are such."""
        before = [each for each in self.ended if each < year][-1:]
        return before + [each for each in self.ended if each > year][:1]


_NAMES: Final = tuple("January February March April May June July August September October November December".split())


def _read() -> dict[str, Editions]:
    found: dict[str, Editions] = {}
    for line in _DATA.strip().split("\n"):
        name, usual, years = line.split(" | ")
        ended: dict[int, Month] = {}
        matches = list(_YEARS.finditer(years))
        for _, first, last, step, other in (match.groups() for match in matches):
            for year in range(int(first), int(last or first) + 1, int(step or 1)):
                months = int(other or usual) - 1
                ended[year] = Month(year + months // 12, months % 12 + 1)
        found[name] = Editions(ended, bool(matches[0][1]))
    return found


CONFERENCES: Final = _read()
"""By the vocabulary's name."""
