-- a week in which all there is to tell happened
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
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (1, 'INBOX', 1, 1, 'reply', 'certain', 'rey', 'tomas@reycanning.example', 'A question', 'Did the replacement gasket ever leave your warehouse? We are waiting with the whole line, and the season ends on Friday of next week.', '', 1791446400, 1791446400);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (1, 'rey', 'WAITING', 'anna', 1, 1791446400, 1791446400, 2, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (2, 'INBOX', 1, 2, 'reply', 'probable', 'okafor', 'grace@northgate.example', 'A question', 'Could someone tell me who replaces Peter as our contact?', '', 1791536400, 1791536400);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (2, 'okafor', 'WAITING', '', 2, 1791536400, 1791536400, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (3, 'INBOX', 1, 3, 'reply', 'certain', 'miramar', 'front@miramar.example', 'A question', 'Thank you for the kind letter! Is the blue line still made?', '', 1791356400, 1791356400);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (3, 'miramar', 'ANSWERED', 'jonas', 3, 1791356400, 1791356400, 0, 1791367200);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (4, 'INBOX', 1, 4, 'reply', 'possible', 'moreau', 'dm.private@mail.example', 'A question', 'Merci!', '', 1791529200, 1791529200);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (5, 'INBOX', 1, 5, 'autoreply', 'certain', 'nair', 'priya@calder.example', 'A question', 'I have left Calder Ltd.', '', 1791529200, 1791529200);
INSERT INTO suggestion (customer, kind, value, inbox, at) VALUES ('nair', 'left', '', 5, 0), ('nair', 'address', 'j.holt@calder.example', 5, 0);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (6, 'INBOX', 1, 6, 'autoreply', 'certain', 'sousa', 'rita@sousa.example', 'A question', 'Back on 4 November.', '', 1791615600, 1791615600);
INSERT INTO suggestion (customer, kind, value, inbox, at) VALUES ('sousa', 'back', '2026-11-04', 6, 0);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (7, 'INBOX', 1, 7, 'refused', '', NULL, 'eve@evil.example', 'A question', 'done 1', 'eve@evil.example replied to the notice "digest" of anna@harbourpine.example. Nothing was done: it went to somebody else.', 1791615600, 1791615600);
INSERT INTO decision (customer, touchpoint, occurrence, verdict, reason, detail, day, decided_at) VALUES
 ('brandt', 'gone-quiet', '2026-10-10', 'hold', 'field', 'personal_line', 20736, 0),
 ('miramar', 'anniversary', '2026', 'hold', 'approval', '', 20737, 0),
 ('ferris', 'birthday', '2026', 'hold', 'field', 'first_name', 20737, 0),
 ('vogt', 'anniversary', '2026', 'skip', 'gap', 'welcome', 20736, 0);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (20, 'INBOX', 1, 20, 'reply', 'certain', 'rey', 'rey@l.example', 'A question', 'Thank you!', '', 1785308400, 1785308400);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (21, 'INBOX', 1, 21, 'reply', 'certain', 'brandt', 'brandt@l.example', 'A question', 'Thank you!', '', 1786518000, 1786518000);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (22, 'INBOX', 1, 22, 'reply', 'certain', 'nair', 'nair@l.example', 'A question', 'Thank you!', '', 1787122800, 1787122800);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (23, 'INBOX', 1, 23, 'reply', 'certain', 'miramar', 'miramar@l.example', 'A question', 'Thank you!', '', 1787122800, 1787122800);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (24, 'INBOX', 1, 24, 'reply', 'certain', 'okafor', 'okafor@l.example', 'A question', 'Thank you!', '', 1788937200, 1788937200);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (25, 'INBOX', 1, 25, 'reply', 'certain', 'rey', 'rey@l.example', 'A question', 'Thank you!', '', 1788937200, 1788937200);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (26, 'INBOX', 1, 26, 'reply', 'certain', 'sousa', 'sousa@l.example', 'A question', 'Thank you!', '', 1789542000, 1789542000);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (27, 'INBOX', 1, 27, 'reply', 'certain', 'brandt', 'brandt@l.example', 'A question', 'Thank you!', '', 1790751600, 1790751600);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (28, 'INBOX', 1, 28, 'reply', 'certain', 'nair', 'nair@l.example', 'A question', 'Thank you!', '', 1790751600, 1790751600);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (29, 'INBOX', 1, 29, 'reply', 'certain', 'moreau', 'moreau@l.example', 'A question', 'Thank you!', '', 1790751600, 1790751600);
INSERT INTO outbox (kind, customer, touchpoint, occurrence, state, manager, recipient, subject, day, token, message_id, not_before_at, valid_until_at, next_try_at, created_at, claimed_at, settled_at, code) VALUES
 ('letter', 'okafor', 'w0-0', 'once', 'SENT', 'anna', 'okafor@l.example', 'Thank you', 20600, 't1', 'm1', 1783926000, 1783926000, 1783926000, 1783926000, 1783926000, 1783926005, 250),
 ('letter', 'brandt', 'w0-1', 'once', 'SENT', 'anna', 'brandt@l.example', 'Thank you', 20600, 't2', 'm2', 1784013000, 1784013000, 1784013000, 1784013000, 1784013000, 1784013005, 250),
 ('letter', 'moreau', 'w0-2', 'once', 'SENT', 'anna', 'moreau@l.example', 'Thank you', 20600, 't3', 'm3', 1784100000, 1784100000, 1784100000, 1784100000, 1784100000, 1784100005, 250),
 ('letter', 'nair', 'w0-3', 'once', 'SENT', 'anna', 'nair@l.example', 'Thank you', 20600, 't4', 'm4', 1784187000, 1784187000, 1784187000, 1784187000, 1784187000, 1784187005, 250),
 ('letter', 'miramar', 'w0-4', 'once', 'SENT', 'anna', 'miramar@l.example', 'Thank you', 20600, 't5', 'm5', 1784274000, 1784274000, 1784274000, 1784274000, 1784274000, 1784274005, 250),
 ('letter', 'sousa', 'w0-5', 'once', 'SENT', 'anna', 'sousa@l.example', 'Thank you', 20600, 't6', 'm6', 1783929000, 1783929000, 1783929000, 1783929000, 1783929000, 1783929005, 250),
 ('letter', 'rey', 'w0-6', 'once', 'SENT', 'anna', 'rey@l.example', 'Thank you', 20600, 't7', 'm7', 1784016000, 1784016000, 1784016000, 1784016000, 1784016000, 1784016005, 250),
 ('letter', 'okafor', 'w0-7', 'once', 'SENT', 'anna', 'okafor@l.example', 'Thank you', 20600, 't8', 'm8', 1784103000, 1784103000, 1784103000, 1784103000, 1784103000, 1784103005, 250),
 ('letter', 'brandt', 'w0-8', 'once', 'SENT', 'anna', 'brandt@l.example', 'Thank you', 20600, 't9', 'm9', 1784190000, 1784190000, 1784190000, 1784190000, 1784190000, 1784190005, 250),
 ('letter', 'moreau', 'w1-0', 'once', 'SENT', 'anna', 'moreau@l.example', 'Thank you', 20607, 't10', 'm10', 1784530800, 1784530800, 1784530800, 1784530800, 1784530800, 1784530805, 250),
 ('letter', 'nair', 'w1-1', 'once', 'SENT', 'anna', 'nair@l.example', 'Thank you', 20607, 't11', 'm11', 1784617800, 1784617800, 1784617800, 1784617800, 1784617800, 1784617805, 250),
 ('letter', 'miramar', 'w1-2', 'once', 'SENT', 'anna', 'miramar@l.example', 'Thank you', 20607, 't12', 'm12', 1784704800, 1784704800, 1784704800, 1784704800, 1784704800, 1784704805, 250),
 ('letter', 'sousa', 'w1-3', 'once', 'SENT', 'anna', 'sousa@l.example', 'Thank you', 20607, 't13', 'm13', 1784791800, 1784791800, 1784791800, 1784791800, 1784791800, 1784791805, 250),
 ('letter', 'rey', 'w1-4', 'once', 'SENT', 'anna', 'rey@l.example', 'Thank you', 20607, 't14', 'm14', 1784878800, 1784878800, 1784878800, 1784878800, 1784878800, 1784878805, 250),
 ('letter', 'okafor', 'w1-5', 'once', 'SENT', 'anna', 'okafor@l.example', 'Thank you', 20607, 't15', 'm15', 1784533800, 1784533800, 1784533800, 1784533800, 1784533800, 1784533805, 250),
 ('letter', 'brandt', 'w1-6', 'once', 'SENT', 'anna', 'brandt@l.example', 'Thank you', 20607, 't16', 'm16', 1784620800, 1784620800, 1784620800, 1784620800, 1784620800, 1784620805, 250),
 ('letter', 'moreau', 'w1-7', 'once', 'SENT', 'anna', 'moreau@l.example', 'Thank you', 20607, 't17', 'm17', 1784707800, 1784707800, 1784707800, 1784707800, 1784707800, 1784707805, 250),
 ('letter', 'nair', 'w1-8', 'once', 'SENT', 'anna', 'nair@l.example', 'Thank you', 20607, 't18', 'm18', 1784794800, 1784794800, 1784794800, 1784794800, 1784794800, 1784794805, 250),
 ('letter', 'miramar', 'w1-9', 'once', 'SENT', 'anna', 'miramar@l.example', 'Thank you', 20607, 't19', 'm19', 1784881800, 1784881800, 1784881800, 1784881800, 1784881800, 1784881805, 250),
 ('letter', 'sousa', 'w1-10', 'once', 'SENT', 'anna', 'sousa@l.example', 'Thank you', 20607, 't20', 'm20', 1784536800, 1784536800, 1784536800, 1784536800, 1784536800, 1784536805, 250),
 ('letter', 'rey', 'w1-11', 'once', 'SENT', 'anna', 'rey@l.example', 'Thank you', 20607, 't21', 'm21', 1784623800, 1784623800, 1784623800, 1784623800, 1784623800, 1784623805, 250),
 ('letter', 'okafor', 'w2-0', 'once', 'SENT', 'anna', 'okafor@l.example', 'Thank you', 20614, 't22', 'm22', 1785135600, 1785135600, 1785135600, 1785135600, 1785135600, 1785135605, 250),
 ('letter', 'brandt', 'w2-1', 'once', 'SENT', 'anna', 'brandt@l.example', 'Thank you', 20614, 't23', 'm23', 1785222600, 1785222600, 1785222600, 1785222600, 1785222600, 1785222605, 250),
 ('letter', 'moreau', 'w2-2', 'once', 'SENT', 'anna', 'moreau@l.example', 'Thank you', 20614, 't24', 'm24', 1785309600, 1785309600, 1785309600, 1785309600, 1785309600, 1785309605, 250),
 ('letter', 'nair', 'w2-3', 'once', 'SENT', 'anna', 'nair@l.example', 'Thank you', 20614, 't25', 'm25', 1785396600, 1785396600, 1785396600, 1785396600, 1785396600, 1785396605, 250),
 ('letter', 'miramar', 'w2-4', 'once', 'SENT', 'anna', 'miramar@l.example', 'Thank you', 20614, 't26', 'm26', 1785483600, 1785483600, 1785483600, 1785483600, 1785483600, 1785483605, 250),
 ('letter', 'sousa', 'w2-5', 'once', 'SENT', 'anna', 'sousa@l.example', 'Thank you', 20614, 't27', 'm27', 1785138600, 1785138600, 1785138600, 1785138600, 1785138600, 1785138605, 250),
 ('letter', 'rey', 'w2-6', 'once', 'SENT', 'anna', 'rey@l.example', 'Thank you', 20614, 't28', 'm28', 1785225600, 1785225600, 1785225600, 1785225600, 1785225600, 1785225605, 250),
 ('letter', 'okafor', 'w2-7', 'once', 'SENT', 'anna', 'okafor@l.example', 'Thank you', 20614, 't29', 'm29', 1785312600, 1785312600, 1785312600, 1785312600, 1785312600, 1785312605, 250),
 ('letter', 'brandt', 'w3-0', 'once', 'SENT', 'anna', 'brandt@l.example', 'Thank you', 20621, 't30', 'm30', 1785740400, 1785740400, 1785740400, 1785740400, 1785740400, 1785740405, 250),
 ('letter', 'moreau', 'w3-1', 'once', 'SENT', 'anna', 'moreau@l.example', 'Thank you', 20621, 't31', 'm31', 1785827400, 1785827400, 1785827400, 1785827400, 1785827400, 1785827405, 250),
 ('letter', 'nair', 'w3-2', 'once', 'SENT', 'anna', 'nair@l.example', 'Thank you', 20621, 't32', 'm32', 1785914400, 1785914400, 1785914400, 1785914400, 1785914400, 1785914405, 250),
 ('letter', 'miramar', 'w3-3', 'once', 'SENT', 'anna', 'miramar@l.example', 'Thank you', 20621, 't33', 'm33', 1786001400, 1786001400, 1786001400, 1786001400, 1786001400, 1786001405, 250),
 ('letter', 'sousa', 'w3-4', 'once', 'SENT', 'anna', 'sousa@l.example', 'Thank you', 20621, 't34', 'm34', 1786088400, 1786088400, 1786088400, 1786088400, 1786088400, 1786088405, 250),
 ('letter', 'rey', 'w3-5', 'once', 'SENT', 'anna', 'rey@l.example', 'Thank you', 20621, 't35', 'm35', 1785743400, 1785743400, 1785743400, 1785743400, 1785743400, 1785743405, 250),
 ('letter', 'okafor', 'w3-6', 'once', 'SENT', 'anna', 'okafor@l.example', 'Thank you', 20621, 't36', 'm36', 1785830400, 1785830400, 1785830400, 1785830400, 1785830400, 1785830405, 250),
 ('letter', 'brandt', 'w3-7', 'once', 'SENT', 'anna', 'brandt@l.example', 'Thank you', 20621, 't37', 'm37', 1785917400, 1785917400, 1785917400, 1785917400, 1785917400, 1785917405, 250),
 ('letter', 'moreau', 'w3-8', 'once', 'SENT', 'anna', 'moreau@l.example', 'Thank you', 20621, 't38', 'm38', 1786004400, 1786004400, 1786004400, 1786004400, 1786004400, 1786004405, 250),
 ('letter', 'nair', 'w3-9', 'once', 'SENT', 'anna', 'nair@l.example', 'Thank you', 20621, 't39', 'm39', 1786091400, 1786091400, 1786091400, 1786091400, 1786091400, 1786091405, 250),
 ('letter', 'miramar', 'w3-10', 'once', 'SENT', 'anna', 'miramar@l.example', 'Thank you', 20621, 't40', 'm40', 1785746400, 1785746400, 1785746400, 1785746400, 1785746400, 1785746405, 250),
 ('letter', 'sousa', 'w3-11', 'once', 'SENT', 'anna', 'sousa@l.example', 'Thank you', 20621, 't41', 'm41', 1785833400, 1785833400, 1785833400, 1785833400, 1785833400, 1785833405, 250),
 ('letter', 'rey', 'w3-12', 'once', 'SENT', 'anna', 'rey@l.example', 'Thank you', 20621, 't42', 'm42', 1785920400, 1785920400, 1785920400, 1785920400, 1785920400, 1785920405, 250),
 ('letter', 'okafor', 'w3-13', 'once', 'SENT', 'anna', 'okafor@l.example', 'Thank you', 20621, 't43', 'm43', 1786007400, 1786007400, 1786007400, 1786007400, 1786007400, 1786007405, 250),
 ('letter', 'brandt', 'w4-0', 'once', 'SENT', 'anna', 'brandt@l.example', 'Thank you', 20628, 't44', 'm44', 1786345200, 1786345200, 1786345200, 1786345200, 1786345200, 1786345205, 250),
 ('letter', 'moreau', 'w4-1', 'once', 'SENT', 'anna', 'moreau@l.example', 'Thank you', 20628, 't45', 'm45', 1786432200, 1786432200, 1786432200, 1786432200, 1786432200, 1786432205, 250),
 ('letter', 'nair', 'w4-2', 'once', 'SENT', 'anna', 'nair@l.example', 'Thank you', 20628, 't46', 'm46', 1786519200, 1786519200, 1786519200, 1786519200, 1786519200, 1786519205, 250),
 ('letter', 'miramar', 'w4-3', 'once', 'SENT', 'anna', 'miramar@l.example', 'Thank you', 20628, 't47', 'm47', 1786606200, 1786606200, 1786606200, 1786606200, 1786606200, 1786606205, 250),
 ('letter', 'sousa', 'w4-4', 'once', 'SENT', 'anna', 'sousa@l.example', 'Thank you', 20628, 't48', 'm48', 1786693200, 1786693200, 1786693200, 1786693200, 1786693200, 1786693205, 250),
 ('letter', 'rey', 'w4-5', 'once', 'SENT', 'anna', 'rey@l.example', 'Thank you', 20628, 't49', 'm49', 1786348200, 1786348200, 1786348200, 1786348200, 1786348200, 1786348205, 250),
 ('letter', 'okafor', 'w4-6', 'once', 'SENT', 'anna', 'okafor@l.example', 'Thank you', 20628, 't50', 'm50', 1786435200, 1786435200, 1786435200, 1786435200, 1786435200, 1786435205, 250),
 ('letter', 'brandt', 'w4-7', 'once', 'SENT', 'anna', 'brandt@l.example', 'Thank you', 20628, 't51', 'm51', 1786522200, 1786522200, 1786522200, 1786522200, 1786522200, 1786522205, 250),
 ('letter', 'moreau', 'w4-8', 'once', 'SENT', 'anna', 'moreau@l.example', 'Thank you', 20628, 't52', 'm52', 1786609200, 1786609200, 1786609200, 1786609200, 1786609200, 1786609205, 250),
 ('letter', 'nair', 'w4-9', 'once', 'SENT', 'anna', 'nair@l.example', 'Thank you', 20628, 't53', 'm53', 1786696200, 1786696200, 1786696200, 1786696200, 1786696200, 1786696205, 250),
 ('letter', 'miramar', 'w4-10', 'once', 'SENT', 'anna', 'miramar@l.example', 'Thank you', 20628, 't54', 'm54', 1786351200, 1786351200, 1786351200, 1786351200, 1786351200, 1786351205, 250),
 ('letter', 'sousa', 'w4-11', 'once', 'SENT', 'anna', 'sousa@l.example', 'Thank you', 20628, 't55', 'm55', 1786438200, 1786438200, 1786438200, 1786438200, 1786438200, 1786438205, 250),
 ('letter', 'rey', 'w4-12', 'once', 'SENT', 'anna', 'rey@l.example', 'Thank you', 20628, 't56', 'm56', 1786525200, 1786525200, 1786525200, 1786525200, 1786525200, 1786525205, 250),
 ('letter', 'okafor', 'w4-13', 'once', 'SENT', 'anna', 'okafor@l.example', 'Thank you', 20628, 't57', 'm57', 1786612200, 1786612200, 1786612200, 1786612200, 1786612200, 1786612205, 250),
 ('letter', 'brandt', 'w4-14', 'once', 'SENT', 'anna', 'brandt@l.example', 'Thank you', 20628, 't58', 'm58', 1786699200, 1786699200, 1786699200, 1786699200, 1786699200, 1786699205, 250),
 ('letter', 'moreau', 'w5-0', 'once', 'SENT', 'anna', 'moreau@l.example', 'Thank you', 20635, 't59', 'm59', 1786950000, 1786950000, 1786950000, 1786950000, 1786950000, 1786950005, 250),
 ('letter', 'nair', 'w5-1', 'once', 'SENT', 'anna', 'nair@l.example', 'Thank you', 20635, 't60', 'm60', 1787037000, 1787037000, 1787037000, 1787037000, 1787037000, 1787037005, 250),
 ('letter', 'miramar', 'w5-2', 'once', 'SENT', 'anna', 'miramar@l.example', 'Thank you', 20635, 't61', 'm61', 1787124000, 1787124000, 1787124000, 1787124000, 1787124000, 1787124005, 250),
 ('letter', 'sousa', 'w5-3', 'once', 'SENT', 'anna', 'sousa@l.example', 'Thank you', 20635, 't62', 'm62', 1787211000, 1787211000, 1787211000, 1787211000, 1787211000, 1787211005, 250),
 ('letter', 'rey', 'w5-4', 'once', 'SENT', 'anna', 'rey@l.example', 'Thank you', 20635, 't63', 'm63', 1787298000, 1787298000, 1787298000, 1787298000, 1787298000, 1787298005, 250),
 ('letter', 'okafor', 'w5-5', 'once', 'SENT', 'anna', 'okafor@l.example', 'Thank you', 20635, 't64', 'm64', 1786953000, 1786953000, 1786953000, 1786953000, 1786953000, 1786953005, 250),
 ('letter', 'brandt', 'w5-6', 'once', 'SENT', 'anna', 'brandt@l.example', 'Thank you', 20635, 't65', 'm65', 1787040000, 1787040000, 1787040000, 1787040000, 1787040000, 1787040005, 250),
 ('letter', 'moreau', 'w5-7', 'once', 'SENT', 'anna', 'moreau@l.example', 'Thank you', 20635, 't66', 'm66', 1787127000, 1787127000, 1787127000, 1787127000, 1787127000, 1787127005, 250),
 ('letter', 'nair', 'w5-8', 'once', 'SENT', 'anna', 'nair@l.example', 'Thank you', 20635, 't67', 'm67', 1787214000, 1787214000, 1787214000, 1787214000, 1787214000, 1787214005, 250),
 ('letter', 'miramar', 'w5-9', 'once', 'SENT', 'anna', 'miramar@l.example', 'Thank you', 20635, 't68', 'm68', 1787301000, 1787301000, 1787301000, 1787301000, 1787301000, 1787301005, 250),
 ('letter', 'sousa', 'w5-10', 'once', 'SENT', 'anna', 'sousa@l.example', 'Thank you', 20635, 't69', 'm69', 1786956000, 1786956000, 1786956000, 1786956000, 1786956000, 1786956005, 250),
 ('letter', 'rey', 'w6-0', 'once', 'SENT', 'anna', 'rey@l.example', 'Thank you', 20642, 't70', 'm70', 1787554800, 1787554800, 1787554800, 1787554800, 1787554800, 1787554805, 250),
 ('letter', 'okafor', 'w6-1', 'once', 'SENT', 'anna', 'okafor@l.example', 'Thank you', 20642, 't71', 'm71', 1787641800, 1787641800, 1787641800, 1787641800, 1787641800, 1787641805, 250),
 ('letter', 'brandt', 'w6-2', 'once', 'SENT', 'anna', 'brandt@l.example', 'Thank you', 20642, 't72', 'm72', 1787728800, 1787728800, 1787728800, 1787728800, 1787728800, 1787728805, 250),
 ('letter', 'moreau', 'w6-3', 'once', 'SENT', 'anna', 'moreau@l.example', 'Thank you', 20642, 't73', 'm73', 1787815800, 1787815800, 1787815800, 1787815800, 1787815800, 1787815805, 250),
 ('letter', 'nair', 'w6-4', 'once', 'SENT', 'anna', 'nair@l.example', 'Thank you', 20642, 't74', 'm74', 1787902800, 1787902800, 1787902800, 1787902800, 1787902800, 1787902805, 250),
 ('letter', 'miramar', 'w6-5', 'once', 'SENT', 'anna', 'miramar@l.example', 'Thank you', 20642, 't75', 'm75', 1787557800, 1787557800, 1787557800, 1787557800, 1787557800, 1787557805, 250),
 ('letter', 'sousa', 'w6-6', 'once', 'SENT', 'anna', 'sousa@l.example', 'Thank you', 20642, 't76', 'm76', 1787644800, 1787644800, 1787644800, 1787644800, 1787644800, 1787644805, 250),
 ('letter', 'rey', 'w7-0', 'once', 'SENT', 'anna', 'rey@l.example', 'Thank you', 20649, 't77', 'm77', 1788159600, 1788159600, 1788159600, 1788159600, 1788159600, 1788159605, 250),
 ('letter', 'okafor', 'w7-1', 'once', 'SENT', 'anna', 'okafor@l.example', 'Thank you', 20649, 't78', 'm78', 1788246600, 1788246600, 1788246600, 1788246600, 1788246600, 1788246605, 250),
 ('letter', 'brandt', 'w7-2', 'once', 'SENT', 'anna', 'brandt@l.example', 'Thank you', 20649, 't79', 'm79', 1788333600, 1788333600, 1788333600, 1788333600, 1788333600, 1788333605, 250),
 ('letter', 'moreau', 'w7-3', 'once', 'SENT', 'anna', 'moreau@l.example', 'Thank you', 20649, 't80', 'm80', 1788420600, 1788420600, 1788420600, 1788420600, 1788420600, 1788420605, 250),
 ('letter', 'nair', 'w7-4', 'once', 'SENT', 'anna', 'nair@l.example', 'Thank you', 20649, 't81', 'm81', 1788507600, 1788507600, 1788507600, 1788507600, 1788507600, 1788507605, 250),
 ('letter', 'miramar', 'w7-5', 'once', 'SENT', 'anna', 'miramar@l.example', 'Thank you', 20649, 't82', 'm82', 1788162600, 1788162600, 1788162600, 1788162600, 1788162600, 1788162605, 250),
 ('letter', 'sousa', 'w7-6', 'once', 'SENT', 'anna', 'sousa@l.example', 'Thank you', 20649, 't83', 'm83', 1788249600, 1788249600, 1788249600, 1788249600, 1788249600, 1788249605, 250),
 ('letter', 'rey', 'w7-7', 'once', 'SENT', 'anna', 'rey@l.example', 'Thank you', 20649, 't84', 'm84', 1788336600, 1788336600, 1788336600, 1788336600, 1788336600, 1788336605, 250),
 ('letter', 'okafor', 'w7-8', 'once', 'SENT', 'anna', 'okafor@l.example', 'Thank you', 20649, 't85', 'm85', 1788423600, 1788423600, 1788423600, 1788423600, 1788423600, 1788423605, 250),
 ('letter', 'brandt', 'w7-9', 'once', 'SENT', 'anna', 'brandt@l.example', 'Thank you', 20649, 't86', 'm86', 1788510600, 1788510600, 1788510600, 1788510600, 1788510600, 1788510605, 250),
 ('letter', 'moreau', 'w7-10', 'once', 'SENT', 'anna', 'moreau@l.example', 'Thank you', 20649, 't87', 'm87', 1788165600, 1788165600, 1788165600, 1788165600, 1788165600, 1788165605, 250),
 ('letter', 'nair', 'w7-11', 'once', 'SENT', 'anna', 'nair@l.example', 'Thank you', 20649, 't88', 'm88', 1788252600, 1788252600, 1788252600, 1788252600, 1788252600, 1788252605, 250),
 ('letter', 'miramar', 'w7-12', 'once', 'SENT', 'anna', 'miramar@l.example', 'Thank you', 20649, 't89', 'm89', 1788339600, 1788339600, 1788339600, 1788339600, 1788339600, 1788339605, 250),
 ('letter', 'sousa', 'w8-0', 'once', 'SENT', 'anna', 'sousa@l.example', 'Thank you', 20656, 't90', 'm90', 1788764400, 1788764400, 1788764400, 1788764400, 1788764400, 1788764405, 250),
 ('letter', 'rey', 'w8-1', 'once', 'SENT', 'anna', 'rey@l.example', 'Thank you', 20656, 't91', 'm91', 1788851400, 1788851400, 1788851400, 1788851400, 1788851400, 1788851405, 250),
 ('letter', 'okafor', 'w8-2', 'once', 'SENT', 'anna', 'okafor@l.example', 'Thank you', 20656, 't92', 'm92', 1788938400, 1788938400, 1788938400, 1788938400, 1788938400, 1788938405, 250),
 ('letter', 'brandt', 'w8-3', 'once', 'SENT', 'anna', 'brandt@l.example', 'Thank you', 20656, 't93', 'm93', 1789025400, 1789025400, 1789025400, 1789025400, 1789025400, 1789025405, 250),
 ('letter', 'moreau', 'w8-4', 'once', 'SENT', 'anna', 'moreau@l.example', 'Thank you', 20656, 't94', 'm94', 1789112400, 1789112400, 1789112400, 1789112400, 1789112400, 1789112405, 250),
 ('letter', 'nair', 'w8-5', 'once', 'SENT', 'anna', 'nair@l.example', 'Thank you', 20656, 't95', 'm95', 1788767400, 1788767400, 1788767400, 1788767400, 1788767400, 1788767405, 250),
 ('letter', 'miramar', 'w8-6', 'once', 'SENT', 'anna', 'miramar@l.example', 'Thank you', 20656, 't96', 'm96', 1788854400, 1788854400, 1788854400, 1788854400, 1788854400, 1788854405, 250),
 ('letter', 'sousa', 'w8-7', 'once', 'SENT', 'anna', 'sousa@l.example', 'Thank you', 20656, 't97', 'm97', 1788941400, 1788941400, 1788941400, 1788941400, 1788941400, 1788941405, 250),
 ('letter', 'rey', 'w8-8', 'once', 'SENT', 'anna', 'rey@l.example', 'Thank you', 20656, 't98', 'm98', 1789028400, 1789028400, 1789028400, 1789028400, 1789028400, 1789028405, 250),
 ('letter', 'okafor', 'w8-9', 'once', 'SENT', 'anna', 'okafor@l.example', 'Thank you', 20656, 't99', 'm99', 1789115400, 1789115400, 1789115400, 1789115400, 1789115400, 1789115405, 250),
 ('letter', 'brandt', 'w8-10', 'once', 'SENT', 'anna', 'brandt@l.example', 'Thank you', 20656, 't100', 'm100', 1788770400, 1788770400, 1788770400, 1788770400, 1788770400, 1788770405, 250),
 ('letter', 'moreau', 'w8-11', 'once', 'SENT', 'anna', 'moreau@l.example', 'Thank you', 20656, 't101', 'm101', 1788857400, 1788857400, 1788857400, 1788857400, 1788857400, 1788857405, 250),
 ('letter', 'nair', 'w8-12', 'once', 'SENT', 'anna', 'nair@l.example', 'Thank you', 20656, 't102', 'm102', 1788944400, 1788944400, 1788944400, 1788944400, 1788944400, 1788944405, 250),
 ('letter', 'miramar', 'w8-13', 'once', 'SENT', 'anna', 'miramar@l.example', 'Thank you', 20656, 't103', 'm103', 1789031400, 1789031400, 1789031400, 1789031400, 1789031400, 1789031405, 250),
 ('letter', 'sousa', 'w8-14', 'once', 'SENT', 'anna', 'sousa@l.example', 'Thank you', 20656, 't104', 'm104', 1789118400, 1789118400, 1789118400, 1789118400, 1789118400, 1789118405, 250),
 ('letter', 'rey', 'w8-15', 'once', 'SENT', 'anna', 'rey@l.example', 'Thank you', 20656, 't105', 'm105', 1788773400, 1788773400, 1788773400, 1788773400, 1788773400, 1788773405, 250),
 ('letter', 'okafor', 'w8-16', 'once', 'SENT', 'anna', 'okafor@l.example', 'Thank you', 20656, 't106', 'm106', 1788860400, 1788860400, 1788860400, 1788860400, 1788860400, 1788860405, 250),
 ('letter', 'brandt', 'w8-17', 'once', 'SENT', 'anna', 'brandt@l.example', 'Thank you', 20656, 't107', 'm107', 1788947400, 1788947400, 1788947400, 1788947400, 1788947400, 1788947405, 250),
 ('letter', 'moreau', 'w9-0', 'once', 'SENT', 'anna', 'moreau@l.example', 'Thank you', 20663, 't108', 'm108', 1789369200, 1789369200, 1789369200, 1789369200, 1789369200, 1789369205, 250),
 ('letter', 'nair', 'w9-1', 'once', 'SENT', 'anna', 'nair@l.example', 'Thank you', 20663, 't109', 'm109', 1789456200, 1789456200, 1789456200, 1789456200, 1789456200, 1789456205, 250),
 ('letter', 'miramar', 'w9-2', 'once', 'SENT', 'anna', 'miramar@l.example', 'Thank you', 20663, 't110', 'm110', 1789543200, 1789543200, 1789543200, 1789543200, 1789543200, 1789543205, 250),
 ('letter', 'sousa', 'w9-3', 'once', 'SENT', 'anna', 'sousa@l.example', 'Thank you', 20663, 't111', 'm111', 1789630200, 1789630200, 1789630200, 1789630200, 1789630200, 1789630205, 250),
 ('letter', 'rey', 'w9-4', 'once', 'SENT', 'anna', 'rey@l.example', 'Thank you', 20663, 't112', 'm112', 1789717200, 1789717200, 1789717200, 1789717200, 1789717200, 1789717205, 250),
 ('letter', 'okafor', 'w9-5', 'once', 'SENT', 'anna', 'okafor@l.example', 'Thank you', 20663, 't113', 'm113', 1789372200, 1789372200, 1789372200, 1789372200, 1789372200, 1789372205, 250),
 ('letter', 'brandt', 'w9-6', 'once', 'SENT', 'anna', 'brandt@l.example', 'Thank you', 20663, 't114', 'm114', 1789459200, 1789459200, 1789459200, 1789459200, 1789459200, 1789459205, 250),
 ('letter', 'moreau', 'w9-7', 'once', 'SENT', 'anna', 'moreau@l.example', 'Thank you', 20663, 't115', 'm115', 1789546200, 1789546200, 1789546200, 1789546200, 1789546200, 1789546205, 250),
 ('letter', 'nair', 'w9-8', 'once', 'SENT', 'anna', 'nair@l.example', 'Thank you', 20663, 't116', 'm116', 1789633200, 1789633200, 1789633200, 1789633200, 1789633200, 1789633205, 250),
 ('letter', 'miramar', 'w9-9', 'once', 'SENT', 'anna', 'miramar@l.example', 'Thank you', 20663, 't117', 'm117', 1789720200, 1789720200, 1789720200, 1789720200, 1789720200, 1789720205, 250),
 ('letter', 'sousa', 'w9-10', 'once', 'SENT', 'anna', 'sousa@l.example', 'Thank you', 20663, 't118', 'm118', 1789375200, 1789375200, 1789375200, 1789375200, 1789375200, 1789375205, 250),
 ('letter', 'rey', 'w9-11', 'once', 'SENT', 'anna', 'rey@l.example', 'Thank you', 20663, 't119', 'm119', 1789462200, 1789462200, 1789462200, 1789462200, 1789462200, 1789462205, 250),
 ('letter', 'okafor', 'w9-12', 'once', 'SENT', 'anna', 'okafor@l.example', 'Thank you', 20663, 't120', 'm120', 1789549200, 1789549200, 1789549200, 1789549200, 1789549200, 1789549205, 250),
 ('letter', 'brandt', 'w9-13', 'once', 'SENT', 'anna', 'brandt@l.example', 'Thank you', 20663, 't121', 'm121', 1789636200, 1789636200, 1789636200, 1789636200, 1789636200, 1789636205, 250),
 ('letter', 'moreau', 'w9-14', 'once', 'SENT', 'anna', 'moreau@l.example', 'Thank you', 20663, 't122', 'm122', 1789723200, 1789723200, 1789723200, 1789723200, 1789723200, 1789723205, 250),
 ('letter', 'nair', 'w9-15', 'once', 'SENT', 'anna', 'nair@l.example', 'Thank you', 20663, 't123', 'm123', 1789378200, 1789378200, 1789378200, 1789378200, 1789378200, 1789378205, 250),
 ('letter', 'miramar', 'w10-0', 'once', 'SENT', 'anna', 'miramar@l.example', 'Thank you', 20670, 't124', 'm124', 1789974000, 1789974000, 1789974000, 1789974000, 1789974000, 1789974005, 250),
 ('letter', 'sousa', 'w10-1', 'once', 'SENT', 'anna', 'sousa@l.example', 'Thank you', 20670, 't125', 'm125', 1790061000, 1790061000, 1790061000, 1790061000, 1790061000, 1790061005, 250),
 ('letter', 'rey', 'w10-2', 'once', 'SENT', 'anna', 'rey@l.example', 'Thank you', 20670, 't126', 'm126', 1790148000, 1790148000, 1790148000, 1790148000, 1790148000, 1790148005, 250),
 ('letter', 'okafor', 'w10-3', 'once', 'SENT', 'anna', 'okafor@l.example', 'Thank you', 20670, 't127', 'm127', 1790235000, 1790235000, 1790235000, 1790235000, 1790235000, 1790235005, 250),
 ('letter', 'brandt', 'w10-4', 'once', 'SENT', 'anna', 'brandt@l.example', 'Thank you', 20670, 't128', 'm128', 1790322000, 1790322000, 1790322000, 1790322000, 1790322000, 1790322005, 250),
 ('letter', 'moreau', 'w10-5', 'once', 'SENT', 'anna', 'moreau@l.example', 'Thank you', 20670, 't129', 'm129', 1789977000, 1789977000, 1789977000, 1789977000, 1789977000, 1789977005, 250),
 ('letter', 'nair', 'w10-6', 'once', 'SENT', 'anna', 'nair@l.example', 'Thank you', 20670, 't130', 'm130', 1790064000, 1790064000, 1790064000, 1790064000, 1790064000, 1790064005, 250),
 ('letter', 'miramar', 'w10-7', 'once', 'SENT', 'anna', 'miramar@l.example', 'Thank you', 20670, 't131', 'm131', 1790151000, 1790151000, 1790151000, 1790151000, 1790151000, 1790151005, 250),
 ('letter', 'sousa', 'w10-8', 'once', 'SENT', 'anna', 'sousa@l.example', 'Thank you', 20670, 't132', 'm132', 1790238000, 1790238000, 1790238000, 1790238000, 1790238000, 1790238005, 250),
 ('letter', 'rey', 'w10-9', 'once', 'SENT', 'anna', 'rey@l.example', 'Thank you', 20670, 't133', 'm133', 1790325000, 1790325000, 1790325000, 1790325000, 1790325000, 1790325005, 250),
 ('letter', 'okafor', 'w10-10', 'once', 'SENT', 'anna', 'okafor@l.example', 'Thank you', 20670, 't134', 'm134', 1789980000, 1789980000, 1789980000, 1789980000, 1789980000, 1789980005, 250),
 ('letter', 'brandt', 'w10-11', 'once', 'SENT', 'anna', 'brandt@l.example', 'Thank you', 20670, 't135', 'm135', 1790067000, 1790067000, 1790067000, 1790067000, 1790067000, 1790067005, 250),
 ('letter', 'moreau', 'w11-0', 'once', 'SENT', 'anna', 'moreau@l.example', 'Thank you', 20677, 't136', 'm136', 1790578800, 1790578800, 1790578800, 1790578800, 1790578800, 1790578805, 250),
 ('letter', 'nair', 'w11-1', 'once', 'SENT', 'anna', 'nair@l.example', 'Thank you', 20677, 't137', 'm137', 1790665800, 1790665800, 1790665800, 1790665800, 1790665800, 1790665805, 250),
 ('letter', 'miramar', 'w11-2', 'once', 'SENT', 'anna', 'miramar@l.example', 'Thank you', 20677, 't138', 'm138', 1790752800, 1790752800, 1790752800, 1790752800, 1790752800, 1790752805, 250),
 ('letter', 'sousa', 'w11-3', 'once', 'SENT', 'anna', 'sousa@l.example', 'Thank you', 20677, 't139', 'm139', 1790839800, 1790839800, 1790839800, 1790839800, 1790839800, 1790839805, 250),
 ('letter', 'rey', 'w11-4', 'once', 'SENT', 'anna', 'rey@l.example', 'Thank you', 20677, 't140', 'm140', 1790926800, 1790926800, 1790926800, 1790926800, 1790926800, 1790926805, 250),
 ('letter', 'okafor', 'w11-5', 'once', 'SENT', 'anna', 'okafor@l.example', 'Thank you', 20677, 't141', 'm141', 1790581800, 1790581800, 1790581800, 1790581800, 1790581800, 1790581805, 250),
 ('letter', 'brandt', 'w11-6', 'once', 'SENT', 'anna', 'brandt@l.example', 'Thank you', 20677, 't142', 'm142', 1790668800, 1790668800, 1790668800, 1790668800, 1790668800, 1790668805, 250),
 ('letter', 'moreau', 'w11-7', 'once', 'SENT', 'anna', 'moreau@l.example', 'Thank you', 20677, 't143', 'm143', 1790755800, 1790755800, 1790755800, 1790755800, 1790755800, 1790755805, 250),
 ('letter', 'nair', 'w11-8', 'once', 'SENT', 'anna', 'nair@l.example', 'Thank you', 20677, 't144', 'm144', 1790842800, 1790842800, 1790842800, 1790842800, 1790842800, 1790842805, 250),
 ('letter', 'miramar', 'w11-9', 'once', 'SENT', 'anna', 'miramar@l.example', 'Thank you', 20677, 't145', 'm145', 1790929800, 1790929800, 1790929800, 1790929800, 1790929800, 1790929805, 250),
 ('letter', 'sousa', 'w11-10', 'once', 'SENT', 'anna', 'sousa@l.example', 'Thank you', 20677, 't146', 'm146', 1790584800, 1790584800, 1790584800, 1790584800, 1790584800, 1790584805, 250),
 ('letter', 'rey', 'w11-11', 'once', 'SENT', 'anna', 'rey@l.example', 'Thank you', 20677, 't147', 'm147', 1790671800, 1790671800, 1790671800, 1790671800, 1790671800, 1790671805, 250),
 ('letter', 'okafor', 'w11-12', 'once', 'SENT', 'anna', 'okafor@l.example', 'Thank you', 20677, 't148', 'm148', 1790758800, 1790758800, 1790758800, 1790758800, 1790758800, 1790758805, 250),
 ('letter', 'brandt', 'w11-13', 'once', 'SENT', 'anna', 'brandt@l.example', 'Thank you', 20677, 't149', 'm149', 1790845800, 1790845800, 1790845800, 1790845800, 1790845800, 1790845805, 250),
 ('letter', 'moreau', 'w12-0', 'once', 'UNSURE', 'anna', 'moreau@l.example', 'Thank you', 20684, 't150', 'm150', 1791183600, 1791183600, 1791183600, 1791183600, 1791183600, 1791183605, 0),
 ('letter', 'nair', 'w12-1', 'once', 'SENT', 'anna', 'nair@l.example', 'Thank you', 20684, 't151', 'm151', 1791270600, 1791270600, 1791270600, 1791270600, 1791270600, 1791270605, 250),
 ('letter', 'miramar', 'w12-2', 'once', 'SENT', 'anna', 'miramar@l.example', 'Thank you', 20684, 't152', 'm152', 1791357600, 1791357600, 1791357600, 1791357600, 1791357600, 1791357605, 250),
 ('letter', 'sousa', 'w12-3', 'once', 'SENT', 'anna', 'sousa@l.example', 'Thank you', 20684, 't153', 'm153', 1791444600, 1791444600, 1791444600, 1791444600, 1791444600, 1791444605, 250),
 ('letter', 'rey', 'w12-4', 'once', 'SENT', 'anna', 'rey@l.example', 'Thank you', 20684, 't154', 'm154', 1791531600, 1791531600, 1791531600, 1791531600, 1791531600, 1791531605, 250),
 ('letter', 'okafor', 'w12-5', 'once', 'SENT', 'anna', 'okafor@l.example', 'Thank you', 20684, 't155', 'm155', 1791186600, 1791186600, 1791186600, 1791186600, 1791186600, 1791186605, 250),
 ('letter', 'brandt', 'w12-6', 'once', 'SENT', 'anna', 'brandt@l.example', 'Thank you', 20684, 't156', 'm156', 1791273600, 1791273600, 1791273600, 1791273600, 1791273600, 1791273605, 250),
 ('letter', 'moreau', 'w12-7', 'once', 'SENT', 'anna', 'moreau@l.example', 'Thank you', 20684, 't157', 'm157', 1791360600, 1791360600, 1791360600, 1791360600, 1791360600, 1791360605, 250),
 ('letter', 'nair', 'w12-8', 'once', 'SENT', 'anna', 'nair@l.example', 'Thank you', 20684, 't158', 'm158', 1791447600, 1791447600, 1791447600, 1791447600, 1791447600, 1791447605, 250),
 ('letter', 'miramar', 'w12-9', 'once', 'SENT', 'anna', 'miramar@l.example', 'Thank you', 20684, 't159', 'm159', 1791534600, 1791534600, 1791534600, 1791534600, 1791534600, 1791534605, 250),
 ('letter', 'vogt', 'welcome', 'once', 'FAILED', 'anna', 'lena@vogt.example', 'Welcome', 20730, 'tf', 'mf', 1791324000, 1791756000, 1791756000, 1791324000, 1791324000, 1791410400, 550);
INSERT INTO purchase_total (customer, currency, first_day, last_day, count, spent_cents, spent_12_cents, spent_prior_12_cents, months) VALUES
 (3, 'EUR', 20000, 20500, 11, 9000000, 910000, 4820000, 4095),
 (5, 'EUR', 20000, 20550, 11, 8000000, 1040000, 3175000, 4095),
 (6, 'EUR', 20000, 20735, 30, 7000000, 2290000, 2290000, 4095),
 (1, 'EUR', 20000, 20730, 12, 900000, 300000, 200000, 4095),
 (2, 'GBP', 20000, 20730, 12, 900000, 300000, 200000, 4095),
 (4, 'EUR', 20000, 20730, 2, 9000, 3000, 2000, 4095),
 (7, 'EUR', 20000, 20730, 2, 9000, 3000, 2000, 4095),
 (9, 'EUR', 20000, 20730, 2, 9000, 3000, 2000, 4095);
INSERT INTO suppression (hash, address, customer, reason, since_at) VALUES ('h1', 'grace@old.example', 'okafor', 'optout', 1791410400);
INSERT INTO template (file, size, mtime, seen_at, fingerprint, problems, bad) VALUES ('year-end.de.txt', 1, 1, 1, 1, 'Line 9: {{vornahme}} is not known. Did you mean {{vorname}}?', 1);
INSERT INTO refused (file, line, column, value, reason, first_at) VALUES ('customers.csv', 14, 3, 'x@', 'no mail can go to this address: the address "x@" has an empty part in its domain; correct it, or leave the field empty', 0);
