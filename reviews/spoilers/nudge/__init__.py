"""Does a reply give away what a review hides? The method, in plain steps: `resembling` is its door."""
