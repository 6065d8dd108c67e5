"""HTTP: `/api/auth` and the parts of `/api/admin` about people, rights and the organisation."""

from wattos.access.api.auth import AuthController
from wattos.access.api.organisation import OrganisationController, TeamController
from wattos.access.api.roles import RoleController
from wattos.access.api.service_tokens import ServiceTokenController
from wattos.access.api.users import UserController

route_handlers = [
    AuthController,
    OrganisationController,
    TeamController,
    UserController,
    RoleController,
    ServiceTokenController,
]

__all__ = ["route_handlers"]
