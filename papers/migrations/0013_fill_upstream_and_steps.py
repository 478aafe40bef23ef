import hashlib
import zlib

from django.db import migrations, models

HISTORIES = ['HistoricalPaper', 'HistoricalSection', 'HistoricalListing']
BATCH = 500


def keep_contents(apps, schema_editor):
    """Move the bytes of READMEs into a table that has each of them once."""
    Content, Revision, Proposed = (apps.get_model('papers', name) for name in ('Content', 'Revision', 'ProposedImport'))
    known = {}
    for model in (Revision, Proposed):
        for pk in list(model.objects.order_by('pk').values_list('pk', flat=True)):
            row = model.objects.only('bytes').get(pk=pk)
            data = bytes(row.bytes)
            sha256 = hashlib.sha256(data).hexdigest()
            if sha256 not in known:
                known[sha256] = Content.objects.create(
                    sha256=sha256, size=len(data), compressed=zlib.compress(data)
                ).pk
            model.objects.filter(pk=pk).update(content=known[sha256])


def name_kinds(apps, schema_editor):
    """What was imported was the repository's, as far as anybody knows; the newest of it is upstream and layout."""
    Revision, Catalogue = apps.get_model('papers', 'Revision'), apps.get_model('papers', 'Catalogue')
    Revision.objects.filter(origin='import').update(kind='upstream')
    Revision.objects.filter(origin='export').update(kind='export')
    newest = Revision.objects.filter(kind='upstream').order_by('-pk').first()
    Catalogue.objects.get_or_create(pk=1)
    Catalogue.objects.filter(pk=1).update(upstream=newest, layout=newest)
    for name in ('Section', 'Listing'):
        apps.get_model('papers', name).objects.update(upstream_anchor=models.F('anchor'))


def make_steps(apps, schema_editor):
    """One step for what the history says that one person did in one second for one reason."""
    Step = apps.get_model('papers', 'Step')
    known = {}
    for name in HISTORIES:
        history = apps.get_model('papers', name).objects
        batch = []
        told = history.filter(history_change_reason__isnull=False).exclude(
            history_change_reason='as it was before the next change'
        )
        columns = ('history_user', 'history_change_reason', 'history_date')
        for row in told.order_by('history_id').only(*columns).iterator(chunk_size=BATCH):
            reason = row.history_change_reason
            key = row.history_user_id, reason, row.history_date.replace(microsecond=0)
            if key not in known:
                kind = 'import' if reason == 'import' or reason.startswith('import: ') else 'edit'
                kind = 'deletion' if reason == 'deleted' else kind
                known[key] = Step.objects.create(
                    user_id=row.history_user_id, kind=kind, reason=reason, created=row.history_date
                ).pk
            row.step_id = known[key]
            batch.append(row)
            if len(batch) == BATCH:
                history.bulk_update(batch, ['step'])
                batch = []
        history.bulk_update(batch, ['step'])


class Migration(migrations.Migration):
    """Apart from the changes of tables before and after it, which PostgreSQL refuses beside changes of their rows."""

    dependencies = [('papers', '0012_upstream_and_steps')]

    operations = [
        migrations.RunPython(keep_contents, migrations.RunPython.noop),
        migrations.RunPython(name_kinds, migrations.RunPython.noop),
        migrations.RunPython(make_steps, migrations.RunPython.noop),
    ]
