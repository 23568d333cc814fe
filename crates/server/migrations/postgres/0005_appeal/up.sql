-- Appeals of people who lost phone and e-mail. What they wrote lies sealed and goes with the papers.
create table appeal (
  id bigint not null primary key,
  number text not null,
  account_id bigint,
  document_mac bytea not null,
  reporter_mac bytea not null,
  payload bytea,
  state smallint not null check (state between 1 and 6),
  first_by bigint,
  second_by bigint,
  due_at bigint,
  reason text not null,
  filed_at bigint not null,
  ended_at bigint
);
create unique index appeal_number on appeal (number);
create unique index appeal_open on appeal (document_mac) where state in (1, 2, 3);
create index appeal_account on appeal (account_id);
create index appeal_reporter on appeal (reporter_mac, filed_at);
create index appeal_due on appeal (state, due_at);
create index appeal_ended on appeal (ended_at) where payload is not null;

create table appeal_paper (
  appeal_id bigint not null,
  place smallint not null,
  blob_id bigint not null,
  primary key (appeal_id, place)
);
