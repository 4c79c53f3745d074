-- How many requests that start imports a key has in a minute.
ALTER TABLE "api_key" ADD COLUMN     "import_requests_per_minute" INTEGER;
