"""The outbox forgets what is over, and nothing that anybody still needs."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from reviews.comments.records import Decision
from reviews.notices import actions, errands, tasks, tidying
from reviews.notices.models import Errand, Handled, Mail
from reviews.notices.timing import ERRAND_LASTS, ERRANDS_KEPT, LOOKS_BACK, PROOF_LASTS, SENT_KEPT
from tests.notices.conftest import decide, guest_reply, tell

pytestmark = pytest.mark.django_db


def test_sent_mail_goes_after_its_days_and_what_was_not_sent_stays():
    now = timezone.now()
    for age in (timedelta(days=29), timedelta(days=31), None):
        mail = actions.put_in_outbox(to="ben@example.org", subject=str(age), body_text="x")
        Mail.objects.filter(pk=mail.pk).update(sent_at=now - age if age else None, made_at=now - timedelta(days=400))
    tidying.tidy(now=now)
    assert set(Mail.objects.values_list("subject", flat=True)) == {str(timedelta(days=29)), "None"}


def test_links_go_long_after_they_ran_out(review, mo):
    comment = guest_reply(review)
    for age in (timedelta(0), ERRANDS_KEPT - timedelta(days=1), ERRANDS_KEPT + timedelta(days=1)):
        _, errand = errands.new_errand("publish", comment, lasts=ERRAND_LASTS, by=mo)
        errand.save()
        Errand.objects.filter(pk=errand.pk).update(made_at=timezone.now() - age)
    tidying.tidy()
    assert Errand.objects.count() == 2
    assert max(ERRAND_LASTS, PROOF_LASTS) < ERRANDS_KEPT


def test_what_was_told_is_forgotten_only_when_nobody_looks_there_any_more(review, mo, monkeypatch):
    monkeypatch.setattr(tidying, "BATCH", 3)
    for number in range(4):
        decide(guest_reply(review, f"Word {number}"), "publish", mo)
    tell()
    assert Handled.objects.count() == 8
    tidying.tidy(now=timezone.now() + LOOKS_BACK)
    assert Handled.objects.count() == 8
    later = timezone.now() + 2 * LOOKS_BACK + timedelta(days=1)
    tidying.tidy(now=later)
    assert Handled.objects.count() == 0
    Mail.objects.all().delete()
    assert not tell(later - timezone.now()), "and nothing is told anew"
    assert Decision.objects.count() == 8


def test_once_told_is_told_for_as_long_as_anybody_looks():
    assert SENT_KEPT > LOOKS_BACK


def test_results_of_each_minute_go_and_others_stay():
    now = timezone.now()
    for path in (tasks.tell.module_path, tasks.deliver.module_path):
        for age in (timedelta(hours=23), timedelta(hours=25)):
            DBTaskResult.objects.create(
                args_kwargs={}, task_path=path, backend_name="default", run_after=now, status="SUCCESSFUL", finished_at=now - age
            )
    tasks.tidy.call()
    left = DBTaskResult.objects.filter(status="SUCCESSFUL")
    assert left.filter(task_path=tasks.tell.module_path).count() == 1
    assert left.filter(task_path=tasks.deliver.module_path).count() == 2
