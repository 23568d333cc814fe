-- Instants are microseconds since 1970 (UTC), local days are days since 1970 (+08:00), minutes are whole minutes.

-- kernel ---------------------------------------------------------------------------------------------------------------

create table setting (
  name text not null primary key,
  value text not null
) strict;

create table lease (
  name text not null primary key,
  holder text not null,
  fence integer not null,
  expires_at integer not null
) strict;

create table command (
  actor integer not null,
  key text not null,
  name text not null,
  body blob not null,
  answer text not null,
  at integer not null,
  primary key (actor, key)
) strict;
create index command_at on command (at);

create table audit (
  id integer not null primary key,
  at integer not null,
  actor integer not null,
  act text not null,
  subject text not null,
  organisation_id integer,
  reason text not null,
  facts text not null,
  address text not null,
  seq integer
) strict;
create unique index audit_seq on audit (seq);
-- What the sequencer has still to seal.
create index audit_unsealed on audit (id) where seq is null;
create index audit_subject on audit (subject, at);
create index audit_organisation on audit (organisation_id, id);

-- Level -1 holds the bundles of leaves. Each place has one row, the widest.
create table log_tile (
  log integer not null,
  epoch integer not null,
  level integer not null,
  idx integer not null,
  width integer not null,
  bytes blob not null,
  primary key (log, epoch, level, idx)
) strict;

-- One tree for each epoch; a restore begins a new one.
create table log_head (
  log integer not null,
  epoch integer not null,
  origin text not null,
  vkey text not null,
  size integer not null,
  root blob not null,
  note text not null,
  fence integer not null,
  at integer not null,
  primary key (log, epoch)
) strict;

create table search_term (
  term text not null,
  kind integer not null,
  entity_id integer not null,
  primary key (term, kind, entity_id)
) strict;
create index search_term_entity on search_term (entity_id, kind);

create table blob (
  id integer not null primary key,
  address text not null,
  kind integer not null,
  media_type text not null,
  bytes integer not null,
  owner_account_id integer not null,
  created_at integer not null
) strict;

-- account --------------------------------------------------------------------------------------------------------------

create table account (
  id integer not null primary key,
  state integer not null check (state between 1 and 4),
  person_key blob,
  password_hash text,
  user_name text,
  phone blob,
  email blob,
  nickname text not null,
  platform_role integer not null check (platform_role between 0 and 3),
  locale text not null,
  created_at integer not null,
  activated_at integer,
  closed_at integer
) strict;
create unique index account_user_name on account (user_name);

create table login_index (
  field integer not null,
  key_version integer not null,
  mac blob not null,
  account_id integer not null,
  primary key (field, key_version, mac)
) strict;
create index login_index_account on login_index (account_id);

create table session (
  token_hash blob not null primary key,
  account_id integer not null,
  kind integer not null,
  device text not null,
  created_at integer not null,
  seen_at integer not null,
  idle_seconds integer not null,
  expires_at integer not null,
  step_up_until integer
) strict;
create index session_expires_at on session (expires_at);
create index session_account on session (account_id);

create table agreement_acceptance (
  account_id integer not null,
  agreement text not null,
  version integer not null,
  at integer not null,
  primary key (account_id, agreement, version)
) strict;

create table sms_code (
  id integer not null primary key,
  phone_mac blob not null,
  address_mac blob not null,
  purpose integer not null,
  asked_by blob not null,
  digest blob not null,
  state integer not null check (state between 1 and 3),
  wrong_tries integer not null,
  sent_at integer not null
) strict;
create index sms_code_sent_at on sms_code (sent_at);
create index sms_code_phone on sms_code (phone_mac, sent_at);
create index sms_code_address on sms_code (address_mac, sent_at);

create table login_lock (
  name_mac blob not null,
  place_mac blob not null,
  wrong_tries integer not null,
  last_wrong_at integer not null,
  primary key (name_mac, place_mac)
) strict;
create index login_lock_last_wrong_at on login_lock (last_wrong_at);

create table login_failure (
  id integer not null primary key,
  name_mac blob not null,
  address_mac blob not null,
  at integer not null
) strict;
create index login_failure_at on login_failure (at);
create index login_failure_name on login_failure (name_mac, at);
create index login_failure_address on login_failure (address_mac, at);

create table known_device (
  token_hash blob not null,
  account_id integer not null,
  at integer not null,
  primary key (token_hash, account_id)
) strict;

create table human_spent (
  answer text not null primary key,
  expires_at integer not null
) strict;
create index human_spent_expires_at on human_spent (expires_at);

-- volunteer ------------------------------------------------------------------------------------------------------------

create table volunteer (
  id integer not null primary key,
  account_id integer not null,
  number text not null,
  identity blob,
  public_name text not null,
  sex integer not null,
  listed integer not null,
  minor_until integer,
  region text not null,
  verification integer not null check (verification between 0 and 5),
  verification_cause text not null,
  verified_at integer,
  check_since integer not null default 0,
  check_tries integer not null default 0,
  check_again_at integer,
  face_marked_at integer,
  face_marked_by integer,
  photo_id integer,
  guardian blob,
  wants_card integer not null,
  registered_at integer not null
) strict;
create unique index volunteer_account on volunteer (account_id);
create unique index volunteer_number on volunteer (number);
create index volunteer_verification on volunteer (verification, id);
create index volunteer_check_again on volunteer (check_again_at);

create table name_index (
  key_version integer not null,
  mac blob not null,
  volunteer_id integer not null,
  primary key (key_version, mac, volunteer_id)
) strict;
create index name_index_volunteer on name_index (volunteer_id);

create table hand_check (
  id integer not null primary key,
  volunteer_id integer not null,
  checked_by integer not null,
  at integer not null,
  accepted integer not null,
  seen blob not null,
  statement blob
) strict;
create index hand_check_volunteer on hand_check (volunteer_id, id);
-- People who let their name be shown are found by it, whole.
create index volunteer_public_name on volunteer (public_name) where listed;

-- organisation ---------------------------------------------------------------------------------------------------------

create table organisation (
  id integer not null primary key,
  parent_id integer,
  reviewer_id integer,
  kind integer not null,
  branch integer not null,
  state integer not null check (state between 1 and 5),
  name text not null,
  credit_code text not null,
  region text not null,
  address text not null,
  contact_name text not null,
  contact_phone text not null,
  introduction text not null,
  review_exempt integer not null,
  evidence_id integer,
  applied_by integer,
  decided_by integer,
  reason text not null,
  created_at integer not null,
  decided_at integer,
  registered_on integer,
  -- A group that asks to become a registered organisation, until the reviewer decides.
  pending_code text,
  pending_evidence_id integer
) strict;
create index organisation_parent on organisation (parent_id, id);
create index organisation_region on organisation (region, id);
create index organisation_waiting on organisation (state, reviewer_id);

-- Approved belongings of the node itself; sums over organisation_path give a subtree's.
create table organisation_total (
  organisation_id integer not null primary key,
  members integer not null check (members >= 0)
) strict;

create table organisation_path (
  ancestor_id integer not null,
  descendant_id integer not null,
  depth integer not null,
  primary key (ancestor_id, descendant_id)
) strict;
create index organisation_path_up on organisation_path (descendant_id, depth);

create table membership (
  id integer not null primary key,
  volunteer_id integer not null,
  organisation_id integer not null,
  state integer not null check (state between 1 and 6),
  live integer,
  reason text not null,
  applied_at integer not null,
  decided_at integer,
  decided_by integer,
  ended_at integer,
  ended_by integer
) strict;
-- `live` is true while pending or approved and null afterwards, so that a person belongs once but may come back.
create unique index membership_once on membership (volunteer_id, organisation_id, live);
create index membership_organisation on membership (organisation_id, state, id);

create table role_grant (
  id integer not null primary key,
  account_id integer not null,
  organisation_id integer not null,
  role integer not null check (role between 1 and 5),
  reach integer not null check (reach between 1 and 2),
  activity_id integer,
  expires_at integer,
  granted_by integer not null,
  granted_at integer not null,
  revoked_at integer
) strict;
create index role_grant_account on role_grant (account_id);
create index role_grant_organisation on role_grant (organisation_id);

-- activity -------------------------------------------------------------------------------------------------------------

create table activity (
  id integer not null primary key,
  organisation_id integer not null,
  kind integer not null check (kind between 1 and 2),
  category integer not null,
  state integer not null check (state between 1 and 7),
  recruitment integer not null check (recruitment between 0 and 3),
  timekeeping integer not null check (timekeeping between 0 and 3),
  title text not null,
  body text not null,
  region text not null,
  latitude real not null,
  longitude real not null,
  radius_metres integer not null,
  methods integer not null,
  starts_at integer not null,
  ends_at integer not null,
  opens_at integer not null,
  closes_at integer not null,
  own_members_only integer not null,
  waiting_list integer not null,
  expected integer not null,
  code_key blob not null,
  submitted_by integer not null,
  reviewed_by integer,
  reason text not null,
  created_at integer not null,
  published_at integer
) strict;
create index activity_starts on activity (state, starts_at, id);
create index activity_organisation on activity (organisation_id, state, id);

create table activity_session (
  id integer not null primary key,
  activity_id integer not null,
  starts_at integer not null,
  ends_at integer not null,
  break_minutes integer not null
) strict;
create index activity_session_activity on activity_session (activity_id, starts_at);

create table activity_position (
  id integer not null primary key,
  activity_id integer not null,
  title text not null,
  places integer not null,
  taken integer not null check (taken >= 0 and taken <= places),
  requirements text not null
) strict;
create index activity_position_activity on activity_position (activity_id);

-- enrolment ------------------------------------------------------------------------------------------------------------

create table enrolment (
  id integer not null primary key,
  activity_id integer not null,
  position_id integer not null,
  volunteer_id integer not null,
  state integer not null check (state between 1 and 9),
  reason text not null,
  applied_at integer not null,
  decided_at integer,
  decided_by integer,
  signed_up_by integer not null,
  offer_until integer
) strict;
create unique index enrolment_once on enrolment (activity_id, volunteer_id);
create index enrolment_volunteer on enrolment (volunteer_id, id);
create index enrolment_position on enrolment (position_id, state);

-- attendance -----------------------------------------------------------------------------------------------------------

create table scan (
  id integer not null primary key,
  nonce text not null,
  session_id integer not null,
  volunteer_id integer not null,
  direction integer not null check (direction between 1 and 2),
  method integer not null,
  at integer not null,
  received_at integer not null,
  recorded_by integer not null,
  evidence text not null
) strict;
create unique index scan_nonce on scan (nonce);
create index scan_session on scan (session_id, volunteer_id);

create table attendance (
  id integer not null primary key,
  session_id integer not null,
  activity_id integer not null,
  volunteer_id integer not null,
  state integer not null check (state between 1 and 5),
  open integer,
  signed_in_at integer not null,
  signed_out_at integer,
  method integer not null,
  grade integer not null,
  face_checked integer not null,
  minutes integer not null check (minutes >= 0),
  volunteer_confirmed_at integer,
  steward_confirmed_at integer,
  steward_confirmed_by integer,
  stars integer,
  rating text not null
) strict;
create unique index attendance_once on attendance (session_id, volunteer_id);
-- One open sign-in per volunteer anywhere: `open` is true while signed in and null afterwards.
create unique index attendance_open on attendance (volunteer_id, open);
create index attendance_activity on attendance (activity_id, id);
create index attendance_volunteer on attendance (volunteer_id, signed_in_at);

create table code_opening (
  id integer not null primary key,
  activity_id integer not null,
  opened_by integer not null,
  latitude real not null,
  longitude real not null,
  accuracy_metres real not null,
  opened_at integer not null,
  expires_at integer not null
) strict;
create index code_opening_activity on code_opening (activity_id, opened_by, expires_at);

create table code_try (
  account_id integer not null,
  activity_id integer not null,
  wrong integer not null,
  first_at integer not null,
  primary key (account_id, activity_id)
) strict;
create index code_try_first_at on code_try (first_at);

create table correction (
  id integer not null primary key,
  attendance_id integer not null,
  volunteer_id integer not null,
  wanted_minutes integer not null,
  text text not null,
  asked_at integer not null,
  answer integer not null,
  answer_text text not null,
  answered_by integer,
  answered_at integer
) strict;
create unique index correction_once on correction (attendance_id);

-- hours ----------------------------------------------------------------------------------------------------------------

create table entry (
  id integer not null primary key,
  volunteer_id integer not null,
  organisation_id integer not null,
  activity_id integer,
  attendance_id integer,
  make_up_id integer,
  class integer not null check (class between 1 and 5),
  domain integer not null check (domain between 1 and 2),
  minutes integer not null check (minutes > 0),
  reverses_id integer,
  reverses_class integer,
  served_on integer not null,
  counts_from integer not null,
  recorded_at integer not null,
  recorded_by integer not null,
  reason text not null,
  salt blob not null,
  seq integer
) strict;
create unique index entry_seq on entry (seq);
create unique index entry_reverses on entry (reverses_id);
create index entry_volunteer on entry (volunteer_id, served_on, id);
create index entry_attendance on entry (attendance_id);
create index entry_activity on entry (activity_id, volunteer_id);

create table unsealed (
  entry_id integer not null primary key
) strict;

-- Sealed entries that count only from a later day, and so are not in the totals yet.
create table uncounted (
  entry_id integer not null primary key,
  counts_from integer not null
) strict;
create index uncounted_due on uncounted (counts_from);

-- Node 0 is the whole platform; `month` is 202611 for November 2026. A reversal takes off the cell of what it reverses.
create table hour_cell (
  node_id integer not null,
  month integer not null,
  class integer not null,
  domain integer not null,
  minutes integer not null,
  entries integer not null,
  primary key (node_id, month, class, domain)
) strict;
create index hour_cell_month on hour_cell (month, class, domain);

create table volunteer_total (
  volunteer_id integer not null primary key,
  total integer not null,
  scan integer not null,
  make_up integer not null,
  deducted integer not null,
  honorary integer not null,
  training integer not null,
  last_served_on integer not null
) strict;
create index volunteer_total_rank on volunteer_total (total, volunteer_id);

create table activity_total (
  activity_id integer not null primary key,
  total integer not null,
  scan integer not null,
  make_up integer not null,
  people integer not null
) strict;
create index activity_total_rank on activity_total (total, activity_id);

-- Figures of the home page, counted anew from time to time by the sequencer's holder.
create table tally (
  name text not null primary key,
  value integer not null,
  at integer not null
) strict;

create table make_up (
  id integer not null primary key,
  organisation_id integer not null,
  activity_id integer,
  state integer not null check (state between 1 and 3),
  level integer not null check (level between 1 and 2),
  reason text not null,
  evidence_id integer not null,
  submitted_by integer not null,
  submitted_at integer not null,
  decided_by integer,
  decided_at integer,
  decision_reason text not null
) strict;
create index make_up_state on make_up (state, organisation_id, id);

create table make_up_line (
  make_up_id integer not null,
  line integer not null,
  volunteer_id integer not null,
  minutes integer not null check (minutes > 0),
  served_on integer not null,
  refused_at integer,
  primary key (make_up_id, line)
) strict;
create index make_up_line_volunteer on make_up_line (volunteer_id);

-- certificate ----------------------------------------------------------------------------------------------------------

-- What is stated is sealed under the holder's key; the papers are blobs, so that every download has the same bytes.
create table certificate (
  id integer not null primary key,
  number text not null,
  volunteer_id integer not null,
  issuer_id integer,
  state integer not null check (state between 1 and 3),
  locale text not null,
  statement blob not null,
  photo_id integer not null,
  seal_id integer,
  as_of integer not null,
  paper_id integer,
  details_id integer
) strict;
create unique index certificate_number on certificate (number);
create index certificate_volunteer on certificate (volunteer_id, id);

-- Who signs for an organisation, and its seal as a picture.
create table signatory (
  organisation_id integer not null primary key,
  in_charge text not null,
  handled_by text not null,
  seal_id integer,
  changed_by integer not null,
  changed_at integer not null
) strict;

-- Characters that no font of this deployment can print; a steward helps.
create table glyph_gap (
  certificate_id integer not null primary key,
  volunteer_id integer not null,
  missing text not null,
  at integer not null
) strict;
create index glyph_gap_volunteer on glyph_gap (volunteer_id);

-- notice ---------------------------------------------------------------------------------------------------------------

create table message (
  id integer not null primary key,
  account_id integer,
  channel integer not null,
  kind text not null,
  facts text not null,
  payload blob,
  state integer not null,
  tries integer not null,
  due_at integer not null,
  lease_until integer,
  created_at integer not null,
  sent_at integer,
  read_at integer
) strict;
create index message_due on message (state, due_at);
create index message_account on message (account_id, channel, id);

-- What the outbox, the provider that needs none, was handed: sealed, found by a keyed digest of the recipient.
create table outbox (
  id integer not null primary key,
  channel integer not null,
  recipient_mac blob not null,
  body blob not null,
  at integer not null
) strict;
create index outbox_recipient on outbox (recipient_mac, id);

-- objection ------------------------------------------------------------------------------------------------------------

create table objection (
  id integer not null primary key,
  number text not null,
  activity_id integer,
  organisation_id integer not null,
  decider_id integer,
  volunteer_id integer,
  reporter_account_id integer,
  reporter_mac blob not null,
  text text not null,
  state integer not null check (state between 1 and 4),
  filed_at integer not null,
  answer text not null,
  answered_by integer,
  answered_at integer,
  reason text not null,
  decided_by integer,
  decided_at integer
) strict;
create unique index objection_number on objection (number);
create index objection_organisation on objection (organisation_id, id);
create index objection_decider on objection (decider_id, id);
create index objection_reporter on objection (reporter_mac, filed_at);
