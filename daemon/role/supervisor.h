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
 * Make the state folder when it is missing and be the only followupd on its store until this
 * process ends. 0, or an exit code (EX_CANTCREAT: no folder or no lock file; EX_TEMPFAIL:
 * another one runs) with the reason logged.
 */
int supervisor_hold(const struct conf *conf);

/*
 * Run until SIGTERM or SIGINT. `argv` are the words to re-execute /proc/self/exe with
 * ("followupd", "-c", FILE, …); "--role=NAME" is added. Exit code for the process.
 */
int supervisor_run(const struct conf *conf, char *const *argv);

#endif
