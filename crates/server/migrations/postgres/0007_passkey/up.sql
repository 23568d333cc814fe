-- Passkeys: what verifies an authenticator's signature, and the challenges that wait for one.
create table passkey (
  id bigint not null primary key,
  account_id bigint not null,
  credential_id bytea not null,
  public_key bytea not null,
  counter bigint not null check (counter >= 0),
  name bytea not null,
  created_at bigint not null,
  used_at bigint
);
create unique index passkey_credential on passkey (credential_id);
create index passkey_account on passkey (account_id);

create table passkey_challenge (
  ticket_hash bytea not null primary key,
  challenge bytea not null,
  occasion smallint not null check (occasion between 1 and 4),
  bound_to bytea not null,
  begun_at bigint not null
);
create index passkey_challenge_begun_at on passkey_challenge (begun_at);
