-- Roles for each table and folder of tables. Until somebody restricts one, all stay open to everybody by their role in the service.
CREATE TABLE "folder" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "restricted" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "folder_pkey" PRIMARY KEY ("id")
);

ALTER TABLE "table" ADD COLUMN     "folder_id" UUID,
ADD COLUMN     "restricted" BOOLEAN NOT NULL DEFAULT false;

CREATE TABLE "table_share" (
    "table_id" UUID NOT NULL,
    "person_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "table_share_pkey" PRIMARY KEY ("table_id","person_id"),
    CONSTRAINT "table_share_role_check" CHECK ("role" IN ('viewer', 'editor', 'owner'))
);

CREATE TABLE "folder_share" (
    "folder_id" UUID NOT NULL,
    "person_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "folder_share_pkey" PRIMARY KEY ("folder_id","person_id"),
    CONSTRAINT "folder_share_role_check" CHECK ("role" IN ('viewer', 'editor', 'owner'))
);

CREATE INDEX "table_folder_id_idx" ON "table"("folder_id");

CREATE INDEX "table_share_person_id_idx" ON "table_share"("person_id");

CREATE INDEX "folder_share_person_id_idx" ON "folder_share"("person_id");

-- Whose a file is depends on what it was imported into.
CREATE INDEX "job_file_id_idx" ON "job"("file_id");

ALTER TABLE "table" ADD CONSTRAINT "table_folder_id_fkey" FOREIGN KEY ("folder_id") REFERENCES "folder"("id") ON DELETE NO ACTION ON UPDATE CASCADE;

ALTER TABLE "table_share" ADD CONSTRAINT "table_share_table_id_fkey" FOREIGN KEY ("table_id") REFERENCES "table"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "table_share" ADD CONSTRAINT "table_share_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "folder_share" ADD CONSTRAINT "folder_share_folder_id_fkey" FOREIGN KEY ("folder_id") REFERENCES "folder"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "folder_share" ADD CONSTRAINT "folder_share_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A role more: people who see nothing but what is shared with them.
ALTER TABLE "person" DROP CONSTRAINT "person_role_check";
ALTER TABLE "person" ADD CONSTRAINT "person_role_check" CHECK ("role" IN ('guest', 'viewer', 'editor', 'owner'));
