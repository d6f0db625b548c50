"""Measuring what writes answers: questions, scores, intervals, a judge, and what is shown."""
