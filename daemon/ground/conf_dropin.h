/*
 * conf_dropin: what a file of conf.d/ says is put over what was said before: groups are gone into,
 * all else is replaced, lists as a whole.
 */
#ifndef CONF_DROPIN_H
#define CONF_DROPIN_H

struct config_setting_t;

/* `file` is remembered in what is copied, for complaints: it must outlive `to`. */
void conf_dropin_put_over(
        struct config_setting_t *to, const struct config_setting_t *from, const char *file);

#endif
