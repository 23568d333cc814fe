-- The trail is only ever added to (AUD-01): nobody changes or deletes a line, not even this program. The one change that is let
-- through is the sequencer's: giving a line its place in the sealed log, once.
create trigger audit_never_changed before update on audit
when not (
  old.seq is null and new.seq is not null
  and (old.id, old.at, old.actor, old.act, old.subject, old.organisation_id, old.reason, old.facts, old.address)
    is (new.id, new.at, new.actor, new.act, new.subject, new.organisation_id, new.reason, new.facts, new.address)
)
begin
  select raise(abort, 'the audit trail is append-only');
end;

create trigger audit_never_deleted before delete on audit
begin
  select raise(abort, 'the audit trail is append-only');
end;

-- "insert or replace" deletes without asking the trigger above.
create trigger audit_never_replaced before insert on audit
when exists (select 1 from audit where id = new.id)
begin
  select raise(abort, 'the audit trail is append-only');
end;
