import pytest

from papers.latex import math_spans, simplify_math


@pytest.mark.parametrize(
    ("title", "readable"),
    [
        (r"Learning with $\ell_2$ Regularization and $k$-means", "Learning with ℓ₂ Regularization and k-means"),
        (r"$\mathcal{O}(n^2)$ Attention", "𝒪(n²) Attention"),
        (r"$d_{model}$ and $x^{10}$", "d_model and x¹⁰"),
        (r"$\alpha$-divergence in $\mathbb{R}^d$", "α-divergence in ℝ^d"),
    ],
)
def test_formulas_are_shown_as_characters(title, readable):
    assert simplify_math(title) == readable


@pytest.mark.parametrize(
    "title",
    [
        "From $5 to $10",
        "Pay $5-$10",
        "US$ and A$",
        "$$x$$",
        "$a{b$",
        "$5,000 prize$",
        r"costs \$5 and \$6",
        "$",
        "$ x $",
    ],
)
def test_money_is_no_formula(title):
    assert math_spans(title) == []
    assert simplify_math(title) == title
