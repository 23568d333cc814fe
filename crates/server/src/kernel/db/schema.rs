//! The tables as both engines have them; a law test compares this file with what the migrations made.

use diesel::{allow_tables_to_appear_in_same_query, table};

table! {
    setting (name) {
        name -> Text,
        value -> Text,
    }
}

table! {
    lease (name) {
        name -> Text,
        holder -> Text,
        fence -> BigInt,
        expires_at -> BigInt,
    }
}

table! {
    command (actor, key) {
        actor -> BigInt,
        key -> Text,
        name -> Text,
        body -> Binary,
        answer -> Text,
        at -> BigInt,
    }
}

table! {
    audit (id) {
        id -> BigInt,
        at -> BigInt,
        actor -> BigInt,
        act -> Text,
        subject -> Text,
        organisation_id -> Nullable<BigInt>,
        reason -> Text,
        facts -> Text,
        address -> Text,
        seq -> Nullable<BigInt>,
    }
}

table! {
    log_tile (log, epoch, level, idx) {
        log -> SmallInt,
        epoch -> SmallInt,
        level -> SmallInt,
        idx -> BigInt,
        width -> Integer,
        bytes -> Binary,
    }
}

table! {
    log_head (log, epoch) {
        log -> SmallInt,
        epoch -> SmallInt,
        origin -> Text,
        vkey -> Text,
        size -> BigInt,
        root -> Binary,
        note -> Text,
        fence -> BigInt,
        at -> BigInt,
    }
}

table! {
    search_term (term, kind, entity_id) {
        term -> Text,
        kind -> SmallInt,
        entity_id -> BigInt,
    }
}

table! {
    blob (id) {
        id -> BigInt,
        address -> Text,
        kind -> SmallInt,
        media_type -> Text,
        bytes -> BigInt,
        owner_account_id -> BigInt,
        created_at -> BigInt,
    }
}

table! {
    account (id) {
        id -> BigInt,
        state -> SmallInt,
        person_key -> Nullable<Binary>,
        password_hash -> Nullable<Text>,
        user_name -> Nullable<Text>,
        phone -> Nullable<Binary>,
        email -> Nullable<Binary>,
        nickname -> Text,
        platform_role -> SmallInt,
        duty -> SmallInt,
        locale -> Text,
        created_at -> BigInt,
        activated_at -> Nullable<BigInt>,
        closed_at -> Nullable<BigInt>,
        used_at -> Nullable<BigInt>,
    }
}

table! {
    login_index (field, key_version, mac) {
        field -> SmallInt,
        key_version -> SmallInt,
        mac -> Binary,
        account_id -> BigInt,
    }
}

table! {
    session (token_hash) {
        token_hash -> Binary,
        account_id -> BigInt,
        kind -> SmallInt,
        device -> Text,
        created_at -> BigInt,
        seen_at -> BigInt,
        idle_seconds -> BigInt,
        expires_at -> BigInt,
        step_up_until -> Nullable<BigInt>,
    }
}

table! {
    agreement_acceptance (account_id, agreement, version) {
        account_id -> BigInt,
        agreement -> Text,
        version -> BigInt,
        at -> BigInt,
    }
}

table! {
    sms_code (id) {
        id -> BigInt,
        phone_mac -> Binary,
        address_mac -> Binary,
        purpose -> SmallInt,
        asked_by -> Binary,
        digest -> Binary,
        state -> SmallInt,
        wrong_tries -> Integer,
        sent_at -> BigInt,
    }
}

table! {
    login_lock (name_mac, place_mac) {
        name_mac -> Binary,
        place_mac -> Binary,
        wrong_tries -> Integer,
        last_wrong_at -> BigInt,
    }
}

table! {
    login_failure (id) {
        id -> BigInt,
        name_mac -> Binary,
        address_mac -> Binary,
        at -> BigInt,
    }
}

table! {
    known_device (token_hash, account_id) {
        token_hash -> Binary,
        account_id -> BigInt,
        at -> BigInt,
    }
}

table! {
    human_spent (answer) {
        answer -> Text,
        expires_at -> BigInt,
    }
}

table! {
    volunteer (id) {
        id -> BigInt,
        account_id -> BigInt,
        number -> Text,
        identity -> Nullable<Binary>,
        public_name -> Text,
        sex -> SmallInt,
        listed -> Bool,
        minor_until -> Nullable<BigInt>,
        region -> Text,
        verification -> SmallInt,
        verification_cause -> Text,
        verified_at -> Nullable<BigInt>,
        check_since -> BigInt,
        check_tries -> Integer,
        check_again_at -> Nullable<BigInt>,
        face_marked_at -> Nullable<BigInt>,
        face_marked_by -> Nullable<BigInt>,
        photo_id -> Nullable<BigInt>,
        guardian -> Nullable<Binary>,
        wants_card -> Bool,
        registered_at -> BigInt,
    }
}

table! {
    name_index (key_version, mac, volunteer_id) {
        key_version -> SmallInt,
        mac -> Binary,
        volunteer_id -> BigInt,
    }
}

table! {
    hand_check (id) {
        id -> BigInt,
        volunteer_id -> BigInt,
        checked_by -> BigInt,
        at -> BigInt,
        accepted -> Bool,
        seen -> Binary,
        statement -> Nullable<Binary>,
    }
}

table! {
    organisation (id) {
        id -> BigInt,
        parent_id -> Nullable<BigInt>,
        reviewer_id -> Nullable<BigInt>,
        kind -> SmallInt,
        branch -> SmallInt,
        state -> SmallInt,
        name -> Text,
        credit_code -> Text,
        region -> Text,
        address -> Text,
        contact_name -> Text,
        contact_phone -> Text,
        introduction -> Text,
        review_exempt -> Bool,
        evidence_id -> Nullable<BigInt>,
        applied_by -> Nullable<BigInt>,
        decided_by -> Nullable<BigInt>,
        reason -> Text,
        created_at -> BigInt,
        decided_at -> Nullable<BigInt>,
        registered_on -> Nullable<BigInt>,
        pending_code -> Nullable<Text>,
        pending_evidence_id -> Nullable<BigInt>,
    }
}

table! {
    organisation_total (organisation_id) {
        organisation_id -> BigInt,
        members -> BigInt,
    }
}

table! {
    organisation_path (ancestor_id, descendant_id) {
        ancestor_id -> BigInt,
        descendant_id -> BigInt,
        depth -> SmallInt,
    }
}

table! {
    membership (id) {
        id -> BigInt,
        volunteer_id -> BigInt,
        organisation_id -> BigInt,
        state -> SmallInt,
        live -> Nullable<Bool>,
        reason -> Text,
        applied_at -> BigInt,
        decided_at -> Nullable<BigInt>,
        decided_by -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
        ended_by -> Nullable<BigInt>,
    }
}

table! {
    role_grant (id) {
        id -> BigInt,
        account_id -> BigInt,
        organisation_id -> BigInt,
        role -> SmallInt,
        reach -> SmallInt,
        activity_id -> Nullable<BigInt>,
        expires_at -> Nullable<BigInt>,
        granted_by -> BigInt,
        granted_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
    }
}

table! {
    activity (id) {
        id -> BigInt,
        organisation_id -> BigInt,
        kind -> SmallInt,
        category -> SmallInt,
        state -> SmallInt,
        recruitment -> SmallInt,
        timekeeping -> SmallInt,
        title -> Text,
        body -> Text,
        region -> Text,
        latitude -> Double,
        longitude -> Double,
        radius_metres -> Integer,
        methods -> Integer,
        starts_at -> BigInt,
        ends_at -> BigInt,
        opens_at -> BigInt,
        closes_at -> BigInt,
        own_members_only -> Bool,
        waiting_list -> Bool,
        expected -> Integer,
        code_key -> Binary,
        submitted_by -> BigInt,
        reviewed_by -> Nullable<BigInt>,
        reason -> Text,
        created_at -> BigInt,
        published_at -> Nullable<BigInt>,
    }
}

table! {
    activity_session (id) {
        id -> BigInt,
        activity_id -> BigInt,
        starts_at -> BigInt,
        ends_at -> BigInt,
        break_minutes -> BigInt,
    }
}

table! {
    activity_position (id) {
        id -> BigInt,
        activity_id -> BigInt,
        title -> Text,
        places -> Integer,
        taken -> Integer,
        requirements -> Text,
    }
}

table! {
    enrolment (id) {
        id -> BigInt,
        activity_id -> BigInt,
        position_id -> BigInt,
        volunteer_id -> BigInt,
        state -> SmallInt,
        reason -> Text,
        applied_at -> BigInt,
        decided_at -> Nullable<BigInt>,
        decided_by -> Nullable<BigInt>,
        signed_up_by -> BigInt,
        offer_until -> Nullable<BigInt>,
    }
}

table! {
    scan (id) {
        id -> BigInt,
        nonce -> Text,
        session_id -> BigInt,
        volunteer_id -> BigInt,
        direction -> SmallInt,
        method -> SmallInt,
        at -> BigInt,
        received_at -> BigInt,
        recorded_by -> BigInt,
        evidence -> Text,
    }
}

table! {
    attendance (id) {
        id -> BigInt,
        session_id -> BigInt,
        activity_id -> BigInt,
        volunteer_id -> BigInt,
        state -> SmallInt,
        open -> Nullable<Bool>,
        signed_in_at -> BigInt,
        signed_out_at -> Nullable<BigInt>,
        method -> SmallInt,
        grade -> SmallInt,
        face_checked -> Bool,
        minutes -> BigInt,
        volunteer_confirmed_at -> Nullable<BigInt>,
        steward_confirmed_at -> Nullable<BigInt>,
        steward_confirmed_by -> Nullable<BigInt>,
        stars -> Nullable<SmallInt>,
        rating -> Text,
    }
}

table! {
    code_opening (id) {
        id -> BigInt,
        activity_id -> BigInt,
        opened_by -> BigInt,
        latitude -> Double,
        longitude -> Double,
        accuracy_metres -> Double,
        opened_at -> BigInt,
        expires_at -> BigInt,
    }
}

table! {
    code_try (account_id, activity_id) {
        account_id -> BigInt,
        activity_id -> BigInt,
        wrong -> Integer,
        first_at -> BigInt,
    }
}

table! {
    correction (id) {
        id -> BigInt,
        attendance_id -> BigInt,
        volunteer_id -> BigInt,
        wanted_minutes -> BigInt,
        text -> Text,
        asked_at -> BigInt,
        answer -> SmallInt,
        answer_text -> Text,
        answered_by -> Nullable<BigInt>,
        answered_at -> Nullable<BigInt>,
    }
}

table! {
    entry (id) {
        id -> BigInt,
        volunteer_id -> BigInt,
        organisation_id -> BigInt,
        activity_id -> Nullable<BigInt>,
        attendance_id -> Nullable<BigInt>,
        make_up_id -> Nullable<BigInt>,
        class -> SmallInt,
        domain -> SmallInt,
        minutes -> BigInt,
        reverses_id -> Nullable<BigInt>,
        reverses_class -> Nullable<SmallInt>,
        served_on -> BigInt,
        counts_from -> BigInt,
        recorded_at -> BigInt,
        recorded_by -> BigInt,
        reason -> Text,
        salt -> Binary,
        seq -> Nullable<BigInt>,
    }
}

table! {
    unsealed (entry_id) {
        entry_id -> BigInt,
    }
}

table! {
    uncounted (entry_id) {
        entry_id -> BigInt,
        counts_from -> BigInt,
    }
}

table! {
    hour_cell (node_id, month, class, domain) {
        node_id -> BigInt,
        month -> BigInt,
        class -> SmallInt,
        domain -> SmallInt,
        minutes -> BigInt,
        entries -> BigInt,
    }
}

table! {
    volunteer_total (volunteer_id) {
        volunteer_id -> BigInt,
        total -> BigInt,
        scan -> BigInt,
        make_up -> BigInt,
        deducted -> BigInt,
        honorary -> BigInt,
        training -> BigInt,
        last_served_on -> BigInt,
    }
}

table! {
    activity_total (activity_id) {
        activity_id -> BigInt,
        total -> BigInt,
        scan -> BigInt,
        make_up -> BigInt,
        people -> BigInt,
    }
}

table! {
    tally (name) {
        name -> Text,
        value -> BigInt,
        at -> BigInt,
    }
}

table! {
    make_up (id) {
        id -> BigInt,
        organisation_id -> BigInt,
        activity_id -> Nullable<BigInt>,
        state -> SmallInt,
        level -> SmallInt,
        reason -> Text,
        evidence_id -> BigInt,
        submitted_by -> BigInt,
        submitted_at -> BigInt,
        decided_by -> Nullable<BigInt>,
        decided_at -> Nullable<BigInt>,
        decision_reason -> Text,
    }
}

table! {
    make_up_line (make_up_id, line) {
        make_up_id -> BigInt,
        line -> Integer,
        volunteer_id -> BigInt,
        minutes -> BigInt,
        served_on -> BigInt,
        refused_at -> Nullable<BigInt>,
    }
}

table! {
    certificate (id) {
        id -> BigInt,
        number -> Text,
        volunteer_id -> BigInt,
        issuer_id -> Nullable<BigInt>,
        state -> SmallInt,
        locale -> Text,
        statement -> Binary,
        photo_id -> BigInt,
        seal_id -> Nullable<BigInt>,
        as_of -> BigInt,
        paper_id -> Nullable<BigInt>,
        details_id -> Nullable<BigInt>,
    }
}

table! {
    signatory (organisation_id) {
        organisation_id -> BigInt,
        in_charge -> Text,
        handled_by -> Text,
        seal_id -> Nullable<BigInt>,
        changed_by -> BigInt,
        changed_at -> BigInt,
    }
}

table! {
    glyph_gap (certificate_id) {
        certificate_id -> BigInt,
        volunteer_id -> BigInt,
        missing -> Text,
        at -> BigInt,
    }
}

table! {
    message (id) {
        id -> BigInt,
        account_id -> Nullable<BigInt>,
        channel -> SmallInt,
        kind -> Text,
        facts -> Text,
        payload -> Nullable<Binary>,
        state -> SmallInt,
        tries -> Integer,
        due_at -> BigInt,
        lease_until -> Nullable<BigInt>,
        created_at -> BigInt,
        sent_at -> Nullable<BigInt>,
        read_at -> Nullable<BigInt>,
        receipt -> Text,
        asks -> SmallInt,
    }
}

table! {
    about (account_id) {
        account_id -> BigInt,
        avatar_id -> Nullable<BigInt>,
        address -> Nullable<Binary>,
        other_skills -> Nullable<Binary>,
        offer -> Nullable<Binary>,
        changed_at -> BigInt,
    }
}

table! {
    person_skill (account_id, skill) {
        account_id -> BigInt,
        skill -> SmallInt,
    }
}

table! {
    outside_link (id) {
        id -> BigInt,
        account_id -> BigInt,
        provider -> SmallInt,
        subject_mac -> Binary,
        linked_at -> BigInt,
        used_at -> BigInt,
    }
}

table! {
    outside_return (state_hash) {
        state_hash -> Binary,
        at -> BigInt,
    }
}

table! {
    outbox (id) {
        id -> BigInt,
        channel -> SmallInt,
        recipient_mac -> Binary,
        body -> Binary,
        at -> BigInt,
    }
}

table! {
    objection (id) {
        id -> BigInt,
        number -> Text,
        activity_id -> Nullable<BigInt>,
        organisation_id -> BigInt,
        decider_id -> Nullable<BigInt>,
        volunteer_id -> Nullable<BigInt>,
        reporter_account_id -> Nullable<BigInt>,
        reporter_mac -> Binary,
        text -> Text,
        state -> SmallInt,
        filed_at -> BigInt,
        answer -> Text,
        answered_by -> Nullable<BigInt>,
        answered_at -> Nullable<BigInt>,
        reason -> Text,
        decided_by -> Nullable<BigInt>,
        decided_at -> Nullable<BigInt>,
    }
}

table! {
    appeal (id) {
        id -> BigInt,
        number -> Text,
        account_id -> Nullable<BigInt>,
        document_mac -> Binary,
        reporter_mac -> Binary,
        payload -> Nullable<Binary>,
        state -> SmallInt,
        first_by -> Nullable<BigInt>,
        second_by -> Nullable<BigInt>,
        due_at -> Nullable<BigInt>,
        reason -> Text,
        filed_at -> BigInt,
        ended_at -> Nullable<BigInt>,
    }
}

table! {
    appeal_paper (appeal_id, place) {
        appeal_id -> BigInt,
        place -> SmallInt,
        blob_id -> BigInt,
    }
}

table! {
    ticket (id) {
        id -> BigInt,
        number -> Text,
        topic -> SmallInt,
        state -> SmallInt,
        asker_account_id -> Nullable<BigInt>,
        asker_mac -> Binary,
        contact -> Nullable<Binary>,
        about_account_id -> Nullable<BigInt>,
        organisation_id -> Nullable<BigInt>,
        passed_by -> Nullable<BigInt>,
        filed_at -> BigInt,
        changed_at -> BigInt,
        closed_at -> Nullable<BigInt>,
        kept -> Bool,
    }
}

table! {
    ticket_word (id) {
        id -> BigInt,
        ticket_id -> BigInt,
        side -> SmallInt,
        account_id -> Nullable<BigInt>,
        organisation_id -> Nullable<BigInt>,
        text -> Nullable<Binary>,
        at -> BigInt,
    }
}

table! {
    handout (id) {
        id -> BigInt,
        number -> Text,
        organisation_id -> BigInt,
        activity_id -> Nullable<BigInt>,
        kind -> SmallInt,
        format -> SmallInt,
        name_shown -> SmallInt,
        phone_shown -> SmallInt,
        document_shown -> SmallInt,
        purpose -> SmallInt,
        reason -> Text,
        document_reason -> Text,
        locale -> Text,
        people -> BigInt,
        state -> SmallInt,
        until_at -> Nullable<BigInt>,
        taken -> BigInt,
        asked_by -> BigInt,
        asked_at -> BigInt,
        decided_by -> Nullable<BigInt>,
        decided_at -> Nullable<BigInt>,
        decision_reason -> Text,
        made_at -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
        blob_id -> Nullable<BigInt>,
        file_key -> Nullable<Binary>,
    }
}

table! {
    handout_person (handout_id, volunteer_id) {
        handout_id -> BigInt,
        volunteer_id -> BigInt,
    }
}

table! {
    roster (id) {
        id -> BigInt,
        organisation_id -> BigInt,
        entered_by -> BigInt,
        lines -> BigInt,
        at -> BigInt,
        sent_at -> Nullable<BigInt>,
        disowned -> BigInt,
    }
}

table! {
    roster_line (id) {
        id -> BigInt,
        roster_id -> BigInt,
        place -> BigInt,
        state -> SmallInt,
        payload -> Nullable<Binary>,
        fault_column -> Text,
        fault_code -> Text,
        phone_mac -> Nullable<Binary>,
        document_mac -> Nullable<Binary>,
        link_hash -> Nullable<Binary>,
        link_ends_at -> Nullable<BigInt>,
        account_id -> Nullable<BigInt>,
        changed_at -> BigInt,
    }
}

table! {
    consent (id) {
        id -> BigInt,
        account_id -> BigInt,
        purpose -> SmallInt,
        recipient -> Text,
        version -> BigInt,
        given -> Bool,
        at -> BigInt,
    }
}

table! {
    closing (account_id) {
        account_id -> BigInt,
        asked_at -> BigInt,
        ends_at -> BigInt,
    }
}

table! {
    blob_removal (address) {
        address -> Text,
        at -> BigInt,
    }
}

table! {
    second_factor (account_id) {
        account_id -> BigInt,
        secret -> Binary,
        begun_at -> BigInt,
        confirmed_at -> Nullable<BigInt>,
        last_step -> BigInt,
        wrong_tries -> Integer,
        last_wrong_at -> Nullable<BigInt>,
    }
}

table! {
    recovery_code (account_id, digest) {
        account_id -> BigInt,
        digest -> Binary,
        used_at -> Nullable<BigInt>,
    }
}

table! {
    pending_login (token_hash) {
        token_hash -> Binary,
        account_id -> BigInt,
        remember -> Bool,
        begun_at -> BigInt,
    }
}

table! {
    passkey (id) {
        id -> BigInt,
        account_id -> BigInt,
        credential_id -> Binary,
        public_key -> Binary,
        counter -> BigInt,
        name -> Binary,
        created_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

table! {
    passkey_challenge (ticket_hash) {
        ticket_hash -> Binary,
        challenge -> Binary,
        occasion -> SmallInt,
        bound_to -> Binary,
        begun_at -> BigInt,
    }
}

table! {
    sso_client (id) {
        id -> BigInt,
        client_id -> Text,
        name -> Text,
        about -> Text,
        kind -> SmallInt,
        sector -> Text,
        redirect_uris -> Text,
        any_port -> Bool,
        logout_uris -> Text,
        backchannel_uri -> Text,
        scopes -> Text,
        algorithm -> SmallInt,
        is_on -> Bool,
        created_at -> BigInt,
        changed_at -> BigInt,
    }
}

table! {
    sso_secret (client_id, hash) {
        client_id -> BigInt,
        hash -> Binary,
        hint -> Text,
        made_at -> BigInt,
    }
}

table! {
    sso_key (id) {
        id -> BigInt,
        algorithm -> SmallInt,
        sealed -> Binary,
        public_key -> Text,
        used_from -> BigInt,
    }
}

table! {
    sso_consent (account_id, client_id) {
        account_id -> BigInt,
        client_id -> BigInt,
        scopes -> Text,
        agreed_at -> BigInt,
        used_at -> BigInt,
    }
}

table! {
    sso_login (id) {
        id -> BigInt,
        account_id -> BigInt,
        client_id -> BigInt,
        session_hash -> Binary,
        sid -> Text,
        state -> SmallInt,
        tries -> Integer,
        try_at -> BigInt,
        begun_at -> BigInt,
    }
}

table! {
    sso_grant (id) {
        id -> BigInt,
        login_id -> BigInt,
        code_hash -> Binary,
        redirect_uri -> Text,
        challenge -> Text,
        nonce -> Nullable<Text>,
        scopes -> Text,
        logged_in_at -> BigInt,
        state -> SmallInt,
        given_at -> BigInt,
    }
}

table! {
    sso_token (hash) {
        hash -> Binary,
        grant_id -> BigInt,
        kind -> SmallInt,
        is_used -> Bool,
        expires_at -> BigInt,
    }
}

table! {
    record_ask (id) {
        id -> BigInt,
        number -> Text,
        document_mac -> Binary,
        phone_mac -> Binary,
        payload -> Nullable<Binary>,
        state -> SmallInt,
        decided_by -> Nullable<BigInt>,
        reason -> Text,
        filed_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        link_hash -> Nullable<Binary>,
        link_ends_at -> Nullable<BigInt>,
        used_at -> Nullable<BigInt>,
    }
}

table! {
    record_paper (ask_id, place) {
        ask_id -> BigInt,
        place -> SmallInt,
        blob_id -> BigInt,
    }
}

table! {
    quarantine (id) {
        id -> BigInt,
        account_id -> BigInt,
        ask_id -> BigInt,
        confirmed_by -> BigInt,
        was_live -> SmallInt,
        since -> BigInt,
        lifted_at -> Nullable<BigInt>,
        lifted_by -> Nullable<BigInt>,
        reason -> Text,
    }
}

allow_tables_to_appear_in_same_query!(
    appeal,
    appeal_paper,
    ticket,
    ticket_word,
    handout,
    handout_person,
    roster,
    roster_line,
    record_ask,
    record_paper,
    quarantine,
    setting,
    lease,
    command,
    audit,
    log_tile,
    log_head,
    search_term,
    blob,
    account,
    login_index,
    session,
    agreement_acceptance,
    sms_code,
    login_lock,
    login_failure,
    known_device,
    second_factor,
    recovery_code,
    pending_login,
    passkey,
    passkey_challenge,
    human_spent,
    volunteer,
    name_index,
    hand_check,
    outbox,
    about,
    person_skill,
    outside_link,
    outside_return,
    organisation,
    organisation_path,
    organisation_total,
    membership,
    role_grant,
    activity,
    activity_session,
    activity_position,
    enrolment,
    scan,
    attendance,
    code_opening,
    code_try,
    correction,
    entry,
    unsealed,
    uncounted,
    hour_cell,
    volunteer_total,
    activity_total,
    tally,
    make_up,
    make_up_line,
    certificate,
    signatory,
    glyph_gap,
    message,
    objection,
    consent,
    closing,
    blob_removal,
    sso_client,
    sso_secret,
    sso_key,
    sso_consent,
    sso_login,
    sso_grant,
    sso_token,
);
