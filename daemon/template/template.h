/*
 * template: parse, lint, render. Pure: text in, text out; knows no file, no store.
 * Format: header lines, a blank line, a letter in plain text with a little Markdown; see
 * followup-template(5).
 */
#ifndef TEMPLATE_H
#define TEMPLATE_H

#include "base.h"
#include "image.h"
#include "rule.h"

enum template_status { TEMPLATE_DRAFT, TEMPLATE_LIVE, TEMPLATE_PAUSED, TEMPLATE_OFF };
enum template_when {
	TEMPLATE_WHEN_OCCASION, /* when = an occasion's name */
	TEMPLATE_WHEN_RULE,     /* when = RRULE text */
	TEMPLATE_WHEN_DATE,     /* when = ledger date field, e.g. first_purchase */
	TEMPLATE_WHEN_OWN_DAY,  /* "a day of their own" */
	TEMPLATE_WHEN_NONE,     /* no When: a calendar event names this template */
};
enum template_class { TEMPLATE_COURTESY, TEMPLATE_SERVICE, TEMPLATE_MARKETING };
enum { /* bits for `to` */
	TEMPLATE_TO_BEFORE = 1,
	TEMPLATE_TO_NEW = 2,
	TEMPLATE_TO_SHORT = 4,
	TEMPLATE_TO_LONG = 8,
	TEMPLATE_TO_INTEGRAL = 16,
	TEMPLATE_TO_ALL = 31,
};

struct template
{
	char *name;    /* Name:, else the file's stem ("new-year") */
	char *subject; /* with its {{tokens}} */
	enum template_when when_kind;
	char *when;
	char *feast; /* the occasion's name, folded; NULL: it is no occasion */
	enum { TEMPLATE_ONCE, TEMPLATE_YEARLY, TEMPLATE_REPEAT_RULE } repeat;
	char *repeat_rule;      /* RRULE text for TEMPLATE_REPEAT_RULE */
	struct rule_span after; /* After: positive, Before: negative */
	int to;                 /* bits */
	char **tags, **countries, **languages, **celebrates; /* NULL-terminated; NULL: all */
	char *where;    /* SQL condition over the customer, or NULL */
	int valid_days; /* Valid:, default 7 */
	bool ask;       /* Approval: ask */
	char *group;    /* Group:, or NULL */
	enum template_status status;
	bool waits; /* live by its words, but nobody said go to them yet: a draft */
	enum template_class class;
	char *language; /* Language of the letter, or NULL: the business's */
	int subject_line;
	int when_line, tags_line;
	int where_line;                   /* line of the file Where: stands on, for DB_REFUSED */
	int body_line;                    /* line of the file the letter starts at */
	struct template_body *body;       /* compiled */
	char *picture_file, *picture_alt; /* Picture: or NULL; what it shows, in words */
	int picture_line;
	struct text picture; /* its bytes, put there by whoever has them; empty: not yet */
	struct image image;  /* its kind and size */
};

/* What is wrong, in the words of the person who wrote it. */
struct template_problem {
	int line;
	bool error;    /* else a warning: it would still be sent */
	char *quote;   /* the words in question */
	char *text;    /* what is wrong and why it matters to the customer */
	char *instead; /* what to type instead, or NULL */
};
struct template_problems {
	struct template_problem *at;
	size_t count;
	const char *language; /* to say them in; NULL: English. Borrowed */
};
void template_problems_done(struct template_problems *p);
static inline void template_problems_done_auto(struct template_problems *p)
{
	template_problems_done(p);
}
/* How many of them keep the letter from going out. */
int template_problems_errors(const struct template_problems *p);
/* Add one (copies the strings); for what only the folder or the store can know. */
void template_problem_add(struct template_problems *p, int line, bool error, const char *quote,
        const char *text, const char *instead);

/* Limits of a template file. */
enum { TEMPLATE_MOST_BYTES = 65536 };

/* A version that is kept is the file's bytes and, where the letter shows a picture, its seal: a
 * zero and the picture's print. How many of its bytes are the file's. */
enum { TEMPLATE_PRINT = 16 };
size_t template_unsealed(const char *version, size_t n);

/*
 * Parse the bytes of a file (UTF-8/UTF-16 with or without BOM, else Windows-1252; any line
 * ends). `stem` is the file's name without folder and endings; `fields` the names a customer
 * may have (NULL-terminated; NULL: don't check). All problems are put in *ret_problems, in the
 * language that is set there; 0 and *ret (owned) when none is an error, TEMPLATE_BAD when one is.
 * With ret_problems NULL the bytes are a version in use, judged before: its words are not judged
 * again.
 */
enum { TEMPLATE_BAD = 1 };
int template_parse(const char *bytes, size_t n, const char *stem, const char *const *fields,
        struct template **ret, struct template_problems *ret_problems);
void template_free(struct template *t);
DEFINE_AUTO(struct template, template_free)

/* For template_parse(): read the head of `text` (head_read()) into a new template; complaints go to
 * `lint`. */
struct head;
struct lint;
void template_read_head(
        struct template *t, const char *text, const struct lint *lint, struct head *ret);
void template_free_list(char **list);

/* "new-year.de" -> "de", 8 (where ".de" begins); NULL: the name tells no language. Static. */
const char *template_name_language(const char *name, size_t *ret_at);
/* Make `t` say what `words` says, in its language; all else stays. Frees `words`. */
void template_take_words(struct template *t, struct template *words);
/* More languages whose speakers get it; nothing when all do. */
void template_add_language(struct template *t, const char *language);

/* Where {{field}} values come from. NULL: there is no such field. */
typedef const char *template_lookup(const char *field, void *arg);

/* What surrounds the letter: from config, per account manager. Plain text; may be NULL. */
struct template_frame {
	const char *signature;  /* lines */
	const char *optout;     /* one sentence */
	const char *postal;     /* one line */
	const char *language;   /* for <html lang> */
	const char *picture_id; /* the part of the mail that holds the picture, if there is one */
	bool mailed;            /* the HTML is wanted for the mail only: not as a page of its own */
};

struct template_letter {
	char *subject;   /* UTF-8, one line, no controls */
	char *text;      /* UTF-8, LF lines, format=flowed at 72 columns */
	char *html;      /* a whole HTML document, UTF-8; NULL where it was not wanted */
	char *printable; /* the same for compose(); NULL where `html` is to be taken */
};
void template_letter_done(struct template_letter *l);
static inline void template_letter_done_auto(struct template_letter *l)
{
	template_letter_done(l);
}

/*
 * Render for one customer. 0; or TEMPLATE_HOLE with the missing field's name in *ret_field
 * (owned; "picture" when that is not there): the letter is held, never sent with a hole. Every
 * value is escaped for where it lands: nothing from the ledger becomes a header, a link, Markdown
 * or HTML.
 */
enum { TEMPLATE_HOLE = 1 };
int template_render(const struct template *t, const struct template_frame *frame,
        template_lookup *lookup, void *arg, struct template_letter *ret, char **ret_field);

/*
 * The values a letter has for everybody: the i-th {{field}} that stands in no section, subject
 * first. False at the end. Strings borrowed.
 */
struct template_value {
	const char *field, *fallback; /* fallback NULL: none */
	int line;
};
bool template_value(const struct template *t, size_t i, struct template_value *ret);

/* HTML-escape (& < > " ') into a text. */
void template_escape_html(struct text *out, const char *s);

/* An iCalendar VEVENT that says what the template's schedule was understood as. Owned. */
char *template_component(const struct template *t);

const char *template_status_name(enum template_status s);

/* The DTSTART of every When: rule (a Monday, 1 January 2024), so that "every second year" means
 * the same years for everybody. A Repeat: rule starts at the customer's own date. */
struct date template_rule_start(void);

#endif
