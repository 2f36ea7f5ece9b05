"""Performance (绩效): targets, monitoring, self-evaluation, feedback and application, all computed from evidence."""
