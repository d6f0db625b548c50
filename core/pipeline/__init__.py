"""From a turn to a reply, as a LangGraph graph."""
