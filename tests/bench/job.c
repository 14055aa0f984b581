/*
 * job: a day's whole work as `followupd --once --now=NOW` does it: the planner, and then the
 *sender, at one moment; with a server that speaks no TLS (smtp-sink). For tests/bench/run job.
 *
 *	job CONF PORT NOW
 */
#include <stdio.h>
#include <stdlib.h>

#include "base.h"
#include "conf.h"
#include "log.h"
#include "supervisor.h"
#include "worker.h"

#define NO_TLS ((enum conf_tls)99)

static int work(const struct conf *conf)
{
	log_init("planner", LOG_LEVEL_INFO);
	int code = worker_run(&planner, conf, true);
	if (code)
		return code;
	log_init("sender", LOG_LEVEL_INFO);
	return worker_run(&sender, conf, true);
}

int main(int argc, char **argv)
{
	AUTO(conf_free) struct conf *conf = NULL;
	int64_t now;
	if (argc != 4 || clock_parse(argv[3], &now) < 0)
		return 64;
	clock_set(now);
	log_init("job", LOG_LEVEL_INFO);
	int code = supervisor_read_conf(argv[1], true, &conf);
	if (code)
		return code;
	conf_set(&conf->smtp.server.host, "127.0.0.1");
	conf->smtp.server.port = atoi(argv[2]);
	conf->smtp.server.tls = NO_TLS;
	return work(conf);
}
