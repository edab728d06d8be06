"""How long things take between a decision and the mail about it."""

from datetime import timedelta

#: A moderator may change their mind for so long before anybody is told.
NOTICE_DELAY = timedelta(minutes=10)
#: How often the worker looks for something to tell.
EVERY = timedelta(minutes=1)
#: What is older is news to nobody: a worker that was away for longer begins with what is fresh.
LOOKS_BACK = timedelta(days=14)
#: Mail that is later than this is something a moderator should know of.
OVERDUE_AFTER = timedelta(minutes=5)
#: A link that decides something is for somebody who reads their mail these days; the desk is always there.
ERRAND_LASTS = timedelta(days=3)
#: A link that confirms an address harms nobody by waiting through a holiday.
PROOF_LASTS = timedelta(days=14)
#: One address is asked to be confirmed once in this time, however many replies are signed with it.
PROOF_PAUSE = timedelta(days=1)
#: That a mail was sent, and to whom, is of use while somebody may ask for it.
SENT_KEPT = timedelta(days=30)
#: Links in mails are remembered for longer than they work, so that they can say why they don't. Those that asked for a
#: confirmation and got none stay as long as the reply keeps the address.
ERRANDS_KEPT = timedelta(days=90)
#: How long it is remembered that the worker looked: 1,440 times a day.
RESULTS_KEPT = timedelta(days=1)
#: How often the outbox is tidied up.
TIDIED_EVERY = timedelta(days=1)
