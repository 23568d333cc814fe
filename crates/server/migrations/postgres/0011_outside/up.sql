-- Accounts elsewhere that open one here: known by a keyed digest of issuer and subject, so that nothing of theirs is kept.
create table outside_link (
  id bigint not null primary key,
  account_id bigint not null,
  provider smallint not null,
  subject_mac bytea not null,
  linked_at bigint not null,
  used_at bigint not null
);
create unique index outside_link_subject on outside_link (subject_mac);
create unique index outside_link_account on outside_link (account_id, provider);

-- Logins elsewhere that somebody came back from: each counts once.
create table outside_return (
  state_hash bytea not null primary key,
  at bigint not null
);
create index outside_return_at on outside_return (at);
