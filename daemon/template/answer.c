#include "answer.h"

#include "plain.h"
#include "template.h"
#include "wording.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 76, BODY_LINES = 13, QUOTE = 60 };

static size_t count_lines(const char *s)
{
	size_t n = 0;
	for (; *s; s++)
		n += *s == '\n';
	return n;
}

static void put_problem(const char *l, const struct template_problem *p, struct text *out)
{
	const char *more = strlen(p->quote) > QUOTE ? "…" : "";
	AUTO(xfree)
	char *head =
	        p->line > 0 ? xasprintf(wording(l, "Line %d: \"%.60s%s\""), p->line, p->quote, more)
	                    : xasprintf(wording(l, "The file \"%.60s%s\""), p->quote, more);
	AUTO(text_done) struct text clean = TEXT_INIT;
	plain_clean(&clean, head); /* also mends what the cut may have torn */
	plain_wrap(out, text_str(&clean), "", "    ", COLUMNS);
	plain_wrap(out, p->text, "    ", "    ", COLUMNS);
	if (!p->instead)
		return;
	AUTO(xfree) char *instead = xasprintf(wording(l, "Type instead: %s"), p->instead);
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
			put_problem(problems->language, &problems->at[i], &one);
			if (shown && count_lines(text_str(&body)) + count_lines(text_str(&one)) >
			                     BODY_LINES)
				continue;
			text_puts(&body, text_str(&one));
			shown++;
		}
	if (shown < problems->count)
		text_printf(&body,
		        wording(problems->language,
		                "… and %zu more, shown when these are mended.\n"),
		        problems->count - shown);
	return text_steal(&body);
}

static const char MARK[] = "(followupd wrote this answer and takes it away again.)";
enum { ANSWER_LINES = 20, MORE_LINES = 8 };

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

static void put_when(struct text *s, const char *l, const struct template *t)
{
	switch (t->when_kind) {
	case TEMPLATE_WHEN_OCCASION:
		text_printf(s, wording(l, "It goes on the occasion \"%s\"."), t->when);
		break;
	case TEMPLATE_WHEN_RULE:
		text_printf(s, wording(l, "It goes by the rule %s."), t->when);
		break;
	case TEMPLATE_WHEN_DATE:
		text_printf(s,
		        t->repeat == TEMPLATE_ONCE
		                ? wording(l, "It goes by each customer's %s, once.")
		                : wording(l, "It goes by each customer's %s, every time it comes "
		                             "round."),
		        t->when);
		break;
	case TEMPLATE_WHEN_OWN_DAY:
		text_puts(s, wording(l, "It goes once a year, to each customer on another day."));
		break;
	case TEMPLATE_WHEN_NONE:
		text_printf(s,
		        wording(l, "It goes when an event of a calendar says \"followup: %s\"."),
		        t->name);
		break;
	}
}

static const char *moved_by_one(const char *l, char unit, bool back)
{
	if (unit == 'Y')
		return back ? wording(l, "More exactly, one year before.")
		            : wording(l, "More exactly, one year after.");
	if (unit == 'M')
		return back ? wording(l, "More exactly, one month before.")
		            : wording(l, "More exactly, one month after.");
	return back ? wording(l, "More exactly, one day before.")
	            : wording(l, "More exactly, one day after.");
}

static void put_moved_by_many(struct text *s, const char *l, char unit, int n)
{
	bool back = n < 0;
	n = abs(n);
	if (unit == 'Y')
		text_printf(s,
		        back ? wording(l, "More exactly, %d years before.")
		             : wording(l, "More exactly, %d years after."),
		        n);
	else if (unit == 'M')
		text_printf(s,
		        back ? wording(l, "More exactly, %d months before.")
		             : wording(l, "More exactly, %d months after."),
		        n);
	else
		text_printf(s,
		        back ? wording(l, "More exactly, %d days before.")
		             : wording(l, "More exactly, %d days after."),
		        n);
}

/* After: and Before: in words; of years, months and days it is most often one. */
static void put_moved(struct text *s, const char *l, const struct rule_span *by)
{
	int units = (by->years != 0) + (by->months != 0) + (by->days != 0);
	int n = by->years + by->months + by->days;
	char unit = by->years ? 'Y' : by->months ? 'M' : 'D';
	if (units == 0)
		return;
	text_putc(s, ' ');
	if (units > 1)
		text_puts(s, wording(l, "The day is moved as After: or Before: says."));
	else if (abs(n) == 1)
		text_puts(s, moved_by_one(l, unit, n < 0));
	else
		put_moved_by_many(s, l, unit, n);
}

/* What was understood, in a few sentences. */
static void put_understood(struct text *out, const char *l, const struct template *t)
{
	AUTO(text_done) struct text s = TEXT_INIT, stages = TEXT_INIT;
	put_when(&s, l, t);
	put_moved(&s, l, &t->after);
	text_putc(&s, ' ');
	if (t->valid_days == 0)
		text_puts(&s, wording(l, "It is never late."));
	else if (t->valid_days == 1)
		text_puts(&s, wording(l, "It may be one day late."));
	else
		text_printf(&s, wording(l, "It may be up to %d days late."), t->valid_days);
	put_stages(&stages, t->to);
	text_putc(&s, ' ');
	text_printf(&s,
	        t->to & (t->to - 1) ? wording(l, "To customers of the stages %s.")
	                            : wording(l, "To customers of the stage %s."),
	        text_str(&stages));
	if (t->ask)
		text_printf(&s, " %s", wording(l, "Each letter waits for your yes."));
	plain_wrap(out, text_str(&s), "", "", COLUMNS);
}

char *answer_status(const char *l, const struct template *t, const char *file)
{
	if (t->waits)
		return xasprintf(
		        wording(l, "Nobody said go to these words yet. To let them go out: reply "
		                   "\"go\" to the preview mail, or type: followup approve \"%s\""),
		        t->name);
	if (strchr(file, '/'))
		return xstrdup(
		        wording(l, "It lies in drafts, so nobody gets it. To send it: move it out "
		                   "of that folder and write the line \"Status: live\" on top."));
	if (t->status == TEMPLATE_DRAFT)
		return xstrdup(wording(l, "It is a draft, so nobody gets it. To send it: "
		                          "\"Status: live\" on top."));
	if (t->status == TEMPLATE_PAUSED)
		return xstrdup(wording(l, "It is paused, so nobody gets it. To send it: "
		                          "\"Status: live\" on top."));
	if (t->status == TEMPLATE_OFF)
		return xstrdup(wording(l, "It is off, so nobody gets it. To send it: "
		                          "\"Status: live\" on top."));
	return NULL;
}

bool answer_ours(const char *text)
{
	for (size_t i = 0; wording_languages[i]; i++)
		if (strstr(text, wording(wording_languages[i], MARK)))
			return true;
	return false;
}

char *answer_bad(const char *l, const char *file, bool in_use, const char *body)
{
	struct text out = TEXT_INIT;
	AUTO(xfree)
	char *verdict = in_use ? xasprintf(wording(l, "PROBLEM: %s can't be sent as it is. The "
	                                              "version before stays in use."),
	                                 file)
	                       : xasprintf(wording(l, "PROBLEM: %s can't be sent as it is. Nobody "
	                                              "gets it."),
	                                 file);
	text_printf(&out, "%s\n\n%s\n%s\n%s\n", verdict, body,
	        wording(l, "Mend this and save; the next answer comes within two minutes."),
	        wording(l, MARK));
	return text_steal(&out);
}

char *answer_good(const char *l, const char *file, const struct template *t, const char *more,
        const char *body)
{
	struct text out = TEXT_INIT;
	AUTO(xfree) char *status = answer_status(l, t, file);
	text_printf(&out, wording(l, "OK: %s is understood. Its name is %s."), file, t->name);
	text_putc(&out, '\n');
	put_understood(&out, l, t);
	if (status)
		plain_wrap(&out, status, "", "", COLUMNS);
	put_lines(&out, more, MORE_LINES);
	if (*body) {
		text_printf(&out, "\n%s\n", wording(l, "Worth a second look:"));
		size_t used = count_lines(text_str(&out));
		put_lines(&out, body, used + 1 < ANSWER_LINES ? ANSWER_LINES - 1 - used : 0);
	}
	text_printf(&out, "%s\n", wording(l, MARK));
	return text_steal(&out);
}
