import django.utils.timezone
from django.db import migrations, models

from papers.migrations._triggers import drop_triggers, make_triggers


def make_row(apps, schema_editor):
    apps.get_model('papers', 'Catalogue').objects.using(schema_editor.connection.alias).get_or_create(pk=1)


class Migration(migrations.Migration):

    dependencies = [
        ('papers', '0005_dismissed_findings'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
    ]

    operations = [
        migrations.AddField(
            model_name='catalogue',
            name='changed',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.RunPython(make_row, migrations.RunPython.noop),
        migrations.RunPython(make_triggers, drop_triggers),
    ]
