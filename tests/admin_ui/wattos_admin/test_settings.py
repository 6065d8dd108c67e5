"""Settings: the organisation, its models, plugins and audit trail."""

from __future__ import annotations

import re
from typing import Annotated, Literal
from uuid import UUID

import httpx
import msgspec
import pytest

from tests.admin_ui.wattos_admin.conftest import SignIn, send
from wattos.database import execute, tenant_scope
from wattos.platform import Platform
from wattos.testing import PASSWORD
from wattos_admin.schema_form import UnusableForm, fields_of, settings_from

SETTINGS = "/admin/settings"


class Probe(msgspec.Struct):
    """A plugin's settings with a field of every kind."""

    city: Annotated[
        str, msgspec.Meta(title="City", extra_json_schema={"de": {"title": "Stadt"}})
    ] = ""
    pace: Annotated[
        Literal["slow", "quick"],
        msgspec.Meta(
            extra_json_schema={
                "options": {"slow": "Slowly", "quick": "Quickly"},
                "de": {"options": {"slow": "Langsam", "quick": "Schnell"}},
            }
        ),
    ] = "slow"
    limit: Annotated[int, msgspec.Meta(ge=1, le=9)] = 3
    share: float | None = None
    on: bool = True
    words: list[str] = []
    key: Annotated[str, msgspec.Meta(extra_json_schema={"writeOnly": True})] = ""
    table: dict[str, int] = {}


async def test_organisation_is_renamed_and_gets_its_clock(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient
) -> None:
    given = {"name": "Tannau", "language": "en", "time_zone": "Europe/Vienna", "region": ""}
    kept = await send(owner, SETTINGS, page=SETTINGS, **given)
    assert "The settings were kept." in kept.text
    organisation = await platform.tenancy.get(tenant)
    assert (organisation.name, organisation.settings) == ("Tannau", {"time_zone": "Europe/Vienna"})
    wrong = await send(owner, SETTINGS, page=SETTINGS, **(given | {"time_zone": "Moon/Sea"}))
    assert "no such time zone" in wrong.text


async def test_model_is_tested_and_put_in_another_order(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient
) -> None:
    here = f"{SETTINGS}/models"
    (model,) = await platform.llm.model_names(tenant, "chat")
    works = await send(owner, f"{here}/test", page=here, model=model)
    assert f"{model} answers, after" in works.text
    unknown = await send(owner, f"{here}/test", page=here, model="nobody/nothing")
    assert "did not answer" in unknown.text
    await send(owner, f"{here}/order/chat", page=here, models=model)
    assert [one.models for one in await platform.llm.routes.list(tenant)] == [(model,)]
    refused = await send(owner, f"{here}/order/chat", page=here, models="nobody/nothing")
    assert "cannot be kept" in refused.text
    await send(owner, f"{here}/order/chat", page=here, models="")
    assert await platform.llm.routes.list(tenant) == []


async def test_faults_are_told_in_the_language_of_the_console(sign_in: SignIn) -> None:
    owner, here = await sign_in("owner", language="de"), f"{SETTINGS}/models"
    owner.headers["Accept-Language"] = "de"
    unknown = await send(owner, f"{here}/test", page=here, model="nobody/nothing")
    assert "keiner Ihrer Anbieter hat dieses Modell" in unknown.text
    gone = await owner.get("/admin/knowledge/01a204b8-c510-7743-b783-196cfb5b8d57")
    assert "Das gibt es nicht (mehr)." in gone.text
    assert "Given:" not in gone.text


async def test_plugin_is_switched_off_and_on_again(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient
) -> None:
    here, plugin = f"{SETTINGS}/plugins", "wattos_check"
    off = await send(owner, f"{here}/{plugin}/off", page=here)
    assert f'action="{here}/{plugin}/on"' in off.text
    assert not await platform.plugins.is_enabled(tenant, plugin)
    await send(owner, f"{here}/{plugin}/on", page=here)
    assert await platform.plugins.is_enabled(tenant, plugin)
    assert (await send(owner, f"{here}/wattos_admin/off", page=here)).status_code == 400
    assert (await owner.get(f"{here}/{plugin}")).status_code == 404


async def test_audit_trail_is_searched_verified_and_exported(owner: httpx.AsyncClient) -> None:
    here = f"{SETTINGS}/audit"
    found = (await owner.get(f"{here}?q=SESSION.opened&actor=user&outcome=ok")).text
    assert "1 entry" in found
    assert "user.created" not in found
    said = (await owner.get(f"{here}?q=signed in")).text
    assert "1 entry" in said
    assert re.search(r"<td>Signed in<span[^>]*>session\.opened", said)
    assert "are as they were written" in (await send(owner, f"{here}/verify", page=here)).text
    table = (await owner.get(f"{here}?format=csv&sort=sequence")).text
    assert table.startswith("\ufeffid,sequence,at")


async def test_editor_finds_no_settings_and_no_people(sign_in: SignIn) -> None:
    editor = await sign_in("editor")
    shown = (await editor.get("/admin/knowledge")).text
    for page in ("people", "settings"):
        assert f'href="/admin/{page}"' not in shown
        assert (await editor.get(f"/admin/{page}")).status_code == 403
    for page in ("plugins", "audit"):
        assert (await editor.get(f"{SETTINGS}/{page}")).status_code == 403


def test_form_is_made_from_the_schema_and_read_back() -> None:
    stored = {"city": "Tannau", "key": "secret", "words": ["a", "b"]}
    fields = {one.name: one for one in fields_of(Probe, stored, "de")}
    assert [one.kind for one in fields.values()] == [
        *("text", "choice", "number", "number", "check", "lines", "secret", "json")
    ]
    assert (fields["city"].label, fields["city"].value) == ("Stadt", "Tannau")
    assert fields["key"].value == ""
    assert fields["pace"].options == [("quick", "Schnell"), ("slow", "Langsam")]
    form = {"city": "Au", "pace": "quick", "limit": "5", "words": "x\r\n\r\ny", "table": "{}"}
    kept = settings_from(Probe, form | {"share": "0,5"}, stored, said)
    assert msgspec.convert(kept, Probe) == Probe(
        city="Au", pace="quick", limit=5, share=0.5, on=False, words=["x", "y"], key="secret"
    )
    assert settings_from(Probe, form, stored, said)["share"] is None


def test_form_says_beside_each_field_what_is_wrong_and_keeps_what_was_typed() -> None:
    form = {"city": "Au", "pace": "never", "limit": "70", "share": "many", "table": '{"a": "b"}'}
    with pytest.raises(UnusableForm) as refusal:
        settings_from(Probe, form, {}, said)
    faults = refusal.value.faults
    assert faults["limit"] == "A number from 1 to 9 is needed."
    assert set(faults) == {"pace", "limit", "share", "table"}
    fields = {one.name: one for one in fields_of(Probe, {}, "en", form=form, faults=faults)}
    assert (fields["limit"].value, fields["limit"].fault) == ("70", faults["limit"])
    assert (fields["city"].value, fields["city"].fault) == ("Au", "")


def said(key: str, **values: object) -> str:
    """English words."""
    return key % values


@pytest.mark.parametrize("language", ["de", "en"])
async def test_every_field_of_every_plugin_has_a_title_and_a_kind(
    platform: Platform, language: str
) -> None:
    """JSON is nothing for an editor, and a name made from a variable is no German."""
    asked = [one.id for one in platform.host.status()]
    schemas = {one: platform.plugins.settings_schema(one) for one in asked}
    for plugin_id, schema in schemas.items():
        for field in fields_of(schema.struct, {}, language) if schema else ():
            made = field.name.replace("_", " ").capitalize()
            assert field.kind != "json", (plugin_id, field.name)
            assert field.label != made or language == "en", (plugin_id, field.name)
    assert any(schemas.values())


async def test_retention_is_set_and_says_what_the_next_run_deletes(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient
) -> None:
    here = "/admin/settings/retention"
    assert "there is no rule" in (await owner.get(here)).text
    assert "from 1 to" in (await send(owner, here, page=here, days="0")).text
    kept = await send(owner, here, page=here, days="30")
    assert "no conversation is that old" in kept.text
    await platform.conversations.ask(tenant, "When does it open?")
    async with tenant_scope(tenant):
        await execute("update conversation set updated_at = now() - interval '31 days'")
    shown = (await owner.get(here)).text
    assert "Deletes 1 conversation with 2 messages." in shown
    await send(owner, here, page=here, days="")
    assert "there is no rule" in (await owner.get(here)).text


async def test_only_owners_set_how_long_conversations_are_kept(
    platform: Platform, tenant: UUID, sign_in: SignIn, client: httpx.AsyncClient
) -> None:
    admin, here = await sign_in("admin"), "/admin/settings/retention"
    shown = (await admin.get(here)).text
    assert "Only an owner can change this." in shown
    assert (await send(admin, here, page=here, days="1")).status_code == 403
    change = {"settings": {"conversation_days": 1}}
    pair = await platform.access.sign_in(
        (
            await platform.access.create_user(
                tenant, email=f"{tenant}@example.org", password=PASSWORD, roles=["admin"]
            )
        ).email,
        PASSWORD,
    )
    headers = {"Authorization": f"Bearer {pair.access_token}"}
    refused = await client.patch("/api/admin/tenant", json=change, headers=headers)
    assert refused.status_code == 403
    named = await client.patch("/api/admin/tenant", json={"name": "Au"}, headers=headers)
    assert named.status_code == 200
    assert (await client.patch("/api/admin/tenant", json=change)).status_code == 200
    assert (await platform.tenancy.get(tenant)).settings == {"conversation_days": 1}
