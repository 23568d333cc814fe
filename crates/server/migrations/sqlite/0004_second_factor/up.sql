-- The second factor (ACC-14): a secret shared with the person's authenticator, codes on paper, and logins that wait for either.
create table second_factor (
  account_id integer not null primary key,
  secret blob not null,
  begun_at integer not null,
  confirmed_at integer,
  last_step integer not null,
  wrong_tries integer not null check (wrong_tries >= 0),
  last_wrong_at integer
) strict;

create table recovery_code (
  account_id integer not null,
  digest blob not null,
  used_at integer,
  primary key (account_id, digest)
) strict;

create table pending_login (
  token_hash blob not null primary key,
  account_id integer not null,
  remember integer not null,
  begun_at integer not null
) strict;
create index pending_login_begun_at on pending_login (begun_at);
create index pending_login_account on pending_login (account_id);

-- When somebody logged in last; accounts with a role that nobody uses are suspended. What is there already is used from now on, unless
-- the data is simulated.
alter table account add column used_at integer;
update account set used_at = unixepoch() * 1000000
where (platform_role > 0 or id in (select account_id from role_grant where revoked_at is null))
  and not exists (select 1 from setting where name = 'clock' and value <> 'real');
-- Those who run the platform are few among millions.
create index account_platform_role on account (platform_role) where platform_role > 0;
