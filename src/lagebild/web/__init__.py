"""The workspace in the browser, and the same in JSON: `create_app` makes the application, `Workspace` is what it works on."""

from lagebild.web.app import create_app
from lagebild.web.workspace import Options, Workspace

__all__ = ["Options", "Workspace", "create_app"]
