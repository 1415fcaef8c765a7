"""The panes; they know no screen and no library."""
