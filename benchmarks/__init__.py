"""How fast the reader is, measured against baselines in the same run."""
