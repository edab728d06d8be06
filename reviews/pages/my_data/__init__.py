"""What is kept of a member: to look at, to take along, and to erase."""
