"""The first five minutes: from an address to a chat on one's own page.

`state` says how far a tenant is, `questions` finds what the material answers, `contact` who is
responsible, `organisation` what it is called, `example` brings the example city, `jobs` runs the
last four in a worker.
"""
