from django.db import migrations

from papers.migrations._fulltext import remake_index


class Migration(migrations.Migration):
    """What asks the index does so in either form: there is nothing to undo."""

    dependencies = [('papers', '0008_snapshot_indexes')]

    operations = [migrations.RunPython(remake_index, migrations.RunPython.noop)]
