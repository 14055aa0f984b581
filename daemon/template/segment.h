/*
 * segment: a compiled letter, from which the HTML and its plain-text twin are written. Text and
 * values are kept as plain text and escaped for the place where they land; only the segments
 * themselves become HTML. Pure.
 */
#ifndef SEGMENT_H
#define SEGMENT_H

#include "base.h"

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
};

struct segments {
	struct segment *at;
	size_t count, cap;
	const char **fields; /* each once; borrowed from the segments */
	size_t fields_count;
	struct segment_twin html, text;
};
void segments_done(struct segments *s);
static inline void segments_done_auto(struct segments *s)
{
	segments_done(s);
}
void segments_add(struct segments *s, struct segment segment); /* takes its strings */
/* All are there: what is the same for every customer is done now. */
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

/*
 * Append the letter for one customer to *out: as one line (a subject), as paragraphs of HTML, as
 * text in format=flowed at 72 columns. 0; or SEGMENT_HOLE with the name of the field that has
 * neither value nor fallback in *ret_field (owned), and *out as it was.
 */
enum { SEGMENT_HOLE = 1 };
int segments_line(const struct segments *s, const struct segment_values *v, struct text *out,
        char **ret_field);
int segments_html(const struct segments *s, const struct segment_values *v, struct text *out,
        char **ret_field);
int segments_text(const struct segments *s, const struct segment_values *v, struct text *out,
        char **ret_field);

/* HTML-escape (& < > " ') into a text. */
void segment_escape(struct text *out, const char *s);
void segment_escape_bytes(struct text *out, const char *s, size_t n);

/* The one font of our letters, as inline CSS. */
extern const char segment_font[];
enum { SEGMENT_COLUMNS = 72, SEGMENT_SECTIONS_MOST = 8 };

#endif
