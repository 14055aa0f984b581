/*
 * conf_check: what no value of the configuration file tells alone: who sends under which name, who
 * owns, what is before what.
 */
#ifndef CONF_CHECK_H
#define CONF_CHECK_H

struct conf_loader;
struct config_setting_t;

/* Complains where the whole file, read and found good word by word, does not fit together. */
void conf_check(struct conf_loader *l, const struct config_setting_t *root);

#endif
