"""The commands, a module for each family. Heavy rooms are imported inside them, so that `--help` answers at once."""
