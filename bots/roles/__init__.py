"""What a process may do, each put together by itself; `compose` puts them side by side."""
