"""Start-up guaranteed loans: what is offered, whether it may fit, what it costs, where an application is."""
