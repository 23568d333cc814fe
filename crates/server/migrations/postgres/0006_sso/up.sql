-- 一号通: platforms that people log in at with their account here, what they agreed to, and what is signed with (ACC-06).
create table sso_client (
  id bigint not null primary key,
  client_id text not null,
  name text not null,
  about text not null,
  kind smallint not null check (kind between 1 and 2),
  sector text not null,
  redirect_uris text not null,
  any_port boolean not null,
  logout_uris text not null,
  backchannel_uri text not null,
  scopes text not null,
  algorithm smallint not null check (algorithm between 1 and 2),
  is_on boolean not null,
  created_at bigint not null,
  changed_at bigint not null
);
create unique index sso_client_client_id on sso_client (client_id);

create table sso_secret (
  client_id bigint not null,
  hash bytea not null,
  hint text not null,
  made_at bigint not null,
  primary key (client_id, hash)
);

create table sso_key (
  id bigint not null primary key,
  algorithm smallint not null check (algorithm between 1 and 2),
  sealed bytea not null,
  public_key text not null,
  used_from bigint not null
);

-- What somebody agreed to, per platform; gone when it is taken back.
create table sso_consent (
  account_id bigint not null,
  client_id bigint not null,
  scopes text not null,
  agreed_at bigint not null,
  used_at bigint not null,
  primary key (account_id, client_id)
);
create index sso_consent_client on sso_consent (client_id);

-- One session at one platform. 1 goes on, 2 is over and the platform is to be told.
create table sso_login (
  id bigint not null primary key,
  account_id bigint not null,
  client_id bigint not null,
  session_hash bytea not null,
  sid text not null,
  state smallint not null check (state between 1 and 2),
  tries integer not null,
  try_at bigint not null,
  begun_at bigint not null
);
create unique index sso_login_one on sso_login (session_hash, client_id) where state = 1;
create index sso_login_account on sso_login (account_id, client_id);
create index sso_login_over on sso_login (try_at) where state = 2;

-- A code and whatever came of it. 1 waits, 2 was redeemed, 3 is revoked.
create table sso_grant (
  id bigint not null primary key,
  login_id bigint not null,
  code_hash bytea not null,
  redirect_uri text not null,
  challenge text not null,
  nonce text,
  scopes text not null,
  logged_in_at bigint not null,
  state smallint not null check (state between 1 and 3),
  given_at bigint not null
);
create unique index sso_grant_code on sso_grant (code_hash);
create index sso_grant_login on sso_grant (login_id);

-- Kind 1 opens the data, 2 gets new tokens once.
create table sso_token (
  hash bytea not null primary key,
  grant_id bigint not null,
  kind smallint not null check (kind between 1 and 2),
  is_used boolean not null,
  expires_at bigint not null
);
create index sso_token_grant on sso_token (grant_id);
create index sso_token_over on sso_token (expires_at);

-- However a session ends, its logins elsewhere end with it: nobody can forget to.
create function end_logins_of_session() returns trigger language plpgsql as $$
begin
  update sso_login set state = 2 where session_hash = old.token_hash and state = 1;
  return old;
end
$$;
create trigger session_ends_logins after delete on session
  for each row execute function end_logins_of_session();
