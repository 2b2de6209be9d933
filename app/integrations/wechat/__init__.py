"""A thin client for WeChat's server API."""
