// Mustache over the letter, then marked over what came out: node render.mjs LETTER COUNT
// Prints letters for a second of the processor.
import { readFileSync } from 'node:fs';
import { marked } from 'marked';
import Mustache from 'mustache';

const [file, count] = process.argv.slice(2);
const letter = readFileSync(file, 'utf8');
const plain = { escape: (s) => s };
let bytes = 0;

function render(i) {
	const customer = {
		id: `C${i}`, first_name: 'José', last_name: `Maria ${i}`, company: 'Flowers & Co', city: `Town ${i % 100}`,
		street: `Main Street ${i}`, phone: `+49 ${i}`,
	};
	const text = Mustache.render(letter, customer, {}, plain);
	bytes += text.length + marked.parse(text).length;
}
for (let i = 0; i < count / 5; i++) // the compiler warms up
	render(i);
const before = process.cpuUsage();
for (let i = 0; i < count; i++)
	render(i);
const { user, system } = process.cpuUsage(before);
console.log((count * 1e6 / (user + system)).toFixed(1));
