"""Header, controls, transport and status line."""
