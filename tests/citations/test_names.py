import pytest

from papers.citations.names import OTHERS, Name, names, parse, people


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada Lovelace", Name("Lovelace", "Ada")),
        ("Lovelace, Ada", Name("Lovelace", "Ada")),
        ("Augusta Ada King", Name("King", "Augusta Ada")),
        ("J. Smith", Name("Smith", "J.")),
        ("Vincent van Gogh", Name("Gogh", "Vincent", "van")),
        ("van Gogh, Vincent", Name("Gogh", "Vincent", "van")),
        ("van Gogh", Name("Gogh", "", "van")),
        ("Charles Jean de la Vallée Poussin", Name("Poussin", "Charles Jean de la Vallée")),
        ("Aaron van den Oord", Name("Oord", "Aaron", "van den")),
        ("Maria de la Cruz", Name("Cruz", "Maria", "de la")),
        ("Benjamin Van Durme", Name("Van Durme", "Benjamin")),
        ("Laurens Van der Maaten", Name("Van der Maaten", "Laurens")),
        ("Van Durme, Benjamin", Name("Van Durme", "Benjamin")),
        ("De Freitas", Name("Freitas", "De")),
        ("Sammy Davis Jr.", Name("Davis", "Sammy", "", "Jr.")),
        ("Davis, Jr., Sammy", Name("Davis", "Sammy", "", "Jr.")),
        ("Davis, Sammy, Jr.", Name("Davis", "Sammy", "", "Jr.")),
        ("Sammy Davis, Jr.", Name("Davis", "Sammy", "", "Jr.")),
        ("bell hooks", Name("hooks", "bell")),
        ("Łukasz Kaiser", Name("Kaiser", "Łukasz")),
        ("Дмитрий Менделеев", Name("Менделеев", "Дмитрий")),
        ("Jean-Pierre Serre", Name("Serre", "Jean-Pierre")),
        ("Ai Weiwei", Name("Weiwei", "Ai")),
        ("Rahman, Md", Name("Rahman", "Md")),
        ("Plato", Name(literal="Plato")),
        ("张三", Name(literal="张三")),
        ("张 三", Name(literal="张 三")),
        ("김철수", Name(literal="김철수")),
        ("OpenAI", Name(literal="OpenAI")),
        ("Mistral AI", Name(literal="Mistral AI")),
        ("Google DeepMind", Name(literal="Google DeepMind")),
        ("Gemma Team", Name(literal="Gemma Team")),
        ("University of Oxford", Name(literal="University of Oxford")),
        ("Johnson & Johnson", Name(literal="Johnson & Johnson")),
        ("Oak Ridge and Friends", Name(literal="Oak Ridge and Friends")),
        ("A, B, C, D", Name(literal="A, B, C, D")),
        (",", Name(literal=",")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_parse(text, expected):
    assert parse(text) == expected


@pytest.mark.parametrize("last", ["et al.", "et al", "Et al.", "and others", "others", "& others"])
def test_names_others_stand_for_those_left_out(last):
    assert names(["Ada Lovelace", last]) == [Name("Lovelace", "Ada"), OTHERS]
    assert people(["Ada Lovelace", last]) == [Name("Lovelace", "Ada")]


@pytest.mark.parametrize("author", ["Ada Lovelace et al.", "Ada Lovelace, et al.", "Ada Lovelace and others"])
def test_names_others_in_the_same_text(author):
    assert names([author]) == [Name("Lovelace", "Ada"), OTHERS]


def test_names_leave_out_what_is_no_name():
    assert names(["", " \x00", None, 7, ["Ada"], "Ada\nLove\x00lace"]) == [Name("Lovelace", "Ada")]


@pytest.mark.parametrize(
    ("name", "in_order", "inverted", "csl"),
    [
        (Name("Lovelace", "Ada"), "Ada Lovelace", "Lovelace, Ada", {"family": "Lovelace", "given": "Ada"}),
        (
            Name("Gogh", "Vincent", "van", "Jr."),
            "Vincent van Gogh Jr.",
            "van Gogh, Vincent, Jr.",
            {"family": "Gogh", "given": "Vincent", "non-dropping-particle": "van", "suffix": "Jr."},
        ),
        (Name(literal="Foo, Inc."), "Foo, Inc.", "Foo, Inc.", {"literal": "Foo, Inc."}),
    ],
)
def test_name_is_written(name, in_order, inverted, csl):
    assert name.in_order == in_order
    assert name.inverted == inverted
    assert name.as_csl() == csl
