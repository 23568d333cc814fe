-- The trail is only ever added to (AUD-01): nobody changes or deletes a line, not even this program. The one change that is let
-- through is the sequencer's: giving a line its place in the sealed log, once.
create function refuse_change_of_audit() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.seq is null and new.seq is not null
    and (old.id, old.at, old.actor, old.act, old.subject, old.organisation_id, old.reason, old.facts, old.address)
      is not distinct from
      (new.id, new.at, new.actor, new.act, new.subject, new.organisation_id, new.reason, new.facts, new.address)
  then
    return new;
  end if;
  raise exception 'the audit trail is append-only';
end
$$;

create trigger audit_append_only before update or delete on audit
  for each row execute function refuse_change_of_audit();
create trigger audit_never_emptied before truncate on audit
  for each statement execute function refuse_change_of_audit();
