"""Our own styles and scripts, and the one third-party script that the installed vl-convert brings."""

from pathlib import Path
from typing import Final

from fastapi import APIRouter
from starlette.responses import FileResponse, Response

from lagebild.web.refusals import NotHere

router = APIRouter(include_in_schema=False)
_STATIC: Final = Path(__file__).parents[1] / "static"
_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@router.get("/static/{name}")
def static(name: str, v: str = "") -> Response:
    """A file of `static/`. With its version in the address it may be kept for ever, else it is asked for each time."""
    path = _STATIC / name
    if path.suffix not in _TYPES or path.parent != _STATIC or not path.is_file():
        raise NotHere("nothing_here")
    keeping = "public, max-age=31536000, immutable" if v else "no-cache"
    return FileResponse(path, media_type=_TYPES[path.suffix], headers={"cache-control": keeping})


@router.get("/favicon.ico")
def favicon() -> Response:
    """The mark of the workspace, where a browser asks for it unbidden."""
    return static("mark.svg")
