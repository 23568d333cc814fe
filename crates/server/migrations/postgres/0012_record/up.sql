-- Who asks what there is in their name, and accounts that were disowned. What was handed in lies sealed and goes with the papers.
create table record_ask (
  id bigint not null primary key,
  number text not null,
  document_mac bytea not null,
  phone_mac bytea not null,
  payload bytea,
  state smallint not null check (state between 1 and 3),
  decided_by bigint,
  reason text not null,
  filed_at bigint not null,
  ended_at bigint,
  link_hash bytea,
  link_ends_at bigint,
  used_at bigint
);
create unique index record_ask_number on record_ask (number);
create unique index record_ask_link on record_ask (link_hash);
create index record_ask_document on record_ask (document_mac, filed_at);
create index record_ask_phone on record_ask (phone_mac, filed_at);
create index record_ask_ended on record_ask (ended_at) where payload is not null;

create table record_paper (
  ask_id bigint not null,
  place smallint not null,
  blob_id bigint not null,
  primary key (ask_id, place)
);

create table quarantine (
  id bigint not null primary key,
  account_id bigint not null,
  ask_id bigint not null,
  confirmed_by bigint not null,
  was_live smallint not null check (was_live between 0 and 1),
  since bigint not null,
  lifted_at bigint,
  lifted_by bigint,
  reason text not null
);
create unique index quarantine_open on quarantine (account_id) where lifted_at is null;
create index quarantine_account on quarantine (account_id, id);
