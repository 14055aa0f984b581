#include "markup.h"

#include "flow.h"
#include "lint.h"
#include "plain.h"
#include "rich.h"
#include "token.h"
#include "utf8.h"
#include "wording.h"

#include <cmark.h>
#include <ctype.h>
#include <string.h>

/* ---- compiling ---- */

struct compiler {
	struct segments *out;
	struct tokens tokens;
	const struct lint *lint;
	const char *source;
	int line;      /* of the source's start */
	int lists;     /* how deep */
	size_t link;   /* segment + 1 of the link we are in, or 0 */
	size_t *times; /* how often each token was met again */
	int complaints;
};

/* Nobody reads more; and a file that is one great mistake must not hold us up. */
enum { COMPLAINTS_MOST = 50 };

static void add_text(struct compiler *c, const char *s, size_t n)
{
	if (n)
		segments_add(c->out, (struct segment){.kind = SEGMENT_TEXT, .s = xstrndup(s, n)});
}

static void add_token(struct compiler *c, size_t i)
{
	static const int kinds[] = {SEGMENT_VALUE, SEGMENT_IF, SEGMENT_UNLESS, SEGMENT_END};
	const struct token *t = &c->tokens.at[i];
	struct segment s = {
	        .s = xstrdup(t->field), .fallback = xstrdup(t->fallback), .line = t->line};
	s.kind = kinds[t->kind];
	segments_add(c->out, s);
	c->times[i]++;
}

/* The line of the file on which these words stand first. */
static int line_of(const struct compiler *c, const char *words)
{
	AUTO(xfree) char *first = xstrndup(words, strcspn(words, "\n"));
	const char *at = strstr(c->source, first);
	int line = c->line;
	for (const char *s = c->source; at && s < at; s++)
		line += *s == '\n';
	return line;
}

static void complain(struct compiler *c, const char *quote, const char *text, const char *instead)
{
	if (c->complaints++ >= COMPLAINTS_MOST)
		return;
	AUTO(xfree) char *first = xstrndup(quote, strcspn(quote, "\n"));
	lint_error(c->lint, line_of(c, quote), first, text, instead);
}

/* The token a character stands for, or -1. */
static long token_of(const struct compiler *c, uint32_t character)
{
	long i = (long)character - TOKEN_MARK;
	return i >= 0 && (size_t)i < c->tokens.count ? i : -1;
}

/* The text with its tokens as they were written, when there are any; else NULL. Each of them
 * has been met then. Owned. */
static char *with_tokens(const struct compiler *c, const char *s)
{
	AUTO(text_done) struct text t = TEXT_INIT;
	bool some = false;
	uint32_t ch;
	while ((ch = utf8_next(&s)) != 0) {
		long i = token_of(c, ch);
		if (i < 0) {
			utf8_put(&t, ch);
			continue;
		}
		AUTO(xfree) char *quote = token_quote(&c->tokens.at[i]);
		text_puts(&t, quote);
		c->times[i] = 1;
		some = true;
	}
	return some ? text_steal(&t) : NULL;
}

/* ---- links ---- */

/* "example.org" of "https://www.example.org/x", as a length from *host. */
static size_t host_of(const char *url, const char **host)
{
	const char *s = strstr(url, "://");
	s = s ? s + 3 : url;
	if (strncasecmp(s, "www.", 4) == 0)
		s += 4;
	*host = s;
	return strcspn(s, "/?#:");
}

static bool looks_like_address(const char *text)
{
	const char *host;
	size_t n = host_of(text, &host);
	if (strpbrk(text, " @\n") || n < 4 || !memchr(host, '.', n))
		return false;
	return isalpha((unsigned char)host[n - 1]);
}

static bool bare_number(const char *url)
{
	const char *host;
	size_t n = host_of(url, &host);
	return *host == '[' || (n && strspn(host, "0123456789.") >= n);
}

static void check_link_text(struct compiler *c, const char *url, const char *text)
{
	static const char *const empty_words[] = {"click here", "here", "click", "link",
	        "this link", "hier", "hier klicken", "ici", NULL};
	const char *shown, *real;
	if (looks_like_address(text) && strncasecmp(url, "https:", 6) == 0) {
		size_t n = host_of(text, &shown), m = host_of(url, &real);
		if (n != m || strncasecmp(shown, real, n) != 0)
			complain(c, text,
			        "The words show one address and the link leads to another; this is "
			        "how "
			        "fraud looks, and filters treat it so.",
			        "words that are no address, or the address the link really has");
	}
	for (size_t i = 0; empty_words[i]; i++)
		if (str_same_nocase(text, empty_words[i])) {
			lint_warn(c->lint, line_of(c, text), text,
			        "A customer who lets the letter be read aloud hears only this "
			        "word.",
			        "what will be found there: [our opening hours](https://…)");
			return;
		}
}

static void check_url(struct compiler *c, const char *url)
{
	const char *good = "a link that starts with https://";
	AUTO(xfree) char *written = with_tokens(c, url);
	if (written)
		complain(c, written,
		        "A field can't be part of a link: what the ledger says must never lead a "
		        "customer somewhere.",
		        "the same link for everybody");
	else if (strncasecmp(url, "http://", 7) == 0)
		complain(c, url,
		        "An http: link is not private, and mail programs warn the customer about "
		        "it.",
		        good);
	else if (strncasecmp(url, "mailto:", 7) == 0 || strncasecmp(url, "tel:", 4) == 0)
		return;
	else if (strncasecmp(url, "https://", 8) != 0)
		complain(c, *url ? url : "]()",
		        "The customer's mail program can't follow this link.", good);
	else if (bare_number(url) || memchr(url + 8, '@', strcspn(url + 8, "/?#")))
		complain(c, url,
		        "A link to a bare number, or with an @ before the name, is what fraud "
		        "uses; "
		        "filters refuse the letter.",
		        good);
	else if (url[8] == '\0' || strpbrk(url, " \t\n"))
		complain(c, url, "The link is broken: a part is missing or a blank stands in it.",
		        good);
}

static void open_link(struct compiler *c, const char *url)
{
	check_url(c, url);
	segments_add(c->out,
	        (struct segment){.kind = SEGMENT_OPEN, .element = SEGMENT_LINK, .s = xstrdup(url)});
	c->link = c->out->count;
}

static void close_link(struct compiler *c)
{
	AUTO(text_done) struct text words = TEXT_INIT;
	const char *url = c->out->at[c->link - 1].s;
	if (c->link == c->out->count)
		add_text(c, url, strlen(url));
	for (size_t i = c->link; i < c->out->count; i++)
		if (c->out->at[i].kind == SEGMENT_TEXT)
			text_puts(&words, c->out->at[i].s);
	check_link_text(c, url, text_str(&words));
	segments_add(c->out, (struct segment){.kind = SEGMENT_CLOSE, .element = SEGMENT_LINK});
	c->link = 0;
}

/* Bytes of an address typed without brackets at s, 0 when there is none. */
static size_t bare_link(const struct compiler *c, const char *s)
{
	if (c->link || (!str_starts(s, "https://") && !str_starts(s, "http://")))
		return 0;
	const char *end = s;
	while (*end && !isspace((unsigned char)*end) && !strchr("<>\"", *end)) {
		const char *next = end;
		if (token_of(c, utf8_next(&next)) >= 0 && end > s && end[-1] != '/')
			break;
		end = next;
	}
	while (end > s && strchr(".,;:!?)'", end[-1]))
		end--;
	return (size_t)(end - s);
}

/* ---- text and blocks ---- */

/* Text of one node: tokens and bare links become segments of their own. */
static void add_literal(struct compiler *c, const char *s)
{
	const char *from = s;
	while (*s) {
		const char *next = s;
		size_t n = bare_link(c, s);
		long token = token_of(c, utf8_next(&next));
		if (!n && token < 0 && *s != '\n') {
			s = next;
			continue;
		}
		add_text(c, from, (size_t)(s - from));
		if (n) {
			AUTO(xfree) char *url = xstrndup(s, n);
			open_link(c, url);
			close_link(c);
			next = s + n;
		} else if (token >= 0) {
			add_token(c, (size_t)token);
		} else if (next[0]) {
			segments_add(c->out, (struct segment){.kind = SEGMENT_BREAK});
		}
		from = s = next;
	}
	add_text(c, from, (size_t)(s - from));
}

static void add_block(struct compiler *c, enum segment_element element, int n, const char *literal)
{
	segments_add(c->out, (struct segment){.kind = SEGMENT_OPEN, .element = element, .n = n});
	add_literal(c, literal);
	segments_add(c->out, (struct segment){.kind = SEGMENT_CLOSE, .element = element});
}

/* The element a node becomes, or 0. */
static enum segment_element element_of(cmark_node *node)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_PARAGRAPH:
		return SEGMENT_PARAGRAPH;
	case CMARK_NODE_HEADING:
		return SEGMENT_HEADING;
	case CMARK_NODE_LIST:
		return cmark_node_get_list_type(node) == CMARK_ORDERED_LIST ? SEGMENT_NUMBERS
		                                                            : SEGMENT_BULLETS;
	case CMARK_NODE_ITEM:
		return SEGMENT_ITEM;
	case CMARK_NODE_STRONG:
		return SEGMENT_STRONG;
	case CMARK_NODE_EMPH:
		return SEGMENT_EM;
	default:
		return (enum segment_element)0;
	}
}

static void check_depth(struct compiler *c, cmark_node *node, bool entering)
{
	if (cmark_node_get_type(node) != CMARK_NODE_LIST)
		return;
	c->lists += entering ? 1 : -1;
	if (entering && c->lists == 4)
		lint_error(c->lint, c->line, wording(c->lint->language, "lists inside lists"),
		        "Four lists, one inside the other, can't be read on a telephone.",
		        "one list, or two");
}

/* What the lint calls another program's field: <FirstName>, or the inside of <<FirstName>>. */
static bool foreign_field(const struct compiler *c, cmark_node *node, const char *literal)
{
	cmark_node *before = cmark_node_previous(node);
	const char *words = before ? cmark_node_get_literal(before) : NULL;
	size_t n = words ? strlen(words) : 0;
	AUTO(xfree) char *doubled = xasprintf("<%s>", literal);
	return lint_foreign(c->lint, literal) ||
	       (n && words[n - 1] == '<' && lint_foreign(c->lint, doubled));
}

static void add_leaf(struct compiler *c, cmark_node *node)
{
	const char *literal = cmark_node_get_literal(node);
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_TEXT:
	case CMARK_NODE_CODE:
		add_literal(c, literal);
		break;
	case CMARK_NODE_CODE_BLOCK: /* indented lines keep their ends */
		add_block(c, SEGMENT_PARAGRAPH, 0, literal);
		break;
	case CMARK_NODE_THEMATIC_BREAK:
		add_block(c, SEGMENT_PARAGRAPH, 0, "* * *");
		break;
	case CMARK_NODE_SOFTBREAK:
		add_text(c, " ", 1);
		break;
	case CMARK_NODE_LINEBREAK:
		segments_add(c->out, (struct segment){.kind = SEGMENT_BREAK});
		break;
	case CMARK_NODE_HTML_BLOCK:
	case CMARK_NODE_HTML_INLINE:
		if (foreign_field(c, node, literal))
			break;
		complain(c, literal,
		        "Letters are plain words; HTML would reach the customer as it stands here "
		        "or "
		        "be taken for fraud.",
		        "the words alone; **so** for bold, *so* for slanted");
		break;
	default:
		break;
	}
}

static void add_node(struct compiler *c, cmark_node *node, bool entering)
{
	enum segment_element element = element_of(node);
	cmark_node_type type = cmark_node_get_type(node);
	check_depth(c, node, entering);
	if (element) {
		segments_add(c->out,
		        (struct segment){.kind = entering ? SEGMENT_OPEN : SEGMENT_CLOSE,
		                .element = element,
		                .n = element == SEGMENT_HEADING ? cmark_node_get_heading_level(node)
		                     : element == SEGMENT_NUMBERS ? cmark_node_get_list_start(node)
		                                                  : 0});
	} else if (type == CMARK_NODE_LINK && entering) {
		open_link(c, cmark_node_get_url(node));
	} else if (type == CMARK_NODE_LINK) {
		close_link(c);
	} else if (type == CMARK_NODE_IMAGE && entering) {
		complain(c, "![",
		        "Pictures don't stand among the words: half the customers would see an "
		        "empty frame in the middle of a sentence.",
		        "a line on top: Picture: boat.jpg \"Our boat in the snow\"");
	} else if (entering) {
		add_leaf(c, node);
	}
}

/* Does the line start like an item of a list? */
static bool starts_item(const char *s)
{
	s += strspn(s, " \t");
	size_t digits = strspn(s, "0123456789");
	if (digits)
		return (s[digits] == '.' || s[digits] == ')') && s[digits + 1] == ' ';
	return *s && strchr("-*+", *s) && s[1] == ' ';
}

/* Nothing on the line but starts and ends of sections? */
static bool only_sections(const struct compiler *c, const char *s, size_t n)
{
	const char *end = s + n;
	bool some = false;
	while (s < end) {
		long i = token_of(c, utf8_next(&s));
		if (i < 0 ? !isspace((unsigned char)s[-1]) : c->tokens.at[i].kind == TOKEN_VALUE)
			return false;
		some |= i >= 0;
	}
	return some;
}

/* Is this line alone set in, as typists begin a paragraph? */
static bool begins_paragraph(const char *s, size_t n)
{
	const char *next = s + n + (s[n] == '\n');
	size_t in = strspn(next, " \t");
	return strchr(" \t", *s) && (!in || !next[in] || next[in] == '\n');
}

/*
 * Habits of people that Markdown takes otherwise. A row of dashes under a paragraph (a heading,
 * says Markdown), and the end of a section right below a list (part of its last item) get a blank
 * line before them; the first line of a paragraph that is set in (a program's code) is not.
 */
static void loosen(const struct compiler *c, const char *s, struct text *out)
{
	bool in_list = false, list_above = false, below_blank = true;
	while (*s) {
		size_t n = strcspn(s, "\n"), dashes = strspn(s, "-=");
		bool blank = strspn(s, " \t\r") >= n;
		if (!blank && below_blank && !list_above && begins_paragraph(s, n)) {
			size_t in = strspn(s, " \t");
			s += in;
			n -= in;
		}
		bool rule = dashes && dashes + strspn(s + dashes, " \t") >= n;
		in_list = !blank && (in_list || starts_item(s));
		list_above = blank ? list_above : in_list;
		below_blank = blank;
		if (rule || (in_list && only_sections(c, s, n))) {
			text_putc(out, '\n');
			in_list = false;
		}
		text_put(out, s, n);
		text_putc(out, '\n');
		s += n + (s[n] == '\n');
	}
}

static void compile_letter(struct compiler *c, const char *marked)
{
	AUTO(text_done) struct text loose = TEXT_INIT;
	loosen(c, marked, &loose);
	cmark_node *document = cmark_parse_document(text_str(&loose), loose.len, CMARK_OPT_DEFAULT);
	cmark_iter *iter = cmark_iter_new(document);
	cmark_event_type event;
	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE)
		add_node(c, cmark_iter_get_node(iter), event == CMARK_EVENT_ENTER);
	cmark_iter_free(iter);
	cmark_node_free(document);
}

/* ---- sections ---- */

struct sections {
	struct {
		size_t start; /* its segment */
		char *path;   /* the elements it was opened in, one letter each */
		size_t link;
	} at[SEGMENT_SECTIONS_MOST];
	size_t count;
	struct text path;
	size_t link; /* the link we are in, as segment + 1; or 0 */
};

static void complain_section(
        struct compiler *c, const struct segment *s, const char *text, const char *instead)
{
	const char *sign = s->kind == SEGMENT_IF ? "#" : s->kind == SEGMENT_UNLESS ? "^" : "/";
	AUTO(xfree) char *quote = xasprintf("{{%s%s}}", sign, s->s);
	lint_error(c->lint, s->line, quote, text, instead);
}

static void section_open(struct compiler *c, struct sections *k, size_t i)
{
	if (k->count == SEGMENT_SECTIONS_MOST) {
		complain_section(c, &c->out->at[i],
		        "Too many sections, one inside the other; nobody can tell what the "
		        "customer "
		        "would read.",
		        "one section after the other");
		return;
	}
	k->at[k->count].start = i;
	k->at[k->count].path = xstrdup(text_str(&k->path));
	k->at[k->count++].link = k->link;
}

static void section_close(struct compiler *c, struct sections *k, size_t i)
{
	const struct segment *s = &c->out->at[i];
	if (k->count == 0) {
		complain_section(c, s,
		        "This closes a section that was never opened, so we can't tell which words "
		        "only some customers shall read.",
		        "the opening mark before those words: {{#…}} with the same name");
		return;
	}
	k->count--;
	struct segment *start = &c->out->at[k->at[k->count].start];
	AUTO(xfree) char *path = k->at[k->count].path;
	if (!str_same(start->s, s->s)) {
		AUTO(xfree) char *instead = xasprintf("{{/%s}}", start->s);
		complain_section(c, s,
		        "Another section is still open here, so we can't tell which words only "
		        "some "
		        "customers shall read.",
		        instead);
	} else if (!str_same(path, text_str(&k->path)) || k->at[k->count].link != k->link) {
		complain_section(c, s,
		        "The section opens and closes in different places (inside and outside of "
		        "bold words, a link or a list).",
		        "both marks in the same sentence, or each on a line of its own");
	}
	start->end = i;
}

static void sections_end(struct compiler *c, struct sections *k)
{
	while (k->count) {
		k->count--;
		complain_section(c, &c->out->at[k->at[k->count].start],
		        "This section is never closed, so we can't tell which words only some "
		        "customers shall read.",
		        "its end after those words: {{/…}} with the same name");
		xfree(k->at[k->count].path);
	}
	text_done(&k->path);
}

/* Sections must nest, and must not tear a paragraph or a link in two when they are left out. */
static void check_sections(struct compiler *c)
{
	struct sections k = {0};
	for (size_t i = 0; i < c->out->count; i++) {
		const struct segment *s = &c->out->at[i];
		if (s->kind == SEGMENT_OPEN)
			text_putc(&k.path, (char)s->element);
		else if (s->kind == SEGMENT_CLOSE && k.path.len)
			text_cut(&k.path, k.path.len - 1);
		if (s->element == SEGMENT_LINK)
			k.link = s->kind == SEGMENT_OPEN ? i + 1 : 0;
		if (s->kind == SEGMENT_END)
			section_close(c, &k, i);
		else if (s->kind == SEGMENT_IF || s->kind == SEGMENT_UNLESS)
			section_open(c, &k, i);
	}
	sections_end(c, &k);
}

/* A token that Markdown swallowed (in a picture, behind ``` marks) would silently be missing. */
static void check_swallowed(const struct compiler *c)
{
	for (size_t i = 0; i < c->tokens.count; i++) {
		if (c->times[i] == 1)
			continue;
		AUTO(xfree) char *quote = token_quote(&c->tokens.at[i]);
		lint_error(c->lint, c->tokens.at[i].line, quote,
		        "A field can't stand at this place; the customer would not see it.",
		        "the field among the words of a sentence");
	}
}

void markup_compile(const char *source, int line, enum markup_kind kind, const struct lint *lint,
        struct segments *ret)
{
	AUTO(text_done) struct text marked = TEXT_INIT;
	struct compiler c = {.out = ret, .lint = lint, .source = source, .line = line};
	tokens_take(&c.tokens, source, line, lint, &marked);
	c.times = xcalloc(c.tokens.count, sizeof *c.times);
	if (kind == MARKUP_LETTER) {
		compile_letter(&c, text_str(&marked));
	} else {
		c.link = SIZE_MAX; /* a subject has no links */
		add_literal(&c, text_str(&marked));
	}
	check_sections(&c);
	check_swallowed(&c);
	segments_settle(ret);
	if (kind == MARKUP_LETTER) {
		flow_make(ret);
		rich_make(ret);
	}
	xfree(c.times);
	tokens_done(&c.tokens);
}
