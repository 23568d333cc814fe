-- What people say about themselves of their own accord. Texts lie sealed under the person's key; chosen skills stand in clear, since
-- stewards look for them.
create table about (
  account_id integer not null primary key,
  avatar_id integer,
  address blob,
  other_skills blob,
  offer blob,
  changed_at integer not null
) strict;

create table person_skill (
  account_id integer not null,
  skill integer not null,
  primary key (account_id, skill)
) strict;
create index person_skill_skill on person_skill (skill, account_id);
