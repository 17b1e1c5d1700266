"""From a report to claims."""
