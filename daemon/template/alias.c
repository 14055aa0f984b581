#include "alias.h"

#include "base.h"

static const struct {
	const char *theirs, *ours;
} aliases[] = {
        {"fname", "first_name"},
        {"firstname", "first_name"},
        {"given_name", "first_name"},
        {"vorname", "first_name"},
        {"prénom", "first_name"},
        {"prenom", "first_name"},
        {"nombre", "first_name"},
        {"lname", "last_name"},
        {"lastname", "last_name"},
        {"surname", "last_name"},
        {"family_name", "last_name"},
        {"nachname", "last_name"},
        {"familienname", "last_name"},
        {"nom", "last_name"},
        {"nom_de_famille", "last_name"},
        {"apellido", "last_name"},
        {"apellidos", "last_name"},
        {"fullname", "name"},
        {"full_name", "name"},
        {"customer", "name"},
        {"customer_name", "name"},
        {"client_name", "name"},
        {"your_name", "name"},
        {"kunde", "name"},
        {"kundenname", "name"},
        {"cliente", "name"},
        {"company_name", "company"},
        {"firma", "company"},
        {"société", "company"},
        {"societe", "company"},
        {"entreprise", "company"},
        {"empresa", "company"},
        {"anrede", "salutation"},
        {"civilité", "salutation"},
        {"civilite", "salutation"},
        {"tratamiento", "salutation"},
        {"saludo", "salutation"},
        {"e_mail", "email"},
        {"courriel", "email"},
        {"correo", "email"},
        {"land", "country"},
        {"pays", "country"},
        {"país", "country"},
        {"pais", "country"},
        {"jahr", "year"},
        {"année", "year"},
        {"annee", "year"},
        {"año", "year"},
};

const char *alias_of(const char *name)
{
	for (size_t i = 0; i < COUNT(aliases); i++)
		if (str_same(aliases[i].theirs, name))
			return aliases[i].ours;
	return NULL;
}
