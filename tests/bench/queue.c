/*
 * queue: a store with so many letters of so many bytes, sent by the sender as it is, full
 * durability on, to a server without TLS (smtp-sink speaks none). For tests/bench/run send.
 *
 *	queue FOLDER PORT LETTERS BYTES SESSIONS
 *
 * With LETTERS 0 the store in FOLDER goes on as it is (tests/crash/kills); with SESSIONS 0 it is
 *only filled. Prints seconds of the clock and of the processor for the sending, and the peak memory
 *in KB.
 */
#include "../unit/scene.h"

#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "log.h"
#include "worker.h"

#define NO_TLS ((enum conf_tls)99)

static const char template[] = "Subject: Thank you\nWhen: first_contact\nAfter: P1D\n"
                               "To: new, short, long\nStatus: live" SCENE_BODY;

static char *text_of(size_t bytes)
{
	AUTO(text_done) struct text t = TEXT_INIT;
	text_puts(&t, "From: care@harbourpine.example\r\nSubject: Thank you\r\n\r\n");
	while (t.len + 74 < bytes)
		text_puts(&t, "We thought of you today, and of the boats in the harbour this "
		              "morning.\r\n");
	return text_steal(&t);
}

static void put_letter(struct db *db, int n, const char *message, int64_t now)
{
	AUTO(xfree) char *key = xasprintf("c%d", n), *mail = xasprintf("c%d@example.net", n);
	AUTO(xfree) char *token = xasprintf("%026x", n);
	AUTO(xfree) char *id = xasprintf("fu1.%s@harbourpine.example", token);
	const struct outbox_item item = {.kind = (char *)"letter",
	        .customer = key,
	        .touchpoint = (char *)"thanks",
	        .occurrence = (char *)"once",
	        .recipient = mail,
	        .subject = (char *)"Thank you",
	        .token = token,
	        .message_id = id,
	        .message = (char *)message,
	        .message_n = strlen(message),
	        .day = zone_date(zone_find("UTC"), now),
	        .not_before_at = now,
	        .valid_until_at = now + 86400};
	assert_int_equal(db_run(db,
	                         "INSERT INTO customer (key, email, consent, stage, dates)"
	                         " VALUES (:key, :mail, 'express', 'short',"
	                         " json_object('first_contact', :day))",
	                         DB_TEXT(":key", key), DB_TEXT(":mail", mail),
	                         DB_INT(":day", item.day.days - 1)),
	        1);
	assert_int_equal(outbox_put(db, &item, now), 0);
}

static void fill(struct scene *s, const char *folder, int letters, size_t bytes)
{
	AUTO(xfree) char *path = xasprintf("%s/followupd.db", folder), *why = NULL;
	AUTO(xfree) char *message = text_of(bytes);
	assert_int_equal(db_open(path, &s->h.db, &why), 0);
	scene_template(s, "thanks", template);
	assert_int_equal(db_begin_ledger(s->h.db), 0); /* who sends finds it there */
	assert_int_equal(db_commit(s->h.db), 0);
	assert_int_equal(db_begin(s->h.db), 0);
	for (int i = 0; i < letters; i++) {
		put_letter(s->h.db, i, message, clock_now());
		if (i % 10000 == 9999) {
			assert_int_equal(db_commit(s->h.db), 0);
			assert_int_equal(db_begin(s->h.db), 0);
		}
	}
	assert_int_equal(db_commit(s->h.db), 0);
	scene_close(s);
}

static double cpu(const struct rusage *u)
{
	return (double)(u->ru_utime.tv_sec + u->ru_stime.tv_sec) +
	       (double)(u->ru_utime.tv_usec + u->ru_stime.tv_usec) / 1e6;
}

int main(int argc, char **argv)
{
	struct scene s;
	struct rusage before, after;
	if (argc != 6)
		return 64;
	log_init("queue", LOG_LEVEL_WARNING);
	scene_open(&s, "2026-01-01T00:00");
	scene_close(&s);
	clock_set(scene_at("2026-02-10T09:00")); /* a morning */
	if (atoi(argv[3]))
		fill(&s, argv[1], atoi(argv[3]), strtoul(argv[4], NULL, 10));
	if (!atoi(argv[5]))
		return 0;
	s.conf.state = argv[1];
	s.conf.smtp.server.host = (char *)"127.0.0.1";
	s.conf.smtp.server.port = atoi(argv[2]);
	s.conf.smtp.server.tls = NO_TLS;
	s.conf.smtp.server.timeout_s = 60;
	s.conf.smtp.sessions = atoi(argv[5]);
	getrusage(RUSAGE_SELF, &before);
	int64_t began = clock_monotonic_ms();
	int r = worker_run(&sender, &s.conf, true);
	int64_t took = clock_monotonic_ms() - began;
	getrusage(RUSAGE_SELF, &after);
	printf("%.3f %.3f %ld\n", (double)took / 1000, cpu(&after) - cpu(&before), after.ru_maxrss);
	return r;
}
