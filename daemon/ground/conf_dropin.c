#include "conf_dropin.h"

#include <libconfig.h>

static void copy_value(config_setting_t *to, const config_setting_t *from)
{
	switch (config_setting_type(from)) {
	case CONFIG_TYPE_INT:
		config_setting_set_int(to, config_setting_get_int(from));
		break;
	case CONFIG_TYPE_INT64:
		config_setting_set_int64(to, config_setting_get_int64(from));
		break;
	case CONFIG_TYPE_FLOAT:
		config_setting_set_float(to, config_setting_get_float(from));
		break;
	case CONFIG_TYPE_BOOL:
		config_setting_set_bool(to, config_setting_get_bool(from));
		break;
	case CONFIG_TYPE_STRING:
		config_setting_set_string(to, config_setting_get_string(from));
		break;
	}
}

static void add_copy(config_setting_t *parent, const config_setting_t *from, const char *file)
{
	config_setting_t *to =
	        config_setting_add(parent, config_setting_name(from), config_setting_type(from));
	if (!to)
		return;
	to->line = config_setting_source_line(from);
	to->file = file;
	copy_value(to, from);
	for (int i = 0; config_setting_is_aggregate(from) && i < config_setting_length(from); i++)
		add_copy(to, config_setting_get_elem(from, (unsigned)i), file);
}

void conf_dropin_put_over(config_setting_t *to, const config_setting_t *from, const char *file)
{
	for (int i = 0; i < config_setting_length(from); i++) {
		const config_setting_t *s = config_setting_get_elem(from, (unsigned)i);
		config_setting_t *old = config_setting_get_member(to, config_setting_name(s));
		if (old && config_setting_is_group(old) && config_setting_is_group(s)) {
			conf_dropin_put_over(old, s, file);
			continue;
		}
		if (old)
			config_setting_remove(to, config_setting_name(s));
		add_copy(to, s, file);
	}
}
