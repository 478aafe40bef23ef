"""Django's SQLite backend, which also notices when the file is damaged, taken away or replaced."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar
from urllib.parse import quote

from django.db import OperationalError
from django.db.backends.sqlite3 import base
from django.db.utils import DatabaseErrorWrapper
from django.utils.functional import cached_property

from papers.database_integrity import read_file_state


class _ErrorWrapper(DatabaseErrorWrapper):
    """SQLite reports a damaged file by the base class of its errors, which also covers mistakes in a query.

    As an OperationalError it is what it is: a database that cannot be used, like one that is away.
    """

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is sqlite3.DatabaseError and error is not None:
            raise OperationalError(*error.args).with_traceback(traceback) from error
        super().__exit__(kind, error, traceback)


class DatabaseWrapper(base.DatabaseWrapper):
    creates_missing_files: ClassVar[bool] = True
    """The server turns it off: it must not go on with an empty database where the file has been taken away."""

    _opened: tuple[int, ...] | None = None
    """The state in which the connection found its file."""

    @cached_property
    def wrap_database_errors(self) -> DatabaseErrorWrapper:
        return _ErrorWrapper(self)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        path = conn_params["database"]
        if isinstance(path, Path) and not self.creates_missing_files:
            conn_params = {**conn_params, "database": f"file:{quote(str(path))}?mode=rw"}
        state = read_file_state(self.settings_dict["NAME"])
        connection = super().get_new_connection(conn_params)
        self._opened = state
        return connection

    def close_if_unusable_or_obsolete(self) -> None:
        """Also close a connection whose file is another one by now. Called before and after each request.

        An open connection would go on with a file that was taken away, and with its memory of one that was damaged. A
        checkpoint changes the file as well: each then costs every connection a new beginning, of less than 1 ms.
        """
        if (
            self.connection is not None
            and not self.in_atomic_block
            and self._opened != read_file_state(self.settings_dict["NAME"])
        ):
            self.close()
        super().close_if_unusable_or_obsolete()
