/*
 * German for retell.c: what is said of the files a business gives us. What is more exact stands
 * first. tests/check-wording reads the sources and misses none.
 */
#include "retell.h"

const struct retelling retell_de_files[] = {
        /* ---- rows of the ledger ---- */
        {"%zu more rows of this file were refused; so many usually have one cause: look at the "
         "first ones, then export the file again",
                "{1} weitere Zeilen dieser Datei wurden abgelehnt; so viele haben meist einen "
                "Grund: Sehen Sie die ersten an, und exportieren Sie die Datei neu"},
        {"line %d already has this %s; the first row counts, this one is not used: delete one of "
         "the two, or correct it",
                "Zeile {1} hat schon diese {2}; die erste zählt, diese nicht: Löschen Sie eine "
                "der beiden, oder berichtigen Sie sie"},
        {"id", "Kundennummer"},
        {"e-mail address", "E-Mail-Adresse"},
        {"this row has neither an id nor an e-mail address, so nobody can tell who it is; fill in "
         "one of them",
                "diese Zeile hat weder Kundennummer noch E-Mail-Adresse, also weiß niemand, wer "
                "das ist; tragen Sie eines davon ein"},
        {"this is not a currency; write its three letters, like EUR",
                "das ist keine Währung; schreiben Sie ihre drei Buchstaben, etwa EUR"},
        {"no customer of %s has this id or address, so the purchase counts for nobody; correct "
         "it, or add the customer",
                "kein Kunde in {1} hat diese Nummer oder Adresse, also zählt der Kauf für "
                "niemanden; berichtigen Sie sie, oder tragen Sie den Kunden ein"},
        {"this purchase lies more than a year ahead; correct the date",
                "dieser Kauf liegt mehr als ein Jahr in der Zukunft; berichtigen Sie das Datum"},
        {"the %s is missing, so the purchase can't be counted; fill it in",
                "hier fehlt etwas ({1}), also zählt der Kauf nicht; tragen Sie es ein"},
        {"customer", "der Kunde"},
        {"date", "das Datum"},
        {"the byte 0x%02x is no text in the file's encoding; export the file as UTF-8, or set "
         "ledger.encoding to what it is",
                "das Byte 0x{1} ist in der Kodierung der Datei kein Text; exportieren Sie sie in "
                "UTF-8, oder nennen Sie die richtige in ledger.encoding"},
        {"the control character U+%04X stands in this field; type the field again",
                "in diesem Feld steht das Steuerzeichen U+{1}; tippen Sie es neu"},
        {"this is a spreadsheet's formula, not its result; export values, or type the value in",
                "das ist die Formel einer Tabelle, nicht ihr Ergebnis; exportieren Sie Werte, oder "
                "tippen Sie den Wert ein"},
        {"this is a spreadsheet's error, not a value; mend the cell in the spreadsheet and export "
         "it again",
                "das ist ein Fehler der Tabelle, kein Wert; beheben Sie ihn dort, und exportieren "
                "Sie neu"},
        {"a line break stands in this field, so it may hold parts of other rows; write it in one "
         "line",
                "in diesem Feld steht ein Zeilenumbruch, vielleicht mit Teilen anderer Zeilen; "
                "schreiben Sie es in eine Zeile"},
        {"there is no month %d; write the date as year-month-day, like 2025-03-14",
                "es gibt keinen Monat {1}; schreiben Sie Jahr-Monat-Tag, etwa 2025-03-14"},
        {"there is no such day; write the date as year-month-day, like %04d-%02d-%02d",
                "diesen Tag gibt es nicht; schreiben Sie Jahr-Monat-Tag, etwa {1}-{2}-{3}"},
        {"this can't be read as a date; write it as year-month-day, like 2025-03-14",
                "das ist kein lesbares Datum; schreiben Sie Jahr-Monat-Tag, etwa 2025-03-14"},
        {"the year needs four digits; write the date as year-month-day, like 2025-03-14",
                "das Jahr braucht vier Ziffern; schreiben Sie Jahr-Monat-Tag, etwa 2025-03-14"},
        {"this could be %04d-%02d-%02d or %04d-%02d-%02d; write it one of these ways, or say in "
         "ledger.dates which comes first, \"dmy\" or \"mdy\"",
                "das kann {1}-{2}-{3} oder {4}-{5}-{6} heißen; schreiben Sie es so, oder nennen "
                "Sie in ledger.dates die Reihenfolge, \"dmy\" oder \"mdy\""},
        {"day, month and year stand in an order that the configuration does not name; set "
         "ledger.dates to \"dmy\" or \"mdy\", or write year-month-day",
                "Tag, Monat und Jahr stehen in einer Reihenfolge, die die Konfiguration nicht "
                "nennt; setzen Sie ledger.dates auf \"dmy\" oder \"mdy\", oder schreiben Sie "
                "Jahr-Monat-Tag"},
        {"nobody can tell day from month here; a birthday without a year is written like --03-14 "
         "(month, day)",
                "hier ist der Tag nicht vom Monat zu unterscheiden; ein Geburtstag ohne Jahr "
                "schreibt sich --03-14 (Monat, Tag)"},
        {"this can't be read as an amount of money; write it like 1234%c50 (the mark before the "
         "cents is ledger.decimal in the configuration)",
                "das ist kein lesbarer Betrag; schreiben Sie ihn wie 1234{1}50 (das Zeichen vor "
                "den Cent ist ledger.decimal in der Konfiguration)"},
        {"write yes or no here, or leave it empty",
                "schreiben Sie hier ja oder nein, oder lassen Sie es leer"},
        {"consent is express, soft or none (or empty: not known); this word might be a no, so the "
         "row is not used",
                "die Einwilligung ist express, soft oder none (oder leer: nicht bekannt); dieses "
                "Wort kann ein Nein sein, also wird die Zeile nicht verwendet"},
        {"status is active, deceased, left or dispute (or empty); this word might mean one that "
         "must not get a letter, so the row is not used",
                "der Status ist active, deceased, left oder dispute (oder leer); dieses Wort kann "
                "jemanden meinen, der keinen Brief bekommen darf, also wird die Zeile nicht "
                "verwendet"},
        {"this is not a language we know; write its two letters, like en or de",
                "diese Sprache kennen wir nicht; schreiben Sie ihre zwei Buchstaben, etwa en oder "
                "de"},
        {"this is not a country we know; write its two letters, like DE or GB",
                "dieses Land kennen wir nicht; schreiben Sie seine zwei Buchstaben, etwa DE oder "
                "GB"},
        {"this id was %s <%s>, and now name and address are both others, so it seems to be "
         "another person; nobody gets a letter under this id. Give a new person a new id; if it "
         "is the same person, change the address first, and the name a day later",
                "diese Nummer hatte {1} <{2}>, und nun sind Name und Adresse andere, also scheint "
                "es jemand anderes zu sein; unter dieser Nummer bekommt niemand einen Brief. Geben "
                "Sie einem neuen Kunden eine neue Nummer; ist es derselbe, ändern Sie erst die "
                "Adresse und den Namen einen Tag später"},
        {"no mail can go to this address: %s; correct it, or leave the field empty",
                "an diese Adresse kann keine Post gehen: {1}; berichtigen Sie sie, oder lassen Sie "
                "das Feld leer"},
        {"it is too long", "sie ist zu lang"},
        {"the address \"%s\" has no @", "in „{1}“ fehlt das @"},
        {"the address \"%s\" is empty", "sie ist leer"},
        {"the address \"%s\" has nothing before the @", "vor dem @ in „{1}“ steht nichts"},
        {"the address \"%s\" has more than 64 characters before the @",
                "vor dem @ in „{1}“ stehen mehr als 64 Zeichen"},
        {"the address \"%s\" has a character before the @ that no address has",
                "vor dem @ in „{1}“ steht ein Zeichen, das keine Adresse hat"},
        {"the address \"%s\" has a dot too many before the @",
                "vor dem @ in „{1}“ steht ein Punkt zu viel"},
        {"the address \"%s\" has a domain that does not exist in the rules for international "
         "names",
                "den Namen hinter dem @ in „{1}“ kann es nicht geben"},
        {"the address \"%s\" has a domain that is too long",
                "der Name hinter dem @ in „{1}“ ist zu lang"},
        {"the address \"%s\" has a character in its domain that no domain has",
                "hinter dem @ in „{1}“ steht ein Zeichen, das dort nicht stehen kann"},
        {"the address \"%s\" has a hyphen at an end of a part of its domain",
                "hinter dem @ in „{1}“ steht ein Bindestrich am Rand"},
        {"the address \"%s\" has a domain with a part of more than 63 characters",
                "hinter dem @ in „{1}“ steht ein Teil von mehr als 63 Zeichen"},
        {"the address \"%s\" has an empty part in its domain",
                "hinter dem @ in „{1}“ ist ein Teil leer"},
        {"the address \"%s\" is longer than 254 characters", "„{1}“ ist länger als 254 Zeichen"},
        {"nobody alive was born in %d; correct the year",
                "niemand, der lebt, ist {1} geboren; berichtigen Sie das Jahr"},
        {"this is not a time zone we know; write it like Europe/Berlin, or leave it empty for the "
         "country's",
                "diese Zeitzone kennen wir nicht; schreiben Sie sie wie Europe/Berlin, oder lassen "
                "Sie das Feld leer, dann gilt die des Landes"},
        {"this field has %zu bytes and the most is %zu; shorten it",
                "dieses Feld hat {1} Bytes, höchstens {2} dürfen es sein; kürzen Sie es"},
        {"a quotation mark in this line is not closed, so nobody can tell where its fields end; "
         "close it, and write a quotation mark inside a field twice",
                "ein Anführungszeichen in dieser Zeile wird nicht geschlossen, also ist nicht zu "
                "sehen, wo die Felder enden; schließen Sie es, und verdoppeln Sie es in einem "
                "Feld"},
        {"this row is longer than %d KiB; no customer's is: look for a missing line end, and "
         "export the file again",
                "diese Zeile ist länger als {1} KiB, das ist keine eines Kunden: Suchen Sie ein "
                "fehlendes Zeilenende, und exportieren Sie die Datei neu"},
        {"this row has %zu fields and the first row %zu; look for a missing or surplus \"%s\", "
         "and put fields that contain one in quotation marks",
                "diese Zeile hat {1} Felder und die erste {2}; suchen Sie ein fehlendes oder "
                "überzähliges „{3}“, und setzen Sie Felder, in denen eines steht, in "
                "Anführungszeichen"},

        /* ---- the ledger as a whole ---- */
        {"%s can't be read: %s; give the daemon's user the right to read it and to enter the "
         "folders above it",
                "{1} ist nicht lesbar: {2}; geben Sie dem Benutzer des Dienstes das Recht, sie zu "
                "lesen und die Ordner darüber zu betreten"},
        {"%s can't be read: this machine knows no encoding \"%s\"; set ledger.encoding to a name "
         "that `iconv -l` lists",
                "{1} ist nicht lesbar: Dieser Rechner kennt die Kodierung „{2}“ nicht; nennen Sie "
                "in ledger.encoding eine, die `iconv -l` aufzählt"},
        {"%s can't be read to its end: %s; nothing was taken from it",
                "{1} ist nicht bis zum Ende lesbar: {2}; nichts daraus wurde übernommen"},
        {"%s is not a plain file; put the exported table there",
                "{1} ist keine gewöhnliche Datei; legen Sie die exportierte Tabelle dorthin"},
        {"%s changed while it was being read, so it may be half written; nothing was taken from "
         "it, the next look reads it again",
                "{1} änderte sich beim Lesen, ist also vielleicht erst halb geschrieben; nichts "
                "daraus wurde übernommen, der nächste Blick liest sie neu"},
        {"%s holds no customer that can be used; nothing was taken from it: what we know of the "
         "customers stays as it was. The first row that was refused is in line %d: %s",
                "{1} enthält keinen brauchbaren Kunden; nichts daraus wurde übernommen: Was wir "
                "von den Kunden wissen, bleibt, wie es war. Die erste Zeile, die nicht genommen "
                "wurde, ist Zeile {2}: {3}"},
        {"%s is not a plain file; put the database there",
                "{1} ist keine gewöhnliche Datei; legen Sie die Datenbank dorthin"},
        {"%s holds no customer that can be used; nothing was taken from it: what we know of the "
         "customers stays as it was",
                "{1} enthält keinen brauchbaren Kunden; nichts daraus wurde übernommen: Was wir "
                "von den Kunden wissen, bleibt, wie es war"},
        {"%s has lost %lld of %lld customers, more than the %d %% that ledger.shrink_percent "
         "allows; nothing was taken from it and nobody was removed: put the whole file back, or "
         "if this is right say `followup approve ledger`",
                "{1} hat {2} von {3} Kunden verloren, mehr als die {4} %, die "
                "ledger.shrink_percent "
                "erlaubt; nichts daraus wurde übernommen und niemand entfernt: Legen Sie die ganze "
                "Datei wieder hin, oder wenn es stimmt, sagen Sie `followup approve ledger`"},
        {"%s holds %lld customers where there were %lld; nothing was taken from it, so that "
         "nobody is written to by mistake: put the right file back, or if this is right say "
         "`followup approve ledger`",
                "{1} enthält {2} Kunden, wo es {3} waren; nichts daraus wurde übernommen, damit "
                "niemand aus Versehen angeschrieben wird: Legen Sie die richtige Datei wieder hin, "
                "oder wenn es stimmt, sagen Sie `followup approve ledger`"},
        {"%s gives every customer the id of another one, so its ids are no ids; nothing was taken "
         "from it: what we know of the customers stays as it was",
                "{1} gibt jedem Kunden die Nummer eines anderen, also sind es keine Kundennummern; "
                "nichts daraus wurde übernommen: Was wir von den Kunden wissen, bleibt, wie es "
                "war"},
        {"%s:%d: no column is called \"%s\", where the configuration says that %s stands (the "
         "columns are: %s); nothing was taken from the file: correct the map of columns in the "
         "configuration, or the export",
                "{1}:{2}: Keine Spalte heißt „{3}“, wo nach der Konfiguration {4} steht (die "
                "Spalten sind: {5}); nichts daraus wurde übernommen: Berichtigen Sie die Zuordnung "
                "der Spalten in der Konfiguration oder den Export"},
        {"%s:%d: no column is called %s (the columns are: %s); nothing was taken from the file: "
         "say in the configuration's map of columns which one it is, check delimiter and "
         "encoding, or delete what stands above the names of the columns",
                "{1}:{2}: Keine Spalte heißt {3} (die Spalten sind: {4}); nichts daraus wurde "
                "übernommen: Nennen Sie sie in der Zuordnung der Spalten der Konfiguration, prüfen "
                "Sie Trennzeichen und Kodierung, oder löschen Sie, was über den Namen der Spalten "
                "steht"},
        {"%s:%d:%d: columns %zu (\"%s\") and %zu (\"%s\") both seem to be %s; nothing was taken "
         "from the file: rename one, or name the right one in the configuration's map of columns",
                "{1}:{2}:{3}: Die Spalten {4} („{5}“) und {6} („{7}“) scheinen beide {8} zu sein; "
                "nichts daraus wurde übernommen: Benennen Sie eine um, oder nennen Sie die "
                "richtige in der Zuordnung der Spalten der Konfiguration"},
        {"%s:%d:%d: the name of column %zu, \"%s\", can't be read: %s",
                "{1}:{2}:{3}: Der Name der Spalte {4}, „{5}“, ist nicht lesbar: {6}"},
        {"%s:%d: the first row should name the columns, and is empty",
                "{1}:{2}: Die erste Zeile soll die Spalten nennen und ist leer"},
        {"%s:%d: the first row should name the columns: %s",
                "{1}:{2}: Die erste Zeile soll die Spalten nennen: {3}"},
        {"%s:%d: the first row names %zu columns; the most is %d: export only the columns that "
         "letters need",
                "{1}:{2}: Die erste Zeile nennt {3} Spalten, höchstens {4} dürfen es sein: "
                "Exportieren Sie nur die, die Briefe brauchen"},
        {"%s: the first line is longer than %d KiB, so this is not a table of text; export it as "
         "CSV",
                "{1}: Die erste Zeile ist länger als {2} KiB, also ist das keine Tabelle aus Text; "
                "exportieren Sie CSV"},
        {"%s is empty, so nothing was taken from it: what we know of the customers stays as it "
         "was; export it again",
                "{1} ist leer, also wurde nichts daraus übernommen: Was wir von den Kunden wissen, "
                "bleibt, wie es war; exportieren Sie die Datei noch einmal"},
        {"%s is not there, so nothing was taken from it: what we know of the customers stays as it "
         "was; put the export there again, or correct its name in the configuration",
                "{1} ist nicht da, also wurde nichts daraus übernommen: Was wir von den Kunden "
                "wissen, bleibt, wie es war; legen Sie den Export wieder hin, oder berichtigen Sie "
                "seinen Namen in der Konfiguration"},
        {"%s is a program's own file (a workbook, a document, a database), not a table of text: "
         "open it in its program and save it as CSV; of an SQLite database say in "
         "ledger.customers_query what to read",
                "{1} ist die eigene Datei eines Programms (eine Arbeitsmappe, ein Dokument, eine "
                "Datenbank), keine Tabelle aus Text: Öffnen Sie sie in ihrem Programm und "
                "speichern Sie sie als CSV; für eine SQLite-Datenbank sagen Sie in "
                "ledger.customers_query, was daraus zu lesen ist"},
        {"the query over %s gives %zu columns; the most is %d: name those that letters need",
                "die Abfrage über {1} gibt {2} Spalten, höchstens {3} dürfen es sein: Nennen Sie "
                "die, die Briefe brauchen"},
        {"the query over %s can't be used: %s; nothing was taken from it: write one SELECT that "
         "reads tables and uses plain functions",
                "die Abfrage über {1} ist nicht brauchbar: {2}; nichts daraus wurde übernommen: "
                "Schreiben Sie ein SELECT, das Tabellen liest und einfache Funktionen nimmt"},
        {"it does more than read", "sie tut mehr als lesen"},
        {"it is not one SELECT", "sie ist nicht ein SELECT"},
        {"the query takes far longer than a file of this size is worth; look for a join without "
         "its condition",
                "die Abfrage dauert weit länger, als eine Datei dieser Größe wert ist; suchen Sie "
                "einen JOIN ohne seine Bedingung"},
        {"%s can't be opened as an SQLite database: %s",
                "{1} lässt sich nicht als SQLite-Datenbank öffnen: {2}"},

        /* ---- calendars ---- */
        {"It can't be read (%s). Its dates of before stay in force; let the daemon's user read "
         "the file.",
                "Er ist nicht lesbar ({1}). Seine bisherigen Tage gelten weiter; lassen Sie den "
                "Benutzer des Dienstes die Datei lesen."},
        {"The file is larger than 24 MB; export only the calendar of holidays, or split it.",
                "Die Datei ist größer als 24 MB; exportieren Sie nur den Kalender der Feiertage, "
                "oder teilen Sie ihn."},
        {"The file holds NUL bytes, so it is no text. Save it as an iCalendar file (.ics) in "
         "UTF-8.",
                "Die Datei enthält NUL-Bytes, ist also kein Text. Speichern Sie sie als "
                "iCalendar-Datei (.ics) in UTF-8."},
        {"Line %d is longer than 64 KB; no calendar program writes that. Export the file again.",
                "Zeile {1} ist länger als 64 KB; das schreibt kein Kalenderprogramm. Exportieren "
                "Sie die Datei neu."},
        {"The file has more than 50,000 events; split it.",
                "Die Datei hat mehr als 50.000 Termine; teilen Sie sie."},
        {"It is no calendar: it has no line BEGIN:VCALENDAR. Export it as an iCalendar file "
         "(.ics).",
                "Das ist kein Kalender: Die Zeile BEGIN:VCALENDAR fehlt. Exportieren Sie eine "
                "iCalendar-Datei (.ics)."},
        {"It ends in the middle: END:VCALENDAR is missing. Copy it again, whole.",
                "Er endet mittendrin: END:VCALENDAR fehlt. Kopieren Sie ihn noch einmal, ganz."},
        {"Reading it took more time or memory than a calendar should. Export only the holidays "
         "you need.",
                "Ihn zu lesen brauchte mehr Zeit oder Speicher, als ein Kalender darf. Exportieren "
                "Sie nur die Feiertage, die Sie brauchen."},
        {"It could not be read: the reader died on it, so something in it is badly broken. Export "
         "it again, or from another program.",
                "Er war nicht lesbar: Der Leser starb daran, etwas darin ist also ganz kaputt. "
                "Exportieren Sie ihn neu oder aus einem anderen Programm."},
        {"%s. After that no letter goes for them, and as public holidays they hold none back: put "
         "newer files into the calendars folder.",
                "{1}. Danach geht zu diesen Tagen kein Brief mehr, und als Feiertage halten sie "
                "keinen zurück: Legen Sie neuere Dateien in den Ordner der Kalender."},
        {"%s: the event \"%s\" on %s names the letter \"%s\", and the templates folder has none of "
         "that "
         "name that could go, so nobody gets one: save it there, or correct the name in the event.",
                "{1}: Das Ereignis „{2}“ am {3} nennt den Brief „{4}“, und im Ordner der Vorlagen "
                "liegt keiner dieses Namens, der gehen könnte; darum bekommt ihn niemand: Legen "
                "Sie "
                "ihn dort ab, oder verbessern Sie den Namen im Ereignis."},
        {"%s Letters that are missing beside it: %d.", "{1} Briefe, die außerdem fehlen: {2}."},
        {"%s; %d more files end as well", "{1}; {2} weitere Dateien enden ebenso"},
        {"%s; %s lists \"%s\" and %lld more only until %s",
                "{1}; {2} nennt „{3}“ und {4} weitere nur bis {5}"},
        {"%s; %s lists \"%s\" only until %s", "{1}; {2} nennt „{3}“ nur bis {4}"},
        {"%s lists \"%s\" and %lld more only until %s",
                "{1} nennt „{2}“ und {3} weitere nur bis {4}"},
        {"%s lists \"%s\" only until %s", "{1} nennt „{2}“ nur bis {3}"},

        /* ---- templates and calendars as folders ---- */
        {"The templates folder %s can't be read; its last good letters stay in use.",
                "Der Ordner der Vorlagen {1} ist nicht lesbar; seine letzten guten Briefe bleiben "
                "in Gebrauch."},
        {"The templates folder holds more than 40,000 files, so nothing in it is read any more "
         "and the last good letters stay in use; please move what is no letter elsewhere.",
                "Der Ordner der Vorlagen enthält mehr als 40.000 Dateien, also wird dort nichts "
                "mehr gelesen, und die letzten guten Briefe bleiben in Gebrauch; bitte räumen Sie "
                "fort, was kein Brief ist."},
        {"The calendars folder can't be read; the dates known so far stay in force.",
                "Der Ordner der Kalender ist nicht lesbar; die bisher bekannten Tage gelten "
                "weiter."},
        {"your customer list has no column %s; did you mean %s?",
                "Ihre Kundenliste hat keine Spalte {1}; meinten Sie {2}?"},
        {"your customer list has no column %s", "Ihre Kundenliste hat keine Spalte {1}"},
        {"it may only compare the customer's own columns, with plain functions, and hold no SELECT",
                "sie darf nur die eigenen Spalten des Kunden mit einfachen Funktionen vergleichen "
                "und kein SELECT enthalten"},
        {"brackets or quotes do not match, or it holds a comment or one of ; [ : ? @ $ #",
                "Klammern oder Anführungszeichen gehen nicht auf, oder es steht ein Kommentar oder "
                "eines von ; [ : ? @ $ # darin"},
        {"Template %s: its Where: can't be used (%s); nobody gets it until that is mended.",
                "Vorlage {1}: Ihr Where: ist nicht brauchbar ({2}); niemand bekommt diesen Brief, "
                "bis das behoben ist."},
        {"it stumbles over a value of some customer", "es stolpert über den Wert eines Kunden"},
        {NULL, NULL},
};
