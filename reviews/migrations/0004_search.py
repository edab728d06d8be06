"""The index that search looks into, filled from what is there: FTS5 with triggers, or generated columns with GIN indexes."""

from django.db import migrations

from reviews.channels.search import install


def make_index(apps, schema_editor):
    install.install(schema_editor.connection)


def take_index_away(apps, schema_editor):
    install.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("reviews", "0003_roles")]
    operations = [migrations.RunPython(make_index, take_index_away)]
