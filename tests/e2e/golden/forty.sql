-- forty wait
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
INSERT INTO customer (key, email, name, manager, consent, stage) VALUES
 ('g1', 'g1@x.example', 'Guest 1', 'jonas', 'express', 'short'),
 ('g2', 'g2@x.example', 'Guest 2', '', 'express', 'short'),
 ('g3', 'g3@x.example', 'Guest 3', 'anna', 'express', 'short'),
 ('g4', 'g4@x.example', 'Guest 4', 'jonas', 'express', 'short'),
 ('g5', 'g5@x.example', 'Guest 5', '', 'express', 'short'),
 ('g6', 'g6@x.example', 'Guest 6', 'anna', 'express', 'short'),
 ('g7', 'g7@x.example', 'Guest 7', 'jonas', 'express', 'short'),
 ('g8', 'g8@x.example', 'Guest 8', '', 'express', 'short'),
 ('g9', 'g9@x.example', 'Guest 9', 'anna', 'express', 'short'),
 ('g10', 'g10@x.example', 'Guest 10', 'jonas', 'express', 'short'),
 ('g11', 'g11@x.example', 'Guest 11', '', 'express', 'short'),
 ('g12', 'g12@x.example', 'Guest 12', 'anna', 'express', 'short'),
 ('g13', 'g13@x.example', 'Guest 13', 'jonas', 'express', 'short'),
 ('g14', 'g14@x.example', 'Guest 14', '', 'express', 'short'),
 ('g15', 'g15@x.example', 'Guest 15', 'anna', 'express', 'short'),
 ('g16', 'g16@x.example', 'Guest 16', 'jonas', 'express', 'short'),
 ('g17', 'g17@x.example', 'Guest 17', '', 'express', 'short'),
 ('g18', 'g18@x.example', 'Guest 18', 'anna', 'express', 'short'),
 ('g19', 'g19@x.example', 'Guest 19', 'jonas', 'express', 'short'),
 ('g20', 'g20@x.example', 'Guest 20', '', 'express', 'short'),
 ('g21', 'g21@x.example', 'Guest 21', 'anna', 'express', 'short'),
 ('g22', 'g22@x.example', 'Guest 22', 'jonas', 'express', 'short'),
 ('g23', 'g23@x.example', 'Guest 23', '', 'express', 'short'),
 ('g24', 'g24@x.example', 'Guest 24', 'anna', 'express', 'short'),
 ('g25', 'g25@x.example', 'Guest 25', 'jonas', 'express', 'short'),
 ('g26', 'g26@x.example', 'Guest 26', '', 'express', 'short'),
 ('g27', 'g27@x.example', 'Guest 27', 'anna', 'express', 'short'),
 ('g28', 'g28@x.example', 'Guest 28', 'jonas', 'express', 'short'),
 ('g29', 'g29@x.example', 'Guest 29', '', 'express', 'short'),
 ('g30', 'g30@x.example', 'Guest 30', 'anna', 'express', 'short'),
 ('g31', 'g31@x.example', 'Guest 31', 'jonas', 'express', 'short'),
 ('g32', 'g32@x.example', 'Guest 32', '', 'express', 'short'),
 ('g33', 'g33@x.example', 'Guest 33', 'anna', 'express', 'short'),
 ('g34', 'g34@x.example', 'Guest 34', 'jonas', 'express', 'short'),
 ('g35', 'g35@x.example', 'Guest 35', '', 'express', 'short'),
 ('g36', 'g36@x.example', 'Guest 36', 'anna', 'express', 'short'),
 ('g37', 'g37@x.example', 'Guest 37', 'jonas', 'express', 'short'),
 ('g38', 'g38@x.example', 'Guest 38', '', 'express', 'short'),
 ('g39', 'g39@x.example', 'Guest 39', 'anna', 'express', 'short'),
 ('g40', 'g40@x.example', 'Guest 40', 'jonas', 'express', 'short');
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (1, 'INBOX', 1, 1, 'reply', 'certain', 'g1', 'g1@x.example', 'A question', 'Question 1: is <it> 5 & true?', '', 1791489600, 1791489600);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (1, 'g1', 'WAITING', 'jonas', 1, 1791489600, 1791489600, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (2, 'INBOX', 1, 2, 'reply', 'certain', 'g2', 'g2@x.example', 'A question', 'Question 2: is <it> 5 & true?', '', 1791482400, 1791482400);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (2, 'g2', 'WAITING', '', 2, 1791482400, 1791482400, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (3, 'INBOX', 1, 3, 'reply', 'certain', 'g3', 'g3@x.example', 'A question', 'Question 3: is <it> 5 & true?', '', 1791475200, 1791475200);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (3, 'g3', 'WAITING', 'anna', 3, 1791475200, 1791475200, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (4, 'INBOX', 1, 4, 'reply', 'certain', 'g4', 'g4@x.example', 'A question', 'Question 4: is <it> 5 & true?', '', 1791468000, 1791468000);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (4, 'g4', 'WAITING', 'jonas', 4, 1791468000, 1791468000, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (5, 'INBOX', 1, 5, 'reply', 'certain', 'g5', 'g5@x.example', 'A question', 'Question 5: is <it> 5 & true?', '', 1791460800, 1791460800);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (5, 'g5', 'WAITING', '', 5, 1791460800, 1791460800, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (6, 'INBOX', 1, 6, 'reply', 'certain', 'g6', 'g6@x.example', 'A question', 'Question 6: is <it> 5 & true?', '', 1791453600, 1791453600);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (6, 'g6', 'WAITING', 'anna', 6, 1791453600, 1791453600, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (7, 'INBOX', 1, 7, 'reply', 'certain', 'g7', 'g7@x.example', 'A question', 'Question 7: is <it> 5 & true?', '', 1791446400, 1791446400);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (7, 'g7', 'WAITING', 'jonas', 7, 1791446400, 1791446400, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (8, 'INBOX', 1, 8, 'reply', 'certain', 'g8', 'g8@x.example', 'A question', 'Question 8: is <it> 5 & true?', '', 1791439200, 1791439200);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (8, 'g8', 'WAITING', '', 8, 1791439200, 1791439200, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (9, 'INBOX', 1, 9, 'reply', 'certain', 'g9', 'g9@x.example', 'A question', 'Question 9: is <it> 5 & true?', '', 1791432000, 1791432000);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (9, 'g9', 'WAITING', 'anna', 9, 1791432000, 1791432000, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (10, 'INBOX', 1, 10, 'reply', 'certain', 'g10', 'g10@x.example', 'A question', 'Question 10: is <it> 5 & true?', '', 1791424800, 1791424800);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (10, 'g10', 'WAITING', 'jonas', 10, 1791424800, 1791424800, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (11, 'INBOX', 1, 11, 'reply', 'certain', 'g11', 'g11@x.example', 'A question', 'Question 11: is <it> 5 & true?', '', 1791417600, 1791417600);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (11, 'g11', 'WAITING', '', 11, 1791417600, 1791417600, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (12, 'INBOX', 1, 12, 'reply', 'certain', 'g12', 'g12@x.example', 'A question', 'Question 12: is <it> 5 & true?', '', 1791410400, 1791410400);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (12, 'g12', 'WAITING', 'anna', 12, 1791410400, 1791410400, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (13, 'INBOX', 1, 13, 'reply', 'certain', 'g13', 'g13@x.example', 'A question', 'Question 13: is <it> 5 & true?', '', 1791403200, 1791403200);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (13, 'g13', 'WAITING', 'jonas', 13, 1791403200, 1791403200, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (14, 'INBOX', 1, 14, 'reply', 'certain', 'g14', 'g14@x.example', 'A question', 'Question 14: is <it> 5 & true?', '', 1791396000, 1791396000);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (14, 'g14', 'WAITING', '', 14, 1791396000, 1791396000, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (15, 'INBOX', 1, 15, 'reply', 'certain', 'g15', 'g15@x.example', 'A question', 'Question 15: is <it> 5 & true?', '', 1791388800, 1791388800);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (15, 'g15', 'WAITING', 'anna', 15, 1791388800, 1791388800, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (16, 'INBOX', 1, 16, 'reply', 'certain', 'g16', 'g16@x.example', 'A question', 'Question 16: is <it> 5 & true?', '', 1791381600, 1791381600);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (16, 'g16', 'WAITING', 'jonas', 16, 1791381600, 1791381600, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (17, 'INBOX', 1, 17, 'reply', 'certain', 'g17', 'g17@x.example', 'A question', 'Question 17: is <it> 5 & true?', '', 1791374400, 1791374400);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (17, 'g17', 'WAITING', '', 17, 1791374400, 1791374400, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (18, 'INBOX', 1, 18, 'reply', 'certain', 'g18', 'g18@x.example', 'A question', 'Question 18: is <it> 5 & true?', '', 1791367200, 1791367200);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (18, 'g18', 'WAITING', 'anna', 18, 1791367200, 1791367200, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (19, 'INBOX', 1, 19, 'reply', 'certain', 'g19', 'g19@x.example', 'A question', 'Question 19: is <it> 5 & true?', '', 1791360000, 1791360000);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (19, 'g19', 'WAITING', 'jonas', 19, 1791360000, 1791360000, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (20, 'INBOX', 1, 20, 'reply', 'certain', 'g20', 'g20@x.example', 'A question', 'Question 20: is <it> 5 & true?', '', 1791352800, 1791352800);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (20, 'g20', 'WAITING', '', 20, 1791352800, 1791352800, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (21, 'INBOX', 1, 21, 'reply', 'certain', 'g21', 'g21@x.example', 'A question', 'Question 21: is <it> 5 & true?', '', 1791345600, 1791345600);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (21, 'g21', 'WAITING', 'anna', 21, 1791345600, 1791345600, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (22, 'INBOX', 1, 22, 'reply', 'certain', 'g22', 'g22@x.example', 'A question', 'Question 22: is <it> 5 & true?', '', 1791338400, 1791338400);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (22, 'g22', 'WAITING', 'jonas', 22, 1791338400, 1791338400, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (23, 'INBOX', 1, 23, 'reply', 'certain', 'g23', 'g23@x.example', 'A question', 'Question 23: is <it> 5 & true?', '', 1791331200, 1791331200);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (23, 'g23', 'WAITING', '', 23, 1791331200, 1791331200, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (24, 'INBOX', 1, 24, 'reply', 'certain', 'g24', 'g24@x.example', 'A question', 'Question 24: is <it> 5 & true?', '', 1791324000, 1791324000);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (24, 'g24', 'WAITING', 'anna', 24, 1791324000, 1791324000, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (25, 'INBOX', 1, 25, 'reply', 'certain', 'g25', 'g25@x.example', 'A question', 'Question 25: is <it> 5 & true?', '', 1791316800, 1791316800);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (25, 'g25', 'WAITING', 'jonas', 25, 1791316800, 1791316800, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (26, 'INBOX', 1, 26, 'reply', 'certain', 'g26', 'g26@x.example', 'A question', 'Question 26: is <it> 5 & true?', '', 1791309600, 1791309600);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (26, 'g26', 'WAITING', '', 26, 1791309600, 1791309600, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (27, 'INBOX', 1, 27, 'reply', 'certain', 'g27', 'g27@x.example', 'A question', 'Question 27: is <it> 5 & true?', '', 1791302400, 1791302400);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (27, 'g27', 'WAITING', 'anna', 27, 1791302400, 1791302400, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (28, 'INBOX', 1, 28, 'reply', 'certain', 'g28', 'g28@x.example', 'A question', 'Question 28: is <it> 5 & true?', '', 1791295200, 1791295200);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (28, 'g28', 'WAITING', 'jonas', 28, 1791295200, 1791295200, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (29, 'INBOX', 1, 29, 'reply', 'certain', 'g29', 'g29@x.example', 'A question', 'Question 29: is <it> 5 & true?', '', 1791288000, 1791288000);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (29, 'g29', 'WAITING', '', 29, 1791288000, 1791288000, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (30, 'INBOX', 1, 30, 'reply', 'certain', 'g30', 'g30@x.example', 'A question', 'Question 30: is <it> 5 & true?', '', 1791280800, 1791280800);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (30, 'g30', 'WAITING', 'anna', 30, 1791280800, 1791280800, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (31, 'INBOX', 1, 31, 'reply', 'certain', 'g31', 'g31@x.example', 'A question', 'Question 31: is <it> 5 & true?', '', 1791273600, 1791273600);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (31, 'g31', 'WAITING', 'jonas', 31, 1791273600, 1791273600, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (32, 'INBOX', 1, 32, 'reply', 'certain', 'g32', 'g32@x.example', 'A question', 'Question 32: is <it> 5 & true?', '', 1791266400, 1791266400);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (32, 'g32', 'WAITING', '', 32, 1791266400, 1791266400, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (33, 'INBOX', 1, 33, 'reply', 'certain', 'g33', 'g33@x.example', 'A question', 'Question 33: is <it> 5 & true?', '', 1791259200, 1791259200);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (33, 'g33', 'WAITING', 'anna', 33, 1791259200, 1791259200, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (34, 'INBOX', 1, 34, 'reply', 'certain', 'g34', 'g34@x.example', 'A question', 'Question 34: is <it> 5 & true?', '', 1791252000, 1791252000);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (34, 'g34', 'WAITING', 'jonas', 34, 1791252000, 1791252000, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (35, 'INBOX', 1, 35, 'reply', 'certain', 'g35', 'g35@x.example', 'A question', 'Question 35: is <it> 5 & true?', '', 1791244800, 1791244800);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (35, 'g35', 'WAITING', '', 35, 1791244800, 1791244800, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (36, 'INBOX', 1, 36, 'reply', 'certain', 'g36', 'g36@x.example', 'A question', 'Question 36: is <it> 5 & true?', '', 1791237600, 1791237600);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (36, 'g36', 'WAITING', 'anna', 36, 1791237600, 1791237600, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (37, 'INBOX', 1, 37, 'reply', 'certain', 'g37', 'g37@x.example', 'A question', 'Question 37: is <it> 5 & true?', '', 1791230400, 1791230400);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (37, 'g37', 'WAITING', 'jonas', 37, 1791230400, 1791230400, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (38, 'INBOX', 1, 38, 'reply', 'certain', 'g38', 'g38@x.example', 'A question', 'Question 38: is <it> 5 & true?', '', 1791223200, 1791223200);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (38, 'g38', 'WAITING', '', 38, 1791223200, 1791223200, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (39, 'INBOX', 1, 39, 'reply', 'certain', 'g39', 'g39@x.example', 'A question', 'Question 39: is <it> 5 & true?', '', 1791216000, 1791216000);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (39, 'g39', 'WAITING', 'anna', 39, 1791216000, 1791216000, 0, NULL);
INSERT INTO inbox (id, mailbox, uidvalidity, uid, class, confidence, customer, from_address, subject, excerpt, effect, arrived_at, read_at) VALUES
 (40, 'INBOX', 1, 40, 'reply', 'certain', 'g40', 'g40@x.example', 'A question', 'Question 40: is <it> 5 & true?', '', 1791208800, 1791208800);
INSERT INTO conversation (id, customer, state, manager, opened_by, opened_at, last_at, nudged, answered_at) VALUES (40, 'g40', 'WAITING', 'jonas', 40, 1791208800, 1791208800, 0, NULL);
