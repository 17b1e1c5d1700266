"""People and tokens in JSON; for administrators."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from lagebild.claims.event import time_text
from lagebild.web.identity import Administrator, Space
from lagebild.web.people import Role
from lagebild.web.routes.api.common import BASE, ERRORS, Json

router = APIRouter(prefix=f"{BASE}/people", tags=["people"], responses=ERRORS)
_Name = Annotated[str, Path(max_length=64)]


class NewPerson(BaseModel):
    """Somebody who may sign in."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=64)
    role: Role
    password: str = Field(min_length=1, max_length=1024)


class NewRole(BaseModel):
    """What a person may do from now on."""

    model_config = ConfigDict(extra="forbid")

    role: Role


@router.get("")
def people(space: Space, who: Administrator) -> Json:
    """Everybody who may sign in."""
    return {
        "items": [
            {"name": one.name, "role": one.role, "created": time_text(one.created), "seen": time_text(one.seen) if one.seen else None}
            for one in space.everybody()
        ]
    }


@router.post("", status_code=201)
def add(space: Space, who: Administrator, asked: NewPerson) -> Json:
    """Adds a person. From the first one on, everybody signs in."""
    if not space.people.any() and asked.role != "administrator":
        from lagebild.web.refusals import PersonRefused

        raise PersonRefused(asked.name, "the first person must be an administrator")
    one = space.people.add(asked.name, asked.role, asked.password, by=who.name)
    return {"name": one.name, "role": one.role}


@router.put("/{name}/role")
def set_role(space: Space, who: Administrator, name: _Name, asked: NewRole) -> Json:
    """Gives a person another role."""
    space.people.set_role(name, asked.role, by=who.name)
    return {"name": name, "role": asked.role}


@router.delete("/{name}", status_code=204)
def remove(space: Space, who: Administrator, name: _Name) -> None:
    """Lets a person no longer in; sessions and tokens end at once."""
    space.people.remove(name, by=who.name)
