"""Performance (绩效): targets, monitoring, self-evaluation, feedback and what results do to the next budget."""
