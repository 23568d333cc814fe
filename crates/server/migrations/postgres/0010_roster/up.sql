-- Rosters: people whom an organisation entered from a sheet. Who they are lies sealed, and goes when they take it up or its time is over.
create table roster (
  id bigint not null primary key,
  organisation_id bigint not null,
  entered_by bigint not null,
  lines bigint not null,
  at bigint not null,
  sent_at bigint,
  disowned bigint not null
);
create index roster_organisation on roster (organisation_id, id);

create table roster_line (
  id bigint not null primary key,
  roster_id bigint not null,
  place bigint not null,
  state smallint not null check (state between 1 and 6),
  payload bytea,
  fault_column text not null,
  fault_code text not null,
  phone_mac bytea,
  document_mac bytea,
  link_hash bytea,
  link_ends_at bigint,
  account_id bigint,
  changed_at bigint not null
);
create unique index roster_line_place on roster_line (roster_id, place);
create unique index roster_line_link on roster_line (link_hash);
create index roster_line_phone on roster_line (phone_mac);
create index roster_line_document on roster_line (document_mac);
create index roster_line_account on roster_line (account_id);
create index roster_line_changed on roster_line (changed_at) where payload is not null;
