#include "again.h"

#include <stdlib.h>
#include <string.h>

static void item_done(struct again_item *i)
{
	xfree(i->touchpoint);
	xfree(i->who.key);
	xfree(i->who.occurrence);
}

static void forget_due(struct again *a)
{
	for (size_t i = 0; i < a->due_count; i++)
		item_done(&a->due[i]);
	xfree(a->due);
	a->due = NULL;
	a->due_count = 0;
}

void again_done(struct again *a)
{
	forget_due(a);
	for (size_t i = 0; i < a->later_count; i++)
		item_done(&a->later[i]);
	xfree(a->later);
	*a = (struct again){0};
}

void again_put(struct again *a, const struct again_item *item)
{
	if (a->later_count == a->later_cap) {
		a->later_cap = a->later_cap ? 2 * a->later_cap : 64;
		a->later = xrealloc(a->later, a->later_cap * sizeof *a->later);
	}
	struct again_item *kept = &a->later[a->later_count++];
	*kept = *item;
	kept->touchpoint = xstrdup(item->touchpoint);
	kept->who.key = xstrdup(item->who.key);
	kept->who.occurrence = xstrdup(item->who.occurrence);
}

static int in_order(const void *x, const void *y)
{
	const struct again_item *a = x, *b = y;
	int by = strcmp(a->touchpoint, b->touchpoint);
	if (!by)
		by = date_diff(a->who.day, b->who.day);
	return by ? by : strcmp(a->who.key, b->who.key);
}

void again_turn(struct again *a, struct date today)
{
	size_t kept = 0;
	forget_due(a);
	a->due = xcalloc(a->later_count, sizeof *a->due);
	for (size_t i = 0; i < a->later_count; i++)
		if (date_diff(a->later[i].on, today) <= 0)
			a->due[a->due_count++] = a->later[i];
		else
			a->later[kept++] = a->later[i];
	a->later_count = kept;
	if (a->due_count)
		qsort(a->due, a->due_count, sizeof *a->due, in_order);
}

size_t again_due(const struct again *a, const char *touchpoint, const struct again_item **ret)
{
	size_t low = 0, high = a->due_count, n = 0;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(a->due[middle].touchpoint, touchpoint) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*ret = a->due + low;
	while (low + n < a->due_count && !strcmp(a->due[low + n].touchpoint, touchpoint))
		n++;
	return n;
}
