-- What the two queries of gnucash-sqlite.conf read of a GnuCash book, with an invented business in it:
-- sqlite3 book.gnucash < gnucash-sqlite.sql
CREATE TABLE commodities (guid text(32) PRIMARY KEY NOT NULL, namespace text(2048) NOT NULL, mnemonic text(2048) NOT NULL, fullname text(2048), cusip text(2048), fraction integer NOT NULL);
CREATE TABLE customers (guid text(32) PRIMARY KEY NOT NULL, name text(2048) NOT NULL, id text(2048) NOT NULL, notes text(2048) NOT NULL, active integer NOT NULL, currency text(32) NOT NULL, addr_name text(1024), addr_addr1 text(1024), addr_addr2 text(1024), addr_addr3 text(1024), addr_addr4 text(1024), addr_phone text(128), addr_fax text(128), addr_email text(256));
CREATE TABLE invoices (guid text(32) PRIMARY KEY NOT NULL, id text(2048) NOT NULL, date_opened text(19), date_posted text(19), notes text(2048) NOT NULL, active integer NOT NULL, currency text(32) NOT NULL, owner_type integer, owner_guid text(32), terms text(32), billing_id text(2048), post_txn text(32), post_lot text(32), post_acc text(32));
CREATE TABLE splits (guid text(32) PRIMARY KEY NOT NULL, tx_guid text(32) NOT NULL, account_guid text(32) NOT NULL, memo text(2048) NOT NULL, action text(2048) NOT NULL, reconcile_state text(1) NOT NULL, reconcile_date text(19), value_num bigint NOT NULL, value_denom bigint NOT NULL, quantity_num bigint NOT NULL, quantity_denom bigint NOT NULL, lot_guid text(32));
INSERT INTO commodities VALUES ('eur', 'CURRENCY', 'EUR', 'Euro', '978', 100);
INSERT INTO customers VALUES ('c1', 'Tannenhof GmbH', '000001', '', 1, 'eur', 'Ute Tann', 'Waldweg 3', 'Freiburg', '', '', '0761 555010', '', 'ute@tannenhof.example'),
	('c2', 'Karl Wirt', '000002', 'prefers calls; mornings', 1, 'eur', '', '', '', '', '', '', '', 'karl@wirt.example'),
	('c3', 'Gone Ltd', '000003', '', 0, 'eur', '', '', '', '', '', '', '', 'gone@gone.example');
INSERT INTO invoices VALUES ('i1', '000011', '2026-03-01 10:59:00', '2026-03-05 10:59:00', '', 1, 'eur', 2, 'c1', NULL, '', 't1', 'l1', 'receivable'),
	('i2', '000012', '2026-04-01 10:59:00', NULL, '', 1, 'eur', 2, 'c1', NULL, '', NULL, NULL, NULL),
	('b1', '000001', '2026-04-01 10:59:00', '2026-04-01 10:59:00', '', 1, 'eur', 4, 'v1', NULL, '', 't2', 'l2', 'payable');
INSERT INTO splits VALUES ('s1', 't1', 'receivable', '', 'Invoice', 'n', NULL, 23800, 100, 23800, 100, 'l1'),
	('s2', 't1', 'sales', '', 'Invoice', 'n', NULL, -20000, 100, -20000, 100, NULL),
	('s3', 't1', 'tax', '', 'Invoice', 'n', NULL, -3800, 100, -3800, 100, NULL),
	('s4', 't2', 'payable', '', 'Bill', 'n', NULL, -5000, 100, -5000, 100, 'l2');
