-- Of the token of a session a hash is kept. Browsers that are signed in stay so.
UPDATE "session" SET "token" = encode(sha256(convert_to("token", 'UTF8')), 'hex');
