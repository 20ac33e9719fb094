-- Version 2: the rule that somebody wrote on the page; null is the delivered one.
ALTER TABLE setting
    ADD COLUMN script        text,
    ADD COLUMN script_change bigint NOT NULL DEFAULT 0;              -- counts the rules that were saved
-- What the policy was called before.
UPDATE setting SET policy = 'script' WHERE policy = 'yours';
