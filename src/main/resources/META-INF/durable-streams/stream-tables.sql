-- The tables of the streams of the embedded server, version 1. Made by the library, unless it is told not to.
-- To make them by hand, replace ${prefix} by the prefix of the tables, ${index} by the same without its schema,
-- ${bytes} and ${hash} by bytea, and ${changing} by: with (fillfactor = 50)
-- (H2: ${index} by the prefix, ${bytes} by blob, ${hash} by binary(32), ${changing} by nothing).
-- Times are milliseconds since 1970. In ids, a backslash and characters that a column cannot hold are \ and four digits.

-- One row per stream; it is locked by each change of the stream.
-- id_hash: SHA-256 of the id as UTF-8. over_at: when the lifetime ends, null for never, 0 for a hidden stream.
create table if not exists ${prefix}stream (
  number bigint not null primary key,
  id varchar not null,
  incarnation bigint not null,
  content_type varchar not null,
  ttl_seconds bigint,
  expires_at varchar,
  fork_source bigint,
  fork_source_id varchar,
  fork_incarnation bigint,
  fork_bytes bigint,
  fork_sub_offset bigint,
  fork_position bigint,
  fork_ttl_seconds bigint,
  fork_expires_at varchar,
  origin_tail bigint not null,
  origin_messages bigint not null,
  tail bigint not null,
  messages bigint not null,
  closed boolean not null,
  closed_by_id varchar,
  closed_by_epoch bigint,
  closed_by_seq bigint,
  last_seq varchar,
  hidden boolean not null,
  earliest bigint not null,
  last_used bigint not null,
  fork_depth integer not null,
  forks integer not null,
  id_hash ${hash} not null unique,
  over_at bigint
)${changing};

create index if not exists ${index}stream_over on ${prefix}stream (over_at, forks);

-- One row per transaction that appends to a stream.
-- message_ends, append_ends: distances between ends, seven bits to a byte; null for a single end.
-- batch: a random number of the transaction.
create table if not exists ${prefix}chunk (
  stream bigint not null,
  start_at bigint not null,
  end_at bigint not null,
  messages_before bigint not null,
  messages integer not null,
  message_ends ${bytes},
  append_ends ${bytes},
  bytes ${bytes} not null,
  stored_at bigint not null,
  batch bigint not null,
  primary key (stream, start_at)
);

-- The last request of each idempotent producer. id_hash: SHA-256 of the id as UTF-8.
create table if not exists ${prefix}producer (
  stream bigint not null,
  id_hash ${hash} not null,
  id varchar not null,
  last_epoch bigint not null,
  last_seq bigint not null,
  accepted_at bigint not null,
  primary key (stream, id_hash)
)${changing};

-- Deleted streams that still have chunks or producers.
create table if not exists ${prefix}garbage (
  stream bigint not null primary key
);

-- One row: the version of these tables. It is made last.
create table if not exists ${prefix}schema (
  version integer not null primary key
);

insert into ${prefix}schema (version) values (1);
