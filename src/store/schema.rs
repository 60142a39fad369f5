//! The tables, once for both databases. Kept by hand beside `migrations/`; a test compares the two.

diesel::table! {
    keys (id) {
        id -> Text,
        purpose -> Text,
        master -> Text,
        wrapped -> Binary,
        made_at -> BigInt,
    }
}

diesel::table! {
    form_versions (version) {
        version -> Text,
        form_id -> Text,
        slug -> Text,
        bundle -> Text,
        first_seen_at -> BigInt,
    }
}

diesel::table! {
    clerks (id) {
        id -> Text,
        login -> Text,
        name -> Text,
        password_hash -> Text,
        role -> Text,
        created_at -> BigInt,
        disabled_at -> Nullable<BigInt>,
        personnel_number -> Nullable<Text>,
        unit -> Nullable<Text>,
        phone -> Nullable<Text>,
        email -> Nullable<Text>,
        superior_id -> Nullable<Text>,
        at_desk -> Bool,
    }
}

diesel::table! {
    clerk_departments (clerk_id, department) {
        clerk_id -> Text,
        department -> Text,
    }
}

diesel::table! {
    staff_sessions (token_hash) {
        token_hash -> Text,
        clerk_id -> Text,
        csrf_token -> Text,
        created_at -> BigInt,
        seen_at -> BigInt,
        open_draft -> Nullable<Text>,
        open_number -> Nullable<Text>,
        open_reissue -> Bool,
    }
}

diesel::table! {
    sign_in_attempts (login_hash) {
        login_hash -> Text,
        attempts -> BigInt,
        next_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    drafts (id) {
        id -> Text,
        key_id -> Text,
        visitor_hash -> Nullable<Text>,
        clerk_id -> Nullable<Text>,
        form_id -> Text,
        slug -> Text,
        version -> Text,
        channel -> Text,
        content -> Binary,
        revision -> BigInt,
        submit_key -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
        expires_at -> BigInt,
        case_id -> Nullable<Text>,
    }
}

diesel::table! {
    senders (id) {
        id -> Text,
        name -> Text,
        contact -> Nullable<Text>,
        key_hash -> Text,
        services -> Nullable<Text>,
        created_at -> BigInt,
        disabled_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    submissions (id) {
        id -> Text,
        submit_key -> Text,
        form_id -> Text,
        version -> Text,
        channel -> Text,
        content -> Binary,
        visitor_hash -> Nullable<Text>,
        filed_by -> Nullable<Text>,
        sender_id -> Nullable<Text>,
        request_hash -> Nullable<Text>,
        secret_hash -> Nullable<Text>,
        reuse_hash -> Nullable<Text>,
        reusable_until -> Nullable<BigInt>,
        filed_at -> BigInt,
        received_on -> Text,
        shortcomings -> Nullable<Binary>,
    }
}

diesel::table! {
    assistances (submission_id) {
        submission_id -> Text,
        place -> Text,
        mode -> Text,
        language -> Text,
        seconds -> BigInt,
        filed_on -> Text,
    }
}

diesel::table! {
    case_words (case_id, word) {
        case_id -> Text,
        word -> BigInt,
        department -> Text,
        received_at -> BigInt,
    }
}

diesel::table! {
    cases (id) {
        id -> Text,
        key_id -> Text,
        submission_id -> Text,
        receipt_number -> Text,
        form_id -> Text,
        department -> Text,
        state -> Text,
        clerk_id -> Nullable<Text>,
        outcome -> Nullable<Text>,
        proposed_by -> Nullable<Text>,
        decided_at -> Nullable<BigInt>,
        waiting_since -> Nullable<BigInt>,
        waited -> BigInt,
        file_reference -> Nullable<Binary>,
        applicant_name -> Binary,
        tags -> Text,
        channel -> Text,
        duplicate_key -> Nullable<Text>,
        received_at -> BigInt,
        changed_at -> BigInt,
        revision -> BigInt,
        complete_by -> Nullable<Text>,
        listed -> Nullable<Binary>,
        code_round -> BigInt,
        fixed_on -> Nullable<Text>,
        promised_on -> Nullable<Text>,
        complete_on -> Nullable<Text>,
        waited_before -> BigInt,
        follow_up_on -> Nullable<Text>,
        follow_up_for -> Nullable<Binary>,
        due_on -> Nullable<Text>,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    case_tasks (id) {
        id -> Text,
        case_id -> Text,
        text -> Binary,
        due_on -> Text,
        clerk_id -> Nullable<Text>,
        made_by -> Text,
        made_at -> BigInt,
        done_by -> Nullable<Text>,
        done_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    deputies (id) {
        id -> Text,
        clerk_id -> Text,
        deputy_id -> Text,
        from_on -> Text,
        until_on -> Text,
        set_by -> Text,
        set_at -> BigInt,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    reassignments (event_id) {
        event_id -> Text,
        case_id -> Text,
        from_department -> Text,
        to_department -> Text,
        with_notes -> Bool,
        reason -> Binary,
        clerk_id -> Text,
        at -> BigInt,
    }
}

diesel::table! {
    digests (addressee, day_on) {
        addressee -> Text,
        day_on -> Text,
    }
}

diesel::table! {
    case_visits (token_hash) {
        token_hash -> Text,
        case_id -> Text,
        code_round -> BigInt,
        csrf_token -> Text,
        created_at -> BigInt,
        seen_at -> BigInt,
    }
}

diesel::table! {
    second_steps (case_id) {
        case_id -> Text,
        asked_of -> Text,
        asked_id -> Nullable<Text>,
        asked_at -> BigInt,
        content -> Nullable<Binary>,
        answered_by -> Nullable<Text>,
        answered_at -> Nullable<BigInt>,
        submit_key -> Nullable<Text>,
    }
}

diesel::table! {
    checks (case_id) {
        case_id -> Text,
        content -> Binary,
        answers_number -> BigInt,
        revision -> BigInt,
        saved_by -> Text,
        saved_at -> BigInt,
    }
}

diesel::table! {
    proposals (case_id) {
        case_id -> Text,
        content -> Binary,
        answers_number -> BigInt,
        saved_by -> Text,
        saved_at -> BigInt,
    }
}

diesel::table! {
    case_links (case_id, other_id) {
        case_id -> Text,
        other_id -> Text,
        linked_by -> Text,
        linked_at -> BigInt,
    }
}

diesel::table! {
    inquiries (id) {
        id -> Text,
        case_id -> Text,
        asked_by -> Text,
        asked_at -> BigInt,
        due_on -> Text,
        question -> Binary,
        fields -> Text,
        way -> Text,
        seen_at -> Nullable<BigInt>,
        reminded_at -> Nullable<BigInt>,
        overdue_at -> Nullable<BigInt>,
        reply -> Nullable<Binary>,
        answered_by -> Nullable<Text>,
        submit_key -> Nullable<Text>,
        ended_at -> Nullable<BigInt>,
        ended -> Nullable<Text>,
    }
}

diesel::table! {
    case_answers (case_id, number) {
        case_id -> Text,
        number -> BigInt,
        inquiry_id -> Text,
        content -> Binary,
        answered_at -> BigInt,
    }
}

diesel::table! {
    decisions (case_id) {
        case_id -> Text,
        outcome -> Text,
        amount -> Nullable<BigInt>,
        reason_codes -> Text,
        content -> Binary,
        proposed_by -> Text,
        proposed_at -> BigInt,
        signed_by -> Nullable<Text>,
        signed_at -> Nullable<BigInt>,
        decided_on -> Nullable<Text>,
        letter -> Nullable<Binary>,
        letter_hash -> Nullable<Text>,
        way -> Nullable<Text>,
        provided_at -> Nullable<BigInt>,
        notified_at -> Nullable<BigInt>,
        fetch_by -> Nullable<Text>,
        fetched_at -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
        posted_on -> Nullable<Text>,
        goes_abroad -> Bool,
        arrived_on -> Nullable<Text>,
        counts_on -> Nullable<Text>,
    }
}

diesel::table! {
    payment_batches (id) {
        id -> Text,
        key_id -> Text,
        department -> Text,
        year -> BigInt,
        number -> BigInt,
        made_by -> Text,
        made_at -> BigInt,
        execute_on -> Text,
        debtor -> Nullable<Binary>,
        payments -> BigInt,
        total -> BigInt,
        file -> Nullable<Binary>,
        file_hash -> Nullable<Text>,
        saved_at -> Nullable<BigInt>,
        saved_by -> Nullable<Text>,
    }
}

diesel::table! {
    payments (id) {
        id -> Text,
        case_id -> Text,
        amount -> BigInt,
        department -> Text,
        due_at -> BigInt,
        batch_id -> Nullable<Text>,
        content -> Nullable<Binary>,
        returned_at -> Nullable<BigInt>,
        returned_by -> Nullable<Text>,
        returned_for -> Nullable<Binary>,
        stopped_at -> Nullable<BigInt>,
        stopped_by -> Nullable<Text>,
        stopped_for -> Nullable<Binary>,
    }
}

diesel::table! {
    case_bias (case_id, clerk_id, declared_at) {
        case_id -> Text,
        clerk_id -> Text,
        reason -> Text,
        remark -> Nullable<Binary>,
        declared_at -> BigInt,
        lifted_at -> Nullable<BigInt>,
        lifted_by -> Nullable<Text>,
        lifted_for -> Nullable<Binary>,
    }
}

diesel::table! {
    case_events (id) {
        id -> Text,
        case_id -> Text,
        at -> BigInt,
        actor -> Text,
        clerk_id -> Nullable<Text>,
        kind -> Text,
        detail -> Nullable<Binary>,
        detail_hash -> Nullable<Text>,
        digest -> Text,
        seq -> Nullable<BigInt>,
        chain -> Nullable<Text>,
    }
}

diesel::table! {
    audit_head (id) {
        id -> BigInt,
        seq -> BigInt,
        chain -> Text,
    }
}

diesel::table! {
    outbox (id) {
        id -> Text,
        kind -> Text,
        case_id -> Nullable<Text>,
        draft_id -> Nullable<Text>,
        recipient -> Nullable<Binary>,
        language -> Text,
        message_id -> Text,
        attempts -> Integer,
        state -> Text,
        next_at -> BigInt,
        claimed_until -> Nullable<BigInt>,
        last_error -> Nullable<Binary>,
        created_at -> BigInt,
        sent_at -> Nullable<BigInt>,
        digest_for -> Nullable<Text>,
    }
}

diesel::table! {
    draft_codes (hash) {
        hash -> Text,
        draft_id -> Text,
        way -> Text,
        made_at -> BigInt,
    }
}

diesel::table! {
    draft_addresses (draft_id) {
        draft_id -> Text,
        address -> Binary,
        language -> Text,
        reminded_for -> Nullable<BigInt>,
    }
}

diesel::table! {
    draft_events (id) {
        id -> Text,
        draft_id -> Text,
        at -> BigInt,
        actor -> Text,
        clerk_id -> Nullable<Text>,
        kind -> Text,
    }
}

diesel::table! {
    handovers (id) {
        id -> Text,
        draft_id -> Nullable<Text>,
        direction -> Text,
        clerk_id -> Text,
        visitor_hash -> Nullable<Text>,
        slug -> Text,
        service -> Text,
        resident -> Nullable<Binary>,
        given_at -> BigInt,
        taken_at -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
        ending -> Nullable<Text>,
    }
}

diesel::table! {
    files (id) {
        id -> Text,
        draft_id -> Nullable<Text>,
        submission_id -> Nullable<Text>,
        sender_id -> Nullable<Text>,
        kind -> Text,
        bytes -> BigInt,
        sha256 -> Text,
        key -> Binary,
        created_at -> BigInt,
        scan -> Text,
        scan_at -> Nullable<BigInt>,
        scan_attempts -> Integer,
        malware -> Nullable<Text>,
    }
}

diesel::table! {
    case_tags (case_id, tag, department) {
        case_id -> Text,
        tag -> Text,
        department -> Text,
    }
}

diesel::table! {
    department_tags (department, tag) {
        department -> Text,
        tag -> Text,
        added_at -> BigInt,
    }
}

diesel::table! {
    saved_views (id) {
        id -> Text,
        clerk_id -> Text,
        name -> Text,
        query -> Binary,
        created_at -> BigInt,
    }
}

diesel::table! {
    case_holds (case_id) {
        case_id -> Text,
        keep_until -> Text,
        reason -> Binary,
        held_by -> Text,
        held_at -> BigInt,
    }
}

diesel::table! {
    kept_payments (id) {
        id -> Text,
        batch_id -> Text,
        form_id -> Text,
        amount -> BigInt,
        content -> Nullable<Binary>,
        returned_at -> Nullable<BigInt>,
        returned_for -> Nullable<Binary>,
    }
}

diesel::table! {
    erased_cases (case_id) {
        case_id -> Text,
        form_id -> Text,
        department -> Text,
        channel -> Text,
        received_at -> BigInt,
        decided_at -> Nullable<BigInt>,
        waited -> BigInt,
        was_asked -> Bool,
        cause -> Text,
        ground -> Nullable<Text>,
        erased_at -> BigInt,
    }
}

diesel::table! {
    erased_files (id) {
        id -> Text,
        case_id -> Text,
        erased_at -> BigInt,
    }
}

diesel::table! {
    papers_done (case_id, rule) {
        case_id -> Text,
        rule -> Text,
    }
}

diesel::joinable!(case_tags -> cases (case_id));
diesel::joinable!(case_tasks -> cases (case_id));
diesel::joinable!(cases -> submissions (submission_id));
diesel::joinable!(case_words -> cases (case_id));
diesel::joinable!(reassignments -> cases (case_id));
diesel::joinable!(case_visits -> cases (case_id));
diesel::joinable!(second_steps -> cases (case_id));
diesel::joinable!(checks -> cases (case_id));
diesel::joinable!(proposals -> cases (case_id));
diesel::joinable!(inquiries -> cases (case_id));
diesel::joinable!(decisions -> cases (case_id));
diesel::joinable!(payments -> cases (case_id));
diesel::joinable!(payments -> payment_batches (batch_id));
diesel::joinable!(draft_codes -> drafts (draft_id));
diesel::joinable!(draft_addresses -> drafts (draft_id));
diesel::joinable!(draft_events -> drafts (draft_id));
diesel::joinable!(handovers -> drafts (draft_id));
diesel::joinable!(staff_sessions -> clerks (clerk_id));
diesel::joinable!(clerk_departments -> clerks (clerk_id));
diesel::allow_tables_to_appear_in_same_query!(
    case_tags,
    department_tags,
    saved_views,
    keys,
    form_versions,
    clerks,
    clerk_departments,
    staff_sessions,
    sign_in_attempts,
    drafts,
    draft_codes,
    draft_addresses,
    draft_events,
    handovers,
    senders,
    submissions,
    assistances,
    files,
    cases,
    second_steps,
    checks,
    proposals,
    case_links,
    inquiries,
    case_answers,
    decisions,
    payment_batches,
    payments,
    case_bias,
    case_events,
    case_visits,
    case_tasks,
    deputies,
    reassignments,
    digests,
    audit_head,
    outbox,
    case_holds,
    kept_payments,
    erased_cases,
    erased_files,
    papers_done,
);
