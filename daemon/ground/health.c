#include "health.h"

#include "db.h"
#include "log.h"

static int put(struct db *db, const char *what, const char *problem, int64_t now)
{
	int r = db_begin(db);
	if (r < 0)
		return r;
	r = db_run(db,
	        "INSERT INTO health (what, ok_at, problem, problem_since_at, problem_at) VALUES "
	        "(:what,"
	        " CASE WHEN :problem IS NULL THEN :now END, :problem,"
	        " CASE WHEN :problem IS NOT NULL THEN :now END,"
	        " CASE WHEN :problem IS NOT NULL THEN :now END)"
	        " ON CONFLICT (what) DO UPDATE SET problem=:problem,"
	        " ok_at=CASE WHEN :problem IS NULL THEN :now ELSE ok_at END,"
	        " problem_since_at=CASE WHEN :problem IS NULL THEN NULL"
	        "  WHEN problem IS NULL THEN :now ELSE problem_since_at END,"
	        " problem_at=CASE WHEN :problem IS NULL THEN NULL ELSE :now END",
	        DB_TEXT(":what", what), DB_TEXT(":problem", problem), DB_INT(":now", now));
	if (r < 0) {
		db_rollback(db);
		return r;
	}
	return db_commit(db);
}

int health_ok(struct db *db, const char *what, int64_t now)
{
	/* once a minute is often enough to know that all is well */
	int64_t last =
	        db_int(db, 0, "SELECT ok_at FROM health WHERE what=:what AND problem IS NULL",
	                DB_TEXT(":what", what));
	if (now >= last && now - last < 60)
		return 0;
	AUTO(xfree)
	char *problem =
	        db_text(db, "SELECT problem FROM health WHERE what=:what", DB_TEXT(":what", what));
	if (problem)
		log_info("%s: well again. It was: %s", what, problem);
	return put(db, what, NULL, now);
}

int health_problem(struct db *db, const char *what, const char *sentence, int64_t now)
{
	AUTO(xfree)
	char *known =
	        db_text(db, "SELECT problem FROM health WHERE what=:what", DB_TEXT(":what", what));
	if (!str_same(known, sentence))
		log_event(LOG_EVENT_TROUBLE, "%s: %s", what, sentence);
	return put(db, what, sentence, now);
}
