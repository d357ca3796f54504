-- The checkpoints of consumers, one row per consumer: durable-streams.consumers.prefix, a slash, and its name.
-- Made by the library unless
-- durable-streams.consumers.create-table is false.
create table durable_streams_consumer (
  consumer varchar(500) not null primary key,
  version bigint not null,
  content varchar(8000) not null,
  claims bigint not null,
  moves bigint not null,
  stream_id varchar(2000),
  stream_offset varchar(1000),
  skipped bigint not null,
  announced bigint not null
)
