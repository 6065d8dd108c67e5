"""One module a format; each has `parse(data, url)`. They run in the child process only."""
