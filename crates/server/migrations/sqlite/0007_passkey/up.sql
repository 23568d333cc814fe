-- Passkeys: what verifies an authenticator's signature, and the challenges that wait for one.
create table passkey (
  id integer not null primary key,
  account_id integer not null,
  credential_id blob not null,
  public_key blob not null,
  counter integer not null check (counter >= 0),
  name blob not null,
  created_at integer not null,
  used_at integer
) strict;
create unique index passkey_credential on passkey (credential_id);
create index passkey_account on passkey (account_id);

create table passkey_challenge (
  ticket_hash blob not null primary key,
  challenge blob not null,
  occasion integer not null check (occasion between 1 and 4),
  bound_to blob not null,
  begun_at integer not null
) strict;
create index passkey_challenge_begun_at on passkey_challenge (begun_at);
