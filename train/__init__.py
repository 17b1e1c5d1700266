"""How the built-in model is made; nothing here is needed at run time."""
