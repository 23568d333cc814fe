-- Tickets: questions and requests, with the words of both sides. Words and contacts lie sealed and go some time after the end.
create table ticket (
  id bigint not null primary key,
  number text not null,
  topic smallint not null check (topic between 1 and 4),
  state smallint not null check (state between 1 and 5),
  asker_account_id bigint,
  asker_mac bytea not null,
  contact bytea,
  about_account_id bigint,
  organisation_id bigint,
  passed_by bigint,
  filed_at bigint not null,
  changed_at bigint not null,
  closed_at bigint,
  kept boolean not null,
  check ((state = 5) = (closed_at is not null))
);
create unique index ticket_number on ticket (number);
create index ticket_mac on ticket (asker_mac, filed_at);
create index ticket_asker on ticket (asker_account_id);
create index ticket_about on ticket (about_account_id);
create index ticket_desk on ticket (organisation_id, state, id);
create index ticket_changed on ticket (state, changed_at);
create index ticket_closed on ticket (closed_at) where kept;

create table ticket_word (
  id bigint not null primary key,
  ticket_id bigint not null,
  side smallint not null check (side between 1 and 3),
  account_id bigint,
  organisation_id bigint,
  text bytea,
  at bigint not null
);
create index ticket_word_ticket on ticket_word (ticket_id, id);
