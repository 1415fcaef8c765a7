"""The screens; the only package that imports Textual."""
