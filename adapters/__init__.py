"""Everything outside, one folder each."""
