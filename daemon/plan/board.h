/*
 * board: how the work stands, in figures: for a person, as JSON, for Prometheus. The daemon hangs
 * it out in its runtime folder after each pass, for those who have no rights to the store; there it
 * names no customer and repeats no server's words.
 */
#ifndef BOARD_H
#define BOARD_H

#include "base.h"

struct house;

enum board_form { BOARD_WORDS, BOARD_JSON, BOARD_PROMETHEUS };

/* `all`: with the words of what is in trouble. How many are in trouble, or -errno. */
int board_render(const struct house *h, enum board_form form, bool all, struct text *out);

/* Into $RUNTIME_DIRECTORY, where there is one. That it could not be written is logged, no more. */
void board_hang_out(const struct house *h);

/* What hangs out there: 0 and *ret (owned), *ret_at; or -errno. */
int board_read(enum board_form form, char **ret, int64_t *ret_at);

#endif
