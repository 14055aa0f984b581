/*
 * supervisor: starts the three roles as re-executed children, restarts them with back-off, passes
 * on bells, feeds systemd's watchdog only when all are alive. Knows no mail.
 */
#ifndef SUPERVISOR_H
#define SUPERVISOR_H

struct conf;

/*
 * Run until SIGTERM or SIGINT. `argv` are the words to re-execute /proc/self/exe with
 * ("followupd", "-c", FILE, …); "--role=NAME" is added. Exit code for the process.
 */
int supervisor_run(const struct conf *conf, char *const *argv);

#endif
