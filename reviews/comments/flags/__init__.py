"""What readers say is wrong with a reply, how much of it they may hide at once, and what keeps that honest."""
