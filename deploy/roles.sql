-- For a PostgreSQL where people do not own the tables. Run it as their owner, after `traject init` and after every
-- upgrade; repeating it is harmless:
--
--     psql "$DATABASE" --set ON_ERROR_STOP=1 --single-transaction --file deploy/roles.sql
--
-- Then each login is made a member of one of the two:   GRANT traject_people TO anna;   GRANT traject_readers TO jan;
-- The scheduler's login is one of the people. `traject init` is run by the owner alone.
--
-- The history can be added to and not changed, by whoever is not the owner; `private` can be emptied, as erasing does,
-- and not rewritten. Someone who owns the database can do everything: keep a checkpoint elsewhere.

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'traject_people') THEN
    CREATE ROLE traject_people NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'traject_readers') THEN
    CREATE ROLE traject_readers NOLOGIN;
  END IF;
  -- Nobody else lays tables over ours: what is found first on the search path is what is read.
  EXECUTE format('REVOKE CREATE ON SCHEMA %I FROM PUBLIC', current_schema());
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO traject_people, traject_readers', current_schema());
  EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO traject_people, traject_readers', current_schema());
  EXECUTE format('GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO traject_people', current_schema());
  EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA %I TO traject_people', current_schema());
END
$$;

REVOKE UPDATE, DELETE ON event FROM traject_people;
REVOKE UPDATE ON private FROM traject_people;
REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM traject_people;
