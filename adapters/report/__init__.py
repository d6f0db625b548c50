"""A stream's report as one page that needs nothing else."""
