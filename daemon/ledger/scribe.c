#include "scribe.h"

#include <pthread.h>
#include <signal.h>

struct scribe {
	scribe_write *write;
	void *arg;
	pthread_t thread;
	bool alone; /* there is such a thread */
	bool ended; /* it was waited for */
	int result;

	pthread_mutex_t table; /* for what follows */
	pthread_cond_t moved;
	struct text waiting, at_hand;
	bool last;    /* no more come */
	bool stopped; /* none are taken any more */

	pthread_mutex_t store; /* who may use it */
};

struct scribe *scribe_new(scribe_write *write, void *arg)
{
	struct scribe *s = xcalloc(1, sizeof *s);
	s->write = write;
	s->arg = arg;
	pthread_mutex_init(&s->table, NULL);
	pthread_cond_init(&s->moved, NULL);
	pthread_mutex_init(&s->store, NULL);
	return s;
}

void scribe_free(struct scribe *s)
{
	if (!s)
		return;
	AUTO(text_done) struct text none = TEXT_INIT;
	if (s->alone)
		scribe_end(s, &none);
	text_done(&s->waiting);
	text_done(&s->at_hand);
	pthread_mutex_destroy(&s->table);
	pthread_cond_destroy(&s->moved);
	pthread_mutex_destroy(&s->store);
	xfree(s);
}

/* ---- the thread ---- */

static void swap(struct text *a, struct text *b)
{
	struct text other = *a;
	*a = *b;
	*b = other;
}

struct text *scribe_next(struct scribe *s)
{
	pthread_mutex_unlock(&s->store);
	pthread_mutex_lock(&s->table);
	text_cut(&s->at_hand, 0);
	while (s->waiting.len == 0 && !s->last)
		pthread_cond_wait(&s->moved, &s->table);
	swap(&s->at_hand, &s->waiting);
	pthread_cond_signal(&s->moved);
	pthread_mutex_unlock(&s->table);
	pthread_mutex_lock(&s->store);
	return s->at_hand.len > 0 ? &s->at_hand : NULL;
}

static int write_all(struct scribe *s)
{
	pthread_mutex_lock(&s->store);
	int r = s->write(s->arg, s);
	pthread_mutex_unlock(&s->store);
	return r;
}

static void *run(void *arg)
{
	struct scribe *s = arg;
	s->result = write_all(s);
	pthread_mutex_lock(&s->table);
	s->stopped = true;
	pthread_cond_signal(&s->moved);
	pthread_mutex_unlock(&s->table);
	return NULL;
}

/* Signals are for the thread that was there before. */
static void start(struct scribe *s)
{
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	s->alone = pthread_create(&s->thread, NULL, run, s) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* ---- for who reads ---- */

/* As soon as there is place for them. False: nobody takes them. */
static bool put_down(struct scribe *s, struct text *rows, bool last)
{
	pthread_mutex_lock(&s->table);
	while (s->waiting.len > 0 && !s->stopped)
		pthread_cond_wait(&s->moved, &s->table);
	bool taken = !s->stopped;
	if (taken)
		swap(&s->waiting, rows);
	s->last = last;
	pthread_cond_signal(&s->moved);
	pthread_mutex_unlock(&s->table);
	return taken;
}

/* No second thread is to be had: one after the other. */
static int write_here(struct scribe *s, struct text *rows)
{
	swap(&s->waiting, rows);
	s->last = true;
	if (s->result == 0)
		s->result = write_all(s);
	s->last = false;
	return s->result;
}

int scribe_give(struct scribe *s, struct text *rows)
{
	if (!s->alone && !s->ended)
		start(s);
	return s->alone ? put_down(s, rows, false) ? 0 : s->result : write_here(s, rows);
}

int scribe_end(struct scribe *s, struct text *rows)
{
	if (s->ended)
		return s->result;
	s->ended = true;
	if (!s->alone)
		return write_here(s, rows);
	put_down(s, rows, true);
	pthread_join(s->thread, NULL);
	s->alone = false;
	return s->result;
}

void scribe_pause(struct scribe *s)
{
	pthread_mutex_lock(&s->store);
}

void scribe_resume(struct scribe *s)
{
	pthread_mutex_unlock(&s->store);
}
