"""Formulas as one reads them: the commonest commands of TeX as the signs that they stand for.

Only what Unicode has one sign for is replaced, so that nothing is lost; whatever has a shape, as a fraction, stays TeX.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

_SIGNS = """
alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ nu ν
xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω
Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
le ≤ leq ≤ leqslant ⩽ ge ≥ geq ≥ geqslant ⩾ ne ≠ neq ≠ equiv ≡ approx ≈ sim ∼ simeq ≃ cong ≅ propto ∝ ll ≪ gg ≫
times × div ÷ pm ± mp ∓ cdot ⋅ ast ∗ star ⋆ circ ∘ bullet ∙ oplus ⊕ ominus ⊖ otimes ⊗ odot ⊙
in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ cup ∪ cap ∩ setminus ∖ emptyset ∅ varnothing ∅
land ∧ wedge ∧ lor ∨ vee ∨ lnot ¬ neg ¬ forall ∀ exists ∃ nexists ∄ vdash ⊢ models ⊨ top ⊤ bot ⊥ perp ⊥ mid ∣ parallel ∥
to → rightarrow → leftarrow ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ implies ⟹ iff ⟺ mapsto ↦
uparrow ↑ downarrow ↓ longrightarrow ⟶ gets ←
sum ∑ prod ∏ int ∫ iint ∬ oint ∮ partial ∂ nabla ∇ infty ∞ surd √ angle ∠ triangle △ therefore ∴ because ∵
ldots … dots … cdots ⋯ vdots ⋮ ddots ⋱ prime ′ degree ° ell ℓ hbar ℏ Re ℜ Im ℑ aleph ℵ
lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ langle ⟨ rangle ⟩ dagger † square □ blacksquare ■
"""
_COMMAND = re.compile(r"\\\\|\\([A-Za-z]+)(?![A-Za-z])")


@cache
def _table() -> Mapping[str, str]:
    words = _SIGNS.split()
    return MappingProxyType(dict(zip(words[::2], words[1::2], strict=True)))


def readable(tex: str) -> str:
    """Return a formula with signs in place of the commands that mean nothing else."""
    if "\\" not in tex:
        return tex
    return _COMMAND.sub(lambda found: _table().get(found[1] or "", found[0]), tex)
