"""Where posts live: files, index, search, marks."""
