-- Rosters: people whom an organisation entered from a sheet. Who they are lies sealed, and goes when they take it up or its time is over.
create table roster (
  id integer not null primary key,
  organisation_id integer not null,
  entered_by integer not null,
  lines integer not null,
  at integer not null,
  sent_at integer,
  disowned integer not null
) strict;
create index roster_organisation on roster (organisation_id, id);

create table roster_line (
  id integer not null primary key,
  roster_id integer not null,
  place integer not null,
  state integer not null check (state between 1 and 6),
  payload blob,
  fault_column text not null,
  fault_code text not null,
  phone_mac blob,
  document_mac blob,
  link_hash blob,
  link_ends_at integer,
  account_id integer,
  changed_at integer not null
) strict;
create unique index roster_line_place on roster_line (roster_id, place);
create unique index roster_line_link on roster_line (link_hash);
create index roster_line_phone on roster_line (phone_mac);
create index roster_line_document on roster_line (document_mac);
create index roster_line_account on roster_line (account_id);
create index roster_line_changed on roster_line (changed_at) where payload is not null;
