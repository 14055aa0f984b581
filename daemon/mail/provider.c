#include "provider.h"

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
