"""Articles as files: formats, names, writing."""
