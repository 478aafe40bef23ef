import django.db.models.deletion
from django.db import migrations, models

REVISION_KINDS = [
    ('upstream', "the repository's"),
    ('layout', 'layout'),
    ('export', 'exported'),
    ('proposal', 'proposed'),
    ('draft', 'draft'),
]


class Migration(migrations.Migration):
    """What the rows of READMEs were kept in before goes."""

    dependencies = [('papers', '0013_fill_upstream_and_steps')]

    operations = [
        migrations.RemoveConstraint('revision', 'revision_origin_known'),
        migrations.RemoveField('revision', 'origin'),
        migrations.RemoveField('revision', 'bytes'),
        migrations.RemoveField('revision', 'sha256'),
        migrations.RemoveField('revision', 'size'),
        migrations.RemoveField('proposedimport', 'bytes'),
        migrations.RemoveField('proposedimport', 'sha256'),
        migrations.AlterField(
            'revision',
            'content',
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='papers.content'
            ),
        ),
        migrations.AlterField('revision', 'kind', models.CharField(choices=REVISION_KINDS, max_length=10)),
        migrations.AlterField(
            'proposedimport',
            'content',
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='papers.content'),
        ),
        migrations.AddConstraint(
            'revision',
            models.CheckConstraint(
                condition=models.Q(('kind__in', ['upstream', 'layout', 'export', 'proposal', 'draft'])),
                name='revision_kind_known',
            ),
        ),
    ]
