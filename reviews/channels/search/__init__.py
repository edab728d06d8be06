"""Search over what strangers may read, and over nothing else: hidden text is in no index, so no answer can confirm a guess at it."""
