-- Tickets: questions and requests, with the words of both sides. Words and contacts lie sealed and go some time after the end.
create table ticket (
  id integer not null primary key,
  number text not null,
  topic integer not null check (topic between 1 and 4),
  state integer not null check (state between 1 and 5),
  asker_account_id integer,
  asker_mac blob not null,
  contact blob,
  about_account_id integer,
  organisation_id integer,
  passed_by integer,
  filed_at integer not null,
  changed_at integer not null,
  closed_at integer,
  kept integer not null check (kept in (0, 1)),
  check ((state = 5) = (closed_at is not null))
) strict;
create unique index ticket_number on ticket (number);
create index ticket_mac on ticket (asker_mac, filed_at);
create index ticket_asker on ticket (asker_account_id);
create index ticket_about on ticket (about_account_id);
create index ticket_desk on ticket (organisation_id, state, id);
create index ticket_changed on ticket (state, changed_at);
create index ticket_closed on ticket (closed_at) where kept;

create table ticket_word (
  id integer not null primary key,
  ticket_id integer not null,
  side integer not null check (side between 1 and 3),
  account_id integer,
  organisation_id integer,
  text blob,
  at integer not null
) strict;
create index ticket_word_ticket on ticket_word (ticket_id, id);
