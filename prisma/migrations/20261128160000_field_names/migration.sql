-- One word for each thing: columns, tables and the names inside JSON values. Data is carried over.

-- Columns and tables
ALTER TABLE "file" RENAME COLUMN "continues" TO "corrects_job_id";
ALTER TABLE "table" RENAME COLUMN "physical" TO "relation_name";
ALTER INDEX "table_schema_physical_key" RENAME TO "table_schema_relation_name_key";
ALTER TABLE "job" RENAME COLUMN "open_rejects" TO "pending_rejects";
ALTER TABLE "job" RENAME COLUMN "follow_up" TO "continuation_state";
ALTER TABLE "job" RENAME COLUMN "undone_by" TO "undone_by_job_id";
ALTER TABLE "reject" RENAME COLUMN "mended_by" TO "corrected_by_job_id";
ALTER INDEX "reject_open" RENAME TO "reject_pending";
ALTER TABLE "reject_group" RENAME COLUMN "place" TO "position";
ALTER TABLE "remembered_mapping" RENAME TO "saved_mapping";
ALTER TABLE "saved_mapping" RENAME COLUMN "shape" TO "heading_fingerprint";
ALTER TABLE "saved_mapping" RENAME CONSTRAINT "remembered_mapping_pkey" TO "saved_mapping_pkey";
ALTER TABLE "saved_mapping" RENAME CONSTRAINT "remembered_mapping_table_id_fkey" TO "saved_mapping_table_id_fkey";
ALTER INDEX "remembered_mapping_table_id_idx" RENAME TO "saved_mapping_table_id_idx";
ALTER INDEX "remembered_mapping_shape_table_id_key" RENAME TO "saved_mapping_heading_fingerprint_table_id_key";

-- What an import was asked to do: mend { first, from, alike } → correction { firstJobId, fromJobId, bulk }
UPDATE "job" SET "spec" = ("spec" - 'mend') || jsonb_build_object('correction',
    ("spec" -> 'mend') - '{first,from,alike}'::text[]
    || jsonb_build_object('firstJobId', "spec" #> '{mend,first}', 'fromJobId', "spec" #> '{mend,from}')
    || CASE WHEN "spec" -> 'mend' ? 'alike' THEN jsonb_build_object('bulk', "spec" #> '{mend,alike}') ELSE '{}' END)
  WHERE "spec" ? 'mend';

-- What an undo was asked to take along, and what it took
UPDATE "job" SET "spec" = ("spec" - 'continuations') || jsonb_build_object('includeCorrections', "spec" -> 'continuations')
  WHERE "kind" = 'undo' AND "spec" ? 'continuations';
UPDATE "job" SET "result" = ("result" - 'continuations') || jsonb_build_object('correctionImports', "result" -> 'continuations')
  WHERE "result" ? 'continuations';

-- What each attempt worked with: used → effective, and of its columns said → explicit
UPDATE "job" SET "log" = (
    SELECT jsonb_agg(
      CASE WHEN attempt ? 'used' THEN (attempt - 'used') || jsonb_build_object('effective',
        (attempt -> 'used') || jsonb_build_object('columns', (
          SELECT coalesce(jsonb_agg((c - 'said') || jsonb_build_object('explicit', c -> 'said') ORDER BY m), '[]')
            FROM jsonb_array_elements(attempt #> '{used,columns}') WITH ORDINALITY AS columns (c, m))))
      ELSE attempt END ORDER BY n)
    FROM jsonb_array_elements("log") WITH ORDINALITY AS attempts (attempt, n))
  WHERE "log" @? '$[*].used';

-- What inspection found: asides → nonDataRows, under → leafHeader, and the code of look-alike letters
UPDATE "file" SET "sheets" = (
    SELECT jsonb_agg(
      (sheet - 'asides')
      || CASE WHEN sheet ? 'asides' THEN jsonb_build_object('nonDataRows', sheet -> 'asides') ELSE '{}' END
      || CASE WHEN jsonb_typeof(sheet -> 'columns') = 'array' THEN jsonb_build_object('columns', (
          SELECT coalesce(jsonb_agg(
            (c - 'under')
            || CASE WHEN c ? 'under' THEN jsonb_build_object('leafHeader', c -> 'under') ELSE '{}' END
            || CASE WHEN jsonb_typeof(c -> 'warnings') = 'array' THEN jsonb_build_object('warnings', (
                SELECT coalesce(jsonb_agg(
                  CASE WHEN w ->> 'code' = 'look_alikes' THEN w || '{"code": "confusables"}' ELSE w END ORDER BY k), '[]')
                  FROM jsonb_array_elements(c -> 'warnings') WITH ORDINALITY AS warnings (w, k)))
              ELSE '{}' END
            ORDER BY m), '[]')
            FROM jsonb_array_elements(sheet -> 'columns') WITH ORDINALITY AS columns (c, m)))
        ELSE '{}' END
      ORDER BY n)
    FROM jsonb_array_elements("sheets") WITH ORDINALITY AS sheets (sheet, n))
  WHERE jsonb_typeof("sheets") = 'array';

-- Codes of errors and of issues
CREATE FUNCTION pg_temp.renamed_code(code text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce((SELECT m.new FROM (VALUES
    ('bad_request', 'invalid_request'), ('bad_table', 'invalid_table'), ('bad_filter', 'invalid_filter'),
    ('bad_cursor', 'invalid_cursor'), ('bad_rule', 'invalid_rule'), ('bad_range', 'invalid_range'),
    ('bad_mapping', 'invalid_mapping'), ('bad_key', 'invalid_key'), ('bad_mended_file', 'invalid_corrections_file'),
    ('bad_character', 'invalid_character'), ('either_number', 'ambiguous_number'),
    ('drop_unsaid', 'drop_not_confirmed'), ('job_over', 'job_finished'), ('job_not_over', 'job_not_finished'),
    ('rows_not_open', 'rows_already_resolved'), ('rows_break_rule', 'rows_violate_rule'),
    ('nothing_to_mend', 'no_pending_rejects'), ('table_refused', 'table_rejected_rows')
  ) AS m (old, new) WHERE m.old = $1), $1)
$$;
UPDATE "job" SET "error" = "error" || jsonb_build_object('code', pg_temp.renamed_code("error" ->> 'code'))
  WHERE "error" ? 'code';
UPDATE "file" SET "error" = "error" || jsonb_build_object('code', pg_temp.renamed_code("error" ->> 'code'))
  WHERE "error" ? 'code';
UPDATE "job" SET "log" = (
    SELECT jsonb_agg(
      CASE WHEN attempt ->> 'code' IS NOT NULL
        THEN attempt || jsonb_build_object('code', pg_temp.renamed_code(attempt ->> 'code')) ELSE attempt END ORDER BY n)
    FROM jsonb_array_elements("log") WITH ORDINALITY AS attempts (attempt, n))
  WHERE "log" @? '$[*].code ? (@ != null)';
UPDATE "reject" SET "issues" = (
    SELECT jsonb_agg(issue || jsonb_build_object('code', pg_temp.renamed_code(issue ->> 'code')) ORDER BY n)
    FROM jsonb_array_elements("issues") WITH ORDINALITY AS issues (issue, n))
  WHERE "issues" @? '$[*] ? (@.code == "either_number" || @.code == "bad_character")';
UPDATE "reject_group" SET "code" = pg_temp.renamed_code("code") WHERE "code" IN ('either_number', 'bad_character');
UPDATE "job" SET "result" = jsonb_set("result", '{warnings}', (
    SELECT jsonb_agg(warning || jsonb_build_object('code', pg_temp.renamed_code(warning ->> 'code')) ORDER BY n)
    FROM jsonb_array_elements("result" -> 'warnings') WITH ORDINALITY AS warnings (warning, n)))
  WHERE "result" @? '$.warnings[*].code';
DROP FUNCTION pg_temp.renamed_code(text);
