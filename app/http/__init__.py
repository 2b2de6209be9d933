"""What every HTTP call passes through: session, actor, gate, key, error body."""
