"""The table of the cache that all processes share (throttling counts must hold across workers)."""

from django.core.management import call_command
from django.db import migrations


def make_table(apps, schema_editor):
    call_command("createcachetable", "shared_cache", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_first_house")]
    operations = [migrations.RunPython(make_table, migrations.RunPython.noop)]
