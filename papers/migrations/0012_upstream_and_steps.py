import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from papers.migrations import _fulltext, _triggers

def drop_revision_triggers(apps, schema_editor):
    """An export that is recorded changes nothing that readers see."""
    if schema_editor.connection.vendor == 'sqlite':
        for event in _triggers.EVENTS:
            schema_editor.execute(f'DROP TRIGGER IF EXISTS catalogue_papers_revision_{event}')
    else:
        schema_editor.execute('DROP TRIGGER IF EXISTS catalogue_advance ON papers_revision')


def user_key():
    return models.ForeignKey(
        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL
    )


def pointer():
    # PostgreSQL cannot check the row that a trigger makes while the tables are emptied.
    return models.ForeignKey(
        blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT,
        related_name='+', to='papers.revision',
    )


def to_revision():
    return models.ForeignKey(
        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='papers.revision'
    )


def to_step(related_name='+'):
    return models.ForeignKey(
        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name=related_name, to='papers.step'
    )


STEP_KINDS = [
    ('edit', 'edit'),
    ('bulk', 'edit of several papers'),
    ('correction', 'correction'),
    ('import', 'import'),
    ('proposal', 'accepted proposal'),
    ('deletion', 'deletion'),
    ('merge', 'merged papers'),
    ('fetch', 'fetched metadata'),
    ('undo', 'undo'),
]
REVISION_KINDS = [
    ('upstream', "the repository's"),
    ('layout', 'layout'),
    ('export', 'exported'),
    ('proposal', 'proposed'),
    ('draft', 'draft'),
]
ROLES = [
    ('repository', 'what the repository holds now'),
    ('proposal', "somebody's proposal"),
    ('correction', 'a correction of the draft'),
    ('undo', 'an import undone'),
]
ROWS = [('paper', 'paper'), ('listing', 'listing'), ('section', 'section')]


class Migration(migrations.Migration):
    """Room for upstream and layout, for bytes that are kept once each, and for steps; the next two fill and finish it."""

    dependencies = [
        ('papers', '0011_identifiers_and_folding'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(drop_revision_triggers, migrations.RunPython.noop),
        migrations.CreateModel(
            name='Content',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('size', models.PositiveIntegerField(help_text='In bytes.')),
                ('compressed', models.BinaryField(null=True)),
            ],
            options={'ordering': ['pk'], 'default_permissions': ()},
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=STEP_KINDS, max_length=10)),
                ('created', models.DateTimeField(default=django.utils.timezone.now)),
                ('reason', models.TextField(blank=True)),
                ('undoes', to_step('undone_by')),
                ('user', user_key()),
            ],
            options={'ordering': ['-pk'], 'default_permissions': ()},
        ),
        migrations.CreateModel(
            name='SentValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('of', models.CharField(choices=ROWS, max_length=10)),
                ('row', models.PositiveBigIntegerField()),
                ('field', models.CharField(max_length=20)),
                ('value', models.JSONField(null=True)),
                ('sent', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['pk'],
                'default_permissions': (),
                'indexes': [models.Index(fields=['of', 'row', 'field'], name='sentvalue_of_row')],
            },
        ),
        migrations.RenameField('revision', 'content', 'bytes'),
        migrations.RenameField('proposedimport', 'content', 'bytes'),
        migrations.AddField(
            'revision',
            'content',
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='papers.content'
            ),
        ),
        migrations.AddField(
            'proposedimport',
            'content',
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='papers.content'
            ),
        ),
        migrations.AddField('revision', 'kind', models.CharField(choices=REVISION_KINDS, default='upstream', max_length=10)),
        migrations.AddField('revision', 'ancestor', to_revision()),
        migrations.AddField('revision', 'commit', models.CharField(blank=True, default='', max_length=64), preserve_default=False),
        migrations.AddField('revision', 'committed', models.DateTimeField(blank=True, null=True)),
        migrations.AddField('revision', 'step', to_step('revisions')),
        migrations.AddField('revision', 'is_handed_in', models.BooleanField(default=False, editable=False)),
        migrations.AlterField('revision', 'created', models.DateTimeField(default=django.utils.timezone.now)),
        migrations.AddField(
            'proposedimport', 'role', models.CharField(choices=ROLES, default='repository', max_length=10)
        ),
        migrations.AddField('proposedimport', 'ancestor', to_revision()),
        migrations.AddField('catalogue', 'upstream', pointer()),
        migrations.AddField('catalogue', 'layout', pointer()),
        migrations.AddField('section', 'upstream_anchor', models.PositiveIntegerField(blank=True, editable=False, null=True, unique=True)),
        migrations.AddField('listing', 'upstream_anchor', models.PositiveIntegerField(blank=True, editable=False, null=True, unique=True)),
        migrations.AddField('section', 'laid', models.JSONField(blank=True, editable=False, null=True)),
        migrations.AddField('listing', 'laid', models.JSONField(blank=True, editable=False, null=True)),
        migrations.AddField('paper', 'laid', models.JSONField(blank=True, editable=False, null=True)),
        migrations.AddField('historicalpaper', 'step', to_step()),
        migrations.AddField('historicalsection', 'step', to_step()),
        migrations.AddField('historicallisting', 'step', to_step()),
        # On SQLite a table that is altered may be made anew, without its triggers.
        migrations.RunPython(_fulltext.make_triggers, migrations.RunPython.noop),
        migrations.RunPython(_triggers.make_triggers, migrations.RunPython.noop),
    ]
