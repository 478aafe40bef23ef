from django.db import migrations

from papers.migrations._collation import sort_by_bytes


class Migration(migrations.Migration):

    dependencies = [('papers', '0017_discarded_edits')]

    operations = [migrations.RunPython(sort_by_bytes, migrations.RunPython.noop)]
