"""Lagebild reads reports on arms transfers and deployments into claims pinned to their words."""
