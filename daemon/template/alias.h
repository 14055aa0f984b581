/*
 * alias: what other programs and people call the fields of a customer ({{FNAME}}, {{Vorname}},
 * {{prénom}}), and our word for them. Pure.
 */
#ifndef ALIAS_H
#define ALIAS_H

/* Our name of the field that is called so (small letters, underscores for blanks); NULL: nobody
 * calls a field so. A column of this very name in the customer list comes first. Static. */
const char *alias_of(const char *name);

#endif
