"""Tests of how bodies become documents: cleaning, addresses, the parsers and what is measured of their result."""
