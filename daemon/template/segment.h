/*
 * segment: a compiled letter, from which the HTML and its plain-text twin are written. Text and
 * values are kept as plain text and escaped for the place where they land; only the segments
 * themselves become HTML. Pure.
 */
#ifndef SEGMENT_H
#define SEGMENT_H

#include "base.h"
#include "printable.h"

enum segment_element {
	SEGMENT_PARAGRAPH = 'p',
	SEGMENT_HEADING = 'h',
	SEGMENT_BULLETS = 'u',
	SEGMENT_NUMBERS = 'o',
	SEGMENT_ITEM = 'l',
	SEGMENT_STRONG = 's',
	SEGMENT_EM = 'e',
	SEGMENT_LINK = 'a',
};

struct segment {
	enum {
		SEGMENT_TEXT,
		SEGMENT_VALUE,
		SEGMENT_IF,     /* what follows up to `end`: when the field has a value */
		SEGMENT_UNLESS, /* … when it has none */
		SEGMENT_END,
		SEGMENT_OPEN,
		SEGMENT_CLOSE,
		SEGMENT_BREAK, /* a line ends here, the paragraph does not */
		SEGMENT_FIXED, /* in a twin: a block as it is for everybody */
	} kind;
	enum segment_element element;
	int n;          /* heading's level, first number of a list */
	char *s;        /* text, field, or link's target */
	size_t bytes;   /* of s */
	size_t value;   /* of VALUE, IF and UNLESS: which of the fields */
	char *fallback; /* of a value; NULL: none */
	int line;       /* of the file, for values and sections */
	size_t end;     /* of IF and UNLESS: the END */
};

/* The segments as one of the twins has them: what is the same for every customer is written out.
 * TEXT and FIXED own their bytes, all else is borrowed. */
struct segment_twin {
	struct segment *at;
	size_t count;
	size_t bytes; /* of all that is written out */
	struct printable_made
	        *made; /* of each TEXT, as it is mailed; NULL: not all is written out */
};

struct segments {
	struct segment *at;
	size_t count, cap;
	const char **fields; /* each once; borrowed from the segments */
	size_t fields_count;
	struct segment_twin html, text; /* rich_make(), flow_make() */
};
void segments_done(struct segments *s);
static inline void segments_done_auto(struct segments *s)
{
	segments_done(s);
}
void segments_add(struct segments *s, struct segment segment); /* takes its strings */
/* All are there: which fields do they name? */
void segments_settle(struct segments *s);

/* Nothing in it but blanks? */
bool segments_empty(const struct segments *s);

/* Where values come from. NULL and "" are a missing value. */
typedef const char *segment_lookup(const char *field, void *arg);

/* One customer's values of the fields, fit for one line; "": missing. */
struct segment_values {
	struct text words;
	size_t *start;
};
void segment_values_read(
        const struct segments *s, segment_lookup *lookup, void *arg, struct segment_values *ret);
void segment_values_done(struct segment_values *v);
static inline void segment_values_done_auto(struct segment_values *v)
{
	segment_values_done(v);
}

enum { SEGMENT_HOLE = 1 };

/* Who writes what a walk meets. */
struct segment_pen {
	void (*text)(struct segment_pen *pen, const struct segment *s);
	void (*value)(struct segment_pen *pen, const char *s, size_t n);
	void (*open)(struct segment_pen *pen, const struct segment *s);
	void (*close)(struct segment_pen *pen);
	void (*line_break)(struct segment_pen *pen);
	void (*fixed)(struct segment_pen *pen, const struct segment *s);
	struct text *out;
};
/* Lead the pen along the segments, for one customer. 0; or SEGMENT_HOLE with the name of the field
 * that has neither value nor fallback in *ret_field (owned). */
int segment_walk(const struct segment *at, size_t count, struct segment_pen *pen,
        const struct segment_values *v, char **ret_field);
/* The same where nothing varies. */
void segment_walk_plain(const struct segment *at, size_t count, struct segment_pen *pen);

/* Append the segments to *out as one line (a subject); as it was when there is a hole. */
int segments_line(const struct segments *s, const struct segment_values *v, struct text *out,
        char **ret_field);

/* ---- making a twin's list: flow.h, rich.h ---- */

/* Is it a value, or where a section starts or ends: what differs from customer to customer? */
bool segment_varies(const struct segment *s);
/* The CLOSE of the OPEN at i; the last segment when there is none. */
size_t segment_close_of(const struct segments *s, size_t i);
void segment_twin_put(struct segment_twin *t, const struct segment *s);
void segment_twin_text(struct segment_twin *t, const char *bytes, size_t n); /* joined */
void segment_twin_fixed(struct segment_twin *t, struct text *bytes);         /* takes them */
void segment_twin_end(struct segment_twin *t); /* all is in it: where do sections end? */

/* Nothing but blanks? */
bool segment_blank(const char *s);
/* HTML-escape (& < > " ') into a text. */
void segment_escape(struct text *out, const char *s);
void segment_escape_bytes(struct text *out, const char *s, size_t n);

/* The one font of our letters, as inline CSS. */
extern const char segment_font[];
enum { SEGMENT_COLUMNS = 72, SEGMENT_SECTIONS_MOST = 8 };

#endif
