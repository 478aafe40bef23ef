import django.db.models.deletion
import taggit.managers
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

from papers.migrations._triggers import make_triggers


def repair_slugs(apps, schema_editor):
    """Of tags that got an empty address, or the reserved one."""
    tags = apps.get_model('taggit', 'Tag').objects
    taken = set(tags.values_list('slug', flat=True))
    for tag in tags.filter(slug__in=['', 'none']).order_by('pk'):
        wish = tag.slug or 'tag'
        number = 1 if not tag.slug else 2
        while (slug := wish if number == 1 else f'{wish}-{number}') in taken:
            number += 1
        taken.add(slug)
        tags.filter(pk=tag.pk).update(slug=slug)


def grant_permissions(apps, schema_editor):
    """To the group that has all permissions of this application; they are otherwise made after all migrations."""
    config = apps.get_app_config('papers')
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    made = apps.get_model('auth', 'Permission').objects.filter(
        content_type__app_label='papers', content_type__model='tagredirect'
    )
    for group in apps.get_model('auth', 'Group').objects.filter(name='Maintainers'):
        group.permissions.add(*made)


class Migration(migrations.Migration):

    dependencies = [
        ('papers', '0009_narrow_full_text'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
    ]

    operations = [
        migrations.CreateModel(
            name='Tag',
            fields=[],
            options={'verbose_name': 'tag', 'proxy': True, 'default_permissions': (), 'indexes': [], 'constraints': []},
            bases=('taggit.tag',),
        ),
        migrations.CreateModel(
            name='TagRedirect',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('old_slug', models.SlugField(allow_unicode=True, max_length=100, unique=True)),
                ('tag', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='redirects', to='papers.tag')),
            ],
            options={
                'ordering': ['old_slug'],
                'constraints': [models.CheckConstraint(condition=models.Q(('old_slug__in', ['', 'none']), _negated=True), name='tagredirect_slug_usable')],
            },
        ),
        # Of the same table, so that nothing changes in the database.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='papertag',
                    name='tag',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)s_items', to='papers.tag'),
                ),
                migrations.AlterField(
                    model_name='paper',
                    name='tags',
                    field=taggit.managers.TaggableManager(blank=True, help_text='A comma-separated list of tags.', through='papers.PaperTag', to='papers.Tag', verbose_name='Tags'),
                ),
            ],
        ),
        migrations.RunPython(repair_slugs, migrations.RunPython.noop),
        migrations.RunPython(grant_permissions, migrations.RunPython.noop),
        migrations.RunPython(make_triggers, migrations.RunPython.noop),
    ]
