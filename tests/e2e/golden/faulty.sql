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
INSERT INTO health (what, problem, problem_since_at, problem_at) VALUES
 ('smtp', 'mail.harbourpine.example refused the login of “care” (535 5.7.8). Check user and password.', 1791496800, 1791756000),
 ('imap', 'mail.harbourpine.example can''t be reached: connection refused', 1791583200, 1791756000);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (1, 'INBOX', 1, 1, 'reply', 'certain', 'rey', 'tomas@reycanning.example', 'A question', 'Hello?', '', 1791446400, 1791446400);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (1, 'rey', 'WAITING', 'anna', 1, 1791446400, 1791446400, 0, NULL);
