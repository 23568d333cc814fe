-- Instants are microseconds since 1970 (UTC), local days are days since 1970 (+08:00), minutes are whole minutes.

-- kernel ---------------------------------------------------------------------------------------------------------------

create table setting (
  name text not null primary key,
  value text not null
);

create table lease (
  name text not null primary key,
  holder text not null,
  fence bigint not null,
  expires_at bigint not null
);

create table command (
  actor bigint not null,
  key text not null,
  name text not null,
  body bytea not null,
  answer text not null,
  at bigint not null,
  primary key (actor, key)
);
create index command_at on command (at);

create table audit (
  id bigint not null primary key,
  at bigint not null,
  actor bigint not null,
  act text not null,
  subject text not null,
  organisation_id bigint,
  reason text not null,
  facts text not null,
  address text not null,
  seq bigint
);
create unique index audit_seq on audit (seq);
-- What the sequencer has still to seal.
create index audit_unsealed on audit (id) where seq is null;
create index audit_subject on audit (subject, at);
create index audit_organisation on audit (organisation_id, id);

-- Level -1 holds the bundles of leaves. Each place has one row, the widest.
create table log_tile (
  log smallint not null,
  epoch smallint not null,
  level smallint not null,
  idx bigint not null,
  width integer not null,
  bytes bytea not null,
  primary key (log, epoch, level, idx)
);

-- One tree for each epoch; a restore begins a new one.
create table log_head (
  log smallint not null,
  epoch smallint not null,
  origin text not null,
  vkey text not null,
  size bigint not null,
  root bytea not null,
  note text not null,
  fence bigint not null,
  at bigint not null,
  primary key (log, epoch)
);

create table search_term (
  term text not null,
  kind smallint not null,
  entity_id bigint not null,
  primary key (term, kind, entity_id)
);
create index search_term_entity on search_term (entity_id, kind);

create table blob (
  id bigint not null primary key,
  address text not null,
  kind smallint not null,
  media_type text not null,
  bytes bigint not null,
  owner_account_id bigint not null,
  created_at bigint not null
);

-- account --------------------------------------------------------------------------------------------------------------

create table account (
  id bigint not null primary key,
  state smallint not null check (state between 1 and 4),
  person_key bytea,
  password_hash text,
  user_name text,
  phone bytea,
  email bytea,
  nickname text not null,
  platform_role smallint not null check (platform_role between 0 and 3),
  locale text not null,
  created_at bigint not null,
  activated_at bigint,
  closed_at bigint
);
create unique index account_user_name on account (user_name);

create table login_index (
  field smallint not null,
  key_version smallint not null,
  mac bytea not null,
  account_id bigint not null,
  primary key (field, key_version, mac)
);
create index login_index_account on login_index (account_id);

create table session (
  token_hash bytea not null primary key,
  account_id bigint not null,
  kind smallint not null,
  device text not null,
  created_at bigint not null,
  seen_at bigint not null,
  idle_seconds bigint not null,
  expires_at bigint not null,
  step_up_until bigint
);
create index session_expires_at on session (expires_at);
create index session_account on session (account_id);

create table agreement_acceptance (
  account_id bigint not null,
  agreement text not null,
  version bigint not null,
  at bigint not null,
  primary key (account_id, agreement, version)
);

create table sms_code (
  id bigint not null primary key,
  phone_mac bytea not null,
  address_mac bytea not null,
  purpose smallint not null,
  asked_by bytea not null,
  digest bytea not null,
  state smallint not null check (state between 1 and 3),
  wrong_tries integer not null,
  sent_at bigint not null
);
create index sms_code_sent_at on sms_code (sent_at);
create index sms_code_phone on sms_code (phone_mac, sent_at);
create index sms_code_address on sms_code (address_mac, sent_at);

create table login_lock (
  name_mac bytea not null,
  place_mac bytea not null,
  wrong_tries integer not null,
  last_wrong_at bigint not null,
  primary key (name_mac, place_mac)
);
create index login_lock_last_wrong_at on login_lock (last_wrong_at);

create table login_failure (
  id bigint not null primary key,
  name_mac bytea not null,
  address_mac bytea not null,
  at bigint not null
);
create index login_failure_at on login_failure (at);
create index login_failure_name on login_failure (name_mac, at);
create index login_failure_address on login_failure (address_mac, at);

create table known_device (
  token_hash bytea not null,
  account_id bigint not null,
  at bigint not null,
  primary key (token_hash, account_id)
);

create table human_spent (
  answer text not null primary key,
  expires_at bigint not null
);
create index human_spent_expires_at on human_spent (expires_at);

-- volunteer ------------------------------------------------------------------------------------------------------------

create table volunteer (
  id bigint not null primary key,
  account_id bigint not null,
  number text not null,
  identity bytea,
  public_name text not null,
  sex smallint not null,
  listed boolean not null,
  minor_until bigint,
  region text not null,
  verification smallint not null check (verification between 0 and 5),
  verification_cause text not null,
  verified_at bigint,
  check_since bigint not null default 0,
  check_tries integer not null default 0,
  check_again_at bigint,
  face_marked_at bigint,
  face_marked_by bigint,
  photo_id bigint,
  guardian bytea,
  wants_card boolean not null,
  registered_at bigint not null
);
create unique index volunteer_account on volunteer (account_id);
create unique index volunteer_number on volunteer (number);
create index volunteer_verification on volunteer (verification, id);
create index volunteer_check_again on volunteer (check_again_at);

create table name_index (
  key_version smallint not null,
  mac bytea not null,
  volunteer_id bigint not null,
  primary key (key_version, mac, volunteer_id)
);
create index name_index_volunteer on name_index (volunteer_id);

create table hand_check (
  id bigint not null primary key,
  volunteer_id bigint not null,
  checked_by bigint not null,
  at bigint not null,
  accepted boolean not null,
  seen bytea not null,
  statement bytea
);
create index hand_check_volunteer on hand_check (volunteer_id, id);
-- People who let their name be shown are found by it, whole.
create index volunteer_public_name on volunteer (public_name) where listed;

-- organisation ---------------------------------------------------------------------------------------------------------

create table organisation (
  id bigint not null primary key,
  parent_id bigint,
  reviewer_id bigint,
  kind smallint not null,
  branch smallint not null,
  state smallint not null check (state between 1 and 5),
  name text not null,
  credit_code text not null,
  region text not null,
  address text not null,
  contact_name text not null,
  contact_phone text not null,
  introduction text not null,
  review_exempt boolean not null,
  evidence_id bigint,
  applied_by bigint,
  decided_by bigint,
  reason text not null,
  created_at bigint not null,
  decided_at bigint,
  registered_on bigint,
  -- A group that asks to become a registered organisation, until the reviewer decides.
  pending_code text,
  pending_evidence_id bigint
);
create index organisation_parent on organisation (parent_id, id);
create index organisation_region on organisation (region, id);
create index organisation_waiting on organisation (state, reviewer_id);

-- Approved belongings of the node itself; sums over organisation_path give a subtree's.
create table organisation_total (
  organisation_id bigint not null primary key,
  members bigint not null check (members >= 0)
);

create table organisation_path (
  ancestor_id bigint not null,
  descendant_id bigint not null,
  depth smallint not null,
  primary key (ancestor_id, descendant_id)
);
create index organisation_path_up on organisation_path (descendant_id, depth);

create table membership (
  id bigint not null primary key,
  volunteer_id bigint not null,
  organisation_id bigint not null,
  state smallint not null check (state between 1 and 6),
  live boolean,
  reason text not null,
  applied_at bigint not null,
  decided_at bigint,
  decided_by bigint,
  ended_at bigint,
  ended_by bigint
);
-- `live` is true while pending or approved and null afterwards, so that a person belongs once but may come back.
create unique index membership_once on membership (volunteer_id, organisation_id, live);
create index membership_organisation on membership (organisation_id, state, id);

create table role_grant (
  id bigint not null primary key,
  account_id bigint not null,
  organisation_id bigint not null,
  role smallint not null check (role between 1 and 5),
  reach smallint not null check (reach between 1 and 2),
  activity_id bigint,
  expires_at bigint,
  granted_by bigint not null,
  granted_at bigint not null,
  revoked_at bigint
);
create index role_grant_account on role_grant (account_id);
create index role_grant_organisation on role_grant (organisation_id);

-- activity -------------------------------------------------------------------------------------------------------------

create table activity (
  id bigint not null primary key,
  organisation_id bigint not null,
  kind smallint not null check (kind between 1 and 2),
  category smallint not null,
  state smallint not null check (state between 1 and 7),
  recruitment smallint not null check (recruitment between 0 and 3),
  timekeeping smallint not null check (timekeeping between 0 and 3),
  title text not null,
  body text not null,
  region text not null,
  latitude double precision not null,
  longitude double precision not null,
  radius_metres integer not null,
  methods integer not null,
  starts_at bigint not null,
  ends_at bigint not null,
  opens_at bigint not null,
  closes_at bigint not null,
  own_members_only boolean not null,
  waiting_list boolean not null,
  expected integer not null,
  code_key bytea not null,
  submitted_by bigint not null,
  reviewed_by bigint,
  reason text not null,
  created_at bigint not null,
  published_at bigint
);
create index activity_starts on activity (state, starts_at, id);
create index activity_organisation on activity (organisation_id, state, id);

create table activity_session (
  id bigint not null primary key,
  activity_id bigint not null,
  starts_at bigint not null,
  ends_at bigint not null,
  break_minutes bigint not null
);
create index activity_session_activity on activity_session (activity_id, starts_at);

create table activity_position (
  id bigint not null primary key,
  activity_id bigint not null,
  title text not null,
  places integer not null,
  taken integer not null check (taken >= 0 and taken <= places),
  requirements text not null
);
create index activity_position_activity on activity_position (activity_id);

-- enrolment ------------------------------------------------------------------------------------------------------------

create table enrolment (
  id bigint not null primary key,
  activity_id bigint not null,
  position_id bigint not null,
  volunteer_id bigint not null,
  state smallint not null check (state between 1 and 9),
  reason text not null,
  applied_at bigint not null,
  decided_at bigint,
  decided_by bigint,
  signed_up_by bigint not null,
  offer_until bigint
);
create unique index enrolment_once on enrolment (activity_id, volunteer_id);
create index enrolment_volunteer on enrolment (volunteer_id, id);
create index enrolment_position on enrolment (position_id, state);

-- attendance -----------------------------------------------------------------------------------------------------------

create table scan (
  id bigint not null primary key,
  nonce text not null,
  session_id bigint not null,
  volunteer_id bigint not null,
  direction smallint not null check (direction between 1 and 2),
  method smallint not null,
  at bigint not null,
  received_at bigint not null,
  recorded_by bigint not null,
  evidence text not null
);
create unique index scan_nonce on scan (nonce);
create index scan_session on scan (session_id, volunteer_id);

create table attendance (
  id bigint not null primary key,
  session_id bigint not null,
  activity_id bigint not null,
  volunteer_id bigint not null,
  state smallint not null check (state between 1 and 5),
  open boolean,
  signed_in_at bigint not null,
  signed_out_at bigint,
  method smallint not null,
  grade smallint not null,
  face_checked boolean not null,
  minutes bigint not null check (minutes >= 0),
  volunteer_confirmed_at bigint,
  steward_confirmed_at bigint,
  steward_confirmed_by bigint,
  stars smallint,
  rating text not null
);
create unique index attendance_once on attendance (session_id, volunteer_id);
-- One open sign-in per volunteer anywhere: `open` is true while signed in and null afterwards.
create unique index attendance_open on attendance (volunteer_id, open);
create index attendance_activity on attendance (activity_id, id);
create index attendance_volunteer on attendance (volunteer_id, signed_in_at);

create table code_opening (
  id bigint not null primary key,
  activity_id bigint not null,
  opened_by bigint not null,
  latitude double precision not null,
  longitude double precision not null,
  accuracy_metres double precision not null,
  opened_at bigint not null,
  expires_at bigint not null
);
create index code_opening_activity on code_opening (activity_id, opened_by, expires_at);

create table code_try (
  account_id bigint not null,
  activity_id bigint not null,
  wrong integer not null,
  first_at bigint not null,
  primary key (account_id, activity_id)
);
create index code_try_first_at on code_try (first_at);

create table correction (
  id bigint not null primary key,
  attendance_id bigint not null,
  volunteer_id bigint not null,
  wanted_minutes bigint not null,
  text text not null,
  asked_at bigint not null,
  answer smallint not null,
  answer_text text not null,
  answered_by bigint,
  answered_at bigint
);
create unique index correction_once on correction (attendance_id);

-- hours ----------------------------------------------------------------------------------------------------------------

create table entry (
  id bigint not null primary key,
  volunteer_id bigint not null,
  organisation_id bigint not null,
  activity_id bigint,
  attendance_id bigint,
  make_up_id bigint,
  class smallint not null check (class between 1 and 5),
  domain smallint not null check (domain between 1 and 2),
  minutes bigint not null check (minutes > 0),
  reverses_id bigint,
  reverses_class smallint,
  served_on bigint not null,
  counts_from bigint not null,
  recorded_at bigint not null,
  recorded_by bigint not null,
  reason text not null,
  salt bytea not null,
  seq bigint
);
create unique index entry_seq on entry (seq);
create unique index entry_reverses on entry (reverses_id);
create index entry_volunteer on entry (volunteer_id, served_on, id);
create index entry_attendance on entry (attendance_id);
create index entry_activity on entry (activity_id, volunteer_id);

create table unsealed (
  entry_id bigint not null primary key
);

-- Sealed entries that count only from a later day, and so are not in the totals yet.
create table uncounted (
  entry_id bigint not null primary key,
  counts_from bigint not null
);
create index uncounted_due on uncounted (counts_from);

-- Node 0 is the whole platform; `month` is 202611 for November 2026. A reversal takes off the cell of what it reverses.
create table hour_cell (
  node_id bigint not null,
  month bigint not null,
  class smallint not null,
  domain smallint not null,
  minutes bigint not null,
  entries bigint not null,
  primary key (node_id, month, class, domain)
);
create index hour_cell_month on hour_cell (month, class, domain);

create table volunteer_total (
  volunteer_id bigint not null primary key,
  total bigint not null,
  scan bigint not null,
  make_up bigint not null,
  deducted bigint not null,
  honorary bigint not null,
  training bigint not null,
  last_served_on bigint not null
);
create index volunteer_total_rank on volunteer_total (total, volunteer_id);

create table activity_total (
  activity_id bigint not null primary key,
  total bigint not null,
  scan bigint not null,
  make_up bigint not null,
  people bigint not null
);
create index activity_total_rank on activity_total (total, activity_id);

-- Figures of the home page, counted anew from time to time by the sequencer's holder.
create table tally (
  name text not null primary key,
  value bigint not null,
  at bigint not null
);

create table make_up (
  id bigint not null primary key,
  organisation_id bigint not null,
  activity_id bigint,
  state smallint not null check (state between 1 and 3),
  level smallint not null check (level between 1 and 2),
  reason text not null,
  evidence_id bigint not null,
  submitted_by bigint not null,
  submitted_at bigint not null,
  decided_by bigint,
  decided_at bigint,
  decision_reason text not null
);
create index make_up_state on make_up (state, organisation_id, id);

create table make_up_line (
  make_up_id bigint not null,
  line integer not null,
  volunteer_id bigint not null,
  minutes bigint not null check (minutes > 0),
  served_on bigint not null,
  refused_at bigint,
  primary key (make_up_id, line)
);
create index make_up_line_volunteer on make_up_line (volunteer_id);

-- certificate ----------------------------------------------------------------------------------------------------------

-- What is stated is sealed under the holder's key; the papers are blobs, so that every download has the same bytes.
create table certificate (
  id bigint not null primary key,
  number text not null,
  volunteer_id bigint not null,
  issuer_id bigint,
  state smallint not null check (state between 1 and 3),
  locale text not null,
  statement bytea not null,
  photo_id bigint not null,
  seal_id bigint,
  as_of bigint not null,
  paper_id bigint,
  details_id bigint
);
create unique index certificate_number on certificate (number);
create index certificate_volunteer on certificate (volunteer_id, id);

-- Who signs for an organisation, and its seal as a picture.
create table signatory (
  organisation_id bigint not null primary key,
  in_charge text not null,
  handled_by text not null,
  seal_id bigint,
  changed_by bigint not null,
  changed_at bigint not null
);

-- Characters that no font of this deployment can print; a steward helps.
create table glyph_gap (
  certificate_id bigint not null primary key,
  volunteer_id bigint not null,
  missing text not null,
  at bigint not null
);
create index glyph_gap_volunteer on glyph_gap (volunteer_id);

-- notice ---------------------------------------------------------------------------------------------------------------

create table message (
  id bigint not null primary key,
  account_id bigint,
  channel smallint not null,
  kind text not null,
  facts text not null,
  payload bytea,
  state smallint not null,
  tries integer not null,
  due_at bigint not null,
  lease_until bigint,
  created_at bigint not null,
  sent_at bigint,
  read_at bigint
);
create index message_due on message (state, due_at);
create index message_account on message (account_id, channel, id);

-- What the outbox, the provider that needs none, was handed: sealed, found by a keyed digest of the recipient.
create table outbox (
  id bigint not null primary key,
  channel smallint not null,
  recipient_mac bytea not null,
  body bytea not null,
  at bigint not null
);
create index outbox_recipient on outbox (recipient_mac, id);

-- objection ------------------------------------------------------------------------------------------------------------

create table objection (
  id bigint not null primary key,
  number text not null,
  activity_id bigint,
  organisation_id bigint not null,
  decider_id bigint,
  volunteer_id bigint,
  reporter_account_id bigint,
  reporter_mac bytea not null,
  text text not null,
  state smallint not null check (state between 1 and 4),
  filed_at bigint not null,
  answer text not null,
  answered_by bigint,
  answered_at bigint,
  reason text not null,
  decided_by bigint,
  decided_at bigint
);
create unique index objection_number on objection (number);
create index objection_organisation on objection (organisation_id, id);
create index objection_decider on objection (decider_id, id);
create index objection_reporter on objection (reporter_mac, filed_at);
