"""Whether a text or picture may be shown to other users: our own list of words first, then WeChat's moderation."""
