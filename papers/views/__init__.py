"""Requests in, pages and files out; what they say is decided in the layers below."""
