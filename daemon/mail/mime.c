#include "mime.h"

#include "base64.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- one part ---- */

/* "Text/HTML; charset=…" -> "text/html". What is no type at all is text, as RFC 2045 5.2 has it. */
static void read_type(struct mime_part *p, const char *otherwise)
{
	const char *value;
	size_t n = 0, k = 0;
	if (!header_find(p->h, "Content-Type", &value, &n))
		n = 0;
	for (; k < n && k + 1 < sizeof p->type && value[k] != ';' && value[k] != '('; k++) {
		if (isspace((unsigned char)value[k]))
			break;
		p->type[k] = (char)tolower((unsigned char)value[k]);
	}
	p->type[k] = '\0';
	char *slash = strchr(p->type, '/');
	if (!slash || slash == p->type || !slash[1])
		strcpy(p->type, otherwise);
}

static void read_boundary(struct mime_part *p)
{
	if (!mime_is(p, "multipart/"))
		return;
	char *name = mime_param(p, "boundary");
	if (*name)
		p->boundary = xasprintf("--%s", name);
	free(name);
}

void mime_open(struct mime_part *ret, const struct header_lines *h, const char *body, size_t n)
{
	ret->h = h;
	ret->block = NULL;
	ret->boundary = NULL;
	ret->bytes = body;
	ret->n = n;
	read_type(ret, "text/plain");
	read_boundary(ret);
}

void mime_close(struct mime_part *p)
{
	free(p->block);
	free(p->boundary);
}

bool mime_is(const struct mime_part *p, const char *type)
{
	size_t n = strlen(type);
	return strncmp(p->type, type, n) == 0 && (type[n - 1] == '/' || !p->type[n]);
}

bool mime_attached(const struct mime_part *p)
{
	const char *value;
	size_t n;
	return header_find(p->h, "Content-Disposition", &value, &n) && n >= 10 &&
	       strncasecmp(value, "attachment", 10) == 0;
}

char *mime_param(const struct mime_part *p, const char *name)
{
	AUTO(xfree) char *value = header_get(p->h, "Content-Type");
	return header_param(value, name);
}

/* ---- the parts within ---- */

/* A line that cuts (RFC 2046 5.1.1). */
struct cut {
	size_t before; /* where the part before ends, its last line end left out */
	size_t behind; /* where the next begins */
	bool last;
};

static bool find_cut(const struct mime_part *p, size_t from, struct cut *ret)
{
	size_t length = strlen(p->boundary);
	const char *end = p->bytes + p->n, *at = p->bytes + from;
	for (; (at = memmem(at, (size_t)(end - at), p->boundary, length)); at++) {
		if (at > p->bytes && at[-1] != '\n')
			continue;
		const char *rest = at + length;
		ret->last = end - rest >= 2 && rest[0] == '-' && rest[1] == '-';
		rest += ret->last ? 2 : 0;
		while (rest < end && (*rest == ' ' || *rest == '\t' || *rest == '\r'))
			rest++;
		if (rest < end && *rest != '\n' && !ret->last)
			continue; /* a longer name that begins like this one */
		const char *before = at;
		if (before > p->bytes + from && before[-1] == '\n')
			before--;
		if (before > p->bytes + from && before[-1] == '\r')
			before--;
		ret->before = (size_t)(before - p->bytes);
		ret->behind = (size_t)(rest - p->bytes) + (rest < end && *rest == '\n');
		return true;
	}
	return false;
}

bool mime_has_parts(const struct mime_part *p)
{
	struct cut first;
	return p->boundary && find_cut(p, 0, &first);
}

/* A part that begins with a blank line has no header at all. */
static size_t own_header(struct mime_part *part, const char *bytes, size_t n)
{
	size_t blank = n && *bytes == '\r';
	size_t body = blank + 1;
	bool none = n > blank && bytes[blank] == '\n';
	part->block = none || !n ? xstrdup("") : header_unfold(bytes, n, &body);
	header_read(part->block, &part->own);
	part->h = &part->own;
	return body < n ? body : n;
}

bool mime_next(const struct mime_part *p, size_t *cursor, struct mime_part *ret)
{
	struct cut start, end;
	if (!p->boundary || (!*cursor && !find_cut(p, 0, &start)))
		return false;
	if (!*cursor)
		*cursor = start.last ? p->n : start.behind;
	if (*cursor >= p->n)
		return false;
	size_t from = *cursor;
	if (!find_cut(p, from, &end))
		end = (struct cut){p->n, p->n, true};
	*cursor = end.last ? p->n : end.behind;
	ret->boundary = NULL;
	size_t body = own_header(ret, p->bytes + from, end.before - from);
	ret->bytes = p->bytes + from + body;
	ret->n = end.before - from - body;
	read_type(ret, mime_is(p, "multipart/digest") ? "message/rfc822" : "text/plain");
	read_boundary(ret);
	return true;
}

/* ---- transfer encodings ---- */

/* Length of a soft line end at the '=' s: blanks may have been put there on the way. Or 0. */
static size_t soft_end(const char *s, size_t n)
{
	size_t k = 1;
	while (k < n && (s[k] == ' ' || s[k] == '\t' || s[k] == '\r'))
		k++;
	return k == n || s[k] == '\n' ? k + (k < n) : 0;
}

static void put_quoted_printable(struct text *out, const char *s, size_t n)
{
	while (n) {
		const char *mark = memchr(s, '=', n);
		size_t run = mark ? (size_t)(mark - s) : n;
		text_put(out, s, run);
		s += run;
		n -= run;
		size_t k = 0;
		int byte = n > 2 ? str_hex(s + 1) : -1;
		if (byte >= 0) {
			text_putc(out, (char)byte);
			k = 3;
		} else if (n && !(k = soft_end(s, n))) {
			text_putc(out, *s);
			k = 1;
		}
		s += k;
		n -= k;
	}
}

const char *mime_decoded(const struct mime_part *p, struct text *store, size_t *ret_n)
{
	const char *value;
	size_t n = 0;
	if (!header_find(p->h, "Content-Transfer-Encoding", &value, &n))
		n = 0;
	bool quoted = n >= 16 && strncasecmp(value, "quoted-printable", 16) == 0;
	bool base64 = n >= 6 && strncasecmp(value, "base64", 6) == 0;
	*ret_n = p->n;
	if (!quoted && !base64)
		return p->bytes;
	(quoted ? put_quoted_printable : base64_read)(store, p->bytes, p->n);
	*ret_n = store->len;
	return text_str(store);
}
