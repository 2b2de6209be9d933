"""A stand-in for WeChat's server API that answers as the real one does, quirks included."""
