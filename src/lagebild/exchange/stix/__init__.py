"""STIX 2.1: claims and reports as objects that other tools read, and back.

Import from the modules: `mapping` (claims out), `reading` (objects in), `versions`, `marking`, `views`, `ids`, `fields`, `wire`.
"""
