/* Any bytes as a template: what is accepted can be said as iCalendar, what is not is explained. */
#include "template.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n);

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
	static const char *const fields[] = {"name", "first_name", "salutation", "tags", NULL};
	AUTO(template_problems_done) struct template_problems problems = {0};
	AUTO(template_free) struct template *t = NULL;
	int r = template_parse((const char *)bytes, n, "new-year.de", fields, &t, &problems);
	if ((r == 0) != !template_problems_errors(&problems) || (r == 0) != (t != NULL))
		abort();
	for (size_t i = 0; i < problems.count; i++)
		if (!problems.at[i].quote || !*problems.at[i].text || problems.at[i].line < 0)
			abort();
	if (r != 0)
		return 0;
	AUTO(xfree) char *component = template_component(t);
	for (const char *s = component; *s; s++)
		if ((unsigned char)*s < ' ' && *s != '\r' && *s != '\n')
			abort();
	return 0;
}
