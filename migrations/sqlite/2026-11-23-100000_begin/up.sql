-- Instants (…_at) are microseconds since 1970 in UTC; days (…_on) are ISO dates; ids are UUIDs as text.

-- Keys of drafts and cases, each sealed by a master key. What a BLOB of another table holds is sealed by one of them.
-- No foreign key leads here: a key goes first, and then the rows that nobody can read any more.
CREATE TABLE keys (
    id TEXT PRIMARY KEY NOT NULL,
    purpose TEXT NOT NULL,
    master TEXT NOT NULL,
    wrapped BLOB NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX keys_by_purpose ON keys (purpose, made_at);
CREATE INDEX keys_by_master ON keys (master, id);

CREATE TABLE form_versions (
    version TEXT PRIMARY KEY NOT NULL,
    form_id TEXT NOT NULL,
    slug TEXT NOT NULL,
    bundle TEXT NOT NULL,
    first_seen_at BIGINT NOT NULL
);

CREATE INDEX form_versions_by_slug ON form_versions (slug, first_seen_at);

CREATE TABLE clerks (
    id TEXT PRIMARY KEY NOT NULL,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT,
    personnel_number TEXT,
    unit TEXT,
    phone TEXT,
    email TEXT,
    superior_id TEXT REFERENCES clerks (id),
    at_desk BOOLEAN NOT NULL DEFAULT FALSE
);

CREATE TABLE clerk_departments (
    clerk_id TEXT NOT NULL REFERENCES clerks (id) ON DELETE CASCADE,
    department TEXT NOT NULL,
    PRIMARY KEY (clerk_id, department)
);

-- `open_draft` and `open_number`: the one case that lies open at the desk. No foreign keys: a draft that is gone
-- was that case until another one is opened.
CREATE TABLE staff_sessions (
    token_hash TEXT PRIMARY KEY NOT NULL,
    clerk_id TEXT NOT NULL REFERENCES clerks (id) ON DELETE CASCADE,
    csrf_token TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    open_draft TEXT,
    open_number TEXT,
    open_reissue BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX staff_sessions_by_clerk ON staff_sessions (clerk_id);

CREATE TABLE sign_in_attempts (
    login_hash TEXT PRIMARY KEY NOT NULL,
    attempts BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sign_in_attempts_by_expiry ON sign_in_attempts (expires_at);

CREATE TABLE drafts (
    id TEXT PRIMARY KEY NOT NULL,
    key_id TEXT NOT NULL,
    visitor_hash TEXT,
    clerk_id TEXT REFERENCES clerks (id) ON DELETE CASCADE,
    form_id TEXT NOT NULL,
    slug TEXT NOT NULL,
    version TEXT NOT NULL REFERENCES form_versions (version),
    channel TEXT NOT NULL,
    content BLOB NOT NULL,
    revision BIGINT NOT NULL,
    submit_key TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    CHECK (visitor_hash IS NULL OR clerk_id IS NULL),
    CHECK (channel = 'inquiry' OR visitor_hash IS NOT NULL OR clerk_id IS NOT NULL)
);
CREATE UNIQUE INDEX drafts_one_a_visitor_and_form ON drafts (visitor_hash, form_id);
CREATE INDEX drafts_by_key ON drafts (key_id);
CREATE INDEX drafts_by_clerk ON drafts (clerk_id);
CREATE INDEX drafts_by_expiry ON drafts (expires_at);

-- What opens a draft on another device: the hashes of its codes. One that was shown takes the place of the
-- last one shown; mails hold one each.
CREATE TABLE draft_codes (
    hash TEXT PRIMARY KEY NOT NULL,
    draft_id TEXT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
    way TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX draft_codes_by_draft ON draft_codes (draft_id);

-- Where mails about a draft go, for as long as there is a draft. `reminded_for` is the end of the draft that was
-- last told about.
CREATE TABLE draft_addresses (
    draft_id TEXT PRIMARY KEY NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
    address BLOB NOT NULL,
    language TEXT NOT NULL,
    reminded_for BIGINT
);

-- What happened to a draft before it is sent; it becomes the beginning of the case's history.
CREATE TABLE draft_events (
    id TEXT PRIMARY KEY NOT NULL,
    draft_id TEXT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    clerk_id TEXT REFERENCES clerks (id),
    kind TEXT NOT NULL
);
CREATE INDEX draft_events_by_draft ON draft_events (draft_id, at);

-- Drafts that changed hands between the desk and a person, so that both sides see the state: `out` to the person,
-- `in` to the desk. `visitor_hash` is whose it was before the desk; of one on its way out, the token that nobody has.
-- It holds no answers but the name that the clerk saw when they gave it away.
CREATE TABLE handovers (
    id TEXT PRIMARY KEY NOT NULL,
    draft_id TEXT REFERENCES drafts (id) ON DELETE SET NULL,
    direction TEXT NOT NULL,
    clerk_id TEXT NOT NULL REFERENCES clerks (id) ON DELETE CASCADE,
    visitor_hash TEXT,
    slug TEXT NOT NULL,
    service TEXT NOT NULL,
    resident BLOB,
    given_at BIGINT NOT NULL,
    taken_at BIGINT,
    ended_at BIGINT,
    ending TEXT,
    CHECK ((ended_at IS NULL) = (ending IS NULL))
);
CREATE INDEX handovers_by_draft ON handovers (draft_id);
CREATE INDEX handovers_by_clerk ON handovers (clerk_id, given_at);
CREATE INDEX handovers_by_visitor ON handovers (visitor_hash);
CREATE INDEX handovers_by_end ON handovers (ended_at);

-- Programs that may file. `services` is a JSON list of form ids; without it all are meant.
CREATE TABLE senders (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL UNIQUE,
    contact TEXT,
    key_hash TEXT NOT NULL UNIQUE,
    services TEXT,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT
);

CREATE TABLE submissions (
    id TEXT PRIMARY KEY NOT NULL,
    submit_key TEXT NOT NULL UNIQUE,
    form_id TEXT NOT NULL,
    version TEXT NOT NULL REFERENCES form_versions (version),
    channel TEXT NOT NULL,
    content BLOB NOT NULL,
    visitor_hash TEXT,
    filed_by TEXT REFERENCES clerks (id),
    sender_id TEXT REFERENCES senders (id),
    request_hash TEXT,
    secret_hash TEXT,
    reuse_hash TEXT,
    reusable_until BIGINT,
    filed_at BIGINT NOT NULL,
    received_on TEXT NOT NULL,
    shortcomings BLOB
);
CREATE INDEX submissions_by_sender ON submissions (sender_id);
CREATE INDEX submissions_by_visitor ON submissions (visitor_hash, filed_at);
CREATE INDEX submissions_by_reuse ON submissions (reuse_hash);
CREATE INDEX submissions_by_end_of_reuse ON submissions (reusable_until);
CREATE INDEX submissions_by_clerk ON submissions (filed_by, filed_at);

-- What the figures of the desk count: one row an application that was taken down there. It stays when the application is
-- erased, under an id that nothing else has.
CREATE TABLE assistances (
    submission_id TEXT PRIMARY KEY NOT NULL,
    place TEXT NOT NULL,
    mode TEXT NOT NULL,
    language TEXT NOT NULL,
    seconds BIGINT NOT NULL,
    filed_on TEXT NOT NULL
);
CREATE INDEX assistances_by_day ON assistances (filed_on);

-- Files on the disk, by the same id. Those that belong to no draft and no submission are swept. `scan`: whether it was
-- looked at for malware; while it waits, `scan_at` is when it is looked at next, or when whoever looks at it just now is
-- given up. `malware`: what it is, by the name that the scanner has for it.
CREATE TABLE files (
    id TEXT PRIMARY KEY NOT NULL,
    draft_id TEXT REFERENCES drafts (id) ON DELETE SET NULL,
    submission_id TEXT REFERENCES submissions (id) ON DELETE SET NULL,
    sender_id TEXT REFERENCES senders (id) ON DELETE SET NULL,
    kind TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    key BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    scan TEXT NOT NULL CHECK (scan IN ('unasked', 'waiting', 'clean', 'found')),
    scan_at BIGINT,
    scan_attempts INTEGER NOT NULL DEFAULT 0,
    malware TEXT,
    CHECK ((scan = 'waiting') = (scan_at IS NOT NULL)),
    CHECK ((scan = 'found') = (malware IS NOT NULL)),
    CHECK ((draft_id IS NULL OR submission_id IS NULL)
        AND (sender_id IS NULL OR (draft_id IS NULL AND submission_id IS NULL)))
);
CREATE INDEX files_by_draft ON files (draft_id);
CREATE INDEX files_by_sender ON files (sender_id);
CREATE INDEX files_by_submission ON files (submission_id);
CREATE INDEX files_to_scan ON files (scan_at);

-- `complete_by`: the day until which the rest of an incomplete application is to come; what it lacks stands with the
-- submission. `code_round`: how many codes for asking where it stands were given out before the one that counts.
-- `outcome`: how it is decided, or proposed to be while it waits for a second signature by somebody else than
-- `proposed_by`. `waited`: microseconds before `waiting_since` in which the department waited for somebody outside.
-- `fixed_on`: the day until which the service promises a decision, whether it waits or not; `promised_on`: by what stands
-- still meanwhile, had it waited for nobody since `complete_on`, from which some run; `waited_before`: how much of
-- `waited` was before that. `due_on`: when somebody has to look at it next, the earliest of these, the follow-up and the
-- open tasks. `ended_at`: since when it is at its end, from which retention counts.
CREATE TABLE cases (
    id TEXT PRIMARY KEY NOT NULL,
    key_id TEXT NOT NULL,
    submission_id TEXT NOT NULL UNIQUE REFERENCES submissions (id),
    receipt_number TEXT NOT NULL UNIQUE,
    form_id TEXT NOT NULL,
    department TEXT NOT NULL,
    state TEXT NOT NULL,
    clerk_id TEXT REFERENCES clerks (id),
    outcome TEXT,
    proposed_by TEXT REFERENCES clerks (id),
    decided_at BIGINT,
    waiting_since BIGINT,
    waited BIGINT NOT NULL DEFAULT 0,
    file_reference BLOB,
    applicant_name BLOB NOT NULL,
    tags TEXT NOT NULL,
    channel TEXT NOT NULL,
    duplicate_key TEXT,
    received_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    complete_by TEXT,
    listed BLOB,
    code_round BIGINT NOT NULL DEFAULT 0,
    fixed_on TEXT,
    promised_on TEXT,
    complete_on TEXT,
    waited_before BIGINT NOT NULL DEFAULT 0,
    follow_up_on TEXT,
    follow_up_for BLOB,
    due_on TEXT,
    ended_at BIGINT
);
CREATE INDEX cases_by_inbox ON cases (department, state, received_at, id);
CREATE INDEX cases_by_service ON cases (department, form_id, state, received_at, id);
CREATE INDEX cases_by_clerk ON cases (clerk_id, state, department, received_at, id);
CREATE INDEX cases_by_due ON cases (department, state, due_on, id);
CREATE INDEX cases_by_clerk_and_decision ON cases (clerk_id, department, decided_at);
CREATE INDEX cases_by_clerk_and_due ON cases (clerk_id, state, department, due_on, id);
CREATE INDEX cases_by_duplicate_key ON cases (duplicate_key);
-- For retention.
CREATE INDEX cases_by_end ON cases (form_id, ended_at);
CREATE INDEX cases_by_key ON cases (key_id);
-- For the figures of departments.
CREATE INDEX cases_by_arrival ON cases (department, received_at, form_id, channel, id);
CREATE INDEX cases_by_decision ON cases (department, decided_at, form_id, received_at, waited);

-- Tags of cases: `form:` before those that the form's routing gave, which go with the case and have no department;
-- `own:` before those that staff put on, which count only while their department has the case.
CREATE TABLE case_tags (
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    department TEXT NOT NULL,
    PRIMARY KEY (case_id, tag, department)
);
CREATE INDEX case_tags_by_tag ON case_tags (tag, department, case_id);

-- The tags that staff of a department have used.
CREATE TABLE department_tags (
    department TEXT NOT NULL,
    tag TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (department, tag)
);

-- Views of the inbox that a person keeps: a name, and the filter as the address of the inbox says it.
CREATE TABLE saved_views (
    id TEXT PRIMARY KEY NOT NULL,
    clerk_id TEXT NOT NULL REFERENCES clerks (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    query BLOB NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX saved_views_by_name ON saved_views (clerk_id, name);

-- Applicants who look at where their application stands, by number and code: the hash of their browser's token.
CREATE TABLE case_visits (
    token_hash TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    code_round BIGINT NOT NULL,
    csrf_token TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);
CREATE INDEX case_visits_by_case ON case_visits (case_id);
CREATE INDEX case_visits_by_time ON case_visits (seen_at);

-- The words by which cases are found, as hashes. Department and arrival stand here too, so that one index has the
-- cases with a word in order.
CREATE TABLE case_words (
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    word BIGINT NOT NULL,
    department TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (case_id, word)
);
CREATE INDEX case_words_by_word ON case_words (department, word, received_at, case_id);

-- Drafts of what is said on a case that was filed: they end with it.
ALTER TABLE drafts ADD COLUMN case_id TEXT REFERENCES cases (id) ON DELETE CASCADE;
CREATE INDEX drafts_by_case ON drafts (case_id);
-- The applicant's answer to an inquiry belongs to nobody but its case; there is one at a time.
CREATE UNIQUE INDEX drafts_one_a_case ON drafts (case_id) WHERE visitor_hash IS NULL AND clerk_id IS NULL;

-- What somebody else than the applicant has to say on a case: asked with the filing, answered once.
CREATE TABLE second_steps (
    case_id TEXT PRIMARY KEY NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    asked_of TEXT NOT NULL,
    asked_id TEXT REFERENCES clerks (id),
    asked_at BIGINT NOT NULL,
    content BLOB,
    answered_by TEXT REFERENCES clerks (id),
    answered_at BIGINT,
    submit_key TEXT UNIQUE,
    CHECK ((content IS NULL) = (answered_at IS NULL))
);
CREATE INDEX second_steps_by_asked ON second_steps (asked_id, answered_at);

-- What the department checked beside the answers of a case, and what it accepts of them: the newest only. `answers_number`
-- and `revision` tell which answers, and which state of the case, it was saved for.
CREATE TABLE checks (
    case_id TEXT PRIMARY KEY NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    content BLOB NOT NULL,
    answers_number BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    saved_by TEXT NOT NULL REFERENCES clerks (id),
    saved_at BIGINT NOT NULL
);

-- What the department proposes to a committee for a case, with its short reason: the newest.
CREATE TABLE proposals (
    case_id TEXT PRIMARY KEY NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    content BLOB NOT NULL,
    answers_number BIGINT NOT NULL,
    saved_by TEXT NOT NULL REFERENCES clerks (id),
    saved_at BIGINT NOT NULL
);

-- Two cases that belong together, as somebody of the department said; the smaller id stands first.
CREATE TABLE case_links (
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    other_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    linked_by TEXT NOT NULL REFERENCES clerks (id),
    linked_at BIGINT NOT NULL,
    PRIMARY KEY (case_id, other_id),
    CHECK (case_id < other_id)
);
CREATE INDEX case_links_by_other ON case_links (other_id);

-- Questions of the department to the applicant, and papers that it asks for; one of a case is open at a time. `fields`
-- is a JSON list of the places of the answers that may be changed, `reply` what was written beside them. `seen_at`: the
-- applicant opened it. `reminded_at`, `overdue_at`: the mails before and after the day were written.
CREATE TABLE inquiries (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    asked_by TEXT NOT NULL REFERENCES clerks (id),
    asked_at BIGINT NOT NULL,
    due_on TEXT NOT NULL,
    question BLOB NOT NULL,
    fields TEXT NOT NULL,
    way TEXT NOT NULL,
    seen_at BIGINT,
    reminded_at BIGINT,
    overdue_at BIGINT,
    reply BLOB,
    answered_by TEXT REFERENCES clerks (id),
    submit_key TEXT UNIQUE,
    ended_at BIGINT,
    ended TEXT,
    CHECK ((ended_at IS NULL) = (ended IS NULL))
);
CREATE INDEX inquiries_by_case ON inquiries (case_id, asked_at);
CREATE UNIQUE INDEX inquiries_one_open_a_case ON inquiries (case_id) WHERE ended_at IS NULL;
CREATE INDEX inquiries_by_day ON inquiries (due_on) WHERE ended_at IS NULL;

-- What a case says after an inquiry was answered: all answers anew, numbered from 1. What was filed stays with the
-- submission.
CREATE TABLE case_answers (
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    inquiry_id TEXT NOT NULL REFERENCES inquiries (id),
    content BLOB NOT NULL,
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (case_id, number)
);

-- What was decided on a case: proposed, signed, written in a letter that nobody changes any more, and how that reached
-- the applicant. One a case; a proposal that was sent back is replaced by the next one. `amount` is in cents.
CREATE TABLE decisions (
    case_id TEXT PRIMARY KEY NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    outcome TEXT NOT NULL,
    amount BIGINT,
    reason_codes TEXT NOT NULL,
    content BLOB NOT NULL,
    proposed_by TEXT NOT NULL REFERENCES clerks (id),
    proposed_at BIGINT NOT NULL,
    signed_by TEXT REFERENCES clerks (id),
    signed_at BIGINT,
    decided_on TEXT,
    letter BLOB,
    letter_hash TEXT,
    way TEXT,
    provided_at BIGINT,
    notified_at BIGINT,
    fetch_by TEXT,
    fetched_at BIGINT,
    ended_at BIGINT,
    posted_on TEXT,
    goes_abroad BOOLEAN NOT NULL DEFAULT FALSE,
    arrived_on TEXT,
    counts_on TEXT,
    CHECK ((signed_at IS NULL) = (decided_on IS NULL)),
    CHECK ((signed_at IS NULL) = (letter IS NULL)),
    CHECK ((letter IS NULL) = (letter_hash IS NULL)),
    CHECK (way IS NULL OR letter IS NOT NULL),
    CHECK (fetched_at IS NULL OR ended_at IS NULL),
    CHECK (posted_on IS NULL OR fetched_at IS NULL)
);
CREATE INDEX decisions_by_day ON decisions (decided_on) WHERE decided_on IS NOT NULL;
CREATE INDEX decisions_to_fetch ON decisions (provided_at) WHERE provided_at IS NOT NULL AND fetched_at IS NULL AND ended_at IS NULL;

-- Lists of payments for the treasury (Zahlungslisten), counted by department and year. `payments` and `total` (cents) are
-- as it went out; `debtor` is the account of the municipality at that time, `file` what goes to the bank,
-- as bytes, and `file_hash` its hash. The file holds accounts of all its cases; it is a voucher (§ 147 AO)
-- and stays until the list is erased, as `kept_payments` do. `saved_at` and `saved_by` tell of the last time that a file of it was saved.
CREATE TABLE payment_batches (
    id TEXT PRIMARY KEY NOT NULL,
    key_id TEXT NOT NULL,
    department TEXT NOT NULL,
    year BIGINT NOT NULL,
    number BIGINT NOT NULL,
    made_by TEXT NOT NULL REFERENCES clerks (id),
    made_at BIGINT NOT NULL,
    execute_on TEXT NOT NULL,
    debtor BLOB,
    payments BIGINT NOT NULL,
    total BIGINT NOT NULL,
    file BLOB,
    file_hash TEXT,
    saved_at BIGINT,
    saved_by TEXT REFERENCES clerks (id),
    CHECK ((file IS NULL) = (file_hash IS NULL)),
    CHECK ((saved_at IS NULL) = (saved_by IS NULL)),
    UNIQUE (department, year, number)
);

-- What is to be paid by a decision, and what was: a row waits without a list, and goes out with one, once. One that came
-- back is followed by another. One that is stopped (`stopped_at`) waits until somebody else lifts it. `department` is that
-- of the case, which stays where it was decided. `content` is what goes out; when the case is erased, it moves to `kept_payments`. `amount` is in cents.
CREATE TABLE payments (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    amount BIGINT NOT NULL CHECK (amount > 0),
    department TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    batch_id TEXT REFERENCES payment_batches (id),
    content BLOB,
    returned_at BIGINT,
    returned_by TEXT REFERENCES clerks (id),
    returned_for BLOB,
    stopped_at BIGINT,
    stopped_by TEXT REFERENCES clerks (id),
    stopped_for BLOB,
    CHECK ((batch_id IS NULL) = (content IS NULL)),
    CHECK (returned_at IS NULL OR batch_id IS NOT NULL),
    CHECK ((stopped_at IS NULL) = (stopped_by IS NULL)),
    CHECK (stopped_at IS NULL OR batch_id IS NULL)
);
CREATE UNIQUE INDEX payments_one_open ON payments (case_id) WHERE returned_at IS NULL;
CREATE INDEX payments_by_case ON payments (case_id);
CREATE INDEX payments_waiting ON payments (department, due_at, id) WHERE batch_id IS NULL;
CREATE INDEX payments_by_batch ON payments (batch_id) WHERE batch_id IS NOT NULL;

-- Cases that are not erased before a day, though their time is over, with why: the newest word on it.
CREATE TABLE case_holds (
    case_id TEXT PRIMARY KEY NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    keep_until TEXT NOT NULL,
    reason BLOB NOT NULL,
    held_by TEXT NOT NULL REFERENCES clerks (id),
    held_at BIGINT NOT NULL
);

-- Payments of lists whose case is erased: bookkeeping lasts longer. `content` is sealed by the key of the list; none where
-- it was erased with the case in another copy of the database.
CREATE TABLE kept_payments (
    id TEXT PRIMARY KEY NOT NULL,
    batch_id TEXT NOT NULL REFERENCES payment_batches (id) ON DELETE CASCADE,
    form_id TEXT NOT NULL,
    amount BIGINT NOT NULL,
    content BLOB,
    returned_at BIGINT,
    returned_for BLOB
);
CREATE INDEX kept_payments_by_batch ON kept_payments (batch_id);

-- What is left of a case that is erased: what the figures count, and that it was; nothing of what it was about, not even
-- its number. `cause`: the period was over, somebody asked for it (`ground`: by which point of Article 17), or its key
-- was gone.
CREATE TABLE erased_cases (
    case_id TEXT PRIMARY KEY NOT NULL,
    form_id TEXT NOT NULL,
    department TEXT NOT NULL,
    channel TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    decided_at BIGINT,
    waited BIGINT NOT NULL,
    was_asked BOOLEAN NOT NULL,
    cause TEXT NOT NULL,
    ground TEXT,
    erased_at BIGINT NOT NULL
);
CREATE INDEX erased_cases_by_arrival ON erased_cases (department, received_at, form_id, channel);
CREATE INDEX erased_cases_by_decision ON erased_cases (department, decided_at, form_id, received_at, waited);

-- Files of a case that were erased before it: their form says how long papers of this kind are kept.
CREATE TABLE erased_files (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    erased_at BIGINT NOT NULL
);
CREATE INDEX erased_files_by_case ON erased_files (case_id);

-- On which cases a rule for papers was carried out, so that nobody looks into their answers again.
CREATE TABLE papers_done (
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    rule TEXT NOT NULL,
    PRIMARY KEY (case_id, rule)
);

-- What happened to cases, and who read them: rows are only ever added, and stay when their case is deleted, so no
-- foreign key. The columns from seq on are the chain (src/domain/chain.rs): a row has a place in it from the commit on.
-- A detail may be erased with its case; its salted hash stays, so that the chain can still be verified.
CREATE TABLE case_events (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    clerk_id TEXT REFERENCES clerks (id),
    kind TEXT NOT NULL,
    detail BLOB,
    detail_hash TEXT,
    digest TEXT NOT NULL,
    seq BIGINT UNIQUE,
    chain TEXT
);
CREATE INDEX case_events_by_case ON case_events (case_id, kind, at);

-- The last link of the chain: one row.
CREATE TABLE audit_head (
    id BIGINT PRIMARY KEY NOT NULL CHECK (id = 1),
    seq BIGINT NOT NULL,
    chain TEXT NOT NULL
);
INSERT INTO audit_head (id, seq, chain)
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

CREATE TRIGGER case_events_unchanged BEFORE UPDATE ON case_events
WHEN NOT (
    NEW.id IS OLD.id AND NEW.case_id IS OLD.case_id AND NEW.at IS OLD.at
    AND NEW.actor IS OLD.actor AND NEW.clerk_id IS OLD.clerk_id AND NEW.kind IS OLD.kind
    AND NEW.detail_hash IS OLD.detail_hash AND NEW.digest IS OLD.digest
    AND (
        -- The place in the chain, given once.
        (OLD.seq IS NULL AND OLD.chain IS NULL AND NEW.seq IS NOT NULL AND NEW.chain IS NOT NULL
            AND NEW.detail IS OLD.detail)
        -- The erasure of the detail.
        OR (OLD.detail IS NOT NULL AND NEW.detail IS NULL
            AND NEW.seq IS OLD.seq AND NEW.chain IS OLD.chain)
    )
)
BEGIN SELECT RAISE(ABORT, 'case_events is append-only'); END;
CREATE TRIGGER case_events_undeleted BEFORE DELETE ON case_events
BEGIN SELECT RAISE(ABORT, 'case_events is append-only'); END;
CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head WHEN NEW.seq < OLD.seq
BEGIN SELECT RAISE(ABORT, 'audit_head goes forward only'); END;
CREATE TRIGGER audit_head_undeleted BEFORE DELETE ON audit_head
BEGIN SELECT RAISE(ABORT, 'audit_head stays'); END;

-- What is to be done on a case, by a day and by somebody; where nobody is named, by who has the case.
CREATE TABLE case_tasks (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    text BLOB NOT NULL,
    due_on TEXT NOT NULL,
    clerk_id TEXT REFERENCES clerks (id),
    made_by TEXT NOT NULL REFERENCES clerks (id),
    made_at BIGINT NOT NULL,
    done_by TEXT REFERENCES clerks (id),
    done_at BIGINT,
    CHECK ((done_by IS NULL) = (done_at IS NULL))
);
CREATE INDEX case_tasks_by_case ON case_tasks (case_id, done_at, due_on);
CREATE INDEX case_tasks_by_clerk ON case_tasks (clerk_id, done_at, due_on);

-- Who stands in for whom, from a day to a day, both included.
CREATE TABLE deputies (
    id TEXT PRIMARY KEY NOT NULL,
    clerk_id TEXT NOT NULL REFERENCES clerks (id) ON DELETE CASCADE,
    deputy_id TEXT NOT NULL REFERENCES clerks (id) ON DELETE CASCADE,
    from_on TEXT NOT NULL,
    until_on TEXT NOT NULL,
    set_by TEXT NOT NULL REFERENCES clerks (id),
    set_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX deputies_by_clerk ON deputies (clerk_id, until_on);
CREATE INDEX deputies_by_deputy ON deputies (deputy_id, until_on);

-- Cases that went from one department to another. The old one keeps this and nothing else of them. `event_id`: the
-- event of it; notes that are older stay behind, unless they went along.
CREATE TABLE reassignments (
    event_id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    from_department TEXT NOT NULL,
    to_department TEXT NOT NULL,
    with_notes BOOLEAN NOT NULL,
    reason BLOB NOT NULL,
    clerk_id TEXT NOT NULL REFERENCES clerks (id),
    at BIGINT NOT NULL
);
CREATE INDEX reassignments_by_case ON reassignments (case_id, at);
CREATE INDEX reassignments_by_department ON reassignments (from_department, at);

-- To whom it was told on which day what is due: a clerk, or a department. One row a day, whichever process is first.
CREATE TABLE digests (
    addressee TEXT NOT NULL,
    day_on TEXT NOT NULL,
    PRIMARY KEY (addressee, day_on)
);

-- Who declared themselves biased on a case: it is locked for them while the declaration is in force.
CREATE TABLE case_bias (
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    clerk_id TEXT NOT NULL REFERENCES clerks (id),
    reason TEXT NOT NULL,
    remark BLOB,
    declared_at BIGINT NOT NULL,
    lifted_at BIGINT,
    lifted_by TEXT REFERENCES clerks (id),
    lifted_for BLOB,
    PRIMARY KEY (case_id, clerk_id, declared_at)
);
CREATE INDEX case_bias_by_clerk ON case_bias (clerk_id, lifted_at);

-- Mails about a case or about a draft; they go with it. `digest_for`: whom a mail tells what is due, a clerk's or a
-- department's id.
CREATE TABLE outbox (
    id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    case_id TEXT REFERENCES cases (id) ON DELETE CASCADE,
    draft_id TEXT REFERENCES drafts (id) ON DELETE CASCADE,
    recipient BLOB,
    language TEXT NOT NULL,
    message_id TEXT NOT NULL UNIQUE,
    attempts INTEGER NOT NULL,
    state TEXT NOT NULL,
    next_at BIGINT NOT NULL,
    claimed_until BIGINT,
    last_error BLOB,
    created_at BIGINT NOT NULL,
    sent_at BIGINT,
    digest_for TEXT,
    CHECK (
        (CASE WHEN case_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN draft_id IS NULL THEN 0 ELSE 1 END)
        + (CASE WHEN digest_for IS NULL THEN 0 ELSE 1 END) = 1
    )
);
-- In the order in which messages leave: a long queue costs no more than a short one.
CREATE INDEX outbox_by_turn ON outbox (state, draft_id IS NOT NULL, next_at);
CREATE INDEX outbox_by_draft ON outbox (draft_id);
CREATE INDEX outbox_by_case ON outbox (case_id);
CREATE INDEX outbox_by_digest ON outbox (digest_for, created_at) WHERE digest_for IS NOT NULL;
