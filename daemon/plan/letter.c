#include "letter.h"

#include "address.h"
#include "amend.h"
#include "compose.h"
#include "conf.h"
#include "db.h"
#include "folder.h"
#include "form.h"
#include "ledger.h"
#include "morning.h"
#include "noted.h"
#include "seal.h"
#include "zone.h"

#include <errno.h>
#include <string.h>

/* ---- names and addresses that carry the token ---- */

/* "care@x.example" with a tag: "care+TAG@x.example". Owned. */
static char *tagged(const char *address, const char *prefix, const char *token)
{
	const char *at = strrchr(address, '@');
	struct text t = TEXT_INIT;
	text_put(&t, address, (size_t)(at - address));
	text_join(&t, "+", prefix, "fu1.", token, at);
	return text_steal(&t);
}

/* "fu1.TOKEN", what stands before and behind it. Owned. */
static char *with_token(const char *before, const char *token, const char *at, const char *domain)
{
	struct text t = TEXT_INIT;
	text_join(&t, before, "fu1.", token, at, domain);
	return text_steal(&t);
}

static char *message_id(const struct house *h, const char *token)
{
	return with_token("", token, "@", h->conf->business.message_domain);
}

static char *token_for(const struct house *h, const char *kind, const char *customer,
        const char *touchpoint, const char *occurrence)
{
	return seal_token(
	        h->key, (const char *const[]){kind, customer, touchpoint, occurrence, NULL});
}

/* business.from_name with %s replaced by the account manager's name. Owned. */
static char *from_name(const struct house *h, const struct conf_person *manager)
{
	const char *pattern = h->conf->business.from_name, *hole = strstr(pattern, "%s");
	if (!hole)
		return xstrdup(pattern);
	struct text t = TEXT_INIT;
	text_put(&t, pattern, (size_t)(hole - pattern));
	text_join(&t, manager ? manager->name : h->conf->business.name, hole + 2);
	return text_steal(&t);
}

/* ---- when in the day ---- */

bool letter_hour(const struct house *h, const struct template *t, const char *customer,
        struct date day, const char *occurrence, const struct morning *where,
        struct letter_hour *ret)
{
	AUTO(xfree) char *token = token_for(h, "letter", customer, t->name, occurrence);
	struct letter_hour hour = {0};
	struct morning m = *where;
	memcpy(hour.token, token, sizeof hour.token - 1);
	m.key = hour.token;
	m.first = day;
	m.last = date_add(day, t->valid_days);
	m.greeting = morning_greets(t);
	hour.until_at = morning_end(&m);
	if (!morning_next(h, &m, &hour.at))
		return false;
	*ret = hour;
	return true;
}

char *letter_last_day(const struct template *t, struct date day)
{
	return date_format(date_add(day, t->valid_days));
}

/* ---- making ---- */

struct values {
	const struct house *h;
	const struct ledger_customer *customer;
	const struct conf_person *manager;
	const char *line; /* said for this very letter; NULL: the ledger's */
};

static const char *lookup(const char *field, void *arg)
{
	const struct values *v = arg;
	if (str_same(field, "manager_name") && v->manager)
		return v->manager->name;
	if (str_same(field, "business"))
		return v->h->conf->business.name;
	if (str_same(field, "personal_line") && v->line)
		return v->line;
	return ledger_customer_field(v->customer, field);
}

static int held(enum courtesy why, char *detail, enum courtesy *ret_reason, char **ret_detail)
{
	*ret_reason = why;
	*ret_detail = detail;
	return LETTER_HELD;
}

/* business.unsubscribe_url with the letter's token in it. Owned; NULL: there is none. */
static char *click(const struct house *h, const char *token)
{
	const char *url = h->conf->business.unsubscribe_url, *hole = url ? strstr(url, "%t") : NULL;
	return hole ? xasprintf("%.*sfu1.%s%s", (int)(hole - url), url, token, hole + 2) : NULL;
}

struct draft {
	const struct house *h;
	const struct template *t;
	const struct template *words_of; /* t, or its variant in the customer's language */
	const struct conf_person *manager;
	const char *customer, *name, *email, *occurrence;
	const char *token;
	int64_t at;
	const char *picture_id;
	bool page; /* the HTML is asked for, too */
	struct template_letter words;
};

/* The bytes: headers from the configuration and the token, words from the template. */
static int put_together(const struct draft *d, struct outbox_item *item, char **ret_why)
{
	const struct conf *conf = d->h->conf;
	AUTO(xfree) char *sender = from_name(d->h, d->manager);
	AUTO(xfree) char *reply_to = tagged(conf->business.address, "", d->token);
	AUTO(xfree) char *stop = tagged(conf->business.address, "stop.", d->token);
	AUTO(xfree) char *id = message_id(d->h, d->token);
	AUTO(xfree) char *reference = with_token("", d->token, "", "");
	AUTO(xfree) char *one_click = click(d->h, d->token);
	const struct template *words = d->words_of;
	bool theirs = d->manager && conf->business.from != CONF_FROM_SHARED;
	const struct compose_message m = {
	        /* RFC 3834: what a person approved is no automatic message */
	        .kind = d->t->ask ? COMPOSE_LETTER_BY_HAND : COMPOSE_LETTER,
	        .from_name = sender,
	        .from_address = theirs ? d->manager->email : conf->business.address,
	        .sender = theirs && conf->business.from == CONF_FROM_DELEGATE
	                          ? conf->business.address
	                          : NULL,
	        .to_name = d->name,
	        .to_address = d->email,
	        .reply_to = reply_to,
	        .subject = d->words.subject,
	        .message_id = id,
	        .reference = reference,
	        .unsubscribe = d->t->class == TEMPLATE_SERVICE ? NULL : stop,
	        .click = one_click,
	        .language = d->words_of->language ? d->words_of->language : conf->business.language,
	        .text = d->words.text,
	        .html = d->words.html,
	        .printable = d->words.printable,
	        .flowed = true,
	        .picture = {words->image.type, d->picture_id, words->picture.s, words->picture.len},
	        .date_at = d->at,
	        .date_offset = zone_offset(zone_find(conf->business.timezone), d->at),
	};
	int r = address_to_wire(d->email, &item->recipient, ret_why);
	if (r == 0 && !d->h->rehearsal)
		r = compose(&m, &item->message, &item->message_n, ret_why);
	if (r != 0)
		return r;
	item->message_id = id;
	id = NULL;
	return 0;
}

static int render(struct draft *d, template_lookup *value, void *arg, char **ret_field)
{
	const struct conf *conf = d->h->conf;
	const char *language =
	        d->words_of->language ? d->words_of->language : conf->business.language;
	const struct template_frame frame = {
	        .picture_id = d->picture_id,
	        .mailed = !d->page,
	        .signature =
	                d->manager ? conf_signature(d->manager, language) : conf->business.name,
	        .optout = d->t->class == TEMPLATE_SERVICE ? NULL : conf_optout(conf, language),
	        .postal = conf->business.postal_address,
	        .language = language,
	};
	return template_render(d->words_of, &frame, value, arg, &d->words, ret_field);
}

static int render_for(struct draft *d, const struct ledger_customer *c, char **ret_field)
{
	AUTO(xfree)
	char *line = noted_has(d->h, d->customer)
	                     ? amend_line(d->h->db, d->customer, d->t->name, d->occurrence)
	                     : NULL;
	struct values v = {.h = d->h, .customer = c, .manager = d->manager, .line = line};
	return render(d, lookup, &v, ret_field);
}

/* ---- the same letter to nobody ---- */

#define NOBODY "nobody"

/* In the place of what a customer would have, the field's own name. */
static const char *own_name(const char *field, void *arg)
{
	const struct values *v = arg;
	return str_same(field, "business") ? v->h->conf->business.name : field;
}

/* From nobody, on no day, so that it is the same one in each pass; false: it can't be made. */
static bool write_to_nobody(const struct draft *of, struct outbox_item *ret)
{
	AUTO(xfree)
	char *picture_id =
	        with_token("picture.", NOBODY, "@", of->h->conf->business.message_domain);
	struct draft d = {.h = of->h,
	        .t = of->t,
	        .words_of = of->words_of,
	        .email = NOBODY "@" NOBODY ".invalid",
	        .token = NOBODY,
	        .picture_id = picture_id};
	struct values v = {.h = of->h};
	AUTO(xfree) char *why = NULL;
	int r = render(&d, own_name, &v, &why);
	if (r == 0)
		r = put_together(&d, ret, &why);
	template_letter_done(&d.words);
	return r == 0;
}

/* What all letters of this template and language have in common. A reference, or NULL: nobody puts
 * what is made here. */
static struct form *form_of(const struct draft *d)
{
	struct forms *forms = d->h->forms;
	struct form *form = forms ? forms_find(forms, d->words_of) : NULL;
	AUTO(outbox_item_done) struct outbox_item nobodys = {0};
	if (forms && !form && write_to_nobody(d, &nobodys))
		form = forms_add(forms, d->words_of, nobodys.message, nobodys.message_n);
	return form_hold(form);
}

static void fill(
        const struct draft *d, const char *occurrence, struct date day, struct outbox_item *item)
{
	item->kind = xstrdup("letter");
	item->customer = xstrdup(d->customer);
	item->touchpoint = xstrdup(d->t->name);
	item->occurrence = xstrdup(occurrence);
	item->manager = xstrdup(d->manager ? d->manager->id : "");
	item->subject = xstrdup(d->words.subject);
	item->excerpt = xstrdup(d->h->rehearsal ? "" : d->words.text);
	item->group = xstrdup(d->t->group ? d->t->group : "");
	item->token = xstrdup(d->token);
	item->day = day;
	item->not_before_at = d->at;
}

/* The customer, and the variant of the letter that speaks their language (NULL: none does). */
static int customer_and_words(const struct house *h, const struct template *t, const char *customer,
        int64_t row, struct date day, struct folder_stock *stock, struct ledger_customer **ret,
        const struct template **ret_variant)
{
	struct ledger_customer *c = NULL;
	int r = row ? ledger_customer_get_row(h->db, row, t->language, day, &c)
	            : ledger_customer_get(h->db, customer, t->language, day, &c);
	if (r < 0)
		return r;
	const struct template *v =
	        folder_stock_variant(stock, h->db, t, ledger_customer_field(c, "language"));
	if (v)
		ledger_customer_speak(c, v->language);
	*ret_variant = v;
	*ret = c;
	return 0;
}

int letter_make(const struct house *h, const struct template *t, const char *customer,
        struct date day, const char *occurrence, const struct letter_hour *hour,
        struct outbox_item *ret, char **ret_html, enum courtesy *ret_reason, char **ret_detail)
{
	AUTO(ledger_customer_free) struct ledger_customer *c = NULL;
	AUTO(folder_stock_done) struct folder_stock own = {0};
	const struct template *variant = NULL;
	int r = customer_and_words(h, t, customer, hour ? hour->row : 0, day,
	        h->stock ? h->stock : &own, &c, &variant);
	if (r < 0)
		return r;
	struct letter_hour own_hour;
	if (!hour) {
		struct morning where = {0};
		morning_of(h, ledger_customer_field(c, "timezone"),
		        ledger_customer_field(c, "country"), &where);
		if (!letter_hour(h, t, customer, day, occurrence, &where, &own_hour))
			return held(COURTESY_SKIP_EXPIRED, letter_last_day(t, day), ret_reason,
			        ret_detail);
		hour = &own_hour;
	}
	AUTO(xfree)
	char *picture_id =
	        with_token("picture.", hour->token, "@", h->conf->business.message_domain);
	AUTO(outbox_item_done) struct outbox_item item = {.valid_until_at = hour->until_at};
	const struct conf_person *manager =
	        conf_person(h->conf, ledger_customer_field(c, "manager"));
	struct draft d = {.h = h,
	        .t = t,
	        .words_of = variant ? variant : t,
	        .customer = customer,
	        .occurrence = occurrence,
	        .token = hour->token,
	        .at = hour->at,
	        .picture_id = picture_id,
	        .page = ret_html != NULL,
	        .manager = manager ? manager : conf_default_person(h->conf),
	        .name = ledger_customer_field(c, "name"),
	        .email = ledger_customer_field(c, "email")};
	char *field = NULL, *why = NULL;
	if (render_for(&d, c, &field) != 0)
		return held(COURTESY_HOLD_FIELD, field, ret_reason, ret_detail);
	r = put_together(&d, &item, &why);
	if (r == 0) {
		fill(&d, occurrence, day, &item);
		item.form = form_of(&d);
		if (ret_html)
			*ret_html = xstrdup(d.words.html);
		*ret = item;
		item = (struct outbox_item){0};
	}
	template_letter_done(&d.words);
	return r > 0 ? held(COURTESY_SKIP_BAD_ADDRESS, why, ret_reason, ret_detail) : r;
}

int letter_to_staff(const struct house *h, const struct conf_person *to,
        const struct letter_notice *n, struct outbox_item *ret, char **ret_why)
{
	AUTO(outbox_item_done)
	struct outbox_item item = {
	        .kind = xstrdup(n->kind),
	        .customer = xasprintf("staff:%s", to->id),
	        .touchpoint = xstrdup(n->touchpoint),
	        .occurrence = xstrdup(n->occurrence),
	        .manager = xstrdup(to->id),
	        .subject = xstrdup(n->subject),
	        .excerpt = xstrdup(n->text),
	        .group = xstrdup(""),
	        .day = zone_date(zone_find(h->conf->business.timezone), h->now),
	        .not_before_at = h->now,
	        .valid_until_at = n->valid_until_at,
	};
	item.token = token_for(h, n->kind, item.customer, n->touchpoint, n->occurrence);
	item.message_id = message_id(h, item.token);
	AUTO(xfree) char *reply_to = tagged(h->conf->business.address, "", item.token);
	AUTO(xfree) char *reference = with_token("", item.token, "", "");
	const struct compose_message m = {
	        .kind = n->answers ? COMPOSE_ANSWER : COMPOSE_NOTICE,
	        .answers = n->answers,
	        .from_name = "followupd",
	        .from_address = h->conf->business.address,
	        .to_name = to->name,
	        .to_address = to->email,
	        .reply_to = reply_to,
	        .subject = n->subject,
	        .message_id = item.message_id,
	        .reference = reference,
	        .language = to->language,
	        .text = n->text,
	        .html = n->html,
	        .picture = n->picture,
	        .date_at = h->now,
	        .date_offset = zone_offset(zone_find(to->timezone), h->now),
	};
	int r = address_to_wire(to->email, &item.recipient, ret_why);
	if (r == 0)
		r = compose(&m, &item.message, &item.message_n, ret_why);
	if (r != 0)
		return r;
	*ret = item;
	item = (struct outbox_item){0};
	return 0;
}
