#include "row.h"

#include "anchor.h"
#include "db.h"
#include "stage.h"

#include <stddef.h>
#include <string.h>

/* ---- packed ---- */

/* What of a row has always the same size; behind it lie anchors, then texts, each with its NUL. */
enum { FIXED = offsetof(struct row, text), WORD = 8 };

static size_t whole_words(size_t n)
{
	return (n + WORD - 1) / WORD * WORD;
}

void row_pack(struct text *out, const struct row *row)
{
	size_t anchors = row->anchors_count * sizeof *row->anchors;
	size_t n = whole_words(FIXED) + anchors;
	for (size_t i = 0; i < ROW_TEXTS; i++)
		n += row->len[i] ? row->len[i] + 1 : 0;
	text_reserve(out, whole_words(n));
	char *at = out->s + out->len;
	out->len += whole_words(n);
	memcpy(at, row, FIXED);
	at = (char *)mempcpy(at + whole_words(FIXED), row->anchors, anchors);
	for (size_t i = 0; i < ROW_TEXTS; i++)
		if (row->len[i])
			at = (char *)mempcpy(at, row->text[i], row->len[i] + 1);
}

bool row_unpack(const struct text *rows, size_t *at, struct row *ret)
{
	if (*at == rows->len)
		return false;
	const char *from = rows->s + *at, *p = from + whole_words(FIXED);
	memcpy(ret, from, FIXED);
	ret->anchors = (const void *)p;
	p += ret->anchors_count * sizeof *ret->anchors;
	for (size_t i = 0; i < ROW_TEXTS; i++) {
		ret->text[i] = ret->len[i] ? p : "";
		p += ret->len[i] ? ret->len[i] + 1 : 0;
	}
	*at += whole_words((size_t)(p - from));
	return true;
}

/* ---- written ---- */

/* Columns of the names that the fields have. */
static const uint8_t texts[] = {ENTRY_NAME, ENTRY_EMAIL, ENTRY_FIRST_NAME, ENTRY_LAST_NAME,
        ENTRY_SALUTATION, ENTRY_COMPANY, ENTRY_LANGUAGE, ENTRY_COUNTRY, ENTRY_TIMEZONE,
        ENTRY_MANAGER, ENTRY_STATUS, ENTRY_CONSENT, ENTRY_TAGS, ENTRY_CELEBRATES, ENTRY_MOOD,
        ENTRY_PERSONAL_LINE};

static const struct {
	uint8_t field;
	const char *column;
} numbers[] = {{ENTRY_BIRTHDAY_OK, "birthday_ok"}, {ENTRY_CONSENT_DATE, "consent_day"},
        {ENTRY_PAUSE_UNTIL, "pause_until_day"}};

/* A name is put together from others, where the file has none. */
enum { ALWAYS = 1 << ENTRY_NAME, ALL = -1 };

static bool has(uint32_t fields, unsigned field)
{
	return (fields | ALWAYS) >> field & 1;
}

/* In the order of the values, but for the id; how many. */
static size_t put_columns(struct text *sql, uint32_t fields)
{
	size_t n = 4;
	text_puts(sql, "key, extra, dates, stage");
	for (size_t i = 0; i < COUNT(texts); i++)
		if (has(fields, texts[i]) && ++n)
			text_join(sql, ", ", entry_field_name(texts[i]));
	for (size_t i = 0; i < COUNT(numbers); i++)
		if (has(fields, numbers[i].field) && ++n)
			text_join(sql, ", ", numbers[i].column);
	return n;
}

static char *insert_sql(uint32_t fields, const char *into, const char *from)
{
	struct text sql = TEXT_INIT;
	/* IGNORE, not ABORT: no copy is kept of what the statement changes */
	text_join(&sql, "INSERT OR IGNORE INTO customer (", into);
	size_t n = put_columns(&sql, fields);
	text_join(&sql, ") SELECT ", from);
	for (size_t i = 2; i <= n; i++)
		text_printf(&sql, ", c%zu", i);
	text_puts(&sql, " FROM fed");
	return text_steal(&sql);
}

char *row_insert_sql(uint32_t fields)
{
	return insert_sql(fields, "id, ", "c0, c1");
}

char *row_append_sql(uint32_t fields)
{
	return insert_sql(fields, "", "c1");
}

char *row_update_sql(void)
{
	struct text sql = TEXT_INIT;
	text_puts(&sql, "UPDATE customer SET (present, ");
	size_t n = put_columns(&sql, (uint32_t)ALL);
	text_puts(&sql, ") = (1");
	for (size_t i = 1; i <= n; i++)
		text_printf(&sql, ", ?%zu", i + 1);
	text_puts(&sql, ") WHERE id=?1");
	return text_steal(&sql);
}

static struct db_bind text_value(const struct row *row, size_t i)
{
	return DB_TEXT_N(NULL, row->text[i], row->len[i]);
}

static struct db_bind day_value(struct date d)
{
	return date_is_none(d) ? DB_NULL(NULL) : DB_INT(NULL, d.days);
}

static struct db_bind number_value(const struct row *row, int field)
{
	if (field == ENTRY_BIRTHDAY_OK)
		return DB_INT(NULL, row->birthday_ok);
	return day_value(field == ENTRY_CONSENT_DATE ? row->consent_day : row->pause_until);
}

size_t row_insert_values(const struct row *row, uint32_t fields, struct db_bind *ret)
{
	size_t n = 0;
	ret[n++] = DB_INT(NULL, row->id);
	ret[n++] = text_value(row, ENTRY_ID);
	ret[n++] = text_value(row, ROW_EXTRA);
	ret[n++] = text_value(row, ROW_DATES);
	ret[n++] = DB_TEXT(NULL, stage_name(row->stage));
	for (size_t i = 0; i < COUNT(texts); i++)
		if (has(fields, texts[i]))
			ret[n++] = text_value(row, texts[i]);
	for (size_t i = 0; i < COUNT(numbers); i++)
		if (has(fields, numbers[i].field))
			ret[n++] = number_value(row, numbers[i].field);
	return n;
}

size_t row_update_values(const struct row *row, struct db_bind *ret)
{
	return row_insert_values(row, (uint32_t)ALL, ret);
}
