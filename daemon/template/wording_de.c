#include "wording.h"

/* The same conversions in the same order stand in both: tests/check-wording. */
const struct wording wording_de[] = {
        {" Type instead: %s", " Schreiben Sie stattdessen: %s"},
        {" or ", " oder "},
        {"%d of %d has no %s;", "%d von %d hat kein %s;"},
        {"%d of %d have no %s;", "%d von %d haben kein %s;"},
        {"%s has the same name. A customer must not get two letters for one, so the first stays "
         "and this one is not used.",
                "%s heißt schon so. Kein Kunde soll zwei Briefe statt einem bekommen; darum bleibt "
                "es beim ersten, und dieser hier gilt nicht."},
        {"%zu words", "%zu Wörter"},
        {"(followupd wrote this answer and takes it away again.)",
                "(Diese Antwort hat followupd geschrieben; es räumt sie auch wieder weg.)"},
        {"- at the start of the line, or nothing", "- am Anfang der Zeile, oder nichts"},
        {"A bullet or arrow pasted from a word processor; the customer would see an empty box.",
                "Ein Aufzählungspunkt oder Pfeil aus einer Textverarbeitung; der Kunde sähe ein "
                "leeres Kästchen."},
        {"A customer owes us nothing; words like these make the next contact harder.",
                "Ein Kunde schuldet uns nichts; solche Worte machen es schwerer, wieder ins "
                "Gespräch zu kommen."},
        {"A customer who lets the letter be read aloud hears only this word.",
                "Wer sich den Brief vorlesen lässt, hört nur dieses Wort."},
        {"A field can't be part of a link: what the ledger says must never lead a customer "
         "somewhere.",
                "Ein Feld kann nicht Teil eines Links sein: Was in der Kundenliste steht, darf "
                "einen Kunden nie irgendwohin führen."},
        {"A field can't stand at this place; the customer would not see it.",
                "Ein Feld kann an dieser Stelle nicht stehen; der Kunde sähe es nicht."},
        {"A field can't stand in the words of a picture.",
                "In den Worten zu einem Bild kann kein Feld stehen."},
        {"A letter of Class: service reaches customers who never agreed to advertising; to sell in "
         "it is against the law in many countries.",
                "Ein Brief mit Class: service erreicht auch Kunden, die nie in Werbung "
                "eingewilligt haben; darin etwas zu verkaufen, ist in vielen Ländern verboten."},
        {"A letter of more than 180 words is put off for later, and later does not come.",
                "Ein Brief von mehr als 180 Wörtern wird für später weggelegt, und dieses Später "
                "kommt nicht."},
        {"A letter of this line was lost when the file was saved; the customer would see a black "
         "mark in its place.",
                "In dieser Zeile ging beim Speichern ein Buchstabe verloren; der Kunde sähe an "
                "seiner Stelle ein schwarzes Zeichen."},
        {"A link to a bare number, or with an @ before the name, is what fraud uses; filters "
         "refuse the letter.",
                "Links auf eine bloße Nummer oder mit einem @ vor dem Namen benutzen Betrüger; "
                "Spamfilter weisen den Brief ab."},
        {"A name of more than 100 characters can't be shown in the weekly digest.",
                "Ein Name von mehr als 100 Zeichen lässt sich im Wochenbrief nicht zeigen."},
        {"A negative number before a day: we can't tell which side of it is meant.",
                "Eine negative Zahl vor einem Tag: So ist nicht zu erkennen, welche Seite gemeint "
                "ist."},
        {"A ruled line is not needed here, and hides where the letter begins.",
                "Ein Trennstrich ist hier nicht nötig und verdeckt, wo der Brief beginnt."},
        {"A subject that starts like an answer pretends a conversation that never was; customers "
         "feel tricked, and filters refuse it.",
                "Ein Betreff, der wie eine Antwort beginnt, täuscht ein Gespräch vor, das es nie "
                "gab; Kunden fühlen sich hereingelegt, und Spamfilter weisen ihn ab."},
        {"A thank-you that sells is not taken for a thank-you.",
                "Ein Dank, der etwas verkaufen will, wird nicht als Dank verstanden."},
        {"After: and Before: both move the day; we can't tell which one counts.",
                "After: und Before: verschieben beide den Tag; so ist nicht zu erkennen, was "
                "gilt."},
        {"An http: link is not private, and mail programs warn the customer about it.",
                "Ein Link mit http: ist nicht vertraulich, und Mailprogramme warnen den Kunden "
                "davor."},
        {"Another section is still open here, so we can't tell which words only some customers "
         "shall read.",
                "Hier ist noch ein anderer Abschnitt offen; so ist nicht zu erkennen, welche Worte "
                "nur manche Kunden lesen sollen."},
        {"Before: P2D, or After: P2D", "Before: P2D oder After: P2D"},
        {"Capital letters throughout read as shouting.",
                "Lauter Großbuchstaben lesen sich wie Geschrei."},
        {"Celebrates: christmas (or the feast you mean); or words for everybody",
                "Celebrates: christmas (oder das Fest, das Sie meinen); oder Worte, die für alle "
                "passen"},
        {"Countries are written with two letters; nobody would get this.",
                "Länder werden mit zwei Buchstaben geschrieben; so bekäme den Brief niemand."},
        {"Country: US, CA, DE", "Country: US, CA, DE"},
        {"Customer lists call the United Kingdom GB; nobody would get this.",
                "Das Vereinigte Königreich heißt in Kundenlisten GB; so bekäme den Brief niemand."},
        {"Each letter waits for your yes.", "Jeder Brief wartet auf Ihr Ja."},
        {"FREQ=YEARLY, or FREQ=MONTHLY with some months: BYMONTH=2,5,8,11",
                "FREQ=YEARLY, oder FREQ=MONTHLY mit einigen Monaten: BYMONTH=2,5,8,11"},
        {"Four lists, one inside the other, can't be read on a telephone.",
                "Vier Listen ineinander kann auf dem Telefon niemand lesen."},
        {"In its first sentences the letter does not speak to the customer, who reads on only "
         "where it is about them.",
                "In seinen ersten Sätzen spricht der Brief den Kunden nicht an; weitergelesen wird "
                "nur, was einen selbst betrifft."},
        {"It goes by each customer's %s, every time it comes round.",
                "Er richtet sich nach %s des Kunden, jedes Mal, wenn der Tag wiederkehrt."},
        {"It goes by each customer's %s, once.",
                "Er richtet sich nach %s des Kunden, ein einziges Mal."},
        {"It goes by the rule %s.", "Er geht nach der Regel %s hinaus."},
        {"It goes on the occasion \"%s\".", "Er geht zum Anlass „%s“ hinaus."},
        {"It goes once a year, to each customer on another day.",
                "Er geht einmal im Jahr hinaus, an jeden Kunden an einem anderen Tag."},
        {"It goes when an event of a calendar says \"followup: %s\".",
                "Er geht hinaus, wenn ein Termin eines Kalenders es sagt: „followup: %s“."},
        {"It has more than 64 kB, which is no letter any more; nobody would read it.",
                "Sie hat mehr als 64 kB und ist damit kein Brief mehr; das läse niemand."},
        {"It is a draft, so nobody gets it. To send it: \"Status: live\" on top.",
                "Er ist ein Entwurf; niemand bekommt ihn. Damit er hinausgeht: oben „Status: "
                "live“."},
        {"It is live: it goes out by itself. To stop it, write \"Status: paused\" on top and save.",
                "Er ist freigegeben und geht von selbst hinaus. Um ihn anzuhalten, schreiben Sie "
                "oben „Status: paused“ und speichern."},
        {"It is never late.", "Er kommt nie verspätet."},
        {"It is off, so nobody gets it. To send it: \"Status: live\" on top.",
                "Er ist abgeschaltet; niemand bekommt ihn. Damit er hinausgeht: oben „Status: "
                "live“."},
        {"It is paused, so nobody gets it. To send it: \"Status: live\" on top.",
                "Er ruht; niemand bekommt ihn. Damit er hinausgeht: oben „Status: live“."},
        {"It is written to nobody: none of your customers is what the lines To:, Tags:, Country:, "
         "Language:, Celebrates: and Where: ask for.",
                "Er richtet sich an niemanden: Auf keinen Ihrer Kunden trifft zu, was in den "
                "Zeilen To:, Tags:, Country:, Language:, Celebrates: und Where: steht."},
        {"It lies in drafts, so nobody gets it. To send it: move it out of that folder and write "
         "the line \"Status: live\" on top.",
                "Er liegt in drafts; niemand bekommt ihn. Damit er hinausgeht: Nehmen Sie ihn aus "
                "diesem Ordner heraus und schreiben Sie oben die Zeile „Status: live“."},
        {"It may be one day late.", "Er darf einen Tag zu spät kommen."},
        {"It may be up to %d days late.", "Er darf bis zu %d Tage zu spät kommen."},
        {"It would come round after %d days already, but between two letters to one person you "
         "leave at least %d (courtesy.gap_days): those that come too soon do not go. Take a rule "
         "that comes more seldom.",
                "Er käme schon nach %d Tagen wieder, doch zwischen zwei Briefen an einen Menschen "
                "liegen bei Ihnen mindestens %d (courtesy.gap_days): Die zu frühen fallen aus. "
                "Nehmen Sie eine seltenere Regel."},
        {"Its line \"Where:\" can't be used, so nobody would get it: see followup check.",
                "Seine Zeile „Where:“ ist nicht zu gebrauchen; so bekäme ihn niemand: siehe "
                "followup check."},
        {"Language: en, or de, fr, es, nl …", "Language: en, oder de, fr, es, nl …"},
        {"Languages are written with two letters; nobody would get this.",
                "Sprachen werden mit zwei Buchstaben geschrieben; so bekäme den Brief niemand."},
        {"Letters are plain words; HTML would reach the customer as it stands here or be taken for "
         "fraud.",
                "Briefe bestehen aus einfachen Worten; HTML käme beim Kunden so an, wie es hier "
                "steht, oder gälte als Betrug."},
        {"Line %d: \"%.60s%s\"", "Zeile %d: „%.60s%s“"},
        {"Many customers don't see pictures, or have letters read aloud: they need words that say "
         "what it shows.",
                "Viele Kunden sehen keine Bilder oder lassen sich Briefe vorlesen: Sie brauchen "
                "Worte, die sagen, was darauf zu sehen ist."},
        {"Mend this and save; the next answer comes within two minutes.",
                "Bitte ausbessern und speichern; die nächste Antwort kommt binnen zwei Minuten."},
        {"More than one exclamation mark or picture sign looks like advertising; such mail is put "
         "aside unread.",
                "Mehr als ein Ausrufezeichen oder Bildzeichen sieht nach Werbung aus; solche Post "
                "bleibt ungelesen."},
        {"More than one link makes a letter look like advertising; the customer follows none of "
         "them.",
                "Mehr als ein Link lässt einen Brief wie Werbung aussehen; der Kunde folgt dann "
                "keinem."},
        {"Name: another name; or, if this is the newer text, save it over the first file",
                "Name: ein anderer Name; oder, wenn dies der neuere Text ist, speichern Sie ihn "
                "über die erste Datei"},
        {"Next: ", "Nächste Tage: "},
        {"No answer lies beside the file: followupd may not write to that folder. So you get it by "
         "mail.",
                "Neben der Datei liegt keine Antwort: followupd darf in diesen Ordner nicht "
                "schreiben. Darum kommt sie per Mail."},
        {"No calendar knows this occasion yet, so nobody would get it.",
                "Diesen Anlass kennt noch kein Kalender; so bekäme ihn niemand."},
        {"No customer of your list has this tag, so it brings the letter to nobody.",
                "Kein Kunde Ihrer Liste hat dieses Merkmal; es bringt den Brief zu niemandem."},
        {"No field is named between the braces.", "Zwischen den Klammern steht kein Feld."},
        {"No words follow the lines on top; the customer would get an empty letter.",
                "Auf die Zeilen oben folgen keine Worte; der Kunde bekäme einen leeren Brief."},
        {"Nobody said go to these words yet. To let them go out: reply \"go\" to the preview mail, "
         "or type: followup approve \"%s\"",
                "Zu diesen Worten hat noch niemand Ja gesagt. Damit sie hinausgehen: Antworten Sie "
                "„ja“ auf die Vorschau-Mail, oder geben Sie ein: followup approve \"%s\""},
        {"Nothing stands behind the colon, so we can't tell what you want.",
                "Hinter dem Doppelpunkt steht nichts; so ist nicht zu erkennen, was Sie möchten."},
        {"OK: %s is understood. Its name is %s.", "OK: %s ist verstanden. Der Brief heißt %s."},
        {"Of two questions a customer answers the easier one, or none.",
                "Von zwei Fragen beantwortet ein Kunde die leichtere, oder keine."},
        {"Only PNG and JPEG pictures are shown by every mail program; of others (SVG, GIF, WebP, "
         "HEIC) many customers would see an empty frame.",
                "Nur Bilder in PNG und JPEG zeigt jedes Mailprogramm; bei anderen (SVG, GIF, WebP, "
                "HEIC) sähen viele Kunden einen leeren Rahmen."},
        {"Only a date of the customer's own (When: birthday, first_purchase …) repeats by this "
         "line; here it does nothing.",
                "Nur ein eigenes Datum des Kunden (When: birthday, first_purchase …) kehrt durch "
                "diese Zeile wieder; hier bewirkt sie nichts."},
        {"P2D (two days), P3W (weeks), P1M (months) or P3Y (years)",
                "P2D (zwei Tage), P3W (Wochen), P1M (Monate) oder P3Y (Jahre)"},
        {"PROBLEM: %s can't be sent as it is. Nobody gets it.",
                "PROBLEM: %s kann so nicht hinausgehen. Niemand bekommt den Brief."},
        {"PROBLEM: %s can't be sent as it is. The version before stays in use.",
                "PROBLEM: %s kann so nicht hinausgehen. Die Fassung davor gilt weiter."},
        {"Pictures don't stand among the words: half the customers would see an empty frame in the "
         "middle of a sentence.",
                "Bilder stehen nicht zwischen den Worten: Die Hälfte der Kunden sähe mitten im "
                "Satz einen leeren Rahmen."},
        {"Please read what three of your customers would get, below. If it is right, reply to this "
         "mail with the word: go",
                "Bitte lesen Sie unten, was drei Ihrer Kunden bekämen. Wenn es stimmt, antworten "
                "Sie auf diese Mail mit dem Wort: ja"},
        {"Save as … Plain text (.txt), encoding UTF-8",
                "Speichern unter … Nur Text (.txt), Codierung UTF-8"},
        {"Subject: Thank you", "Subject: Vielen Dank"},
        {"The customer will remember this promise on the one day it is not kept.",
                "An dieses Versprechen denkt der Kunde an dem einen Tag, an dem es nicht gehalten "
                "wird."},
        {"The customer's mail program can't follow this link.",
                "Diesem Link kann das Mailprogramm des Kunden nicht folgen."},
        {"The day is moved as After: or Before: says.",
                "Der Tag ist so verschoben, wie After: oder Before: es sagt."},
        {"The file is not UTF-8; it was read as Windows-1252. Please look whether ä, é, ñ or € are "
         "right before a customer sees them.",
                "Die Datei ist nicht in UTF-8; sie wurde als Windows-1252 gelesen. Bitte sehen Sie "
                "nach, ob ä, é, ñ oder € stimmen, bevor ein Kunde sie sieht."},
        {"The letter speaks more often of us than of the customer.",
                "Der Brief spricht öfter von uns als vom Kunden."},
        {"The link is broken: a part is missing or a blank stands in it.",
                "Der Link ist unvollständig: Ein Teil fehlt, oder ein Leerzeichen steht darin."},
        {"The picture can't be read: it is a link, or its owner keeps it private.",
                "Das Bild lässt sich nicht lesen: Es ist eine Verknüpfung, oder sein Besitzer gibt "
                "es nicht frei."},
        {"The picture has more than 300 kB; it would keep customers waiting, and some mail servers "
         "turn such letters away.",
                "Das Bild hat mehr als 300 kB; Kunden müssten darauf warten, und manche Mailserver "
                "weisen solche Briefe ab."},
        {"The picture is cut off; the customer would see half of it or nothing.",
                "Das Bild ist abgeschnitten; der Kunde sähe die Hälfte davon oder nichts."},
        {"The picture is larger than 6000 pixels on one side; telephones give up on it.",
                "Das Bild misst an einer Seite mehr als 6000 Pixel; daran scheitern Telefone."},
        {"The picture must lie in the same folder as the letter.",
                "Das Bild muss im selben Ordner liegen wie der Brief."},
        {"The picture tells where it was taken; every customer could read the place from it.",
                "Das Bild verrät, wo es aufgenommen wurde; jeder Kunde könnte den Ort ablesen."},
        {"The section opens and closes in different places (inside and outside of bold words, a "
         "link or a list).",
                "Der Abschnitt beginnt und endet an verschiedenen Stellen (innerhalb und außerhalb "
                "von fetten Worten, einem Link oder einer Liste)."},
        {"The signature of the account manager is put below by itself; the customer would read the "
         "farewell twice.",
                "Die Unterschrift des Betreuers wird von selbst darunter gesetzt; der Kunde läse "
                "den Gruß zweimal."},
        {"The subject has more than 60 characters; a telephone shows about 35, so the customer "
         "will not see its end.",
                "Der Betreff hat mehr als 60 Zeichen; ein Telefon zeigt etwa 35, das Ende sieht "
                "der Kunde nicht."},
        {"The subject holds a tab or control character; mail programs show it as a box, and "
         "filters refuse it.",
                "Der Betreff enthält einen Tabulator oder ein Steuerzeichen; Mailprogramme zeigen "
                "es als Kästchen, und Spamfilter weisen es ab."},
        {"The words look like another language than this. Customers would get a letter they may "
         "not read, and a screen reader speaks it wrongly.",
                "Die Worte sehen nach einer anderen Sprache aus. Kunden bekämen einen Brief, den "
                "sie vielleicht nicht lesen können, und ein Vorleseprogramm spräche ihn falsch "
                "aus."},
        {"The words show one address and the link leads to another; this is how fraud looks, and "
         "filters treat it so.",
                "Die Worte zeigen eine Adresse, und der Link führt zu einer anderen; so sieht "
                "Betrug aus, und Spamfilter behandeln es so."},
        {"There are more fields here than a letter has words.",
                "Hier stehen mehr Felder, als ein Brief Wörter hat."},
        {"There is no such line on top of a letter, so what you want by it would not happen.",
                "Eine solche Zeile gibt es im Kopf eines Briefes nicht; was Sie damit möchten, "
                "geschähe nicht."},
        {"There is no such line; a letter without a subject is taken for junk.",
                "Diese Zeile fehlt; ein Brief ohne Betreff wird für Werbemüll gehalten."},
        {"There is no such picture beside the letter; the customer would see an empty frame.",
                "Neben dem Brief liegt kein solches Bild; der Kunde sähe einen leeren Rahmen."},
        {"There is no such stage, so the letter would miss the customers you mean.",
                "Eine solche Stufe gibt es nicht; der Brief ginge an den gemeinten Kunden vorbei."},
        {"These are not the usual braces. They were understood: the customer gets the field.",
                "Das sind nicht die üblichen Klammern. Sie wurden verstanden: Der Kunde bekommt "
                "das Feld."},
        {"These closing braces have no opening ones; the customer would read them.",
                "Diese schließenden Klammern haben keine öffnenden; der Kunde würde sie lesen."},
        {"These opening braces are never closed; the customer would read them.",
                "Diese öffnenden Klammern werden nie geschlossen; der Kunde würde sie lesen."},
        {"This closes a section that was never opened, so we can't tell which words only some "
         "customers shall read.",
                "Dies schließt einen Abschnitt, der nie begonnen hat; so ist nicht zu erkennen, "
                "welche Worte nur manche Kunden lesen sollen."},
        {"This comes round in less than 21 days; a customer who is thanked that often takes it for "
         "advertising.",
                "Das kehrt in weniger als 21 Tagen wieder; ein Kunde, dem so oft gedankt wird, "
                "hält es für Werbung."},
        {"This condition can't be understood, so nobody would get the letter: %s.",
                "Diese Bedingung ist nicht zu verstehen; so bekäme den Brief niemand: %s."},
        {"This date never comes, so no customer would ever get the letter.",
                "Diesen Tag gibt es nie; kein Kunde bekäme den Brief jemals."},
        {"This goes to people of every faith and of none; some of them feel left out.",
                "Das geht an Menschen jeden Glaubens und ohne Glauben; manche fühlen sich nicht "
                "gemeint."},
        {"This is a link to another file, or no file at all; only real files in this folder are "
         "read.",
                "Das ist eine Verknüpfung mit einer anderen Datei oder gar keine Datei; gelesen "
                "werden nur richtige Dateien in diesem Ordner."},
        {"This is a word processor's or another program's file, not plain text; the customer would "
         "see its inner signs.",
                "Das ist die Datei einer Textverarbeitung oder eines anderen Programms, kein "
                "reiner Text; der Kunde sähe ihre inneren Zeichen."},
        {"This is a word processor's or web page's file. Its inner signs would reach the customer.",
                "Das ist die Datei einer Textverarbeitung oder eine Webseite. Ihre inneren Zeichen "
                "kämen beim Kunden an."},
        {"This is another program's way to write a field. The customer would read it as it stands "
         "here.",
                "So schreibt ein anderes Programm ein Feld. Der Kunde läse es so, wie es hier "
                "steht."},
        {"This is neither a PNG nor a JPEG picture, whatever its name says; many mail programs "
         "would show the customer an empty frame.",
                "Das ist weder ein PNG- noch ein JPEG-Bild, was auch immer sein Name sagt; viele "
                "Mailprogramme zeigten dem Kunden einen leeren Rahmen."},
        {"This is not a number of days up to a year. Wishes that come too late are worse than "
         "none.",
                "Das ist keine Zahl von Tagen bis zu einem Jahr. Wünsche, die zu spät kommen, sind "
                "schlimmer als keine."},
        {"This is not a number of days, so the letter would come on a wrong one.",
                "Das ist keine Zahl von Tagen; der Brief käme am falschen Tag."},
        {"This letter can't be shown just now.", "Dieser Brief lässt sich gerade nicht zeigen."},
        {"This letter comes again in other years, and then the customer reads a year that is over.",
                "Dieser Brief kommt in anderen Jahren wieder, und dann liest der Kunde ein Jahr, "
                "das vorbei ist."},
        {"This line stands here twice; we can't tell which of them the customer gets.",
                "Diese Zeile steht hier zweimal; so ist nicht zu erkennen, welche davon der Kunde "
                "bekommt."},
        {"This looks like a copy that Windows or a file-sharing program made, so it is not sent "
         "beside the first one.",
                "Das sieht nach einer Kopie aus, die Windows oder ein Programm zum Teilen von "
                "Dateien angelegt hat; darum geht sie nicht neben der ersten hinaus."},
        {"This looks like a gap somebody meant to fill. The customer would read it as it stands "
         "here.",
                "Das sieht nach einer Lücke aus, die jemand füllen wollte. Der Kunde läse sie so, "
                "wie sie hier steht."},
        {"This looks like the letter, but no empty line stands before it, so the customer would "
         "not get these words.",
                "Das sieht schon nach dem Brief aus, aber davor steht keine leere Zeile; der Kunde "
                "bekäme diese Worte nicht."},
        {"This rule can't be followed, so nobody would get the letter. %s",
                "Diese Regel lässt sich nicht befolgen; so bekäme den Brief niemand. %s"},
        {"This section is never closed, so we can't tell which words only some customers shall "
         "read.",
                "Dieser Abschnitt wird nie geschlossen; so ist nicht zu erkennen, welche Worte nur "
                "manche Kunden lesen sollen."},
        {"This word is not known here, so we can't tell what shall happen to the letter.",
                "Dieses Wort ist hier nicht bekannt; so ist nicht zu erkennen, was mit dem Brief "
                "geschehen soll."},
        {"To customers of the stages %s.", "An Kunden der Stufen %s."},
        {"Too many sections, one inside the other; nobody can tell what the customer would read.",
                "Zu viele Abschnitte ineinander; niemand kann sagen, was der Kunde läse."},
        {"Type instead: %s", "Schreiben Sie stattdessen: %s"},
        {"Valid: P4D (up to four days late), or Valid: the day",
                "Valid: P4D (bis zu vier Tage zu spät) oder Valid: the day"},
        {"Without a value this reads as a blank before a comma; the customer sees that a name was "
         "meant to stand here.",
                "Fehlt der Wert, steht hier ein Leerzeichen vor einem Komma; der Kunde sieht, dass "
                "da ein Name stehen sollte."},
        {"Worth a second look:", "Einen zweiten Blick wert:"},
        {"You saved %s. This is what it would do.", "Sie haben %s gespeichert. Das würde daraus."},
        {"Your customer list has no column with this date, so nobody would get the letter.",
                "Ihre Kundenliste hat keine Spalte mit diesem Datum; so bekäme den Brief niemand."},
        {"Your customer list has no such column, so every customer would get the letter without "
         "these words.",
                "Ihre Kundenliste hat keine solche Spalte; jeder Kunde bekäme den Brief ohne diese "
                "Worte."},
        {"[Preview] %s: %d people", "[Vorschau] %s: %d Kunden"},
        {"[Preview] %s: 1 person", "[Vorschau] %s: 1 Kunde"},
        {"[Problem] %s", "[Problem] %s"},
        {"a column of this name in the list, or When: first_purchase, birthday …",
                "eine Spalte dieses Namens in der Liste, oder When: first_purchase, birthday …"},
        {"a condition over the customer's columns, such as country = 'DE'",
                "eine Bedingung über die Spalten der Kundenliste, etwa country = 'DE'"},
        {"a copy of the file itself", "eine Kopie der Datei selbst"},
        {"a copy of the picture itself", "eine Kopie des Bildes selbst"},
        {"a day that exists, such as FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=4",
                "einen Tag, den es gibt, etwa FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=4"},
        {"a first sentence with \"you\" in it", "einen ersten Satz mit „Sie“ oder „Ihnen“"},
        {"a letter of one page", "einen Brief von einer Seite"},
        {"a line on top: Picture: boat.jpg \"Our boat in the snow\"",
                "oben eine Zeile: Picture: boot.jpg \"Unser Boot im Schnee\""},
        {"a link that starts with https://", "einen Link, der mit https:// beginnt"},
        {"a short name", "einen kurzen Namen"},
        {"a shorter subject", "einen kürzeren Betreff"},
        {"a tag of your customer list", "ein Merkmal Ihrer Kundenliste"},
        {"an empty line above it; the lines on top are all like Subject: words",
                "davor eine leere Zeile; die Zeilen im Kopf sehen alle so aus: Subject: Worte"},
        {"an empty line, then the letter", "eine leere Zeile, dann den Brief"},
        {"another name, such as the occasion's", "einen anderen Namen, etwa den des Anlasses"},
        {"another of your customers", "ein weiterer Ihrer Kunden"},
        {"not said to celebrate it", "ohne Angabe, dass sie es feiern"},
        {"ask whoever looks after the server to let it be read",
                "bitten Sie, wer den Server betreut, die Datei lesbar zu machen"},
        {"at most one of them", "höchstens eines davon"},
        {"before, new, short, long, integral or all",
                "before, new, short, long, integral oder all"},
        {"both marks in the same sentence, or each on a line of its own",
                "beide Zeichen in demselben Satz, oder jedes in einer eigenen Zeile"},
        {"bought something just now", "mit einem Kauf gerade eben"},
        {"consented on no known day", "mit Einwilligung ohne bekannten Tag"},
        {"consented too long ago", "mit Einwilligung, die zu lange her ist"},
        {"deceased, gone or in dispute", "verstorben, nicht mehr da oder im Streit"},
        {"followupd can't read this file (%s), so nobody gets it.",
                "followupd kann diese Datei nicht lesen (%s); so bekommt sie niemand."},
        {"followupd's own mails have this name already.",
                "So heißen schon Mails von followupd selbst."},
        {"gave no consent", "ohne Einwilligung"},
        {"getting a letter that matters more", "mit einem Brief, der wichtiger ist"},
        {"had another letter of this group", "mit einem anderen Brief dieser Gruppe"},
        {"had letters enough for their stage", "mit genug Briefen für ihre Stufe"},
        {"had letters enough this year", "mit genug Briefen in diesem Jahr"},
        {"had it for the date as it was before", "mit diesem Brief schon zum früheren Datum"},
        {"had this one within the year", "mit diesem Brief binnen eines Jahres"},
        {"half of it; keep what only you could have written",
                "die Hälfte; behalten Sie, was nur Sie schreiben konnten"},
        {"with an impossible address", "mit einer unmöglichen Adresse"},
        {"with another letter too near to it", "mit einem anderen Brief zu kurz davor oder danach"},
        {"with colleagues who get it that day", "mit Kollegen, die ihn an dem Tag bekommen"},
        {"if it is the newer text, save it over the first; if it is another letter, give it a name "
         "of its own",
                "ist es der neuere Text, speichern Sie ihn über den ersten; ist es ein anderer "
                "Brief, geben Sie ihm einen eigenen Namen"},
        {"its end after those words: {{/…}} with the same name",
                "sein Ende nach diesen Worten: {{/…}} mit demselben Namen"},
        {"without a word the letter needs", "ohne ein Wort, das der Brief braucht"},
        {"lists inside lists", "Listen in Listen"},
        {"no such line", "keine solche Zeile"},
        {"nobody gets a letter with a gap, so theirs is held. Type {{%s|other words}} (line %d).",
                "niemand bekommt einen Brief mit einer Lücke, darum bleibt dieser liegen. "
                "Schreiben Sie {{%s|andere Worte}} (Zeile %d)."},
        {"nothing: an empty line divides the head from the letter",
                "nichts: Eine leere Zeile trennt den Kopf vom Brief"},
        {"nothing: leave these lines out", "nichts: Lassen Sie diese Zeilen weg"},
        {"one list, or two", "eine Liste oder zwei"},
        {"one of Subject, When, To, Valid, Status …; README.txt names them all",
                "eines von Subject, When, To, Valid, Status …; README.txt nennt sie alle"},
        {"one section after the other", "einen Abschnitt nach dem anderen"},
        {"only one of them", "nur eine davon"},
        {"paused", "in einer Pause"},
        {"sentences that begin with the customer: \"you\" rather than \"we\"",
                "Sätze, die beim Kunden beginnen: „Sie“ statt „wir“"},
        {"with the address of somebody who gets it",
                "mit derselben Adresse wie jemand, der ihn bekommt"},
        {"the customer of whom we know least", "der Kunde, von dem wir am wenigsten wissen"},
        {"the customer with the longest name", "der Kunde mit dem längsten Namen"},
        {"the customer with the shortest name", "der Kunde mit dem kürzesten Namen"},
        {"the field among the words of a sentence", "das Feld zwischen den Worten eines Satzes"},
        {"the field's name, such as {{first_name|our customer}}",
                "den Namen des Feldes, etwa {{first_name|unser Kunde}}"},
        {"the letter", "der Brief"},
        {"the letter without it; or mark it Class: marketing",
                "den Brief ohne das; oder kennzeichnen Sie ihn mit Class: marketing"},
        {"the line anew, and save the file as Plain text, encoding UTF-8",
                "die Zeile neu, und speichern Sie die Datei als reinen Text, Codierung UTF-8"},
        {"the name of a column of your customer list", "den Namen einer Spalte Ihrer Kundenliste"},
        {"the name of a picture in this folder, or no such line",
                "den Namen eines Bildes in diesem Ordner, oder keine solche Zeile"},
        {"the one link that matters", "den einen Link, auf den es ankommt"},
        {"the one question you want an answer to",
                "die eine Frage, auf die Sie eine Antwort möchten"},
        {"the opening mark before those words: {{#…}} with the same name",
                "das öffnende Zeichen vor diesen Worten: {{#…}} mit demselben Namen"},
        {"the picture made smaller: 1200 pixels wide are plenty",
                "das Bild verkleinert: 1200 Pixel Breite genügen reichlich"},
        {"the picture, 1200 pixels wide", "das Bild, 1200 Pixel breit"},
        {"the picture, saved anew without its location",
                "das Bild, neu gespeichert ohne seinen Ort"},
        {"the picture, saved as PNG or JPEG", "das Bild, gespeichert als PNG oder JPEG"},
        {"the same link for everybody", "denselben Link für alle"},
        {"the subject in ordinary letters", "den Betreff in gewöhnlicher Schreibung"},
        {"the subject typed anew, with blanks only",
                "den Betreff neu getippt, nur mit Leerzeichen"},
        {"the subject without it", "den Betreff ohne das"},
        {"the thanks alone; or mark the letter Class: marketing",
                "nur den Dank; oder kennzeichnen Sie den Brief mit Class: marketing"},
        {"the whole file", "die ganze Datei"},
        {"the whole file, copied once more", "die ganze Datei, noch einmal kopiert"},
        {"the words alone; **so** for bold, *so* for slanted",
                "nur die Worte; **so** für fett, *so* für kursiv"},
        {"the words themselves, or a field such as {{first_name|our customer}}",
                "die Worte selbst, oder ein Feld wie {{first_name|unser Kunde}}"},
        {"the words, or no such line at all", "die Worte, oder gar keine solche Zeile"},
        {"they would read \"%s\".", "zu lesen wäre „%s“."},
        {"they would read nothing there.", "zu lesen wäre dort nichts."},
        {"too late", "zu spät"},
        {"waiting for an answer from us", "mit einer Frage, auf die wir noch antworten müssen"},
        {"waiting until business.postal_address is set", "bis business.postal_address gesetzt ist"},
        {"opted out, or with a dead address", "ohne Wunsch nach Briefen, oder die Adresse ist tot"},
        {"in touch with a person lately", "mit persönlichem Kontakt in den letzten Tagen"},
        {"left out by a person", "von Ihnen ausgelassen"},
        {"what will be found there: [our opening hours](https://…)",
                "was dort zu finden ist: [unsere Öffnungszeiten](https://…)"},
        {"what you can do for them", "was Sie für den Kunden tun können"},
        {"what you can surely do", "was Sie sicher tun können"},
        {"without an e-mail address", "ohne E-Mail-Adresse"},
        {"without birthday_ok", "ohne birthday_ok"},
        {"words after the bar: {{first_name|our customer}}",
                "Worte hinter dem Strich: {{first_name|unser Kunde}}"},
        {"words that are no address, or the address the link really has",
                "Worte, die keine Adresse sind, oder die Adresse, die der Link wirklich hat"},
        {"{{first_name}}: two braces before, two after",
                "{{first_name}}: zwei Klammern davor, zwei dahinter"},
        {"{{year}}, which is the year the letter goes out; or no year",
                "{{year}}, das Jahr, in dem der Brief hinausgeht; oder keine Jahreszahl"},
        {"… and %zu more, shown when these are mended.\n",
                "… und %zu weitere; sie erscheinen, wenn diese ausgebessert sind.\n"},
        {"had it for the date as it was before", "mit diesem Brief schon zum früheren Datum"},
        {"a rule such as FREQ=YEARLY;BYMONTH=6;BYDAY=1WE, the first Wednesday of June",
                "eine Regel wie FREQ=YEARLY;BYMONTH=6;BYDAY=1WE, den ersten Mittwoch im Juni"},
        {"No calendar knows this occasion, so nobody would get the letter.",
                "Diesen Anlass kennt kein Kalender; darum bekäme niemand den Brief."},
        {"Did you mean \"%s\"?", "Meinten Sie „%s“?"},
        {"the name of an event in your calendars, or When: first_purchase, birthday …",
                "der Name eines Termins in Ihren Kalendern, oder When: first_purchase, birthday …"},
        {"There is no such line, and no coming event of the calendars names this letter, so nobody "
         "would get it.",
                "Diese Zeile fehlt, und kein kommender Termin der Kalender nennt diesen Brief; "
                "darum bekäme ihn niemand."},
        {"The calendars have no day of this occasion within the next year, so nobody would get the "
         "letter.",
                "In den Kalendern hat dieser Anlass im nächsten Jahr keinen Tag; darum bekäme "
                "niemand den Brief."},
        {"an occasion that comes again; or a newer file of this calendar in the calendars folder",
                "ein Anlass, der wiederkommt; oder eine neuere Datei dieses Kalenders im "
                "Kalenderordner"},
        {"%s=…%s… is out of range: it takes at most %zu numbers from %s1 to %d, with commas "
         "between them.",
                "%s=…%s… liegt außerhalb des Möglichen: höchstens %zu Zahlen von %s1 bis %d, mit "
                "Kommas dazwischen."},
        {"BYDAY=…%s… is no weekday: write MO, TU, WE, TH, FR, SA or SU, with a number before it "
         "for the n-th of a month (2SU, -1FR).",
                "BYDAY=…%s… ist kein Wochentag: Schreiben Sie MO, TU, WE, TH, FR, SA oder SU, mit "
                "einer Zahl davor für den wievielten des Monats (2SU, -1FR)."},
        {"FREQ=%s is not supported: letters go out at most once a day. Write FREQ=YEARLY, MONTHLY, "
         "WEEKLY or DAILY.",
                "FREQ=%s geht nicht: Briefe gehen höchstens einmal am Tag hinaus. Schreiben Sie "
                "FREQ=YEARLY, MONTHLY, WEEKLY oder DAILY."},
        {"INTERVAL=%s is not a number from 1 to 999.", "INTERVAL=%s ist keine Zahl von 1 bis 999."},
        {"COUNT=%s is not a number from 1 to 9999.", "COUNT=%s ist keine Zahl von 1 bis 9999."},
        {"UNTIL=%s is not a day: write it as year, month and day without a time, for example "
         "UNTIL=20261231.",
                "UNTIL=%s ist kein Tag: Schreiben Sie Jahr, Monat und Tag ohne Uhrzeit, zum "
                "Beispiel UNTIL=20261231."},
        {"WKST=%s is no weekday: write MO or SU, or leave it out.",
                "WKST=%s ist kein Wochentag: Schreiben Sie MO oder SU, oder lassen Sie es weg."},
        {"%s (other peoples' calendars in a rule) is not supported, because calendar programs "
         "compute it differently or ignore it. Feasts of other calendars come as tables of dates: "
         "name the occasion instead, for example \"Lunar New Year\".",
                "%s (Kalender anderer Völker in einer Regel) geht nicht, weil Kalenderprogramme es "
                "verschieden berechnen oder übergehen. Feste anderer Kalender stehen in Tabellen "
                "von Tagen: Nennen Sie stattdessen den Anlass, zum Beispiel „Lunar New Year“."},
        {"%s is not supported, because calendar programs disagree about it. A rule may use FREQ, "
         "INTERVAL, COUNT, UNTIL, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS and WKST, for example "
         "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH.",
                "%s geht nicht, weil Kalenderprogramme sich darüber uneins sind. In einer Regel "
                "dürfen FREQ, INTERVAL, COUNT, UNTIL, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS und "
                "WKST stehen, zum Beispiel FREQ=YEARLY;BYMONTH=11;BYDAY=4TH."},
        {"\"%s\" in the rule is not NAME=VALUE; a rule looks like FREQ=YEARLY;BYMONTH=5;BYDAY=2SU.",
                "„%s“ in der Regel ist nicht NAME=WERT; eine Regel sieht so aus: "
                "FREQ=YEARLY;BYMONTH=5;BYDAY=2SU."},
        {"%s stands twice in the rule; write it once, with commas between the values.",
                "%s steht zweimal in der Regel; schreiben Sie es einmal, mit Kommas zwischen den "
                "Werten."},
        {"The rule does not say how often: begin it with FREQ=YEARLY, MONTHLY, WEEKLY or DAILY.",
                "Die Regel sagt nicht, wie oft: Beginnen Sie mit FREQ=YEARLY, MONTHLY, WEEKLY oder "
                "DAILY."},
        {"WKST=%s with INTERVAL is read differently by calendar programs; write WKST=MO or "
         "WKST=SU, or leave it out.",
                "WKST=%s mit INTERVAL lesen Kalenderprogramme verschieden; schreiben Sie WKST=MO "
                "oder WKST=SU, oder lassen Sie es weg."},
        {"COUNT and UNTIL both say when the rule ends; keep one.",
                "COUNT und UNTIL sagen beide, wann die Regel endet; behalten Sie eines davon."},
        {"FREQ=YEARLY;BYMONTHDAY without BYMONTH is once a year for some calendar programs and "
         "monthly for others. Add BYMONTH=…, or write FREQ=MONTHLY;BYMONTHDAY=….",
                "FREQ=YEARLY;BYMONTHDAY ohne BYMONTH ist für manche Kalenderprogramme einmal im "
                "Jahr, für andere jeden Monat. Ergänzen Sie BYMONTH=…, oder schreiben Sie "
                "FREQ=MONTHLY;BYMONTHDAY=…."},
        {"A numbered weekday (2SU) counts within a month or a year, so it does not go with "
         "FREQ=%s; write FREQ=MONTHLY or FREQ=YEARLY;BYMONTH=….",
                "Ein gezählter Wochentag (2SU) zählt in einem Monat oder Jahr und passt nicht zu "
                "FREQ=%s; schreiben Sie FREQ=MONTHLY oder FREQ=YEARLY;BYMONTH=…."},
        {"FREQ=WEEKLY;BYMONTHDAY is not allowed in iCalendar; write FREQ=MONTHLY;BYMONTHDAY=….",
                "FREQ=WEEKLY;BYMONTHDAY ist in iCalendar nicht erlaubt; schreiben Sie "
                "FREQ=MONTHLY;BYMONTHDAY=…."},
        {"FREQ=DAILY with a BYMONTHDAY counted from the end is ignored by some calendar programs; "
         "write FREQ=MONTHLY;BYMONTHDAY=….",
                "FREQ=DAILY mit einem vom Monatsende gezählten BYMONTHDAY übergehen manche "
                "Kalenderprogramme; schreiben Sie FREQ=MONTHLY;BYMONTHDAY=…."},
        {"BYSETPOS picks from the days of a month or a year; it needs FREQ=MONTHLY or FREQ=YEARLY "
         "with BYDAY or BYMONTHDAY.",
                "BYSETPOS wählt aus den Tagen eines Monats oder Jahres; es braucht FREQ=MONTHLY "
                "oder FREQ=YEARLY mit BYDAY oder BYMONTHDAY."},
        {"The rule never comes: no month of its BYMONTH has the day BYMONTHDAY=%d. The last day of "
         "any month is BYMONTHDAY=-1.",
                "Die Regel trifft nie ein: Kein Monat ihres BYMONTH hat den Tag BYMONTHDAY=%d. Der "
                "letzte Tag jedes Monats ist BYMONTHDAY=-1."},
        {"The rule is longer than 512 characters; rules are short, for example "
         "FREQ=YEARLY;BYMONTH=5;BYDAY=2SU.",
                "Die Regel hat mehr als 512 Zeichen; Regeln sind kurz, zum Beispiel "
                "FREQ=YEARLY;BYMONTH=5;BYDAY=2SU."},
        {"The rule is empty; write for example FREQ=YEARLY.",
                "Die Regel ist leer; schreiben Sie zum Beispiel FREQ=YEARLY."},
        {"brackets or quotes do not match, or it holds a comment or one of ; [ : ? @ $ #",
                "Klammern oder Anführungszeichen gehen nicht auf, oder es steht ein Kommentar oder "
                "eines von ; [ : ? @ $ # darin"},
        {"it may only compare the customer's own columns, with plain functions, and hold no SELECT",
                "sie darf nur die eigenen Spalten des Kunden mit einfachen Funktionen vergleichen "
                "und kein SELECT enthalten"},
        {"your customer list has no column %s; the nearest is %s",
                "Ihre Kundenliste hat keine Spalte %s; am ähnlichsten ist %s"},
        {"your customer list has no column %s", "Ihre Kundenliste hat keine Spalte %s"},
        {"near \"%s\": syntax error", "ab „%s“ ist sie nicht zu lesen"},
        {"no such function: %s", "eine Funktion %s gibt es nicht"},
        {"incomplete input", "am Ende fehlt etwas"},
        {"unrecognized token: \"%s\"", "„%s“ ist kein Zeichen, das hier stehen kann"},
        {"wrong number of arguments to function %s()",
                "die Funktion %s() bekommt zu viele oder zu wenige Werte"},
        {"followupd may not read this file, so nobody gets it.",
                "followupd darf diese Datei nicht lesen; darum bekommt niemand den Brief."},
        {"To see it once more, with your customers as they are then, reply: again",
                "Noch einmal sehen, mit Ihren Kunden, wie sie dann sind: Antworten Sie mit: "
                "nochmal"},
        {"The file \"%.60s%s\"", "Die Datei „%.60s%s“"},
        {"This would go to %d people", "Er ginge an %d Menschen"},
        {"This would go to one person", "Er ginge an einen Menschen"},
        {"This would go to nobody", "Er ginge an niemanden"},
        {", to each on a day of their own", ", an jeden an seinem eigenen Tag"},
        {", next on %s", ", das nächste Mal am %s"},
        {"; not to %d: ", "; nicht an %d: "},
        {"It is written to %d of your customers; counted here are the first %d. ",
                "Er richtet sich an %d Ihrer Kunden; hier gezählt sind die ersten %d. "},
        {"After that: ", "Danach: "},
        {"It has no date within the next three years.",
                "In den kommenden drei Jahren hat er keinen Termin."},
        {"No coming event of a calendar says so, so nobody would get it.",
                "Kein kommender Termin eines Kalenders sagt es; so bekäme ihn niemand."},
        {"To customers of the stage %s.", "An Kunden der Stufe %s."},
        {"More exactly, one year before.", "Genauer: ein Jahr davor."},
        {"More exactly, one year after.", "Genauer: ein Jahr danach."},
        {"More exactly, one month before.", "Genauer: einen Monat davor."},
        {"More exactly, one month after.", "Genauer: einen Monat danach."},
        {"More exactly, one day before.", "Genauer: einen Tag davor."},
        {"More exactly, one day after.", "Genauer: einen Tag danach."},
        {"More exactly, %d years before.", "Genauer: %d Jahre davor."},
        {"More exactly, %d years after.", "Genauer: %d Jahre danach."},
        {"More exactly, %d months before.", "Genauer: %d Monate davor."},
        {"More exactly, %d months after.", "Genauer: %d Monate danach."},
        {"More exactly, %d days before.", "Genauer: %d Tage davor."},
        {"More exactly, %d days after.", "Genauer: %d Tage danach."},
        {"%d of those it is written to speaks another language and would read it in this one. A "
         "file %s.%s.txt would be the letter for those whose language is \"%s\".",
                "%d der Angeschriebenen spricht eine andere Sprache und läse ihn in dieser. Eine "
                "Datei %s.%s.txt wäre der Brief für alle, deren Sprache „%s“ ist."},
        {"%d of those it is written to speak another language and would read it in this one. A "
         "file %s.%s.txt would be the letter for those whose language is \"%s\".",
                "%d der Angeschriebenen sprechen eine andere Sprache und läsen ihn in dieser. Eine "
                "Datei %s.%s.txt wäre der Brief für alle, deren Sprache „%s“ ist."},
        {"The rule starts on a %s, which is none of its BYDAY days; every-n-weeks rules must start "
         "on one. Add %s to BYDAY, or move the start.",
                "Die Regel beginnt an einem %s, und das ist keiner ihrer BYDAY-Tage; eine Regel "
                "für alle paar Wochen muss an einem davon beginnen. Nehmen Sie %s in BYDAY auf."},
        {"The rule never comes: no day before its UNTIL fits all of its parts. Take one part out, "
         "or move its end.",
                "Die Regel trifft nie ein: Vor ihrem UNTIL passt kein Tag zu allen ihren Teilen. "
                "Nehmen Sie einen Teil heraus, oder verschieben Sie das Ende."},
        {"The rule never comes: no day fits all of its parts. Take one part out.",
                "Die Regel trifft nie ein: Kein Tag passt zu allen ihren Teilen. Nehmen Sie einen "
                "Teil heraus."},
        {NULL, NULL},
};
