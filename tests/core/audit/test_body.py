"""What may stand in an audit entry."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from wattos.audit.body import clean_detail
from wattos.errors import InvalidInput

ID = UUID("01a2035a-daca-72cc-a0ec-552db9225e52")


def test_detail_keeps_ids_states_and_counts() -> None:
    assert clean_detail(
        {
            "document_id": ID,
            "count": 3,
            "ok": True,
            "state": "published",
            "role_ids": [ID],
            "token_id": "7",
            "changed": {"email_count": 2},
            "permissions": {"b:read", "a:read"},
            "nothing": None,
        }
    ) == {
        "document_id": str(ID),
        "count": 3,
        "ok": True,
        "state": "published",
        "role_ids": [str(ID)],
        "token_id": "7",
        "changed": {"email_count": 2},
        "permissions": ["a:read", "b:read"],
        "nothing": None,
    }


@pytest.mark.parametrize(
    "key",
    ["email", "password", "token", "phone", "name", "user_name", "firstName", "E-Mail", "ip"],
)
def test_detail_refuses_personal_and_secret_keys(key: str) -> None:
    for detail in ({key: "x"}, {"inner": {key: "x"}}, {"list": [{key: 1}]}):
        with pytest.raises(InvalidInput, match=key):
            clean_detail(detail)


@pytest.mark.parametrize(
    "value",
    [
        "anna@example.org",
        "mail to anna@example.org please",
        "wts_abcdefgh",
        "sk-abc",
        "x" * 201,
        "a\x00b",
        "a\ud800",
        1.5,
        b"bytes",
        object(),
    ],
)
def test_detail_refuses_values_that_look_personal_or_cannot_be_kept(value: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        clean_detail({"state": value})
    assert str(value) not in str(refused.value)
