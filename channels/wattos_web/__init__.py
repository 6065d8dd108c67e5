"""The web channel: a chat page and an API for visitors' browsers, bound to public widget keys."""
