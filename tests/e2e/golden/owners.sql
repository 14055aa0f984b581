-- three owners, each with customers of their own; four talks answered, four who used to buy more
INSERT INTO customer (id, key, email, name, manager, consent, stage, country) VALUES
 (1, 'ash', 'ash@x.example', 'Ash & Co', 'anna', 'express', 'long', 'DE'),
 (2, 'birch', 'birch@x.example', 'Birch Ltd', 'jonas', 'express', 'short', 'DE'),
 (3, 'cedar', 'cedar@x.example', 'Cedar House', '', 'express', 'integral', 'DE'),
 (4, 'dogwood', 'dogwood@x.example', 'Dogwood Inn', 'marta', 'express', 'long', 'DE'),
 (5, 'elm', 'elm@x.example', 'Elm Books', 'anna', 'express', 'short', 'DE'),
 (6, 'fir', 'fir@x.example', 'Fir & Sons', 'jonas', 'express', 'long', 'DE'),
 (7, 'gorse', 'gorse@x.example', 'Gorse Farm', 'marta', 'express', 'new', 'DE'),
 (8, 'hazel', 'hazel@x.example', 'Hazel Deli', 'anna', 'express', 'short', 'DE'),
 (9, 'iris', 'iris@x.example', 'Iris Press', 'jonas', 'express', 'before', 'DE'),
 (10, 'juniper', 'juniper@x.example', 'Juniper Bar', 'marta', 'express', 'long', 'DE'),
 (11, 'kelp', 'kelp@x.example', 'Kelp & Salt', 'anna', 'express', 'short', 'DE'),
 (12, 'larch', 'larch@x.example', 'Larch Mill', 'jonas', 'express', 'long', 'DE');
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, arrived_at, read_at) VALUES
 (1, 'INBOX', 1, 1, 'reply', 'certain', 'ash', 'ash@x.example', 'A question', 'Is it still made?', 1791187200, 1791187200),
 (2, 'INBOX', 1, 2, 'reply', 'certain', 'birch', 'birch@x.example', 'A question', 'Is it still made?', 1791295200, 1791295200),
 (3, 'INBOX', 1, 3, 'reply', 'certain', 'fir', 'fir@x.example', 'A question', 'Is it still made?', 1791356400, 1791356400),
 (4, 'INBOX', 1, 4, 'reply', 'certain', 'elm', 'elm@x.example', 'A question', 'Is it still made?', 1791439200, 1791439200),
 (5, 'INBOX', 1, 5, 'reply', 'certain', 'cedar', 'cedar@x.example', 'A question', 'Is it still made?', 1791378000, 1791378000),
 (6, 'INBOX', 1, 6, 'reply', 'certain', 'kelp', 'kelp@x.example', 'A question', 'Is it still made?', 1791554400, 1791554400),
 (7, 'INBOX', 1, 7, 'reply', 'certain', 'larch', 'larch@x.example', 'A question', 'Is it still made?', 1790924400, 1790924400);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, answered_at) VALUES
 (1, 'ash', 'ANSWERED', 'anna', 1, 1791187200, 1791198000, 1791198000),
 (2, 'birch', 'ANSWERED', 'jonas', 2, 1791295200, 1791363600, 1791363600),
 (3, 'fir', 'ANSWERED', 'jonas', 3, 1791356400, 1791540000, 1791540000),
 (4, 'elm', 'ANSWERED', 'anna', 4, 1791439200, 1791445200, 1791445200),
 (5, 'cedar', 'WAITING', '', 5, 1791378000, 1791378000, NULL),
 (6, 'kelp', 'WAITING', 'anna', 6, 1791554400, 1791554400, NULL),
 (7, 'larch', 'ANSWERED', 'jonas', 7, 1790924400, 1791014400, 1791014400);
INSERT INTO outbox (kind, customer, touchpoint, occurrence, state, manager, recipient, subject, day, token, message_id, not_before_at, valid_until_at, next_try_at, created_at, claimed_at, settled_at, code) VALUES
 ('letter', 'ash', 'autumn', 'once', 'SENT', 'anna', 'ash@x.example', 'Autumn', 20731, 't0', 'm0', 1790582400, 1790582400, 1790582400, 1790582400, 1790582400, 1790582405, 250),
 ('letter', 'birch', 'autumn', 'once', 'SENT', 'jonas', 'birch@x.example', 'Autumn', 20731, 't1', 'm1', 1791273600, 1791273600, 1791273600, 1791273600, 1791273600, 1791273605, 250),
 ('letter', 'cedar', 'autumn', 'once', 'SENT', '', 'cedar@x.example', 'Autumn', 20731, 't2', 'm2', 1790755200, 1790755200, 1790755200, 1790755200, 1790755200, 1790755205, 250),
 ('letter', 'dogwood', 'autumn', 'once', 'SENT', 'marta', 'dogwood@x.example', 'Autumn', 20731, 't3', 'm3', 1791446400, 1791446400, 1791446400, 1791446400, 1791446400, 1791446405, 250),
 ('letter', 'elm', 'autumn', 'once', 'SENT', 'anna', 'elm@x.example', 'Autumn', 20731, 't4', 'm4', 1790928000, 1790928000, 1790928000, 1790928000, 1790928000, 1790928005, 250),
 ('letter', 'fir', 'autumn', 'once', 'SENT', 'jonas', 'fir@x.example', 'Autumn', 20731, 't5', 'm5', 1791187200, 1791187200, 1791187200, 1791187200, 1791187200, 1791187205, 250),
 ('letter', 'gorse', 'autumn', 'once', 'SENT', 'marta', 'gorse@x.example', 'Autumn', 20731, 't6', 'm6', 1790668800, 1790668800, 1790668800, 1790668800, 1790668800, 1790668805, 250),
 ('letter', 'hazel', 'autumn', 'once', 'SENT', 'anna', 'hazel@x.example', 'Autumn', 20731, 't7', 'm7', 1791360000, 1791360000, 1791360000, 1791360000, 1791360000, 1791360005, 250),
 ('letter', 'kelp', 'autumn', 'once', 'SENT', 'anna', 'kelp@x.example', 'Autumn', 20731, 't10', 'm10', 1790582400, 1790582400, 1790582400, 1790582400, 1790582400, 1790582405, 250),
 ('letter', 'larch', 'autumn', 'once', 'SENT', 'jonas', 'larch@x.example', 'Autumn', 20731, 't11', 'm11', 1791273600, 1791273600, 1791273600, 1791273600, 1791273600, 1791273605, 250);
INSERT INTO purchase_total (customer, currency, first_day, last_day, count, spent_cents, spent_12_cents, spent_prior_12_cents, months) VALUES
 (1, 'EUR', 19700, 20300, 13, 9000000, 900000, 5000000, 4095),
 (2, 'EUR', 19700, 20250, 13, 9000000, 100000, 6000000, 4095),
 (3, 'EUR', 19700, 20400, 13, 9000000, 1200000, 3900000, 4095),
 (4, 'EUR', 19700, 20300, 13, 9000000, 1750000, 5000000, 4095),
 (5, 'EUR', 19700, 20500, 3, 9000000, 900000, 5000000, 4095),
 (6, 'EUR', 19700, 20367, 13, 9000000, 0, 5000000, 2560),
 (7, 'EUR', 20000, 20300, 13, 900000, 1000, 200000, 4095),
 (8, 'EUR', 19700, 20300, 13, 9000000, 100000, 5500000, 4095),
 (9, 'GBP', 19700, 20300, 13, 9000000, 10000, 90000, 4095),
 (10, 'EUR', 19700, 20735, 30, 9000000, 150000, 150000, 4095),
 (11, 'EUR', 19700, 20735, 30, 9000000, 150000, 150000, 4095),
 (12, 'EUR', 19700, 20735, 30, 9000000, 150000, 150000, 4095);
WITH RECURSIVE n(i) AS (SELECT 20 UNION ALL SELECT i+1 FROM n WHERE i<39) INSERT INTO purchase_total (customer, currency, first_day, last_day, count, spent_cents, spent_12_cents, spent_prior_12_cents, months)
 SELECT i, 'EUR', 20000, 20730, 12, 9000, 3000, 2000, 4095 FROM n; -- of customers who are no longer in the ledger
INSERT INTO suppression (hash, address, customer, reason, since_at) VALUES ('h1', 'hazel@x.example', 'hazel', 'optout', 1791367200);
