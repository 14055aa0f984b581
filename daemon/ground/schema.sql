-- The store. Each table has one owner: the module named above it; nobody else writes it. Only
-- erase deletes from all of them, when a customer is to be forgotten. What was taken from the
-- business's files lies in a file beside it: ledger.sql.
-- Moments (_at) are seconds since 1970-01-01 UTC; days are civil days since 1970-01-01.

-- db: facts about the store itself: key (hex, for seal), created_at; tenure: machine, boot, epoch;
-- and the shortfalls of set-up
CREATE TABLE meta (
	key TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- amend --------------------------------------------------------------------------------------
-- What people told us of a customer and the ledger does not say (yet).
CREATE TABLE amendment (
	customer TEXT NOT NULL,
	field TEXT NOT NULL CHECK (field IN ('email', 'status', 'mood', 'personal_line')),
	touchpoint TEXT NOT NULL DEFAULT '', -- of a personal line: the letter
	occurrence TEXT NOT NULL DEFAULT '',
	value TEXT NOT NULL,
	was TEXT NOT NULL DEFAULT '',        -- what the ledger said
	PRIMARY KEY (customer, field, touchpoint, occurrence)
) STRICT, WITHOUT ROWID;

-- occasion -----------------------------------------------------------------------------------
CREATE TABLE calendar (
	file TEXT PRIMARY KEY,     -- base name
	size INTEGER NOT NULL,
	mtime INTEGER NOT NULL,
	fingerprint INTEGER NOT NULL,
	expanded_day INTEGER NOT NULL, -- "today" of the expansion in force
	problem TEXT,              -- why the file as it is now is not in force; NULL: it is
	warnings TEXT NOT NULL DEFAULT '', -- one a line: events left out
	problem_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE occasion (
	fold TEXT NOT NULL,        -- folded name, rule_fold()
	day INTEGER NOT NULL,
	calendar TEXT NOT NULL REFERENCES calendar (file),
	name TEXT NOT NULL,
	category TEXT NOT NULL DEFAULT '', -- folded, ',a,b,' or ''
	touchpoint TEXT NOT NULL DEFAULT '',
	ruled INTEGER NOT NULL DEFAULT 0, -- by a rule, which goes on; else the file names this day
	PRIMARY KEY (fold, day, calendar)
) STRICT, WITHOUT ROWID;
CREATE INDEX occasion_day ON occasion (day);
CREATE INDEX occasion_touchpoint ON occasion (touchpoint, day) WHERE touchpoint <> '';

-- folder -------------------------------------------------------------------------------------
CREATE TABLE template (
	file TEXT PRIMARY KEY,     -- path below the folder, "drafts/new-year.txt"
	size INTEGER NOT NULL,
	mtime INTEGER NOT NULL,
	seen_at INTEGER NOT NULL,  -- when size and mtime were first seen so
	fingerprint INTEGER NOT NULL, -- of the version last judged; 0: not judged yet
	name TEXT,                 -- identity: Name:, else the stem; NULL: never was clean
	good BLOB,                 -- the last good version: the file's bytes and, where the letter
	                           -- shows a picture, its seal; NULL: never was clean
	approved BLOB,             -- the version that a person said go to; a live one must be this
	next BLOB,                 -- a live version that waits for its go, while `good` runs on
	former BLOB,               -- what ran before the last go, should that be taken back
	waits INTEGER NOT NULL DEFAULT 0, -- fingerprint of the live version, in `next` or `good`,
	                           -- that waits for its go; 0: none does
	problems TEXT NOT NULL DEFAULT '', -- the answer's body for the bytes last judged
	bad INTEGER NOT NULL DEFAULT 0,    -- those bytes are refused
	judged_at INTEGER NOT NULL DEFAULT 0,
	answered_at INTEGER NOT NULL DEFAULT 0, -- sidecar written for judged_at
	previewed INTEGER NOT NULL DEFAULT 0 -- fingerprint of the version its author was shown;
	                           -- -1: it lay there before anybody looked; -2: to be shown again
) STRICT, WITHOUT ROWID;
CREATE INDEX template_name ON template (name);
CREATE INDEX template_name_nocase ON template (name COLLATE NOCASE);

-- picture ------------------------------------------------------------------------------------
CREATE TABLE picture (         -- that a letter names
	file TEXT PRIMARY KEY, -- path below the folder, "boat.jpg"
	stamp INTEGER NOT NULL -- of the file when it was last looked at; 0: it was not there
) STRICT;
CREATE TABLE picture_kept (    -- of the versions of letters that there are
	print TEXT PRIMARY KEY, -- 16 hexadecimal digits
	bytes BLOB NOT NULL
) STRICT;

-- courtesy -----------------------------------------------------------------------------------
CREATE TABLE approval (
	customer TEXT NOT NULL,
	touchpoint TEXT NOT NULL,
	occurrence TEXT NOT NULL,
	answer TEXT NOT NULL DEFAULT 'yes' CHECK (answer IN ('yes', 'no')),
	at INTEGER NOT NULL,
	PRIMARY KEY (customer, touchpoint, occurrence)
) STRICT, WITHOUT ROWID;

-- docket -------------------------------------------------------------------------------------
-- What was due and did not go out, with its reason. Rows of a date still valid are looked at
-- again in every pass (a corrected ledger mends them).
CREATE TABLE decision (
	customer TEXT NOT NULL,
	touchpoint TEXT NOT NULL,
	occurrence TEXT NOT NULL,
	verdict TEXT NOT NULL CHECK (verdict IN ('skip', 'hold')),
	reason TEXT NOT NULL,      -- a word of the closed list in courtesy.h
	detail TEXT NOT NULL DEFAULT '', -- what fills the sentence: a field, a date, an address
	day INTEGER NOT NULL,      -- the occurrence's
	decided_at INTEGER NOT NULL,
	PRIMARY KEY (customer, touchpoint, occurrence)
) STRICT, WITHOUT ROWID;
CREATE INDEX decision_day ON decision (day);

-- feed ---------------------------------------------------------------------------------------
-- The coming letters as they were last published to calendar programs.
CREATE TABLE feed (
	uid TEXT PRIMARY KEY,
	customer TEXT NOT NULL,
	touchpoint TEXT NOT NULL,
	manager TEXT NOT NULL,
	day INTEGER NOT NULL,
	summary TEXT NOT NULL,
	description TEXT NOT NULL,
	sequence INTEGER NOT NULL DEFAULT 0, -- how often it was changed
	changed_at INTEGER NOT NULL,
	cancelled INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_day ON feed (day);

-- form ---------------------------------------------------------------------------------------
-- What the letters of one template and language have in common, as the same letter written to
-- nobody; once for all of them, as long as one is there.
CREATE TABLE form (
	id INTEGER PRIMARY KEY,    -- a keyed hash of the bytes
	bytes BLOB NOT NULL
) STRICT;

-- outbox -------------------------------------------------------------------------------------
CREATE TABLE outbox (
	id INTEGER PRIMARY KEY,
	kind TEXT NOT NULL         -- IN would make a table of its own for each row
		CHECK (kind='letter' OR kind='digest' OR kind='nudge' OR kind='notice'),
	customer TEXT NOT NULL,    -- key; for mail to staff the person's id
	touchpoint TEXT NOT NULL,  -- template's name; 'digest', 'nudge', …
	occurrence TEXT NOT NULL,  -- '2026-10-05', '2026', 'once', '2026-W41'
	state TEXT NOT NULL
		CHECK (state='QUEUED' OR state='LEASED' OR state='SENDING' OR state='SENT'
			OR state='FAILED' OR state='WITHDRAWN' OR state='UNSURE'),
	reason TEXT NOT NULL DEFAULT '', -- why FAILED, WITHDRAWN, UNSURE, or why it waits; a sentence
	manager TEXT NOT NULL DEFAULT '',
	recipient TEXT NOT NULL COLLATE NOCASE, -- address as on the wire
	subject TEXT NOT NULL,
	excerpt TEXT NOT NULL DEFAULT '', -- of mail to staff, as plain text: whom does it tell of?
	grp TEXT NOT NULL DEFAULT '',
	day INTEGER NOT NULL,      -- the occurrence's civil day
	token TEXT NOT NULL UNIQUE,
	message_id TEXT NOT NULL,  -- made of the token; fixed here, before the first SMTP byte
	not_before_at INTEGER NOT NULL,
	valid_until_at INTEGER NOT NULL,
	next_try_at INTEGER NOT NULL,
	attempt INTEGER NOT NULL DEFAULT 0,
	created_at INTEGER NOT NULL,
	claimed_at INTEGER,
	settled_at INTEGER,
	code INTEGER NOT NULL DEFAULT 0, -- the server's answer
	enhanced TEXT NOT NULL DEFAULT '',
	answer TEXT NOT NULL DEFAULT '',
	UNIQUE (customer, touchpoint, occurrence)
) STRICT;
-- two rows with one address get one letter
CREATE UNIQUE INDEX outbox_recipient ON outbox (recipient, touchpoint, occurrence);
CREATE INDEX outbox_due ON outbox (next_try_at) WHERE state = 'QUEUED';
CREATE INDEX outbox_open ON outbox (id) WHERE state IN ('LEASED', 'SENDING');
CREATE INDEX outbox_unsure ON outbox (id) WHERE state = 'UNSURE';
-- so that all but SENT can be counted without a look at the letters
CREATE INDEX outbox_unsent ON outbox (state) WHERE state IN ('FAILED', 'WITHDRAWN');
-- who else of the same house has a letter these days
CREATE INDEX outbox_domain ON outbox (lower(substr(recipient, instr(recipient, '@') + 1)), day)
	WHERE kind = 'letter';
-- a letter that waits is in neither
CREATE INDEX outbox_settled ON outbox (settled_at) WHERE settled_at IS NOT NULL;
CREATE INDEX outbox_claimed ON outbox (claimed_at) WHERE claimed_at IS NOT NULL;

-- The bytes that go out; apart, so that a letter's states are not as heavy as the letter.
CREATE TABLE outbox_message (
	id INTEGER PRIMARY KEY REFERENCES outbox (id) ON DELETE CASCADE,
	form INTEGER REFERENCES form (id), -- what it is written on; NULL: none
	size INTEGER NOT NULL DEFAULT 0, -- of all its bytes; 0: they stand here whole
	message BLOB NOT NULL      -- what is its own, as patch.h says; empty: erased
) STRICT;
CREATE INDEX outbox_message_form ON outbox_message (form);

-- keepsake: letters that lie in Sent, of our doing or not
CREATE TABLE keepsake (
	id INTEGER PRIMARY KEY REFERENCES outbox (id) ON DELETE CASCADE,
	at INTEGER NOT NULL
) STRICT;

-- inbox --------------------------------------------------------------------------------------
CREATE TABLE cursor (
	mailbox TEXT PRIMARY KEY,
	uidvalidity INTEGER NOT NULL,
	uid_next INTEGER NOT NULL  -- first UID not yet read
) STRICT, WITHOUT ROWID;

-- reader: the messages that are being read just now; found at the start, it ended over one of them
CREATE TABLE trying (
	mailbox TEXT PRIMARY KEY,
	uidvalidity INTEGER NOT NULL,
	uid_first INTEGER NOT NULL,
	uid_last INTEGER NOT NULL,
	deaths INTEGER NOT NULL,   -- of this process
	troubles INTEGER NOT NULL, -- of the dialogue with the server
	refused_at INTEGER NOT NULL -- since when the server has it and does not give it; 0: it does
) STRICT, WITHOUT ROWID;

CREATE TABLE inbox (
	id INTEGER PRIMARY KEY,
	mailbox TEXT NOT NULL,
	uidvalidity INTEGER NOT NULL, -- < 0: the server has numbered anew since, and did not say so
	uid INTEGER NOT NULL,
	message_id TEXT NOT NULL DEFAULT '',
	from_address TEXT NOT NULL DEFAULT '',
	subject TEXT NOT NULL DEFAULT '',
	class TEXT NOT NULL,       -- classify_name(), 'ours', 'answer', 'poison', 'unrelated',
	                           -- 'order' (staff replied to a notice), 'refused' (another did)
	confidence TEXT NOT NULL DEFAULT '', -- 'certain', 'colleague', 'possible', 'probable', 'wrote'
	customer TEXT,             -- key
	outbox INTEGER REFERENCES outbox (id),
	excerpt TEXT NOT NULL DEFAULT '',    -- first 300 characters of what is new
	effect TEXT NOT NULL DEFAULT '',     -- what we did about it: a sentence
	arrived_at INTEGER NOT NULL,
	read_at INTEGER NOT NULL,
	UNIQUE (mailbox, uidvalidity, uid)
) STRICT;
CREATE INDEX inbox_customer ON inbox (customer, arrived_at) WHERE customer IS NOT NULL;
CREATE INDEX inbox_message_id ON inbox (message_id);
CREATE INDEX inbox_arrived ON inbox (arrived_at);

-- What absence notes told, for a person to confirm.
CREATE TABLE suggestion (
	customer TEXT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('left', 'back', 'address')),
	value TEXT NOT NULL,       -- '' / the day, '2026-10-05' / the address named
	inbox INTEGER NOT NULL REFERENCES inbox (id),
	at INTEGER NOT NULL,
	decided TEXT NOT NULL DEFAULT '' CHECK (decided IN ('', 'yes', 'no')),
	PRIMARY KEY (customer, kind)
) STRICT, WITHOUT ROWID;

-- conversation -------------------------------------------------------------------------------
CREATE TABLE conversation (
	id INTEGER PRIMARY KEY,
	customer TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('WAITING', 'LISTED', 'ANSWERED', 'CLOSED')),
	manager TEXT NOT NULL DEFAULT '',
	opened_by INTEGER NOT NULL REFERENCES inbox (id),
	opened_at INTEGER NOT NULL,  -- when the customer's first unanswered message arrived
	last_at INTEGER NOT NULL,    -- last message in it, either way
	nudged INTEGER NOT NULL DEFAULT 0, -- how many nudges were put
	nudge INTEGER,               -- outbox row of the last one, to whoever looks after it
	answered_at INTEGER,
	answered_how TEXT NOT NULL DEFAULT '' -- 'sent', 'command line', …
) STRICT;
CREATE UNIQUE INDEX conversation_waiting ON conversation (customer)
	WHERE state IN ('WAITING', 'LISTED');
CREATE INDEX conversation_customer ON conversation (customer, opened_at);

-- Addresses no letter goes to. The hash survives `forget`; the address does not.
CREATE TABLE suppression (
	hash TEXT PRIMARY KEY,     -- seal_hash() of the address
	address TEXT,
	customer TEXT,
	reason TEXT NOT NULL CHECK (reason IN ('optout', 'dead', 'complaint')),
	detail TEXT NOT NULL DEFAULT '',
	since_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX suppression_customer ON suppression (customer) WHERE customer IS NOT NULL;

-- failure ------------------------------------------------------------------------------------
-- Letters that did not reach their address; three passing troubles in a row make it dead, too.
CREATE TABLE failure (
	outbox INTEGER PRIMARY KEY REFERENCES outbox (id),
	permanence TEXT NOT NULL CHECK (permanence IN ('dead', 'refused', 'transient')),
	at INTEGER NOT NULL
) STRICT;

-- What a person decided about a customer: pauses, and contacts made elsewhere.
CREATE TABLE pause (
	customer TEXT PRIMARY KEY,
	until_at INTEGER NOT NULL,
	reason TEXT NOT NULL,
	since_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE contact (
	id INTEGER PRIMARY KEY,
	customer TEXT NOT NULL,
	at INTEGER NOT NULL,
	text TEXT NOT NULL
) STRICT;
CREATE INDEX contact_customer ON contact (customer, at);

-- notice -------------------------------------------------------------------------------------
-- What stands under the numbers of a notice: "done 1" in a reply to it means this and no other.
CREATE TABLE listed (
	notice INTEGER NOT NULL REFERENCES outbox (id),
	number INTEGER NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('waiting', 'held', 'stranger', 'unsure', 'suggestion', 'act',
		'template')),
	customer TEXT NOT NULL,
	touchpoint TEXT NOT NULL DEFAULT '',
	occurrence TEXT NOT NULL DEFAULT '',
	subject INTEGER NOT NULL DEFAULT 0, -- row of conversation, inbox, outbox or act
	PRIMARY KEY (notice, number)
) STRICT, WITHOUT ROWID;

-- verb ---------------------------------------------------------------------------------------
-- What people decided, at the command line or by replying to a notice; what was before, so that
-- it can be taken back.
CREATE TABLE act (
	id INTEGER PRIMARY KEY,
	at INTEGER NOT NULL,
	who TEXT NOT NULL DEFAULT '',  -- id of a person; '' at the command line
	verb TEXT NOT NULL,            -- verb_name()
	customer TEXT NOT NULL DEFAULT '',
	touchpoint TEXT NOT NULL DEFAULT '',
	occurrence TEXT NOT NULL DEFAULT '',
	subject INTEGER NOT NULL DEFAULT 0, -- row it was about: conversation, inbox, outbox
	words TEXT NOT NULL DEFAULT '',
	before TEXT NOT NULL DEFAULT '',
	notice INTEGER REFERENCES outbox (id), -- the notice replied to
	number INTEGER NOT NULL DEFAULT 0,
	undone_at INTEGER,
	undone_by TEXT NOT NULL DEFAULT ''
) STRICT;
-- each number of a notice takes each word once: a reply that comes again does nothing
CREATE UNIQUE INDEX act_once ON act (notice, number, verb, words) WHERE notice IS NOT NULL;
CREATE INDEX act_customer ON act (customer, at);

-- health -------------------------------------------------------------------------------------
-- How each server, file and role fares: the last time it went well, and since when it does not.
CREATE TABLE health (
	what TEXT PRIMARY KEY,     -- 'smtp', 'imap', 'ledger', 'planner', …
	ok_at INTEGER,
	problem TEXT,              -- a sentence; NULL: well
	problem_since_at INTEGER,
	problem_at INTEGER
) STRICT, WITHOUT ROWID;
