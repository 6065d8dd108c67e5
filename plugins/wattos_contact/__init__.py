"""When an agent cannot help: pass the question on by mail, with the visitor's contact."""
