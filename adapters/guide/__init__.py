"""The page that `!도움말` leads to: what viewers may do here, and what is kept of them."""
