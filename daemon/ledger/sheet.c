#include "sheet.h"

#include "cell.h"
#include "cells.h"
#include "extract.h"
#include "seal.h"
#include "source.h"

#include <csv.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

struct sheet {
	char *path;
	struct source *source;
	struct extract *extract; /* the rows come from a query, not from the file's text */
	uint64_t fingerprint;    /* of these */
	struct source_stamp before;
	bool eof;

	struct text buffer; /* the row at hand is [start, pos) */
	size_t start, pos;
	int line;     /* of buffer[start] */
	int pos_line; /* of buffer[pos] */
	bool loose;   /* the row was read with stray quotation marks let through */

	struct csv_parser parser;
	char delimiter;
	struct cells row, header;
	char *header_raw;
	size_t header_raw_n;
	int header_line;
	size_t width;
	struct sheet_fault fault;
};

/* ---- lines ---- */

uint64_t sheet_fingerprint(const struct sheet *s)
{
	return s->extract ? s->fingerprint : source_fingerprint(s->source);
}

bool sheet_steady(const struct sheet *s, struct source_stamp *ret_stamp)
{
	struct source_stamp is;
	if (!s->extract)
		return source_steady(s->source, ret_stamp);
	if (source_stamp(s->path, &is) < 0 || memcmp(&is, &s->before, sizeof is) != 0)
		return false;
	*ret_stamp = is;
	return true;
}

/* More of the file behind what is there; rows done with are let go. */
static int fill(struct sheet *s)
{
	if (s->start > 0) {
		size_t n = s->buffer.len - s->start;
		memmove(s->buffer.s, s->buffer.s + s->start, n);
		text_cut(&s->buffer, n);
		s->pos -= s->start;
		s->start = 0;
	}
	int r = source_read(s->source, &s->buffer);
	s->eof = r == SOURCE_END;
	return r < 0 ? r : 0;
}

/*
 * Make byte i readable, and the one behind it (for CR LF), unless the file ends before. Moves
 * i along with the buffer. 0 or -errno.
 */
static int look_ahead(struct sheet *s, size_t *i)
{
	while (*i + 1 >= s->buffer.len && !s->eof) {
		size_t at = *i - s->start;
		int r = fill(s);
		if (r < 0)
			return r;
		*i = s->start + at;
	}
	return 0;
}

/* The usual case: the whole line lies in the buffer, and ends in LF or CR LF. */
static bool next_line_at_hand(struct sheet *s)
{
	if (s->pos >= s->buffer.len)
		return false;
	const char *from = s->buffer.s + s->pos;
	const char *end = memchr(from, '\n', s->buffer.len - s->pos);
	if (!end || (size_t)(end - s->buffer.s) - s->start > SHEET_MOST_ROW)
		return false;
	const char *cr = memchr(from, '\r', (size_t)(end - from));
	if (cr && cr + 1 != end)
		return false;
	s->pos = (size_t)(end + 1 - s->buffer.s);
	s->pos_line++;
	return true;
}

/*
 * Move pos behind the next line and its end (LF, CR LF or CR). 1 a line, 0 none left; 2 when
 * the row grew too long: if it is the row's first line, its bytes are let go and only its end
 * is sought.
 */
static int next_line(struct sheet *s)
{
	if (next_line_at_hand(s))
		return 1;
	bool first = s->pos == s->start, overlong = false;
	for (size_t i = s->pos;; i++) {
		if (i - s->start > SHEET_MOST_ROW) {
			if (!first)
				return 2;
			overlong = true;
			s->start = s->pos = i;
		}
		int r = look_ahead(s, &i);
		if (r < 0)
			return r;
		if (i >= s->buffer.len) {
			bool any = i > s->pos || overlong;
			s->pos = s->buffer.len;
			return overlong ? 2 : any;
		}
		char c = s->buffer.s[i];
		if (c != '\n' && c != '\r')
			continue;
		if (c == '\r' && i + 1 < s->buffer.len && s->buffer.s[i + 1] == '\n')
			i++;
		s->pos = i + 1;
		s->pos_line++;
		return overlong ? 2 : 1;
	}
}

/* ---- one row ---- */

/* libcsv's call for each field. Line ends inside become LF, tabs blanks. */
static void take_field(void *bytes, size_t n, void *arg)
{
	struct cells *c = arg;
	const char *s = bytes;
	size_t start = c->bytes.len;
	text_put(&c->bytes, s, n);
	char *from = c->bytes.s + start, *to = from, *end = from + n;
	for (; from < end; from++) {
		if (*from == '\r' && from + 1 < end && from[1] == '\n')
			continue;
		*to++ = *from == '\r' ? '\n' : *from == '\t' ? ' ' : *from;
	}
	text_cut(&c->bytes, (size_t)(to - c->bytes.s));
	cells_add(c, start, c->bytes.len - start);
	text_putc(&c->bytes, '\0');
}

static void take_row(int terminator, void *arg)
{
	(void)terminator;
	((struct cells *)arg)->done = true;
}

static bool feed(struct sheet *s, const char *bytes, size_t n)
{
	return csv_parse(&s->parser, bytes, n, take_field, take_row, &s->row) == n;
}

/* Forget a row that was begun. */
static void parser_reset(struct sheet *s, bool strict)
{
	csv_fini(&s->parser, NULL, NULL, NULL);
	csv_set_opts(&s->parser, strict ? CSV_STRICT : 0);
	cells_clear(&s->row);
}

static bool line_blank(const struct sheet *s)
{
	for (size_t i = s->start; i < s->pos; i++) {
		char c = s->buffer.s[i];
		if (c != ' ' && c != '\n' && c != '\r' && (c != '\t' || s->delimiter == '\t'))
			return false;
	}
	return true;
}

static int fault(struct sheet *s, int line, int column, const char *value, size_t n, char *text)
{
	xfree(s->fault.value);
	xfree(s->fault.text);
	s->fault = (struct sheet_fault){
	        .line = line,
	        .column = column,
	        .value = cell_excerpt(value, n),
	        .text = text,
	};
	return SHEET_FAULT;
}

/* Give up the row's first line only, and read on in the second. */
static int fault_quote(struct sheet *s, size_t first_end)
{
	parser_reset(s, true);
	const char *raw = s->buffer.s + s->start;
	fault(s, s->line, 0, raw, first_end - s->start,
	        xstrdup("a quotation mark in this line is not closed, so nobody can tell where its "
	                "fields end; close it, and write a quotation mark inside a field twice"));
	s->pos = first_end;
	s->pos_line = s->line + 1;
	return SHEET_FAULT;
}

/*
 * Strict first. A stray quotation mark in a row of one line (5" pipe) is harmless and let
 * through; over several lines it may have swallowed other people's rows.
 */
static bool feed_line(struct sheet *s, size_t from, bool single)
{
	const char *line = s->buffer.s + from;
	size_t n = s->pos - from;
	bool ended = n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r');
	if (feed(s, line, n) && (ended || feed(s, "\n", 1)))
		return true;
	if (!single)
		return false;
	parser_reset(s, false);
	s->loose = true;
	feed(s, line, n);
	if (!ended)
		feed(s, "\n", 1);
	return s->row.done;
}

/* One field as it came, its line ends and tabs made alike. */
static void take_value(struct cells *c, const char *value, size_t n)
{
	take_field((void *)(uintptr_t)value, n, c);
}

static int extract_row(struct sheet *s)
{
	int r = extract_next(s->extract);
	if (r <= 0)
		return r;
	s->line++;
	cells_clear(&s->row);
	for (size_t i = 0; i < s->width; i++) {
		size_t n;
		const char *value = extract_value(s->extract, i, &n);
		take_value(&s->row, value, n);
	}
	s->fingerprint = seal_quick(s->fingerprint, s->row.bytes.s, s->row.bytes.len);
	return SHEET_ROW;
}

/* The next row that has anything in it, into s->row. */
static int read_row(struct sheet *s)
{
	do {
		s->start = s->pos;
		s->line = s->pos_line;
		int r = next_line(s);
		if (r <= 0)
			return r;
		if (r == 2)
			return fault(s, s->line, 0, "", 0,
			        xasprintf("this row is longer than %d KiB; no customer's is: look "
			                  "for a missing line end, and export the file again",
			                SHEET_MOST_ROW / 1024));
	} while (line_blank(s));

	s->loose = false;
	if (cells_split(&s->row, s->buffer.s + s->start, s->buffer.s + s->pos, s->delimiter))
		return SHEET_ROW;
	parser_reset(s, true);
	size_t first = s->pos - s->start;
	size_t from = 0;
	for (int lines = 1;; lines++) {
		if (!feed_line(s, s->start + from, lines == 1) || lines > SHEET_MOST_LINES)
			return fault_quote(s, s->start + first);
		if (s->row.done)
			return SHEET_ROW;
		from = s->pos - s->start;
		int r = next_line(s);
		if (r < 0)
			return r;
		if (r != 1)
			return fault_quote(s, s->start + first);
	}
}

/* ---- places ---- */

int sheet_place(const struct sheet *s, size_t column, int *ret_line)
{
	int line = s->line;
	if (ret_line)
		*ret_line = line;
	if (s->extract)
		return (int)column + 1;
	int at =
	        cells_place(s->buffer.s + s->start, s->pos - s->start, s->delimiter, column, &line);
	if (ret_line)
		*ret_line = line;
	return at;
}

int sheet_header_place(const struct sheet *s, size_t column)
{
	int line = 0;
	if (s->extract)
		return (int)column + 1;
	return cells_place(s->header_raw, s->header_raw_n, s->delimiter, column, &line);
}

/* ---- rows ---- */

static int fault_width(struct sheet *s)
{
	return fault(s, s->line, 0, s->buffer.s + s->start, s->pos - s->start,
	        xasprintf("this row has %zu fields and the first row %zu; look for a missing or "
	                  "surplus \"%s\", and put fields that contain one in quotation marks",
	                s->row.count, s->width,
	                s->delimiter == '\t' ? "tab" : (char[]){s->delimiter, 0}));
}

/* As many fields as names; surplus ones must be empty (trailing delimiters). */
static bool width_good(const struct sheet *s)
{
	if (s->row.count < s->width)
		return false;
	for (size_t i = s->width; i < s->row.count; i++)
		if (s->row.len[i] > 0)
			return false;
	return true;
}

static bool row_empty(const struct sheet *s)
{
	for (size_t i = 0; i < s->row.count; i++)
		if (s->row.len[i] > 0)
			return false;
	return true;
}

static bool row_repeats_header(const struct sheet *s)
{
	for (size_t i = 0; i < s->width; i++)
		if (i >= s->row.count || s->row.len[i] != s->header.len[i] ||
		        memcmp(cells_at(&s->row, i), cells_at(&s->header, i), s->row.len[i]) != 0)
			return false;
	return true;
}

/* Most are good text as they stand in the file, and their fields need not be looked at. */
static bool row_good(const struct sheet *s)
{
	size_t end = s->pos;
	while (end > s->start && (s->buffer.s[end - 1] == '\n' || s->buffer.s[end - 1] == '\r'))
		end--;
	return cell_text_good(s->buffer.s + s->start, end - s->start);
}

static int judge_row(struct sheet *s)
{
	if (!s->extract && !width_good(s)) {
		size_t first = s->start;
		while (first < s->pos && s->buffer.s[first] != '\n' && s->buffer.s[first] != '\r')
			first++;
		first += first + 1 < s->pos && s->buffer.s[first] == '\r' &&
		                         s->buffer.s[first + 1] == '\n'
		                 ? 2
		                 : 1;
		return first < s->pos ? fault_quote(s, first) : fault_width(s);
	}
	if (!s->extract && (s->row.plain || row_good(s)))
		return SHEET_ROW;
	for (size_t i = 0; i < s->width; i++) {
		char *why = cell_text_complaint(cells_at(&s->row, i), s->row.len[i]);
		if (why) {
			int line;
			int column = sheet_place(s, i, &line);
			return fault(s, line, column, cells_at(&s->row, i), s->row.len[i], why);
		}
	}
	return SHEET_ROW;
}

int sheet_next(struct sheet *s)
{
	for (;;) {
		int r = s->extract ? extract_row(s) : read_row(s);
		if (r != SHEET_ROW)
			return r;
		if (row_empty(s) || row_repeats_header(s))
			continue;
		return judge_row(s);
	}
}

size_t sheet_width(const struct sheet *s)
{
	return s->width;
}

const char *sheet_header(const struct sheet *s, size_t column)
{
	return cells_at(&s->header, column);
}

int sheet_header_line(const struct sheet *s)
{
	return s->header_line;
}

char *sheet_field(const struct sheet *s, size_t column)
{
	return s->row.bytes.s + s->row.start[column];
}

size_t sheet_field_length(const struct sheet *s, size_t column)
{
	return s->row.len[column];
}

uint64_t sheet_row_hash(const struct sheet *s, uint64_t seed)
{
	size_t end = s->pos;
	if (s->extract)
		return seal_quick(seed, s->row.bytes.s, s->row.bytes.len);
	while (end > s->start && (s->buffer.s[end - 1] == '\n' || s->buffer.s[end - 1] == '\r'))
		end--;
	return seal_quick(seed, s->buffer.s + s->start, end - s->start);
}

/* Rows of one line, as most are. */
bool sheet_pass_over(struct sheet *s, uint64_t seed, uint64_t hash)
{
	if (s->extract)
		return false;
	s->start = s->pos;
	s->line = s->pos_line;
	if (!next_line_at_hand(s))
		return false;
	if (sheet_row_hash(s, seed) == hash)
		return true;
	s->pos = s->start;
	s->pos_line = s->line;
	return false;
}

char sheet_delimiter(const struct sheet *s)
{
	return s->delimiter;
}

int sheet_line(const struct sheet *s)
{
	return s->line;
}

const struct sheet_fault *sheet_fault(const struct sheet *s)
{
	return &s->fault;
}

/* ---- opening ---- */

/* The one of the usual delimiters that stands most often in the first line, outside quotes. */
static char find_delimiter(const char *line, size_t n)
{
	static const char usual[] = ",;\t|";
	size_t count[4] = {0}, best = 0;
	bool quoted = false;
	for (size_t i = 0; i < n && line[i] != '\n' && line[i] != '\r'; i++) {
		if (line[i] == '"')
			quoted = !quoted;
		const char *p = quoted || !line[i] ? NULL : strchr(usual, line[i]);
		if (p)
			count[p - usual]++;
	}
	for (size_t i = 1; i < 4; i++)
		if (count[i] > count[best])
			best = i;
	return usual[best];
}

/* Excel's own first line "sep=;" names the delimiter. */
static bool take_separator_line(struct sheet *s, char *delimiter)
{
	const char *line = s->buffer.s + s->start;
	size_t n = s->pos - s->start;
	if (n < 5 || strncasecmp(line, "sep=", 4) != 0 ||
	        (n > 5 && line[5] != '\r' && line[5] != '\n'))
		return false;
	*delimiter = line[4];
	return true;
}

/* DATEV's own first line tells of the export ("EXTF";700;21;…); the names stand below it. */
static bool is_export_line(const struct sheet *s)
{
	static const char *const marks[] = {"\"EXTF\";", "EXTF;", "\"DTVF\";", "DTVF;"};
	const char *line = s->buffer.s + s->start;
	for (size_t i = 0; i < COUNT(marks); i++) {
		size_t n = strlen(marks[i]);
		if (s->pos - s->start > n && !memcmp(line, marks[i], n))
			return true;
	}
	return false;
}

static int begin(struct sheet *s, char delimiter)
{
	s->delimiter = ' '; /* while blank lines at the top are passed over */
	do {
		s->start = s->pos;
		s->line = s->pos_line;
		int r = next_line(s);
		if (r <= 0)
			return r;
		if (r == 2)
			return -EFBIG;
	} while (line_blank(s) || take_separator_line(s, &delimiter) || is_export_line(s));
	s->delimiter =
	        delimiter ? delimiter : find_delimiter(s->buffer.s + s->start, s->pos - s->start);
	csv_set_delim(&s->parser, (unsigned char)s->delimiter);
	s->pos = s->start;
	s->pos_line = s->line;
	return read_row(s);
}

/* Keep the first row as the names; 0, or a sentence in *ret_why and -EINVAL. */
static int take_header(struct sheet *s, char **ret_why)
{
	s->header_line = s->line;
	s->header_raw_n = s->pos - s->start;
	s->header_raw = xmalloc(s->header_raw_n);
	memcpy(s->header_raw, s->buffer.s + s->start, s->header_raw_n);
	s->header = s->row;
	s->row = (struct cells){0};
	for (size_t i = 0; i < s->header.count; i++) {
		if (s->header.len[i] > 0)
			s->width = i + 1;
		AUTO(xfree)
		char *why = cell_text_complaint(cells_at(&s->header, i), s->header.len[i]);
		AUTO(xfree) char *name = cell_excerpt(cells_at(&s->header, i), s->header.len[i]);
		if (why && !*ret_why)
			*ret_why = xasprintf("%s:%d:%d: the name of column %zu, \"%s\", can't be "
			                     "read: %s",
			        s->path, s->header_line, sheet_header_place(s, i), i + 1, name,
			        why);
	}
	if (!*ret_why && s->width == 0)
		*ret_why = xasprintf("%s:%d: the first row should name the columns, and is empty",
		        s->path, s->header_line);
	if (!*ret_why && s->width > SHEET_MOST_COLUMNS)
		*ret_why =
		        xasprintf("%s:%d: the first row names %zu columns; the most is %d: export "
		                  "only the columns that letters need",
		                s->path, s->header_line, s->width, SHEET_MOST_COLUMNS);
	return *ret_why ? -EINVAL : 0;
}

static int open_sheet(struct sheet *s, char delimiter, const char *encoding, char **ret_why)
{
	int r = source_open(s->path, encoding, &s->source, ret_why);
	if (r < 0)
		return r;
	r = begin(s, delimiter);
	if (r == SHEET_ROW)
		return take_header(s, ret_why);
	if (r == -EFBIG)
		*ret_why = xasprintf("%s: the first line is longer than %d KiB, so this is not a "
		                     "table of text; export it as CSV",
		        s->path, SHEET_MOST_ROW / 1024);
	else if (r < 0)
		*ret_why = xasprintf("%s can't be read: %s", s->path, strerror(-r));
	else if (r == SHEET_FAULT)
		*ret_why = xasprintf("%s:%d: the first row should name the columns: %s", s->path,
		        s->fault.line, s->fault.text);
	else
		*ret_why = xasprintf("%s is empty, so nothing was taken from it: what we know of "
		                     "the customers stays as it was; export it again",
		        s->path);
	return r < 0 ? r : -EINVAL;
}

/* The names stand in line 1, as in a file. */
static int open_query(struct sheet *s, const char *query, char **ret_why)
{
	int r = source_stamp(s->path, &s->before);
	if (r == 0 || r == -EINVAL || r == -ENOENT)
		r = extract_open(s->path, query, &s->extract, ret_why);
	else
		*ret_why = xasprintf("%s can't be read: %s", s->path, strerror(-r));
	if (r < 0)
		return r;
	s->width = extract_width(s->extract);
	s->header_line = s->line;
	for (size_t i = 0; i < s->width; i++) {
		const char *name = extract_name(s->extract, i);
		take_value(&s->header, name, strlen(name));
	}
	if (s->width <= SHEET_MOST_COLUMNS)
		return 0;
	*ret_why = xasprintf("the query over %s gives %zu columns; the most is %d: name those that "
	                     "letters need",
	        s->path, s->width, SHEET_MOST_COLUMNS);
	return -EINVAL;
}

int sheet_open(const char *path, const char *query, char delimiter, const char *encoding,
        struct sheet **ret, char **ret_why)
{
	AUTO(sheet_close) struct sheet *s = xcalloc(1, sizeof *s);
	AUTO(xfree) char *why = NULL;
	s->path = xstrdup(path);
	s->pos_line = s->line = 1;
	csv_init(&s->parser, CSV_STRICT);
	csv_set_realloc_func(&s->parser, xrealloc);
	csv_set_free_func(&s->parser, xfree);
	int r = query ? open_query(s, query, &why) : open_sheet(s, delimiter, encoding, &why);
	if (r < 0) {
		*ret_why = why;
		why = NULL;
		return r;
	}
	*ret = s;
	s = NULL;
	return 0;
}

int sheet_percent(const struct sheet *s)
{
	return s->extract ? -1 : source_percent(s->source);
}

const char *sheet_why(const struct sheet *s)
{
	return s->extract ? extract_why(s->extract) : NULL;
}

void sheet_close(struct sheet *s)
{
	if (!s)
		return;
	extract_close(s->extract);
	source_close(s->source);
	csv_free(&s->parser);
	cells_done(&s->row);
	cells_done(&s->header);
	xfree(s->path);
	text_done(&s->buffer);
	xfree(s->header_raw);
	xfree(s->fault.value);
	xfree(s->fault.text);
	xfree(s);
}
