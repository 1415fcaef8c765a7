"""Helpers of the checkout: what is generated in it, and how."""
