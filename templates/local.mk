# The shipped set: copied into a business's own folders by `followup init`.
dist_man_MANS += templates/followup-template.5
templatesdir = $(pkgdatadir)/templates
dist_templates_DATA = templates/README.txt $(LETTERS)
LETTERS = \
	templates/letters/anniversary.txt templates/letters/birthday.txt \
	templates/letters/christmas.txt templates/letters/enquiry-thanks.txt \
	templates/letters/first-month.txt templates/letters/gone-quiet.txt \
	templates/letters/new-year.txt templates/letters/part-of-our-success.txt \
	templates/letters/plain-thanks.txt templates/letters/put-right.txt \
	templates/letters/thanksgiving.txt templates/letters/three-years.txt \
	templates/letters/welcome.txt templates/letters/what-bothers-you.txt \
	templates/letters/would-you-mention-us.txt templates/letters/year-end.txt \
	templates/letters/anniversary.de.txt templates/letters/birthday.de.txt \
	templates/letters/christmas.de.txt templates/letters/enquiry-thanks.de.txt \
	templates/letters/first-month.de.txt templates/letters/gone-quiet.de.txt \
	templates/letters/new-year.de.txt templates/letters/part-of-our-success.de.txt \
	templates/letters/plain-thanks.de.txt templates/letters/put-right.de.txt \
	templates/letters/thanksgiving.de.txt templates/letters/three-years.de.txt \
	templates/letters/welcome.de.txt templates/letters/what-bothers-you.de.txt \
	templates/letters/would-you-mention-us.de.txt templates/letters/year-end.de.txt
EXTRA_DIST += templates/LETTERS.md templates/pictures
calendarsdir = $(pkgdatadir)/calendars
dist_calendars_DATA = \
	templates/calendars/business.ics templates/calendars/christian.ics \
	templates/calendars/civil.ics templates/calendars/diwali.ics \
	templates/calendars/islamic.ics templates/calendars/jewish.ics \
	templates/calendars/lunar.ics templates/calendars/nowruz.ics \
	templates/calendars/orthodox.ics templates/calendars/seollal.ics \
	templates/calendars/public-holidays-at.ics templates/calendars/public-holidays-be.ics \
	templates/calendars/public-holidays-ca.ics templates/calendars/public-holidays-ch.ics \
	templates/calendars/public-holidays-de.ics templates/calendars/public-holidays-es.ics \
	templates/calendars/public-holidays-fr.ics templates/calendars/public-holidays-gb.ics \
	templates/calendars/public-holidays-it.ics templates/calendars/public-holidays-nl.ics \
	templates/calendars/public-holidays-pl.ics templates/calendars/public-holidays-se.ics \
	templates/calendars/public-holidays-us.ics
