-- the mail server refuses us, and nobody reads answers
INSERT INTO customer (id, key, email, name, company, manager, consent, stage, country) VALUES
 (1, 'rey', 'tomas@reycanning.example', 'Tomás Rey', 'Rey Canning', 'anna', 'express', 'long', 'ES'),
 (2, 'okafor', 'grace@northgate.example', 'Grace Okafor', 'Northgate Schools', '', 'express', 'short', 'GB'),
 (3, 'brandt', 'ilse@brandtboats.example', 'Ilse Brandt', 'Brandt Boats', 'anna', 'express', 'integral', 'DE'),
 (4, 'moreau', 'd.moreau@mail.example', 'D. Moreau', '', 'jonas', 'express', 'short', 'FR'),
 (5, 'nair', 'priya@calder.example', 'Priya Nair', 'Calder Ltd', 'jonas', 'express', 'long', 'GB'),
 (6, 'miramar', 'hotel@miramar.example', 'Hotel Miramar', '', 'jonas', 'express', 'long', 'ES'),
 (7, 'vogt', 'lena@vogt.example', 'Lena Vogt', '', 'anna', 'express', 'new', 'DE'),
 (8, 'sousa', 'rita@sousa.example', 'Rita Sousa', 'Sousa & Filhos', 'jonas', 'express', 'before', 'PT'),
 (9, 'ferris', 'ferris@sons.example', 'Ferris & Sons', '', 'anna', 'express', 'short', 'GB');
INSERT OR REPLACE INTO health (what, problem, problem_since_at, problem_at) VALUES
 ('smtp', 'mail.harbourpine.example:587 refused the login of “care” (5.7.8 Error: authentication failed). Check user and password; some providers want an app password.', 1791496800, 1791756000),
 ('imap', 'No connection to mail.harbourpine.example:143 (Connection refused). Check host and port in the configuration, and whether the server runs.', 1791583200, 1791756000);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (1, 'INBOX', 1, 1, 'reply', 'certain', 'rey', 'tomas@reycanning.example', 'A question', 'Hello?', '', 1791446400, 1791446400);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (1, 'rey', 'WAITING', 'anna', 1, 1791446400, 1791446400, 0, NULL);
-- what nobody else would say: rows of the ledger, files, a stranger, our own mail that came back
INSERT INTO refused (file, line, column, value, reason, first_at) VALUES
 ('customers.csv', 12, 34, '31.02.1999', 'there is no such day; write the date as year-month-day, like 1999-02-28', 1791500000),
 ('customers.csv', 40, 9, 'ilse@@brandt', 'no mail can go to this address: the address "ilse@@brandt" has a character before the @ that no address has; correct it, or leave the field empty', 1791500000),
 ('purchases.csv', 7, 21, 'zwölf', 'this can''t be read as an amount of money; write it like 1234,50 (the mark before the cents is ledger.decimal in the configuration)', 1791500000),
 ('purchases.csv', 8, 1, 'C-77', 'no customer of customers.csv has this id or address, so the purchase counts for nobody; correct it, or add the customer', 1791500000);
INSERT OR REPLACE INTO health (what, problem, problem_since_at, problem_at) VALUES
 ('calendars', 'The calendars folder can''t be read; the dates known so far stay in force.', 1791583200, 1791756000),
 ('template thanks', 'its Where: can''t be used (it stumbles over a value of some customer); nobody gets it until that is mended.', 1791583200, 1791756000);
INSERT INTO calendar (file, size, mtime, fingerprint, expanded_day, problem) VALUES
 ('feasts.ics', 1, 1, 1, 1, 'It ends in the middle: END:VCALENDAR is missing. Copy it again, whole.');
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, from_address, subject, effect, arrived_at, read_at) VALUES
 (2, 'INBOX', 1, 2, 'refused', 'eve@evil.example', 'Re: 1 waiting', 'eve@evil.example replied to the notice "1 waiting · 0 wrote back · 0 letters (28 Sep–4 Oct)" of anna@harbourpine.example. Nothing was done: it went to somebody else.', 1791446500, 1791446500),
 (3, 'INBOX', 1, 3, 'order', 'anna@harbourpine.example', 'Re: 1 waiting', 'A reply of Anna Berg to a notice: Tomás Rey: that was said and done before. Nothing was done: it was said before.', 1791446600, 1791446600),
 (4, 'INBOX', 1, 4, 'poison', '', '', '', 1791446700, 1791446700);
INSERT INTO outbox (kind, customer, touchpoint, occurrence, state, reason, recipient, subject, day, token, message_id,
 not_before_at, valid_until_at, next_try_at, created_at, settled_at) VALUES
 ('nudge', 'staff:jonas', 'nudge', '1-1', 'FAILED', '550 5.1.1 The mailbox of jonas@harbourpine.example is no longer here',
  'jonas@harbourpine.example', 'Tomás Rey is waiting for an answer (5 working hours)', 20734, 'n1', 'n1', 0, 0, 0, 1791450000, 1791450100);
