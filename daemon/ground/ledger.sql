-- The ledger as it was last taken from the business's files, in a file of its own beside the store,
-- so that however long an import writes, nobody who writes to the store waits for it. It says
-- nothing that the files would not say again. Owner: ledger, by its census.

-- which files those were, and what else the last look at them left behind
CREATE TABLE ledger.ledger_fact (
	key TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger.customer (
	id INTEGER PRIMARY KEY,
	key TEXT NOT NULL UNIQUE,          -- the ledger's id; the e-mail address when it has none
	email TEXT NOT NULL DEFAULT '' COLLATE NOCASE, -- as on the wire; '' when there is none
	name TEXT NOT NULL DEFAULT '',
	first_name TEXT NOT NULL DEFAULT '',
	last_name TEXT NOT NULL DEFAULT '',
	salutation TEXT NOT NULL DEFAULT '',
	company TEXT NOT NULL DEFAULT '',
	language TEXT NOT NULL DEFAULT '', -- "de", lower case
	country TEXT NOT NULL DEFAULT '',  -- "DE", upper case
	timezone TEXT NOT NULL DEFAULT '',
	manager TEXT NOT NULL DEFAULT '',  -- id of a person in the configuration, lower case
	status TEXT NOT NULL DEFAULT '',   -- '', 'active', 'deceased', 'left', 'dispute'; lower case
	birthday_ok INTEGER NOT NULL DEFAULT 0,
	consent TEXT NOT NULL DEFAULT '',  -- '', 'express', 'soft', 'none'
	consent_day INTEGER,
	tags TEXT NOT NULL DEFAULT '',       -- ',a,b,' lower case, comma at both ends; '' when none
	celebrates TEXT NOT NULL DEFAULT '', -- likewise
	mood TEXT NOT NULL DEFAULT '',
	pause_until_day INTEGER,
	personal_line TEXT NOT NULL DEFAULT '',
	extra TEXT NOT NULL DEFAULT '{}',  -- JSON: every other column of the ledger
	dates TEXT NOT NULL DEFAULT '{}',  -- JSON: the row's own dates, as in view anchor; those
	                                   -- of purchases stand in purchase_total
	stage TEXT NOT NULL DEFAULT 'before'
		CHECK (stage='before' OR stage='new' OR stage='short' OR stage='long'
			OR stage='integral'),      -- IN would make a table of its own for each row
	present INTEGER NOT NULL DEFAULT 1 -- 0: no longer in the ledger
) STRICT;
-- to count those who are there: see LEDGER_CUSTOMERS
CREATE INDEX ledger.customer_gone ON customer (present) WHERE present = 0;

-- who has which mailbox, by a number of its address (db_letterbox()): narrow, and many are put in
-- order without a look at the rows. Two addresses may have one number.
CREATE TABLE ledger.letterbox (
	number INTEGER NOT NULL,
	customer INTEGER NOT NULL, -- customer.id
	PRIMARY KEY (number, customer)
) STRICT, WITHOUT ROWID;
-- left out as long as many new rows come, see letterbox.h
CREATE TRIGGER ledger.customer_came AFTER INSERT ON customer WHEN new.email <> ''
BEGIN
	INSERT OR IGNORE INTO letterbox (number, customer)
		VALUES (letterbox(new.email), new.id);
END;
CREATE TRIGGER ledger.customer_moved AFTER UPDATE OF email ON customer WHEN new.email <> old.email
BEGIN
	DELETE FROM letterbox WHERE number = letterbox(old.email) AND customer = old.id;
	INSERT OR IGNORE INTO letterbox (number, customer)
		SELECT letterbox(new.email), new.id WHERE new.email <> '';
END;
CREATE TRIGGER ledger.customer_went AFTER DELETE ON customer
BEGIN
	DELETE FROM letterbox WHERE number = letterbox(old.email) AND customer = old.id;
END;

-- the same people, 1024 ids to a page and in the bytes of this machine, which a mark in front of them
-- tells: who they are, and in a table of its own, since that is rewritten with each changed row, how
-- their row was. Where a page is missing, or of another machine, its people's rows are written anew.
CREATE TABLE ledger.muster (
	page INTEGER PRIMARY KEY,
	people BLOB NOT NULL
) STRICT;
CREATE TABLE ledger.muster_row (
	page INTEGER PRIMARY KEY,
	rows BLOB NOT NULL
) STRICT;

-- every date of a customer, so that a day's plan costs what is due. A field is a number there: in
-- millions of rows its name would be the greater part. Those of purchases are the last: they come
-- when all others are there.
CREATE TABLE ledger.anchor_field (
	number INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE  -- 'birthday', 'first_contact', 'since', …
) STRICT;
INSERT INTO ledger.anchor_field (number, name)
	VALUES (10000, 'first_purchase'), (10001, 'last_purchase');
CREATE TABLE ledger.anchor_day (
	field INTEGER NOT NULL,    -- anchor_field.number
	day INTEGER NOT NULL,
	customer INTEGER NOT NULL, -- customer.id; neither is checked: there are millions, all ours
	PRIMARY KEY (field, day, customer)
) STRICT, WITHOUT ROWID;

-- the same for who reads them
CREATE VIEW ledger.anchor (field, day, customer) AS
	SELECT name, day, customer FROM anchor_field CROSS JOIN anchor_day ON field=number;

CREATE TABLE ledger.purchase_total (
	customer INTEGER NOT NULL,             -- likewise
	currency TEXT NOT NULL,
	first_day INTEGER NOT NULL,
	last_day INTEGER NOT NULL,
	count INTEGER NOT NULL,
	spent_cents INTEGER NOT NULL,
	spent_12_cents INTEGER NOT NULL,       -- the last 12 months
	spent_prior_12_cents INTEGER NOT NULL, -- the 12 before those
	months INTEGER NOT NULL DEFAULT 0,     -- bit 0: ever bought in a January, … bit 11: December
	usual_days INTEGER,                    -- between two of their purchases, in any currency;
	                                       -- NULL: no habit known
	PRIMARY KEY (customer, currency)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger.refused (
	file TEXT NOT NULL,     -- base name
	line INTEGER NOT NULL,
	column INTEGER NOT NULL, -- character in the line, from 1; 0: the whole row
	value TEXT NOT NULL,
	reason TEXT NOT NULL,
	first_at INTEGER NOT NULL, -- kept over re-imports of the same complaint
	PRIMARY KEY (file, line, column)
) STRICT, WITHOUT ROWID;
