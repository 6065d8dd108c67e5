"""HTTP: exporting and erasing a person. Ids travel in the body: addresses end up in logs."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from wattos.access import Principal, requires
from wattos.subjects.schemas import ErasureReport, SubjectExport
from wattos.subjects.service import Subjects


class SubjectRef(msgspec.Struct, forbid_unknown_fields=True):
    """The person: a visitor's id as the channel knows them, or a user's id."""

    subject_id: Annotated[str, msgspec.Meta(examples=["telegram:48151623"])]


class SubjectController(Controller):
    """People whose data are stored."""

    path = "/api/admin/subjects"
    tags = ("admin",)

    @post("/export", status_code=200, guards=[requires("subject:export")])
    async def export_subject(
        self,
        data: JSONBody[SubjectRef],
        principal: NamedDependency[Principal],
        subjects: NamedDependency[Subjects],
    ) -> SubjectExport:
        """Everything that is stored about a person."""
        return await subjects.export(data.subject_id, by=principal)

    @post("/erase", status_code=200, guards=[requires("subject:erase")])
    async def erase_subject(
        self,
        data: JSONBody[SubjectRef],
        principal: NamedDependency[Principal],
        subjects: NamedDependency[Subjects],
    ) -> ErasureReport:
        """Erase what is stored about a person, for good."""
        return await subjects.erase(data.subject_id, by=principal)


route_handlers = [SubjectController]
