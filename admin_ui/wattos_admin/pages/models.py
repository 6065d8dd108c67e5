"""Which models answer, in which order, and whether they do."""

from __future__ import annotations

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from wattos.access import requires
from wattos.errors import InvalidInput
from wattos.llm import ANY_PURPOSE, PROVIDERS, PURPOSES, Route
from wattos_admin.faults import told
from wattos_admin.page import ROOT, key_of
from wattos_admin.pages.model_tests import REASONS, said_by_test, tested_model
from wattos_admin.pages.provider_keys import provider_rows
from wattos_admin.session import AnyRequest
from wattos_admin.view import HtmlResponse, View

PATH = f"{ROOT}/settings/models"
PURPOSE_WORDS = {
    "chat": key_of("Answering people"),
    "extraction": key_of("Reading and grouping"),
    "rewriting": key_of("Putting follow-up questions into full words"),
    "reranking": key_of("Ordering what was found"),
    "test": key_of("Trying models out"),
    "embedding": key_of("Meaning of texts"),
    ANY_PURPOSE: key_of("Everything else"),
}
HEALTH_WORDS = {
    "closed": key_of("Works"),
    "open": key_of("Rests after failures"),
    "half-open": key_of("Is being tried again"),
}
may_read, may_write = requires("model:read"), requires("model:write")


class ModelController(Controller):
    """Models by purpose."""

    path = "/settings/models"

    @get(guards=[may_read])
    async def show(self, view: NamedDependency[View]) -> HtmlResponse:
        """Every purpose with its models in their order, and which providers have a key."""
        llm = view.platform.llm
        routes = {route.purpose: route for route in await llm.routes.list(view.tenant_id)}
        return await view.page(
            "settings/models.html",
            models=await llm.status(view.tenant_id),
            purposes=dict.fromkeys([*PURPOSES, *(p for p in routes if p != ANY_PURPOSE)]),
            routes=routes,
            words=PURPOSE_WORDS,
            health=HEALTH_WORDS,
            reasons=REASONS,
            providers=await provider_rows(view),
        )

    @post("/order/{purpose:str}", guards=[may_write], status_code=200)
    async def set_order(
        self, view: NamedDependency[View], purpose: FromPath[str], request: AnyRequest
    ) -> HtmlResponse:
        """Keep a purpose's models, one a line; none means the installation's order."""
        form = await request.form()
        names = tuple(str(form.get("models", "")).split())
        routes = view.platform.llm.routes
        before = {one.purpose: one for one in await routes.list(view.tenant_id)}.get(purpose)
        regions = before.regions if before else ()
        actor = view.principal.actor
        try:
            if names or regions:
                route = Route(purpose=purpose, models=names, regions=regions)
                await routes.put(view.tenant_id, route, actor=actor)
            else:
                await routes.remove(view.tenant_id, purpose, actor=actor)
        except InvalidInput as error:
            notice = view._("This order cannot be kept: %(reason)s", reason=told(view, error))
            return view.redirect(PATH, notice=notice, bad=True)
        return view.redirect(PATH, notice=view._("The order was kept."))

    @post("/test", guards=[may_write], status_code=200)
    async def test(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Put a tiny question to a model and say what happened."""
        works, sentence = await said_by_test(view, str((await request.form()).get("model", "")))
        return view.redirect(PATH, notice=sentence, bad=not works)

    @post("/test/{provider:str}", guards=[may_write], status_code=200)
    async def test_provider(
        self, view: NamedDependency[View], provider: FromPath[str]
    ) -> HtmlResponse:
        """The same with a model of one provider."""
        if provider not in PROVIDERS:
            raise InvalidInput("There is no such provider.", given=provider[:80])
        works, sentence = await said_by_test(view, await tested_model(view, provider))
        return view.redirect(PATH, notice=sentence, bad=not works)
