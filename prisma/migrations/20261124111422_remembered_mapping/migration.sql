-- CreateTable
CREATE TABLE "remembered_mapping" (
    "id" UUID NOT NULL,
    "shape" TEXT NOT NULL,
    "table_id" UUID NOT NULL,
    "columns" JSONB NOT NULL,
    "options" JSONB NOT NULL,
    "file_name" TEXT NOT NULL,
    "uses" INTEGER NOT NULL DEFAULT 1,
    "used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "remembered_mapping_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "remembered_mapping_table_id_idx" ON "remembered_mapping"("table_id");

-- CreateIndex
CREATE UNIQUE INDEX "remembered_mapping_shape_table_id_key" ON "remembered_mapping"("shape", "table_id");

-- AddForeignKey
ALTER TABLE "remembered_mapping" ADD CONSTRAINT "remembered_mapping_table_id_fkey" FOREIGN KEY ("table_id") REFERENCES "table"("id") ON DELETE CASCADE ON UPDATE CASCADE;
