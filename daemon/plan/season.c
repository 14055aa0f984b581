#include "season.h"

#include "db.h"

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

char *season_letter(struct db *db, const char *customer, const char *touchpoint,
        const char *occurrence, struct date day, int length)
{
	int64_t had = db_int(db, INT64_MAX,
	        "SELECT day FROM outbox WHERE customer=:customer AND touchpoint=:touchpoint"
	        " AND occurrence<>:occurrence AND day>:from AND day<:to"
	        " AND state NOT IN ('WITHDRAWN', 'FAILED') ORDER BY day LIMIT 1",
	        DB_TEXT(":customer", customer), DB_TEXT(":touchpoint", touchpoint),
	        DB_TEXT(":occurrence", occurrence), DB_INT(":from", day.days - length),
	        DB_INT(":to", day.days + length));
	return had == INT64_MAX ? NULL : date_format((struct date){(int32_t)had});
}
