"""What seals decisions, those that are there already included, and why each post waits that waits already."""

from django.db import migrations

# Each part after its length, so that no two decisions have the same words. `archive/moderation/queries/chain.py`
# puts the same words together and says where they differ.
WORDS = """
CREATE FUNCTION archive_sealed_words(d archive_decision, place bigint, before text, salt text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT string_agg(octet_length(coalesce(part, '')) || ':' || coalesce(part, ''), ',' ORDER BY at)
    FROM unnest(ARRAY[
        place::text, before, salt, d.id::text,
        to_char(d.created AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        d.act, d.rule, d.rule_version::text, d.reason, d.moderator_id::text,
        d.claim_id::text, d.evidence_id::text, d.source_id::text, d.comment_id::text, d.person_id::text,
        d.debate_id::text, d.version::text, d.detail::text, d.is_automated::text,
        d.undoes_id::text, d.part_of_id::text
    ]) WITH ORDINALITY AS parts(part, at)
$$
"""
# One after the other: the lock ends with the transaction, and nothing else is waited for after it.
SEAL = """
CREATE FUNCTION archive_seal_decision(number bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    latest archive_seal;
    sealed archive_decision;
    secret text := gen_random_uuid()::text;
BEGIN
    PERFORM pg_advisory_xact_lock(7102201);
    SELECT * INTO latest FROM archive_seal ORDER BY place DESC LIMIT 1;
    SELECT * INTO sealed FROM archive_decision WHERE id = number;
    INSERT INTO archive_seal (decision_id, place, before, salt, digest) VALUES (
        number, coalesce(latest.place, 0) + 1, coalesce(latest.digest, ''), secret,
        encode(sha256(convert_to(
            archive_sealed_words(sealed, coalesce(latest.place, 0) + 1, coalesce(latest.digest, ''), secret), 'UTF8'
        )), 'hex'));
END
$$
"""
SEAL_EARLIER = """
DO $$
DECLARE number bigint;
BEGIN
    FOR number IN SELECT id FROM archive_decision ORDER BY id LOOP
        PERFORM archive_seal_decision(number);
    END LOOP;
END
$$
"""
HOLDS = [
    f"""
    INSERT INTO archive_hold ({thing}_id, cause, detail, weight, created)
    SELECT id, 'newcomer', '{{}}', 1, created FROM archive_{thing} WHERE state = 'held'
    """
    for thing in ("claim", "evidence", "source", "comment")
]


class Migration(migrations.Migration):
    dependencies = [("archive", "0008_moderating")]

    operations = [
        migrations.RunSQL(WORDS, "DROP FUNCTION archive_sealed_words(archive_decision, bigint, text, text)"),
        migrations.RunSQL(SEAL, "DROP FUNCTION archive_seal_decision(bigint)"),
        migrations.RunSQL(SEAL_EARLIER, migrations.RunSQL.noop),
        *(migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in HOLDS),
    ]
