#include "entry.h"

#include "cell.h"
#include "columns.h"
#include "conf.h"
#include "extra.h"
#include "field.h"
#include "sheet.h"

#include <string.h>
#include <strings.h>

_Static_assert((int)ENTRY_NO_YEAR == (int)CELL_NO_YEAR, "one year stands for none");

struct entry_room {              /* where the texts of the row at hand lie */
	struct text bytes;       /* begins with "" */
	size_t at[ENTRY_FIELDS]; /* in bytes */
	uint32_t length[ENTRY_FIELDS];
	struct text value, extra, key, name;
	struct entry_anchor anchors[SHEET_MOST_COLUMNS];
};

/* As exports in English, German, French, Spanish, Italian and Dutch call them; with an accent and
 * without, for programs drop it. */
static const struct columns_field fields[ENTRY_FIELDS] = {
        [ENTRY_ID] = {"id",
                "customer_id customer_no customer_number customer_nr kundennummer kunden_nr "
                "kundennr client_id account_id contact_id code_client numéro_client numero_client "
                "n°_client codigo_cliente código_cliente codice_cliente klantnummer klant_nr",
                false},
        [ENTRY_EMAIL] = {"email",
                "e_mail mail email_address e_mail_address e_mail_adresse emailadresse "
                "email_adresse mailadresse courriel adresse_e_mail adresse_email "
                "adresse_de_messagerie correo correo_electrónico correo_electronico "
                "dirección_de_correo_electrónico posta_elettronica indirizzo_email "
                "indirizzo_e_mail indirizzo_posta_elettronica e_mailadres emailadres",
                true},
        [ENTRY_NAME] = {"name",
                "full_name fullname display_name customer_name kunde ansprechpartner nom_complet "
                "nombre_completo nome_completo naam volledige_naam",
                false},
        [ENTRY_FIRST_NAME] = {"first_name",
                "firstname given_name forename vorname prénom prenom nombre nome voornaam", false},
        [ENTRY_LAST_NAME] = {"last_name",
                "lastname surname family_name nachname familienname nom nom_de_famille apellidos "
                "apellido cognome achternaam",
                false},
        [ENTRY_SALUTATION] = {"salutation", "anrede title_line greeting", false},
        [ENTRY_COMPANY] = {"company",
                "company_name organisation organization firma firmenname société societe "
                "raison_sociale entreprise empresa razón_social razon_social azienda società "
                "ragione_sociale bedrijf bedrijfsnaam",
                false},
        [ENTRY_LANGUAGE] = {"language", "lang sprache locale", false},
        [ENTRY_COUNTRY] = {"country", "country_code land", false},
        [ENTRY_TIMEZONE] = {"timezone", "time_zone tz zeitzone", false},
        [ENTRY_MANAGER] = {"manager", "account_manager betreuer kundenbetreuer", false},
        [ENTRY_STATUS] = {"status", "state customer_status", false},
        [ENTRY_FIRST_CONTACT] = {"first_contact", "first_contact_date erstkontakt", false},
        [ENTRY_SINCE] = {"since", "customer_since kunde_seit", false},
        [ENTRY_BIRTHDAY] = {"birthday",
                "birth_date birthdate date_of_birth dob geburtstag geburtsdatum date_de_naissance "
                "anniversaire fecha_de_nacimiento cumpleaños data_di_nascita compleanno "
                "geboortedatum verjaardag",
                false},
        [ENTRY_BIRTHDAY_OK] = {"birthday_ok", "geburtstag_ok", false},
        [ENTRY_CONSENT] = {"consent", "einwilligung opt_in", false},
        [ENTRY_CONSENT_DATE] = {"consent_date", "einwilligung_am opt_in_date", false},
        [ENTRY_TAGS] = {"tags", "tag labels schlagworte étiquettes Étiquettes etiquetas etichette",
                false},
        [ENTRY_CELEBRATES] = {"celebrates", "feiert", false},
        [ENTRY_MOOD] = {"mood", "stimmung", false},
        [ENTRY_PAUSE_UNTIL] = {"pause_until", "pause_bis", false},
        [ENTRY_PERSONAL_LINE] = {"personal_line", "personal_note persoenliche_zeile", false},
};

static const enum field kinds[ENTRY_FIELDS] = {
        [ENTRY_EMAIL] = FIELD_EMAIL,
        [ENTRY_LANGUAGE] = FIELD_LANGUAGE,
        [ENTRY_COUNTRY] = FIELD_COUNTRY,
        [ENTRY_TIMEZONE] = FIELD_ZONE,
        [ENTRY_MANAGER] = FIELD_FOLDED,
        [ENTRY_STATUS] = FIELD_STATUS,
        [ENTRY_FIRST_CONTACT] = FIELD_DATE,
        [ENTRY_SINCE] = FIELD_DATE,
        [ENTRY_BIRTHDAY] = FIELD_BIRTHDAY,
        [ENTRY_BIRTHDAY_OK] = FIELD_FLAG,
        [ENTRY_CONSENT] = FIELD_CONSENT,
        [ENTRY_CONSENT_DATE] = FIELD_DATE,
        [ENTRY_TAGS] = FIELD_LIST,
        [ENTRY_CELEBRATES] = FIELD_LIST,
        [ENTRY_PAUSE_UNTIL] = FIELD_DATE,
        [ENTRY_PERSONAL_LINE] = FIELD_TEXT,
};

const char *entry_field_name(enum entry_field f)
{
	return fields[f].name;
}

const struct columns_field *entry_columns(void)
{
	return fields;
}

static struct entry_room *room(struct entry *e)
{
	if (!e->room)
		e->room = xcalloc(1, sizeof *e->room);
	return e->room;
}

void entry_done(struct entry *e)
{
	if (!e->room)
		return;
	text_done(&e->room->bytes);
	text_done(&e->room->value);
	text_done(&e->room->extra);
	text_done(&e->room->key);
	text_done(&e->room->name);
	xfree(e->room);
	*e = (struct entry){0};
}

/* ---- who it is ---- */

/* The text in this field, bare; "" also when the file has no such column. It can be read again:
 * what is more than blanks is taken off a copy. */
static const char *bare(
        const struct columns *columns, const struct sheet *s, enum entry_field f, struct text *copy)
{
	size_t column = columns_of(columns, (int)f);
	if (column == columns->count)
		return "";
	char *value = sheet_field(s, column);
	if (*value != '=')
		return field_bare(value);
	text_cut(copy, 0);
	text_puts(copy, value);
	return field_bare(copy->s);
}

const char *entry_email(struct entry *e, const struct columns *columns, const struct sheet *s)
{
	struct entry_room *r = room(e);
	struct date day;
	AUTO(xfree) char *why = NULL;
	text_cut(&r->value, 0);
	const char *said = bare(columns, s, ENTRY_EMAIL, &r->key);
	if (!*said)
		return "";
	if (field_read(FIELD_EMAIL, said, NULL, DATE_NONE, &r->value, &day, &why) == 0)
		return r->value.s;
	text_cut(&r->value, 0);
	text_puts(&r->value, said);
	cell_fold(r->value.s);
	return r->value.s;
}

const char *entry_key(struct entry *e, const struct columns *columns, const struct sheet *s)
{
	const char *id = bare(columns, s, ENTRY_ID, &room(e)->key);
	return *id ? id : entry_email(e, columns, s);
}

/* ---- the fields ---- */

static bool ends_in_date(const char *name)
{
	size_t n = strlen(name);
	return n > 5 && !strcmp(name + n - 5, "_date");
}

static void keep_field(struct entry *e, const struct columns *columns, size_t column,
        const char *value, size_t n, struct date day)
{
	struct entry_room *r = e->room;
	int field = columns->field[column];
	if (!date_is_none(day) && field != ENTRY_PAUSE_UNTIL)
		r->anchors[e->anchors_count++] = (struct entry_anchor){columns->name[column], day};
	if (field < 0) {
		extra_put(&r->extra, &columns->member[column], value, n);
		return;
	}
	r->at[field] = r->bytes.len;
	r->length[field] = (uint32_t)n;
	text_put(&r->bytes, value, n + 1);
	e->birthday_ok |= field == ENTRY_BIRTHDAY_OK && n;
	if (field == ENTRY_SINCE)
		e->since = day;
	if (field == ENTRY_CONSENT_DATE)
		e->consent_day = day;
	if (field == ENTRY_PAUSE_UNTIL)
		e->pause_until = day;
}

static int read_field(struct entry *e, const struct columns *columns, const struct sheet *s,
        const struct conf *conf, struct date today, size_t i, char **ret_why)
{
	int field = columns->field[i];
	size_t n = sheet_field_length(s, i);
	if (n == 0 || field == COLUMNS_IGNORED)
		return 0;
	enum field kind = field >= 0                       ? kinds[field]
	                  : ends_in_date(columns->name[i]) ? FIELD_DATE
	                                                   : FIELD_TEXT;
	if (field_plain(kind, sheet_field(s, i), n)) {
		keep_field(e, columns, i, sheet_field(s, i), n, DATE_NONE);
		return 0;
	}
	const char *value = field_bare(sheet_field(s, i));
	struct date day = DATE_NONE;
	struct text *read = &e->room->value;
	text_cut(read, 0);
	if (!*value)
		return 0;
	if (field_read(kind, value, conf, today, read, &day, ret_why) != 0)
		return ENTRY_BAD;
	keep_field(e, columns, i, text_str(read), read->len, day);
	return 0;
}

/* ---- the row ---- */

static void set_name(struct entry *e, const char *name, size_t n)
{
	e->text[ENTRY_NAME] = name;
	e->length[ENTRY_NAME] = (uint32_t)n;
}

static void join_name(struct entry *e)
{
	const char *first = e->text[ENTRY_FIRST_NAME], *last = e->text[ENTRY_LAST_NAME];
	struct text *both = &e->room->name;
	if (*e->text[ENTRY_NAME])
		return;
	if (!*first && !*last) {
		set_name(e, e->text[ENTRY_COMPANY], e->length[ENTRY_COMPANY]);
		return;
	}
	text_cut(both, 0);
	text_put(both, first, e->length[ENTRY_FIRST_NAME]);
	text_puts(both, *first && *last ? " " : "");
	text_put(both, last, e->length[ENTRY_LAST_NAME]);
	set_name(e, both->s, both->len);
}

/* Is this (NULL: none) among the tags ",a,b,", which are in lower case? */
static bool tagged(const char *tags, const char *tag)
{
	size_t n = tag ? strlen(tag) : 0;
	for (; n && *tags && tags[1]; tags = strchr(tags + 1, ','))
		if (!strncasecmp(tags + 1, tag, n) && tags[1 + n] == ',')
			return true;
	return false;
}

static void begin(struct entry *e, const struct sheet *s)
{
	struct entry_room *r = room(e);
	*e = (struct entry){.room = r,
	        .since = DATE_NONE,
	        .consent_day = DATE_NONE,
	        .pause_until = DATE_NONE,
	        .anchors = r->anchors,
	        .line = sheet_line(s)};
	memset(r->at, 0, sizeof r->at);
	memset(r->length, 0, sizeof r->length);
	text_cut(&r->bytes, 0);
	text_putc(&r->bytes, '\0');
	text_cut(&r->extra, 0);
}

/* The bytes lie where they stay. */
static void finish(struct entry *e, const struct conf *conf)
{
	struct entry_room *r = e->room;
	for (size_t i = 0; i < ENTRY_FIELDS; i++)
		e->text[i] = r->bytes.s + r->at[i];
	memcpy(e->length, r->length, sizeof e->length);
	e->key = *e->text[ENTRY_ID] ? e->text[ENTRY_ID] : e->text[ENTRY_EMAIL];
	join_name(e);
	e->integral = tagged(e->text[ENTRY_TAGS], conf->stages.integral_tag);
	extra_end(&r->extra);
	e->extra = &r->extra;
}

int entry_read(struct entry *e, const struct columns *columns, const struct sheet *s,
        const struct conf *conf, struct date today, size_t *ret_column, char **ret_why)
{
	begin(e, s);
	for (size_t i = 0; i < columns->count; i++)
		if (read_field(e, columns, s, conf, today, i, ret_why) != 0) {
			*ret_column = i;
			return ENTRY_BAD;
		}
	finish(e, conf);
	return 0;
}
