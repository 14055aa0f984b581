#include "provider.h"

#include <string.h>

bool provider_shared(const char *domain)
{
	static const char *const shared[] = {"gmail.com", "googlemail.com", "outlook.com",
	        "hotmail.com", "live.com", "yahoo.com", "icloud.com", "me.com", "aol.com", "gmx.de",
	        "gmx.net", "web.de", "t-online.de", "proton.me", "protonmail.com", "orange.fr",
	        "free.fr", "libero.it", "mail.ru", "qq.com", "163.com"};
	for (size_t i = 0; i < COUNT(shared); i++)
		if (str_same_nocase(domain, shared[i]))
			return true;
	return false;
}

bool provider_keeps_sent(const char *host)
{
	static const char *const keeps[] = {
	        "gmail.com", "googlemail.com", "office365.com", "outlook.com", "yahoo.com"};
	size_t n = strlen(host);
	for (size_t i = 0; i < COUNT(keeps); i++) {
		size_t m = strlen(keeps[i]);
		if (n >= m && str_same_nocase(host + n - m, keeps[i]) &&
		        (n == m || host[n - m - 1] == '.'))
			return true;
	}
	return false;
}
