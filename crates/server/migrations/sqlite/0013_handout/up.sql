-- Lists of people that a steward takes out as a file. The file lies sealed under a key of its own, which goes with it; who asked, why, and who was in it stays.
create table handout (
  id integer not null primary key,
  number text not null,
  organisation_id integer not null,
  activity_id integer,
  kind integer not null check (kind between 1 and 2),
  format integer not null check (format between 1 and 2),
  name_shown integer not null check (name_shown between 1 and 3),
  phone_shown integer not null check (phone_shown between 1 and 3),
  document_shown integer not null check (document_shown between 1 and 3),
  purpose integer not null check (purpose between 1 and 6),
  reason text not null,
  document_reason text not null,
  locale text not null,
  people integer not null,
  state integer not null check (state between 1 and 5),
  until_at integer check ((until_at is null) = (state in (4, 5))),
  taken integer not null check (taken between 0 and 3),
  asked_by integer not null,
  asked_at integer not null,
  decided_by integer check (decided_by <> asked_by),
  decided_at integer,
  decision_reason text not null,
  made_at integer,
  ended_at integer,
  blob_id integer,
  file_key blob check ((file_key is null) = (blob_id is null))
) strict;
create unique index handout_number on handout (number);
create index handout_organisation on handout (organisation_id, id);
create index handout_asked_by on handout (asked_by, asked_at);
create index handout_until on handout (until_at) where until_at is not null;

create table handout_person (
  handout_id integer not null,
  volunteer_id integer not null,
  primary key (handout_id, volunteer_id)
) strict;
create index handout_person_volunteer on handout_person (volunteer_id);
