-- The notices of changed streams that servers send each other through the database; a row lives about a minute.
-- Not used on PostgreSQL, unless its driver cannot be used for LISTEN.
create table if not exists ${prefix}change (
  server bigint not null,
  seq bigint not null,
  ids varchar(4000) not null,
  sent timestamp with time zone default current_timestamp not null,
  primary key (server, seq)
);
create index if not exists ${index}change_sent on ${prefix}change (sent);
