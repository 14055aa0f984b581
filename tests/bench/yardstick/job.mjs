// What a competent person would write instead of using followupd: the ledger is a CSV file, whose
// day it is says rrule, the letter is mustache over Markdown that was made HTML once, nodemailer's
// pool sends it, and a table in SQLite remembers who had it. No courtesy, no replies, no digest.
//
//	node job.mjs LEDGER LETTER STORE PORT YYYY-MM-DD CONNECTIONS
import { createReadStream, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { parse } from 'csv-parse';
import { marked } from 'marked';
import Mustache from 'mustache';
import nodemailer from 'nodemailer';
import rrule from 'rrule';

const [ledger, letter, store, port, day, connections] = process.argv.slice(2);

// One set of the rule for all: a birthday is due when its month and day are among today's.
const { RRule } = rrule;
const noon = new Date(`${day}T12:00:00Z`);
const birthdays = new RRule({
	freq: RRule.YEARLY,
	bymonth: noon.getUTCMonth() + 1,
	bymonthday: noon.getUTCDate(),
	dtstart: new Date(`${noon.getUTCFullYear()}-01-01T12:00:00Z`),
});
const due = birthdays.between(new Date(+noon - 1), new Date(+noon + 1), true).map((d) => d.toISOString().slice(5, 10));
const isDue = (customer) => customer.birthday && due.includes(customer.birthday.slice(5));

const text = readFileSync(letter, 'utf8');
const html = marked.parse(text);
const plain = { escape: (s) => s };

const db = new Database(store);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = NORMAL');
db.exec(`CREATE TABLE IF NOT EXISTS sent (customer TEXT, letter TEXT, day TEXT, state TEXT, at INTEGER,
	PRIMARY KEY (customer, letter, day)) WITHOUT ROWID`);
const claim = db.prepare(`INSERT OR IGNORE INTO sent VALUES (?, 'birthday', ?, 'sending', unixepoch())`);
const settle = db.prepare(`UPDATE sent SET state=?, at=unixepoch() WHERE customer=? AND letter='birthday' AND day=?`);

const pool = nodemailer.createTransport({
	pool: true, host: '127.0.0.1', port: Number(port), ignoreTLS: true, maxConnections: Number(connections),
	maxMessages: Infinity,
});

async function send(customer) {
	if (!claim.run(customer.id, day).changes)
		return;
	let state = 'sent';
	try {
		await pool.sendMail({
			from: 'Shop <news@shop.example>',
			to: { name: `${customer.first_name} ${customer.last_name}`, address: customer.email },
			subject: `Happy birthday, ${customer.first_name}!`,
			messageId: `<birthday.${customer.id}.${day}@shop.example>`,
			text: Mustache.render(text, customer, {}, plain),
			html: Mustache.render(html, customer),
		});
	} catch {
		state = 'failed';
		process.exitCode = 1;
	}
	settle.run(state, customer.id, day);
}

const waiting = [];
for await (const customer of createReadStream(ledger).pipe(parse({ columns: true })))
	if (isDue(customer))
		waiting.push(customer);

async function work() {
	for (let customer; (customer = waiting.pop());)
		await send(customer);
}
await Promise.all(Array.from({ length: connections * 2 }, work));
pool.close();
