#include "season.h"

#include <stdlib.h>

int season_length(const struct date *days, size_t count, struct date base)
{
	int length = SEASON_MOST;
	for (size_t i = 0; i < count; i++) {
		int half = (abs(date_diff(days[i], base)) + 1) / 2;
		if (half && half < length)
			length = half;
	}
	return length;
}
