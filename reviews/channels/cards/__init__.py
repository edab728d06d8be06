"""The picture and the few words that other sites show of a page when somebody links to it. From public fields alone."""
