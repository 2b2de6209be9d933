"""What the service decides and does; no HTTP, no network, no commit."""
