-- 一号通: platforms that people log in at with their account here, what they agreed to, and what is signed with (ACC-06).
create table sso_client (
  id integer not null primary key,
  client_id text not null,
  name text not null,
  about text not null,
  kind integer not null check (kind between 1 and 2),
  sector text not null,
  redirect_uris text not null,
  any_port integer not null,
  logout_uris text not null,
  backchannel_uri text not null,
  scopes text not null,
  algorithm integer not null check (algorithm between 1 and 2),
  is_on integer not null,
  created_at integer not null,
  changed_at integer not null
) strict;
create unique index sso_client_client_id on sso_client (client_id);

create table sso_secret (
  client_id integer not null,
  hash blob not null,
  hint text not null,
  made_at integer not null,
  primary key (client_id, hash)
) strict;

create table sso_key (
  id integer not null primary key,
  algorithm integer not null check (algorithm between 1 and 2),
  sealed blob not null,
  public_key text not null,
  used_from integer not null
) strict;

-- What somebody agreed to, per platform; gone when it is taken back.
create table sso_consent (
  account_id integer not null,
  client_id integer not null,
  scopes text not null,
  agreed_at integer not null,
  used_at integer not null,
  primary key (account_id, client_id)
) strict;
create index sso_consent_client on sso_consent (client_id);

-- One session at one platform. 1 goes on, 2 is over and the platform is to be told.
create table sso_login (
  id integer not null primary key,
  account_id integer not null,
  client_id integer not null,
  session_hash blob not null,
  sid text not null,
  state integer not null check (state between 1 and 2),
  tries integer not null,
  try_at integer not null,
  begun_at integer not null
) strict;
create unique index sso_login_one on sso_login (session_hash, client_id) where state = 1;
create index sso_login_account on sso_login (account_id, client_id);
create index sso_login_over on sso_login (try_at) where state = 2;

-- A code and whatever came of it. 1 waits, 2 was redeemed, 3 is revoked.
create table sso_grant (
  id integer not null primary key,
  login_id integer not null,
  code_hash blob not null,
  redirect_uri text not null,
  challenge text not null,
  nonce text,
  scopes text not null,
  logged_in_at integer not null,
  state integer not null check (state between 1 and 3),
  given_at integer not null
) strict;
create unique index sso_grant_code on sso_grant (code_hash);
create index sso_grant_login on sso_grant (login_id);

-- Kind 1 opens the data, 2 gets new tokens once.
create table sso_token (
  hash blob not null primary key,
  grant_id integer not null,
  kind integer not null check (kind between 1 and 2),
  is_used integer not null,
  expires_at integer not null
) strict;
create index sso_token_grant on sso_token (grant_id);
create index sso_token_over on sso_token (expires_at);

-- However a session ends, its logins elsewhere end with it: nobody can forget to.
create trigger session_ends_logins after delete on session
begin
  update sso_login set state = 2 where session_hash = old.token_hash and state = 1;
end;
