"""What searching stands on: one function for the words of a text, one for its plain letters, and six indexes."""

from django.db import migrations

# Scripts without spaces: Thai, Lao, Burmese, Khmer, kana, Han. The same as in core/words.py.
ALONE = (
    r"\u0E01-\u0EDF\u1000-\u109F\u1780-\u17D3\u3005-\u3007\u3041-\u30FF\u3400-\u4DBF\u4E00-\u9FFF"
    r"\uF900-\uFAFF\U00020000-\U0003FFFF"
)
# Signs that end a word, beside those of ASCII. The same as in archive/search/folding.py.
SIGNS = (
    r"\u0080-\u00A9\u00AB-\u00B1\u00B4\u00B6-\u00B8\u00BB\u00BF\u00D7\u00F7\u055A-\u055F\u0589\u05BE\u060C"
    r"\u061B\u061F\u066A-\u066D\u06D4\u0964\u0965\u2000-\u200B\u200E-\u206F\u20A0-\u20CF\u2190-\u2BFF"
    r"\u3000-\u3004\u3008-\u3020\uFE30-\uFE4F\uFEFF\uFFFD\U0001F000-\U0001FAFF"
)
ASCII_SIGNS = r"""!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || '"""

# Small letters without accents, and spaces for signs. Nothing but pg_catalog is named, so that an index can be
# made, restored and analysed under whatever search path.
FOLD = f"""
    IF octet_length(said) = length(said) THEN
        folded := lower(translate(said, '{ASCII_SIGNS}', repeat(' ', 37)));
    ELSE
        folded := lower(normalize(regexp_replace(normalize(said, NFKD), '[\\u0300-\\u036F]', '', 'g'), NFKC));
        folded := translate(folded, 'ς' || '{ASCII_SIGNS}', 'σ' || repeat(' ', 37));
        folded := regexp_replace(folded, '[{SIGNS}]', ' ', 'g');
    END IF;
"""

# The words as they are written; after "~" their English stems; pairs of characters, and the last alone, where there are no
# spaces; and whatever places are given, such as "#d7". No positions: they would only make the index larger.
WORDS = f"""
CREATE FUNCTION archive_search_words(said text, VARIADIC places text[]) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 4000 AS $$
DECLARE
    folded text;
    stems text[] := '{{}}';
    pairs text[] := '{{}}';
    found text[];
BEGIN
    said := left(said, 2000000);
    {FOLD}
    IF octet_length(folded) <> length(folded) AND folded ~ '[{ALONE}]' THEN
        SELECT array_agg(DISTINCT pair) INTO pairs FROM (
            SELECT coalesce(c || lead(c) OVER (PARTITION BY run ORDER BY at), c) AS pair
            FROM regexp_matches(folded, '[{ALONE}]+', 'g') WITH ORDINALITY AS runs(one, run),
                 unnest(string_to_array(one[1], NULL)) WITH ORDINALITY AS chars(c, at)
        ) AS two;
        folded := regexp_replace(folded, '[{ALONE}]+', ' ', 'g');
    END IF;
    FOR at IN 0 .. (greatest(length(folded), 1) - 1) / 100000 LOOP
        stems := stems || tsvector_to_array(
            to_tsvector('pg_catalog.english', substr(folded, at * 100000 + 1, 100000)));
    END LOOP;
    found := string_to_array(folded, ' ') || pairs || places;
    IF cardinality(stems) > 0 THEN
        found := found || string_to_array('~' || array_to_string(stems, ' ~'), ' ');
    END IF;
    IF length(folded) > 500 OR cardinality(pairs) > 500 THEN  -- too long a word, or too many, no index takes
        SELECT array_agg(word) INTO found FROM (
            SELECT word, sum(octet_length(word)) OVER (ORDER BY octet_length(word), word) AS so_far
            FROM (SELECT DISTINCT unnest(found) AS word) AS each
            WHERE octet_length(word) BETWEEN 1 AND 255
        ) AS summed WHERE so_far < 1000000;
    END IF;
    RETURN array_to_tsvector(array_remove(found, ''));
END $$
"""

# The letters of a text with one space around each word and each run of characters without spaces.
FOLDED = f"""
CREATE FUNCTION archive_search_folded(said text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 4000 AS $$
DECLARE
    folded text;
BEGIN
    {FOLD}
    IF octet_length(folded) <> length(folded) THEN
        folded := regexp_replace(folded, '([{ALONE}]+)', ' \\1 ', 'g');
    END IF;
    RETURN ' ' || regexp_replace(btrim(folded, ' '), '  +', ' ', 'g') || ' ';
END $$
"""

INDEXES = {
    "claim_search": (
        "archive_claim",
        "statement, '#g' || (id >> 11), '#h' || (id >> 15), '#d' || debate_id, '#a' || author_id",
    ),
    "evidence_search": (
        "archive_evidence",
        "tag || ' ' || quote, '#g' || (id >> 11), '#h' || (id >> 15), '#s' || source_id, '#a' || author_id",
    ),
    "debate_search": ("archive_debate", "title, '#d' || id"),
    "source_search": (
        "archive_source",
        "title || ' ' || jsonb_path_query_array(authors, '$[*].*')::text, '#s' || id",
    ),
    "source_text_search": ("archive_sourcetext", "text, '#s' || source_id"),
    "person_search": ("archive_user", "username || ' ' || display_name, '#a' || id"),
}


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0006_work_together"),
    ]

    operations = [
        migrations.RunSQL(WORDS, "DROP FUNCTION archive_search_words"),
        migrations.RunSQL(FOLDED, "DROP FUNCTION archive_search_folded"),
        *(
            migrations.RunSQL(
                f"CREATE INDEX {name} ON {table} USING gin (archive_search_words({words}))",
                f"DROP INDEX {name}",
            )
            for name, (table, words) in INDEXES.items()
        ),
        # More of the common words are counted than by default: it is these that searching has to be careful with.
        migrations.RunSQL("ALTER INDEX claim_search ALTER COLUMN 1 SET STATISTICS 300", migrations.RunSQL.noop),
        migrations.RunSQL(
            "ALTER INDEX evidence_search ALTER COLUMN 1 SET STATISTICS 300", migrations.RunSQL.noop
        ),
    ]
