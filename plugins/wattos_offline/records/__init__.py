"""Answers from typed records: open now, what it costs, whom to call, what to bring, in stock."""

from wattos_offline.records.answer import answer_from_records

__all__ = ["answer_from_records"]
