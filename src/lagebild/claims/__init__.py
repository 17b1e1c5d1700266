"""The nouns: values without input or output."""
