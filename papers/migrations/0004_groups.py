from django.contrib.auth.management import create_permissions
from django.db import migrations

from papers.permissions import EDITORS, EDITORS_MAY, MAINTAINERS, MAINTAINERS_MAY


def make_groups(apps, schema_editor):
    # Permissions are otherwise made after all migrations have run.
    for label in MAINTAINERS_MAY:
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None
    permissions = apps.get_model('auth', 'Permission').objects.filter(content_type__app_label__in=MAINTAINERS_MAY)
    groups = apps.get_model('auth', 'Group').objects
    groups.get_or_create(name=MAINTAINERS)[0].permissions.add(*permissions)
    names = {f'{each.content_type.app_label}.{each.codename}': each for each in permissions.select_related('content_type')}
    groups.get_or_create(name=EDITORS)[0].permissions.add(*(names[name] for name in EDITORS_MAY))


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('papers', '0003_editing'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
