-- CreateTable
CREATE TABLE "installation_secret" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "secret" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "installation_secret_pkey" PRIMARY KEY ("id")
);

-- The bare digests that earlier versions stored are put under the installation's key, as src/server/installation-key.ts does it:
-- HMAC-SHA-256 of the digest, whose key is HMAC-SHA-256 of the purpose under the secret. An installation without any digest makes its
-- secret when it first needs one.
INSERT INTO "installation_secret" ("secret")
SELECT sha256(decode(replace(concat(gen_random_uuid(), gen_random_uuid(), gen_random_uuid()), '-', ''), 'hex'))
WHERE EXISTS (SELECT FROM "events" WHERE "request_digest" IS NOT NULL) OR EXISTS (SELECT FROM "idempotency_keys");

-- The two pads of HMAC: the key, filled up to 64 bytes, with each byte changed by 0x36 or 0x5c.
CREATE TEMPORARY TABLE "pads" AS
WITH
secret_pads AS (
  SELECT
    decode(string_agg(lpad(to_hex(get_byte("secret" || decode(repeat('00', 32), 'hex'), place) # 54), 2, '0'), '' ORDER BY place), 'hex') AS inner_pad,
    decode(string_agg(lpad(to_hex(get_byte("secret" || decode(repeat('00', 32), 'hex'), place) # 92), 2, '0'), '' ORDER BY place), 'hex') AS outer_pad
  FROM "installation_secret", generate_series(0, 63) AS place
),
keys AS (
  SELECT sha256(outer_pad || sha256(inner_pad || convert_to('digests of requests', 'UTF8'))) || decode(repeat('00', 32), 'hex') AS filled
  FROM secret_pads WHERE inner_pad IS NOT NULL
)
SELECT
  decode(string_agg(lpad(to_hex(get_byte(filled, place) # 54), 2, '0'), '' ORDER BY place), 'hex') AS inner_pad,
  decode(string_agg(lpad(to_hex(get_byte(filled, place) # 92), 2, '0'), '' ORDER BY place), 'hex') AS outer_pad
FROM keys, generate_series(0, 63) AS place;

UPDATE "messages" SET "request_digest" = 'k1.' || rtrim(translate(encode(
  sha256(outer_pad || sha256(inner_pad || convert_to("request_digest", 'UTF8'))), 'base64'), '+/', '-_'), '=')
FROM "pads" WHERE length("request_digest") = 43;

UPDATE "events" SET "request_digest" = 'k1.' || rtrim(translate(encode(
  sha256(outer_pad || sha256(inner_pad || convert_to("request_digest", 'UTF8'))), 'base64'), '+/', '-_'), '=')
FROM "pads" WHERE length("request_digest") = 43;

UPDATE "idempotency_keys" SET "request_hash" = 'k1.' || rtrim(translate(encode(
  sha256(outer_pad || sha256(inner_pad || convert_to("request_hash", 'UTF8'))), 'base64'), '+/', '-_'), '=')
FROM "pads" WHERE length("request_hash") = 43;

DROP TABLE "pads";

-- What a process of the version before stores beside this one is found by these, and keyed later. They are empty otherwise.
CREATE INDEX "messages_bare_request_digest_idx" ON "messages"("id") WHERE length("request_digest") = 43;
CREATE INDEX "events_bare_request_digest_idx" ON "events"("workspace_id", "cursor") WHERE length("request_digest") = 43;
