#include "charset.h"

#include "base64.h"
#include "utf8.h"

#include <ctype.h>
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What mails are written in. Loaded once and kept: a child in jail finds them in memory. */
static struct {
	const char *name;
	iconv_t cd;
	bool tried;
} known[] = {
        {.name = "ISO-8859-1"},
        {.name = "ISO-8859-2"},
        {.name = "ISO-8859-3"},
        {.name = "ISO-8859-4"},
        {.name = "ISO-8859-5"},
        {.name = "ISO-8859-6"},
        {.name = "ISO-8859-7"},
        {.name = "ISO-8859-8"},
        {.name = "ISO-8859-9"},
        {.name = "ISO-8859-10"},
        {.name = "ISO-8859-13"},
        {.name = "ISO-8859-14"},
        {.name = "ISO-8859-15"},
        {.name = "ISO-8859-16"},
        {.name = "WINDOWS-1250"},
        {.name = "WINDOWS-1251"},
        {.name = "WINDOWS-1253"},
        {.name = "WINDOWS-1254"},
        {.name = "WINDOWS-1255"},
        {.name = "WINDOWS-1256"},
        {.name = "WINDOWS-1257"},
        {.name = "WINDOWS-1258"},
        {.name = "WINDOWS-874"},
        {.name = "IBM437"},
        {.name = "IBM850"},
        {.name = "IBM852"},
        {.name = "IBM866"},
        {.name = "KOI8-R"},
        {.name = "KOI8-U"},
        {.name = "MACINTOSH"},
        {.name = "TIS-620"},
        {.name = "GB18030"},
        {.name = "BIG5"},
        {.name = "BIG5-HKSCS"},
        {.name = "EUC-JP"},
        {.name = "SHIFT_JIS"},
        {.name = "CP932"},
        {.name = "ISO-2022-JP"},
        {.name = "EUC-KR"},
        {.name = "CP949"},
        {.name = "ISO-2022-KR"},
        {.name = "UTF-7"},
        {.name = "UTF-16"},
        {.name = "UTF-16LE"},
        {.name = "UTF-16BE"},
        {.name = "UTF-32"},
};

/* Names that mails use for something the table holds. GB18030 contains its two forerunners. */
static const struct {
	const char *alias, *name;
} aliases[] = {
        {"gb2312", "GB18030"},
        {"gbk", "GB18030"},
        {"cp936", "GB18030"},
        {"hz-gb-2312", "GB18030"},
        {"latin1", "ISO-8859-1"},
        {"iso8859-1", "ISO-8859-1"},
        {"latin2", "ISO-8859-2"},
        {"iso-8859-8-i", "ISO-8859-8"},
        {"iso-8859-8-e", "ISO-8859-8"},
        {"ks_c_5601-1987", "CP949"},
        {"shift-jis", "SHIFT_JIS"},
        {"sjis", "SHIFT_JIS"},
        {"x-sjis", "CP932"},
        {"windows-31j", "CP932"},
        {"ms932", "CP932"},
        {"x-mac-roman", "MACINTOSH"},
        {"cp437", "IBM437"},
        {"cp850", "IBM850"},
        {"cp866", "IBM866"},
        {"unicode-1-1-utf-7", "UTF-7"},
};

static iconv_t open_known(size_t i)
{
	if (!known[i].tried) {
		known[i].cd = iconv_open("UTF-8", known[i].name);
		known[i].tried = true;
	}
	return known[i].cd;
}

void charset_load(void)
{
	for (size_t i = 0; i < COUNT(known); i++)
		open_known(i);
}

static iconv_t find(const char *name)
{
	char windows[24];
	for (size_t i = 0; i < COUNT(aliases); i++)
		if (strcasecmp(name, aliases[i].alias) == 0)
			name = aliases[i].name;
	if (strncasecmp(name, "cp125", 5) == 0 && strlen(name) == 6) {
		strcpy(windows, "WINDOWS-125");
		strcat(windows, name + 5);
		name = windows;
	}
	for (size_t i = 0; i < COUNT(known); i++)
		if (strcasecmp(name, known[i].name) == 0)
			return open_known(i);
	return (iconv_t)-1;
}

/* ---- conversion ---- */

/* Bytes that are valid UTF-8 already; a NUL would end every reader's string. */
static void put_valid(struct text *out, const char *bytes, size_t n)
{
	size_t at = out->len;
	text_put(out, bytes, n);
	for (char *nul; (nul = memchr(out->s + at, '\0', out->len - at));
	        at = (size_t)(nul - out->s) + 1)
		*nul = ' ';
}

static void put_windows_1252(struct text *out, const char *bytes, size_t n)
{
	static const uint16_t high[32] = {0x20ac, 0, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021,
	        0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0, 0x17d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d,
	        0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0, 0x17e, 0x178};
	while (n) {
		size_t ascii = utf8_ascii(bytes, n);
		put_valid(out, bytes, ascii);
		bytes += ascii;
		n -= ascii;
		for (; n && (unsigned char)*bytes >= 0x80; bytes++, n--) {
			unsigned char c = (unsigned char)*bytes;
			uint32_t code = c < 0xa0 ? high[c - 0x80] : c;
			utf8_put(out, code ? code : 0xfffd);
		}
	}
}

/* UTF-8 with holes: what is not a sequence is read as Windows-1252, byte by byte. */
static void put_mended(struct text *out, const char *bytes, size_t n)
{
	for (size_t i = 0, k; i < n; i += k) {
		if ((k = utf8_ascii(bytes + i, n - i)))
			put_valid(out, bytes + i, k);
		else if ((k = utf8_length(bytes + i, n - i)))
			text_put(out, bytes + i, k);
		else
			put_windows_1252(out, bytes + i, k = 1);
	}
}

static void put_converted(struct text *out, iconv_t cd, const char *bytes, size_t n)
{
	char *in = (char *)(uintptr_t)bytes; /* iconv's old prototype; it does not write there */
	iconv(cd, NULL, NULL, NULL, NULL);
	while (n) {
		char chunk[4096], *to = chunk;
		size_t left = sizeof chunk;
		size_t r = iconv(cd, &in, &n, &to, &left);
		put_mended(out, chunk, (size_t)(to - chunk));
		if (r != (size_t)-1 || errno == EINVAL)
			break;
		if (errno != E2BIG) {
			utf8_put(out, 0xfffd);
			in++;
			n--;
		}
	}
}

static void put_any(struct text *out, const char *bytes, size_t n, const char *charset)
{
	bool utf8 = str_empty(charset) || strcasecmp(charset, "utf-8") == 0 ||
	            strcasecmp(charset, "utf8") == 0 || strcasecmp(charset, "us-ascii") == 0 ||
	            strcasecmp(charset, "ascii") == 0;
	/* Latin-1 in a mail is Windows-1252 in truth, as browsers know */
	bool latin = !utf8 && (strcasecmp(charset, "iso-8859-1") == 0 ||
	                              strcasecmp(charset, "windows-1252") == 0 ||
	                              strcasecmp(charset, "cp1252") == 0);
	/* eight-bit bytes under a seven-bit name: the name is wrong */
	if (!utf8 && strncasecmp(charset, "iso-2022-", 9) == 0 && utf8_ascii(bytes, n) < n)
		utf8 = true;
	iconv_t cd = utf8 || latin ? (iconv_t)-1 : find(charset);
	if (cd != (iconv_t)-1)
		put_converted(out, cd, bytes, n);
	else if (!latin && utf8_valid(bytes, n))
		put_valid(out, bytes, n);
	else if (utf8 && !str_empty(charset) && strncasecmp(charset, "utf", 3) == 0)
		put_mended(out, bytes, n);
	else
		put_windows_1252(out, bytes, n);
}

char *charset_to_utf8(const char *bytes, size_t n, const char *charset)
{
	struct text out = TEXT_INIT;
	put_any(&out, bytes, n, charset);
	return text_steal(&out);
}

/* ---- encoded words ---- */

struct word {
	char charset[48];
	char encoding; /* 'q', 'b' */
	const char *data;
	size_t n;
	const char *end; /* behind ?= */
};

/* =?charset*language?Q|B?data?= at s */
static bool read_word(const char *s, struct word *ret)
{
	if (s[0] != '=' || s[1] != '?')
		return false;
	const char *charset = s + 2;
	size_t k = strcspn(charset, "? \t\n");
	if (charset[k] != '?' || k >= sizeof ret->charset)
		return false;
	char encoding = (char)tolower((unsigned char)charset[k + 1]);
	if ((encoding != 'q' && encoding != 'b') || charset[k + 2] != '?')
		return false;
	const char *data = charset + k + 3;
	/* far beyond the 75 bytes that are legal, yet bounded: the search is done at each "=?" */
	const char *end = memmem(data, strnlen(data, 2000), "?=", 2);
	if (!end)
		return false;
	memcpy(ret->charset, charset, k);
	ret->charset[k] = '\0';
	ret->charset[strcspn(ret->charset, "*")] = '\0';
	ret->encoding = encoding;
	ret->data = data;
	ret->n = (size_t)(end - data);
	ret->end = end + 2;
	return true;
}

static void put_q(struct text *out, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int byte = s[i] == '=' && i + 2 < n ? str_hex(s + i + 1) : -1;
		text_putc(out, byte >= 0 ? (char)byte : s[i] == '_' ? ' ' : s[i]);
		i += byte < 0 ? 0 : 2;
	}
}

/* Neighbours in one character set are joined before conversion: senders cut characters. */
static const char *put_words(struct text *out, const char *s, struct word *w)
{
	AUTO(text_done) struct text bytes = TEXT_INIT;
	char charset[sizeof w->charset];
	memcpy(charset, w->charset, sizeof charset);
	for (;;) {
		if (w->encoding == 'q')
			put_q(&bytes, w->data, w->n);
		else
			base64_read(&bytes, w->data, w->n);
		s = w->end;
		const char *next = s + strspn(s, " \t\n");
		if (!read_word(next, w) || strcasecmp(w->charset, charset) != 0)
			break;
	}
	put_any(out, text_str(&bytes), bytes.len, charset);
	return s;
}

char *charset_decode_words(const char *value)
{
	struct text raw = TEXT_INIT;
	AUTO(text_done) struct text plain = TEXT_INIT;
	const char *s = value ? value : "";
	struct word w;
	bool after_word = false;
	while (*s) {
		const char *next = s + strspn(s, " \t\n");
		if (next > s && after_word && read_word(next, &w)) {
			s = next; /* blanks between two encoded words do not count */
		} else if (read_word(s, &w)) {
			put_any(&raw, text_str(&plain), plain.len, "");
			text_cut(&plain, 0);
			s = put_words(&raw, s, &w);
			after_word = true;
		} else { /* up to where the next word may begin */
			size_t run = 1 + strcspn(s + 1, "=");
			after_word = false;
			text_put(&plain, s, run);
			s += run;
		}
	}
	put_any(&raw, text_str(&plain), plain.len, "");
	for (size_t i = 0; i < raw.len; i++)
		if ((unsigned char)raw.s[i] < ' ' || raw.s[i] == 127)
			raw.s[i] = ' ';
	return text_steal(&raw);
}
