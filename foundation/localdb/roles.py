"""Who may connect to the local server: the roles of design D8, and the database."""

from psycopg2 import extensions

from foundation.localdb.cluster import Cluster

DATABASE = "sasae"
OWNER = "sasae_owner"
APP = "sasae_app"
BACKUP = "sasae_backup"
TEST = "sasae_test"

ATTRIBUTES = {
    OWNER: "NOSUPERUSER NOBYPASSRLS NOCREATEDB",
    APP: "NOSUPERUSER NOBYPASSRLS NOCREATEDB",
    BACKUP: "NOSUPERUSER BYPASSRLS NOCREATEDB",
    # Creates its own databases (pytest-django), and is as bound by row-level security as the app.
    TEST: "NOSUPERUSER NOBYPASSRLS CREATEDB",
}
PRIVILEGES = f"""
    ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER}
        GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP};
    ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT USAGE, SELECT ON SEQUENCES TO {APP};
    COMMENT ON DATABASE {DATABASE} IS 'Sasae, local';
"""


def ensure_roles(cluster: Cluster, *, tests: bool = False) -> None:
    """Create what is missing; a second call changes nothing. The server must be running."""
    wanted = [OWNER, APP, BACKUP, *([TEST] if tests else [])]
    connection = cluster.connect()
    try:
        for role in wanted:
            if not _exists(connection, "pg_roles", "rolname", role):
                _run(connection, f"CREATE ROLE {role} LOGIN {ATTRIBUTES[role]}")
                if role == BACKUP:
                    _run(connection, f"GRANT pg_read_all_data TO {role}")
        if not _exists(connection, "pg_database", "datname", DATABASE):
            _run(connection, f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
        # The comment is the last word of PRIVILEGES: without it an earlier start was cut off.
        finished = _exists(connection, "pg_shdescription", "description", "Sasae, local")
    finally:
        connection.close()
    if not finished:
        connection = cluster.connect(DATABASE)
        try:
            _run(connection, PRIVILEGES)
        finally:
            connection.close()


def _exists(connection: extensions.connection, table: str, column: str, value: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} WHERE {column} = %s", [value])  # noqa: S608
        return cursor.fetchone() is not None


def _run(connection: extensions.connection, sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
