"""The commands, a module for each family. Heavy rooms are imported inside them, so that `--help` answers at once.

A command has one parameter for each of its options, however many: Typer reads options off the signature. None of them goes further
down than that: each command makes a noun (a filter, an order, terms) of them in its first lines.
"""
