-- Who asks what there is in their name, and accounts that were disowned. What was handed in lies sealed and goes with the papers.
create table record_ask (
  id integer not null primary key,
  number text not null,
  document_mac blob not null,
  phone_mac blob not null,
  payload blob,
  state integer not null check (state between 1 and 3),
  decided_by integer,
  reason text not null,
  filed_at integer not null,
  ended_at integer,
  link_hash blob,
  link_ends_at integer,
  used_at integer
) strict;
create unique index record_ask_number on record_ask (number);
create unique index record_ask_link on record_ask (link_hash);
create index record_ask_document on record_ask (document_mac, filed_at);
create index record_ask_phone on record_ask (phone_mac, filed_at);
create index record_ask_ended on record_ask (ended_at) where payload is not null;

create table record_paper (
  ask_id integer not null,
  place integer not null,
  blob_id integer not null,
  primary key (ask_id, place)
) strict;

create table quarantine (
  id integer not null primary key,
  account_id integer not null,
  ask_id integer not null,
  confirmed_by integer not null,
  was_live integer not null check (was_live between 0 and 1),
  since integer not null,
  lifted_at integer,
  lifted_by integer,
  reason text not null
) strict;
create unique index quarantine_open on quarantine (account_id) where lifted_at is null;
create index quarantine_account on quarantine (account_id, id);
