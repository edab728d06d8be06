"""The rules that look at a reply before a person does: what they know, what they say, and how an owner sets them."""
