-- What people say about themselves of their own accord. Texts lie sealed under the person's key; chosen skills stand in clear, since
-- stewards look for them.
create table about (
  account_id bigint not null primary key,
  avatar_id bigint,
  address bytea,
  other_skills bytea,
  offer bytea,
  changed_at bigint not null
);

create table person_skill (
  account_id bigint not null,
  skill smallint not null,
  primary key (account_id, skill)
);
create index person_skill_skill on person_skill (skill, account_id);
