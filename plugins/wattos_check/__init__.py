"""The website check: what an editor should look at, from what was crawled, without a model."""
