#!/bin/sh
# The role by which the backup service copies the cluster: it may replicate, and reads no table. Run by the postgres image
# when it makes its folder; for a folder that is older: docker compose exec postgres sh /docker-entrypoint-initdb.d/backup.sh
set -eu
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" -v password="$BACKUP_PASSWORD" <<'SQL'
SELECT 'CREATE ROLE linkage_backup LOGIN REPLICATION'
WHERE NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'linkage_backup') \gexec
ALTER ROLE linkage_backup PASSWORD :'password';
SQL
line="host replication linkage_backup samenet scram-sha-256"
grep -qxF "$line" "$PGDATA/pg_hba.conf" || echo "$line" >> "$PGDATA/pg_hba.conf"
psql -U "$POSTGRES_USER" -d "$POSTGRES_DB" -c "SELECT pg_reload_conf()" > /dev/null
