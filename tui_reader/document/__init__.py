"""What an article is: a document of blocks, and the page that it becomes. Pure: no files, no network, no terminal."""
