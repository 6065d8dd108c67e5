-- Read by psql as wattos_bootstrap (roles.py). Every statement may run again: a set-up that was cut
-- off is completed by the next start.

SELECT format('CREATE ROLE %I', name)
  FROM unnest(ARRAY['wattos_owner', 'wattos_app', 'wattos_search', 'wattos_definer']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

ALTER ROLE wattos_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
  PASSWORD :'owner_verifier';
ALTER ROLE wattos_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
  PASSWORD :'app_verifier';
ALTER ROLE wattos_search NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE wattos_definer NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

-- SET lets the owner hand functions over. With INHERIT the policies of these roles would apply to
-- the owner too.
GRANT wattos_search, wattos_definer TO wattos_owner WITH INHERIT FALSE, SET TRUE;

SELECT 'CREATE DATABASE wattos OWNER wattos_owner'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'wattos') \gexec

REVOKE ALL ON DATABASE wattos, postgres, template1 FROM PUBLIC;
GRANT CONNECT ON DATABASE wattos TO wattos_app;

\connect wattos
SET client_min_messages = warning;

CREATE EXTENSION IF NOT EXISTS vector;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
ALTER EXTENSION vector UPDATE;
ALTER EXTENSION pg_trgm UPDATE;
ALTER EXTENSION unaccent UPDATE;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO wattos_app;
-- Whoever owns a function must be allowed to create in its schema.
GRANT USAGE, CREATE ON SCHEMA public TO wattos_search, wattos_definer;
