-- Accounts elsewhere that open one here: known by a keyed digest of issuer and subject, so that nothing of theirs is kept.
create table outside_link (
  id integer not null primary key,
  account_id integer not null,
  provider integer not null,
  subject_mac blob not null,
  linked_at integer not null,
  used_at integer not null
) strict;
create unique index outside_link_subject on outside_link (subject_mac);
create unique index outside_link_account on outside_link (account_id, provider);

-- Logins elsewhere that somebody came back from: each counts once.
create table outside_return (
  state_hash blob not null primary key,
  at integer not null
) strict;
create index outside_return_at on outside_return (at);
