"""The groups Author, Moderator and Editor."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations


def make_roles(apps, schema_editor):
    # Permissions are made after the last migration; the roles need them now.
    for name in ("reviews", "accounts"):
        create_permissions(installed.get_app_config(name), verbosity=0, using=schema_editor.connection.alias)
    from accounts.roles import ensure_roles

    ensure_roles()


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0002_shared_cache"),
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
