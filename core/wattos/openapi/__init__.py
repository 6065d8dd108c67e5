"""The API's documentation at /docs, served without any outside address."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import SwaggerRenderPlugin
from litestar.openapi.spec import Components, OpenAPI, SecurityScheme
from litestar.router import Router
from litestar.static_files import create_static_files_router

from wattos.access import public
from wattos.openapi.examples import ExampleMaker
from wattos.openapi.operations import document_operations

__all__ = ["DOCS_PATH", "ExampleMaker", "documentation_assets", "openapi_config"]

DOCS_PATH = "/docs"
_ASSETS = f"{DOCS_PATH}/assets"


def _swagger_folder() -> Path:
    spec = find_spec("swagger_ui_bundle")
    assert spec is not None, "swagger-ui-bundle-v2 is a dependency"
    assert spec.submodule_search_locations is not None
    package = Path(next(iter(spec.submodule_search_locations)))
    return next((package / "vendor").glob("swagger-ui-*"))


def documentation_assets() -> Router:
    """Swagger UI's own files, from its package."""
    return create_static_files_router(
        path=_ASSETS,
        directories=[_swagger_folder()],
        opt=public("Swagger UI's published files"),
        include_in_schema=False,
    )


Routes = Callable[[], Iterable[Any]]


class _Document(OpenAPI):
    """The document with what litestar leaves out, made when somebody first asks for it."""

    routes: Routes = tuple

    def to_schema(self) -> dict[str, Any]:
        document = super().to_schema()
        document_operations(document, self.routes())
        return document


@dataclass
class _Config(OpenAPIConfig):
    routes: Routes = tuple

    def to_openapi_schema(self) -> OpenAPI:
        plain = super().to_openapi_schema()
        made = _Document(**{field.name: getattr(plain, field.name) for field in fields(plain)})
        made.routes = self.routes
        return made


def openapi_config(version: str, routes: Routes) -> OpenAPIConfig:
    """OpenAPI 3.1 at /docs (Swagger UI) and /docs/openapi.json.

    `routes` gives the application's routes: the document says who may call them.
    """
    return _Config(
        routes=routes,
        title="WattOS",
        version=version,
        openapi_router=Router(
            path=DOCS_PATH,
            route_handlers=[],
            opt=public("The interface's description; it holds no tenant's data"),
            include_in_schema=False,
        ),
        description=(
            "Sign in with POST /api/auth/sign-in and send the access token as a bearer token. "
            "Errors are problem documents (RFC 9457)."
        ),
        components=Components(
            security_schemes={
                "bearer": SecurityScheme(type="http", scheme="bearer", bearer_format="JWT")
            }
        ),
        security=[{"bearer": []}],
        render_plugins=[
            SwaggerRenderPlugin(
                path="/",
                favicon=f'<link rel="icon" href="{_ASSETS}/favicon-32x32.png">',
                js_url=f"{_ASSETS}/swagger-ui-bundle.js",
                css_url=f"{_ASSETS}/swagger-ui.css",
                standalone_preset_js_url=f"{_ASSETS}/swagger-ui-standalone-preset.js",
            )
        ],
    )
