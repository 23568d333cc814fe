-- What people agreed to and took back, purpose by purpose: only ever added to. `recipient` names the partner, where one is meant.
create table consent (
  id bigint not null primary key,
  account_id bigint not null,
  purpose smallint not null check (purpose between 1 and 6),
  recipient text not null,
  version bigint not null,
  given boolean not null,
  at bigint not null
);
create index consent_account on consent (account_id, purpose, recipient, id);

-- Who let the public read their full name (masked ones have a star) or have a public page before consents were kept, agreed then.
insert into consent (id, account_id, purpose, recipient, version, given, at)
  select v.id, v.account_id, 3, '', 1, true, coalesce((select max(a.at) from audit a where a.subject = 'volunteer/' || v.id
    and a.act = 'public-name-consent'), v.registered_at)
  from volunteer v where v.public_name <> '' and v.public_name not like '%*%';
insert into consent (id, account_id, purpose, recipient, version, given, at)
  select -v.id, v.account_id, 4, '', 1, true, coalesce((select max(a.at) from audit a where a.subject = 'volunteer/' || v.id
    and a.act = 'public-name-consent'), v.registered_at)
  from volunteer v where v.listed;

create function refuse_change_of_consent() returns trigger language plpgsql as $$
begin
  raise exception 'consents are append-only';
end
$$;

create trigger consent_append_only before update or delete on consent
  for each row execute function refuse_change_of_consent();

-- Accounts that are to be closed, until the day comes or their holder changes their mind.
create table closing (
  account_id bigint not null primary key,
  asked_at bigint not null,
  ends_at bigint not null
);
create index closing_ends_at on closing (ends_at);

-- Files whose last row went: their bytes go next, outside of any transaction.
create table blob_removal (
  address text not null primary key,
  at bigint not null
);
