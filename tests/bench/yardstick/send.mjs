// nodemailer's pool, with letters that are ready: node send.mjs PORT LETTERS BYTES CONNECTIONS
import nodemailer from 'nodemailer';

const [port, letters, bytes, connections] = process.argv.slice(2).map(Number);
const line = 'We thought of you today, and of the boats in the harbour this morning.\r\n';
const text = line.repeat(Math.floor(bytes / line.length));
const pool = nodemailer.createTransport({
	pool: true, host: '127.0.0.1', port, ignoreTLS: true, maxConnections: connections, maxMessages: Infinity,
});
let next = 0;
async function work() {
	for (let i; (i = next++) < letters;)
		await pool.sendMail({ from: 'care@harbourpine.example', to: `c${i}@example.net`, subject: 'Thank you', text });
}
await Promise.all(Array.from({ length: connections * 2 }, work));
pool.close();
