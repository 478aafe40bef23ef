from django.db import migrations, models

from papers.migrations._triggers import make_triggers
from papers.readme.venues import venue_kind


def set_kinds(apps, schema_editor):
    """Of venues that imports took from the word in a venue's place, and called conferences all."""
    venues = apps.get_model('papers', 'Venue').objects
    for venue in venues.filter(kind='conference', recognised=False):
        kind = venue_kind(venue.name)
        if kind != venue.kind:
            venues.filter(pk=venue.pk).update(kind=kind)


class Migration(migrations.Migration):

    dependencies = [
        ('papers', '0014_finish_upstream_and_steps'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='venue',
            name='venue_kind_known',
        ),
        migrations.AlterField(
            model_name='venue',
            name='kind',
            field=models.CharField(choices=[('conference', 'conference'), ('journal', 'journal'), ('preprint', 'preprint server'), ('book', 'book'), ('chapter', 'chapter of a book'), ('thesis', 'thesis'), ('report', 'report'), ('blog', 'blog')], default='conference', help_text='What citations call a paper that appeared there: in proceedings, an article, a preprint ...', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='venue',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['conference', 'journal', 'preprint', 'book', 'chapter', 'thesis', 'report', 'blog'])), name='venue_kind_known'),
        ),
        migrations.RunPython(make_triggers, migrations.RunPython.noop),
        migrations.RunPython(set_kinds, migrations.RunPython.noop, elidable=True),
    ]
