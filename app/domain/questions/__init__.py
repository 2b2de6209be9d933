"""Questions without a name: asked by anybody, answered by the office of the service, found again by a code."""
