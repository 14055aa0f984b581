/*
 * supervisor: starts the three roles as re-executed children, restarts them with back-off, passes
 * on bells, feeds systemd's watchdog only when all are alive. Knows no mail.
 */
#ifndef SUPERVISOR_H
#define SUPERVISOR_H

#include "base.h"

struct conf;

/*
 * Read the configuration and log what is wrong with it, a line each: FILE:LINE:COLUMN: error:
 * TEXT (places that are not known left out). 0 and *ret (owned), or EX_CONFIG. `warnings`: say
 * also what is no error.
 */
int supervisor_read_conf(const char *path, bool warnings, struct conf **ret);

/*
 * Run until SIGTERM or SIGINT. `argv` are the words to re-execute /proc/self/exe with
 * ("followupd", "-c", FILE, …); "--role=NAME" is added. Exit code for the process.
 */
int supervisor_run(const struct conf *conf, char *const *argv);

#endif
