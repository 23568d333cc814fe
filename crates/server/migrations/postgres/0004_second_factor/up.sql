-- The second factor (ACC-14): a secret shared with the person's authenticator, codes on paper, and logins that wait for either.
create table second_factor (
  account_id bigint not null primary key,
  secret bytea not null,
  begun_at bigint not null,
  confirmed_at bigint,
  last_step bigint not null,
  wrong_tries integer not null check (wrong_tries >= 0),
  last_wrong_at bigint
);

create table recovery_code (
  account_id bigint not null,
  digest bytea not null,
  used_at bigint,
  primary key (account_id, digest)
);

create table pending_login (
  token_hash bytea not null primary key,
  account_id bigint not null,
  remember boolean not null,
  begun_at bigint not null
);
create index pending_login_begun_at on pending_login (begun_at);
create index pending_login_account on pending_login (account_id);

-- When somebody logged in last; accounts with a role that nobody uses are suspended. What is there already is used from now on, unless
-- the data is simulated.
alter table account add column used_at bigint;
update account set used_at = (extract(epoch from now()) * 1000000)::bigint
where (platform_role > 0 or id in (select account_id from role_grant where revoked_at is null))
  and not exists (select 1 from setting where name = 'clock' and value <> 'real');
-- Those who run the platform are few among millions.
create index account_platform_role on account (platform_role) where platform_role > 0;
