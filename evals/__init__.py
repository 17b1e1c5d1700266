"""Quality gates: what the project promises of its results, measured and held by pinned floors."""
