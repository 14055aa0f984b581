#include "smtp_advice.h"

#include "conf.h"

#include <string.h>

const char *smtp_advice_when(const struct smtp_answer *a)
{
	return str_same(a->step, "auth")   ? "the login"
	       : str_same(a->step, "mail") ? "our own address as the sender"
	       : str_same(a->step, "rcpt") ? "a recipient"
	       : str_same(a->step, "data") || str_same(a->step, "body") || str_same(a->step, "dot")
	               ? "a letter"
	               : "our greeting";
}

static const char *what_to_do(const struct conf_server *server, const struct smtp_answer *a)
{
	if (smtp_wants_token(a))
		return "Your provider wants OAuth in place of a password: name a token_command.";
	if (a->code == 530 && str_empty(server->user))
		return "The server wants a login: add user and a way to the password to the group "
		       "smtp.";
	if (smtp_is_limit(a))
		return "Your provider lets no more out for now. Letters go on by themselves once "
		       "it does; set per_minute and per_day in the group smtp to what it allows.";
	if (smtp_is_name(a))
		return "This login may not send under that address. Have your provider allow it, "
		       "name a login for each person in people, or write from = \"shared\" in "
		       "business.";
	if (a->code / 100 == 4)
		return "That is for now: it is tried again. If it stays, ask whoever runs the "
		       "server.";
	return "It is tried again, but that seldom changes by itself: ask whoever runs the server.";
}

/* Our own sentences name the server and say what to do. */
char *smtp_advice(const struct conf_server *server, const struct smtp_answer *a)
{
	if (!a->code || strstr(a->text, server->host))
		return xstrdup(a->text);
	return xasprintf("%s:%d answered %s with \"%d %s\". %s", server->host, server->port,
	        smtp_advice_when(a), a->code, a->text, what_to_do(server, a));
}
