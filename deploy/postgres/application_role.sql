-- The role that pages, sockets and jobs use: it reads and writes rows of what the owner's migrations make, and owns
-- nothing. So it can neither change the audit log's table nor take away the trigger that refuses to change its rows.
-- Run as the owner, in the database: psql --dbname=beside --file=deploy/postgres/application_role.sql
\getenv password APPLICATION_PASSWORD
CREATE ROLE beside LOGIN PASSWORD :'password';
GRANT USAGE ON SCHEMA public TO beside;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO beside;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO beside;
