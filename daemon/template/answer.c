#include "answer.h"

#include "plain.h"
#include "template.h"

#include <string.h>

enum { COLUMNS = 76, BODY_LINES = 13 };

static size_t count_lines(const char *s)
{
	size_t n = 0;
	for (; *s; s++)
		n += *s == '\n';
	return n;
}

static void put_problem(const struct template_problem *p, struct text *out)
{
	AUTO(xfree)
	char *head = p->line > 0 ? xasprintf("Line %d: \"%.60s\"", p->line, p->quote)
	                         : xasprintf("\"%.60s\"", p->quote);
	AUTO(text_done) struct text clean = TEXT_INIT;
	plain_clean(&clean, head); /* also mends what the cut may have torn */
	plain_wrap(out, text_str(&clean), "", "    ", COLUMNS);
	plain_wrap(out, p->text, "    ", "    ", COLUMNS);
	if (!p->instead)
		return;
	AUTO(xfree) char *instead = xasprintf("Type instead: %s", p->instead);
	plain_wrap(out, instead, "    ", "        ", COLUMNS);
}

/* Errors, then warnings; the first always whole, then as many as a person reads. */
char *answer_problems(const struct template_problems *problems)
{
	struct text body = TEXT_INIT;
	size_t shown = 0;
	for (int error = 1; error >= 0; error--)
		for (size_t i = 0; i < problems->count; i++) {
			AUTO(text_done) struct text one = TEXT_INIT;
			if (problems->at[i].error != error)
				continue;
			put_problem(&problems->at[i], &one);
			if (shown && count_lines(text_str(&body)) + count_lines(text_str(&one)) >
			                     BODY_LINES)
				continue;
			text_puts(&body, text_str(&one));
			shown++;
		}
	if (shown < problems->count)
		text_printf(&body, "… and %zu more, shown when these are mended.\n",
		        problems->count - shown);
	return text_steal(&body);
}

static const char MARK[] = "(followupd wrote this answer and takes it away again.)";
enum { ANSWER_LINES = 20, MORE_LINES = 7 };

/* At most `most` lines of `s`. */
static void put_lines(struct text *out, const char *s, size_t most)
{
	for (; *s && most > 0; most--) {
		size_t n = strcspn(s, "\n");
		text_put(out, s, n);
		text_putc(out, '\n');
		s += n + (s[n] == '\n');
	}
}

static void put_stages(struct text *out, int to)
{
	static const char *const names[] = {"before", "new", "short", "long", "integral"};
	int left = to;
	for (size_t i = 0; i < COUNT(names); i++) {
		if (!(left & 1 << i))
			continue;
		left &= ~(1 << i);
		text_printf(out, "%s%s", names[i], left ? ", " : "");
	}
}

/* What was understood, in a sentence or two. */
static void put_understood(struct text *out, const struct template *t)
{
	AUTO(text_done) struct text s = TEXT_INIT;
	switch (t->when_kind) {
	case TEMPLATE_WHEN_OCCASION:
		text_printf(&s, "It goes on the occasion \"%s\"", t->when);
		break;
	case TEMPLATE_WHEN_RULE:
		text_printf(&s, "It goes by the rule %s", t->when);
		break;
	case TEMPLATE_WHEN_DATE:
		text_printf(&s, "It goes by each customer's %s%s", t->when,
		        t->repeat == TEMPLATE_ONCE ? ", once" : ", every time it comes round");
		break;
	case TEMPLATE_WHEN_OWN_DAY:
		text_puts(&s, "It goes once a year, to each customer on another day");
		break;
	case TEMPLATE_WHEN_NONE:
		text_printf(
		        &s, "It goes when an event of a calendar says \"followup: %s\"", t->name);
		break;
	}
	if (t->after.years || t->after.months || t->after.days)
		text_puts(&s, ", moved as After: or Before: says");
	if (t->valid_days == 0)
		text_puts(&s, "; never late; to customers of the stages ");
	else
		text_printf(&s, "; at most %d day%s late; to customers of the stages ",
		        t->valid_days, t->valid_days == 1 ? "" : "s");
	put_stages(&s, t->to);
	text_puts(&s, t->ask ? "; each letter waits for your yes." : ".");
	plain_wrap(out, text_str(&s), "", "", COLUMNS);
}

static void put_next_step(struct text *out, const struct template *t, const char *file)
{
	if (t->status == TEMPLATE_LIVE)
		return;
	if (strchr(file, '/'))
		plain_wrap(out,
		        "It lies in drafts, so nobody gets it. To send it: move it out of that "
		        "folder "
		        "and write the line \"Status: live\" on top.",
		        "", "", COLUMNS);
	else
		text_printf(out,
		        "It is %s, so nobody gets it. To send it: \"Status: live\" on top.\n",
		        t->status == TEMPLATE_DRAFT ? "a draft" : template_status_name(t->status));
}

bool answer_ours(const char *text)
{
	return strstr(text, MARK) != NULL;
}

char *answer_bad(const char *file, bool in_use, const char *body)
{
	struct text out = TEXT_INIT;
	text_printf(&out, "PROBLEM: %s can't be sent as it is. %s\n\n", file,
	        in_use ? "The version before stays in use." : "Nobody gets it.");
	text_puts(&out, body);
	text_puts(&out, "\nMend this and save; the next answer comes within two minutes.\n");
	text_printf(&out, "%s\n", MARK);
	return text_steal(&out);
}

char *answer_good(const char *file, const struct template *t, const char *more, const char *body)
{
	struct text out = TEXT_INIT;
	text_printf(&out, "OK: %s is understood. Its name is %s.\n", file, t->name);
	put_understood(&out, t);
	put_next_step(&out, t, file);
	put_lines(&out, more, MORE_LINES);
	if (*body) {
		text_puts(&out, "\nWorth a second look:\n");
		size_t used = count_lines(text_str(&out));
		put_lines(&out, body, used + 1 < ANSWER_LINES ? ANSWER_LINES - 1 - used : 0);
	}
	text_printf(&out, "%s\n", MARK);
	return text_steal(&out);
}
