"""Pictures: resolved, fetched, kept, given to a viewer."""
