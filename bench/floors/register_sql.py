"""Who is on the register on a day, as SQL over a registration `r`; `{}` is the day."""

LIVE = "('active', 'on_leave', 'suspended')"
STATE_THEN = (
    "(SELECT v.to_state FROM supporters_registrationmove v WHERE v.registration_id = r.id"
    " AND v.moved_on <= {} ORDER BY v.moved_on DESC, v.id DESC LIMIT 1) IN " + LIVE
)
TERM_OF_PERSON = (
    "EXISTS (SELECT FROM supporters_registrationterm o JOIN supporters_registration q"
    " ON q.id = o.registration_id WHERE q.person_id = r.person_id AND q.program_id = r.program_id"
    " AND o.valid_from <= {0} AND (o.valid_through IS NULL OR o.valid_through >= {0}))"
)
