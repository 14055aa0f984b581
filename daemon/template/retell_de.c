/*
 * German for retell.c. What is more exact stands first. tests/check-wording reads the sources and
 * misses none.
 */
#include "retell.h"

const struct retelling retell_de[] = {
        /* ---- desk ---- */
        {"%s replied to the notice \"%s\" of %s. Nothing was done: %s.",
                "{1} antwortete auf die Nachricht „{2}“ an {3}. Es wurde nichts getan: {4}."},
        {"it went to somebody else", "sie ging an jemand anderen"},
        {"the mail server says the sender is forged",
                "der Mailserver sagt, dass der Absender gefälscht ist"},
        {"that notice is too old", "diese Nachricht ist zu alt"},
        {"A reply of %s to a notice:%s Nothing was done: it was said before.",
                "{1} antwortete noch einmal auf dieselbe Nachricht. Es wurde nichts getan: Das "
                "war schon gesagt."},

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

        /* ---- planner and sender ---- */
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
        {"%lld letters have left today, and this morning %lld were planned. That may be a "
         "mistake, so no more letters to customers leave; mail to staff does. Look at what is "
         "queued with “followup plan”, and if all is well say: followup approve sending",
                "{1} Briefe sind heute gegangen, und heute Morgen waren {2} geplant. Das kann ein "
                "Versehen sein, also geht kein Brief mehr an Kunden; Mails an Sie und die Kollegen "
                "gehen weiter. Sehen Sie mit „followup plan“, was wartet, und wenn alles stimmt, "
                "sagen Sie: followup approve sending"},
        {"The clock says %s, but followupd has already seen %s. No letter leaves until it is as "
         "late again, or until you say that the clock is right: followup approve catch-up",
                "Die Uhr zeigt {1}, doch followupd hat schon {2} gesehen. Kein Brief geht, bis es "
                "wieder so spät ist, oder bis Sie sagen, dass die Uhr stimmt: followup approve "
                "catch-up"},
        {"followupd last planned on %s, and now it is %s. The letters that are still valid wait "
         "until %s, or until you say so earlier: followup approve catch-up",
                "followupd plante zuletzt am {1}, und jetzt ist es {2}. Die Briefe, die noch "
                "gelten, warten bis {3}, oder bis Sie es früher sagen: followup approve catch-up"},
        {"This store was brought here from another machine, so nothing is sent: the other one may "
         "be sending the same letters. Stop followupd there for good, then say “followup adopt” "
         "here.",
                "Dieser Speicher kam von einem anderen Rechner hierher, also wird nichts gesendet: "
                "Der andere sendet vielleicht dieselben Briefe. Halten Sie followupd dort für "
                "immer an, und sagen Sie dann hier „followup adopt“."},
        {"The connection broke before the server confirmed; it is not known whether it arrived.",
                "Die Verbindung riss ab, ehe der Server bestätigte; niemand weiß, ob es ankam."},
        {"followupd ended while this letter was on its way; it is not known whether it arrived.",
                "followupd endete, während dies unterwegs war; niemand weiß, ob es ankam."},
        {"This machine stopped without warning while this letter was about to go; it is not known "
         "whether it arrived.",
                "Dieser Rechner blieb plötzlich stehen, als dies gerade gehen sollte; niemand "
                "weiß, ob es ankam."},
        {"Too late: the day it was meant for has passed.",
                "Zu spät: Der Tag, für den es gedacht war, ist vorbei."},

        /* ---- both servers ---- */
        {"The certificate of %s:%d was revoked. Ask whoever runs the server for a new one. No "
         "password was sent.",
                "Das Zertifikat von {1}:{2} wurde widerrufen. Bitten Sie, wer den Server betreibt, "
                "um ein neues. Es wurde kein Passwort gesendet."},
        {"The certificate of %s:%d has expired on %s. Have it renewed on the server (or correct "
         "this machine's clock). No password was sent.",
                "Das Zertifikat von {1}:{2} ist am {3} abgelaufen. Lassen Sie es auf dem Server "
                "erneuern (oder stellen Sie die Uhr dieses Rechners richtig). Es wurde kein "
                "Passwort gesendet."},
        {"The certificate of %s:%d is not valid before %s. Check this machine's clock. No password "
         "was sent.",
                "Das Zertifikat von {1}:{2} gilt erst ab {3}. Prüfen Sie die Uhr dieses Rechners. "
                "Es wurde kein Passwort gesendet."},
        {"The certificate of %s:%d is self-signed and not trusted here: anybody could have made "
         "it. %s. No password was sent.",
                "Das Zertifikat von {1}:{2} ist selbst unterschrieben, und hier traut ihm niemand: "
                "Jeder könnte es gemacht haben. {3}. Es wurde kein Passwort gesendet."},
        {"The certificate of %s:%d is signed by nobody this machine trusts. %s. No password was "
         "sent.",
                "Das Zertifikat von {1}:{2} hat niemand unterschrieben, dem dieser Rechner traut. "
                "{3}. Es wurde kein Passwort gesendet."},
        {"Check that ca_file holds the certificate of its authority",
                "Prüfen Sie, ob in ca_file das Zertifikat der Stelle steht, die es ausgab"},
        {"If it is the right server, save the certificate of its authority to a file and name "
         "that file as ca_file",
                "Ist es der richtige Server, speichern Sie das Zertifikat der Stelle, die es "
                "ausgab, in einer Datei, und nennen Sie sie als ca_file"},
        {"The certificate of %s:%d is made out to %s, not to %s. Write the server's real name as "
         "host in the configuration. No password was sent.",
                "Das Zertifikat von {1}:{2} lautet auf {3}, nicht auf {4}. Schreiben Sie den "
                "wirklichen Namen des Servers als host in die Konfiguration. Es wurde kein "
                "Passwort gesendet."},
        {"nobody", "niemanden"},
        {"The certificate of %s:%d uses a signature or key too weak to be believed. Have it "
         "replaced. No password was sent.",
                "Das Zertifikat von {1}:{2} hat eine Unterschrift oder einen Schlüssel, der zu "
                "schwach ist. Lassen Sie es ersetzen. Es wurde kein Passwort gesendet."},
        {"The certificate of %s:%d could not be verified (status 0x%x). Have it replaced. No "
         "password was sent.",
                "Das Zertifikat von {1}:{2} ließ sich nicht prüfen (Status 0x{3}). Lassen Sie es "
                "ersetzen. Es wurde kein Passwort gesendet."},
        {"The key of %s:%d is none of those that pin allows, though its certificate is good. If "
         "whoever runs the server has changed the key, write pin = \"%s\" in the configuration; "
         "if nobody has, somebody in between is pretending. No password was sent.",
                "Der Schlüssel von {1}:{2} ist keiner, den pin erlaubt, obwohl das Zertifikat gut "
                "ist. Wurde der Schlüssel dort gewechselt, schreiben Sie pin = \"{3}\" in die "
                "Konfiguration; wenn nicht, gibt sich jemand dazwischen als der Server aus. Es "
                "wurde kein Passwort gesendet."},
        {"%s:%d did not answer within %d seconds. Check host and port in the configuration, the "
         "network, and any firewall in between.",
                "{1}:{2} antwortete nicht in {3} Sekunden. Prüfen Sie host und port in der "
                "Konfiguration, das Netz und jede Firewall dazwischen."},
        {"No connection to %s:%d (%s). Check host and port in the configuration, and whether the "
         "server runs.",
                "Keine Verbindung zu {1}:{2} ({3}). Prüfen Sie host und port in der Konfiguration, "
                "und ob der Server läuft."},
        {"The address of the host “%s” was not found within %d seconds: this machine's DNS does "
         "not answer. Check the network and /etc/resolv.conf.",
                "Die Adresse von „{1}“ war in {2} Sekunden nicht zu finden: Das DNS dieses "
                "Rechners "
                "antwortet nicht. Prüfen Sie das Netz und /etc/resolv.conf."},
        {"The host “%s” was not found (%s). Check its spelling in the configuration, and this "
         "machine's DNS.",
                "Der Rechner „{1}“ war nicht zu finden ({2}). Prüfen Sie die Schreibweise in der "
                "Konfiguration und das DNS dieses Rechners."},
        {"%s:%d accepted the connection but did not finish the TLS handshake in %d seconds; no "
         "password was sent. %s",
                "{1}:{2} nahm die Verbindung an, wurde aber in {3} Sekunden mit der "
                "Verschlüsselung nicht fertig; es wurde kein Passwort gesendet. {4}"},
        {"Try again later, or ask whoever runs the server.",
                "Versuchen Sie es später, oder fragen Sie, wer den Server betreibt."},
        {"TLS with %s:%d failed (%s); no password was sent.%s",
                "Die Verschlüsselung mit {1}:{2} misslang ({3}); es wurde kein Passwort "
                "gesendet.{4}"},
        {"No certificate authority could be read from %s (%s), so %s:%d can't be verified and no "
         "password is sent. %s",
                "Aus {1} war keine ausgebende Stelle zu lesen ({2}), also lässt sich {3}:{4} nicht "
                "prüfen, und es wird kein Passwort gesendet. {5}"},
        {"it holds none", "es enthält keine"},
        {"the system's store", "dem Bestand des Systems"},
        {"Check ca_file: it must be PEM and readable for the daemon.",
                "Prüfen Sie ca_file: Es muss PEM und für den Dienst lesbar sein."},
        {"Install the package ca-certificates.", "Installieren Sie das Paket ca-certificates."},
        {"%s:%d sent plain text behind its answer to STARTTLS. Somebody between here and there may "
         "be inserting commands; no password was sent. Ask whoever runs the server or the "
         "network.",
                "{1}:{2} sendete offenen Text nach der Antwort auf STARTTLS. Vielleicht schiebt "
                "jemand dazwischen Befehle ein; es wurde kein Passwort gesendet. Fragen Sie, wer "
                "den Server oder das Netz betreibt."},
        {"Nothing is wrong with the connection.", "Mit der Verbindung ist alles in Ordnung."},
        {"The server took too long to answer.", "Der Server brauchte zu lange für eine Antwort."},
        {"The server closed the connection.", "Der Server schloss die Verbindung."},
        {"The daemon was asked to stop.", "Der Dienst sollte aufhören."},
        {"The server could not be reached.", "Der Server war nicht zu erreichen."},
        {"The server's certificate could not be verified.",
                "Das Zertifikat des Servers ließ sich nicht prüfen."},
        {"The encrypted connection broke.", "Die verschlüsselte Verbindung riss ab."},
        {"The server sent far more than it was asked for.",
                "Der Server sendete weit mehr, als gefragt war."},
        {"The connection failed.", "Die Verbindung misslang."},
        {"%s:%d offers no login with a %s (it offers: %s). %s",
                "{1}:{2} bietet keine Anmeldung mit {3} an (angeboten: {4}). {5}"},
        {"password (SCRAM-SHA-256, PLAIN, LOGIN)", "Passwort (SCRAM-SHA-256, PLAIN, LOGIN)"},
        {"token (XOAUTH2)", "Token (XOAUTH2)"},
        {"none that we know", "keine, die wir kennen"},
        {"Take token_command out and name a password, or ask whoever runs the server.",
                "Nehmen Sie token_command heraus, und nennen Sie ein Passwort, oder fragen Sie, "
                "wer den Server betreibt."},
        {"Check the port, and ask whoever runs the server; where it wants a token, name a "
         "token_command.",
                "Prüfen Sie den Port, und fragen Sie, wer den Server betreibt; will er ein Token, "
                "nennen Sie ein token_command."},
        {"User or %s for %s:%d holds a line break. Correct the configuration.",
                "Im Benutzer oder {1} für {2}:{3} steht ein Zeilenumbruch. Berichtigen Sie "
                "die Konfiguration."},
        {"User or password for %s holds a line break. Correct the configuration.",
                "Im Benutzer oder Passwort für {1} steht ein Zeilenumbruch. Berichtigen Sie die "
                "Konfiguration."},
        {"It could not show that it knows the password, so it may be another than it says. Ask "
         "whoever runs the server.",
                "Er konnte nicht zeigen, dass er das Passwort kennt, ist also vielleicht ein "
                "anderer, als er sagt. Fragen Sie, wer den Server betreibt."},
        {"Check user and password; some providers want an app password.",
                "Prüfen Sie Benutzer und Passwort; manche Anbieter wollen ein App-Passwort."},
        {"Check user and token_command: the token may be over, or not be meant for mail%s%s%s.",
                "Prüfen Sie Benutzer und token_command: Das Token ist vielleicht abgelaufen oder "
                "nicht für Mail gedacht{1}{2}{3}."},
        {"The mailbox of %s is not read, so nobody notices there what customers write and what "
         "comes back. %s",
                "Das Postfach von {1} wird nicht gelesen, also bemerkt dort niemand, was Kunden "
                "schreiben und was zurückkommt. {2}"},
        {"The letters of %s wait; those of others go. %s",
                "Die Briefe von {1} warten; die der anderen gehen hinaus. {2}"},
        {"%s refused the login of “%s” (%s). %s",
                "{1} lehnte die Anmeldung von „{2}“ ab ({3}). {4}"},
        {"Your provider wants OAuth in place of a password: name a token_command.",
                "Ihr Anbieter will OAuth statt eines Passworts: Nennen Sie ein token_command."},
        {"%s does not offer STARTTLS, so no password was sent. Check the port: 587 has STARTTLS, "
         "465 wants tls = \"implicit\" in the configuration.",
                "{1} bietet kein STARTTLS an, also wurde kein Passwort gesendet. Prüfen Sie den "
                "Port: 587 hat STARTTLS, 465 will tls = \"implicit\" in der Konfiguration."},
        {"%s does not offer STARTTLS, so no password was sent. Check the port: 143 has STARTTLS, "
         "993 wants tls = \"implicit\" in the configuration.",
                "{1} bietet kein STARTTLS an, also wurde kein Passwort gesendet. Prüfen Sie den "
                "Port: 143 hat STARTTLS, 993 will tls = \"implicit\" in der Konfiguration."},
        {"%s does not follow the rules of %s, so it may be another than it says. Ask whoever runs "
         "the server.",
                "{1} hält sich nicht an die Regeln von {2}, ist also vielleicht ein anderer, als "
                "er sagt. Fragen Sie, wer den Server betreibt."},
        {"no %s from %s: %s; without it nobody can log in",
                "kein {1} aus {2}: {3}; ohne es kann sich niemand anmelden"},
        {"nowhere: no password is configured", "nirgends: Es ist kein Passwort konfiguriert"},
        {"credential %s (systemd gave no credentials: add LoadCredential=%s:PATH to the unit)",
                "Credential {1} (systemd gab keine Credentials: Nehmen Sie LoadCredential={2}:PFAD "
                "in die Unit auf)"},
        {"its first line is empty or holds a zero byte",
                "die erste Zeile ist leer oder enthält ein Null-Byte"},
        {"the command failed: run it as the daemon's user to see why",
                "der Befehl misslang: Rufen Sie ihn als Benutzer des Daemons auf, um zu sehen, "
                "warum"},
        {"the command took longer than 30 seconds, or left something running that holds its "
         "output",
                "der Befehl brauchte mehr als 30 Sekunden oder ließ etwas laufen, das seine "
                "Ausgabe offen hält"},
        {"there are more than 16,000 bytes: it wants one line",
                "das sind mehr als 16.000 Bytes: Eine Zeile soll es sein"},
        {"password", "Passwort"},
        {"token", "Token"},

        /* ---- the server that sends ---- */
        {"Our own address as the sender (%.100s) can't be used in SMTP: it needs one @ and "
         "neither blanks nor angle brackets. Check business.address in the configuration.",
                "Unsere eigene Absenderadresse ({1}) ist in SMTP nicht brauchbar: Sie braucht ein "
                "@ und weder Leerzeichen noch spitze Klammern. Prüfen Sie business.address in der "
                "Konfiguration."},
        {"The address “%.100s” can't be used in SMTP: it needs one @ and neither blanks nor angle "
         "brackets. Correct it in the ledger.",
                "Die Adresse „{1}“ ist in SMTP nicht brauchbar: Sie braucht ein @ und weder "
                "Leerzeichen noch spitze Klammern. Berichtigen Sie sie in der Kundenliste."},
        {"The address “%.100s” has letters beyond ASCII before the @, which %s does not take (it "
         "offers no SMTPUTF8), so the letter can't go there. Ask the customer for another "
         "address.",
                "In der Adresse „{1}“ stehen vor dem @ Buchstaben, die {2} nicht annimmt (es "
                "bietet "
                "kein SMTPUTF8), also kann der Brief nicht dorthin. Fragen Sie den Kunden nach "
                "einer anderen Adresse."},
        {"The envelope id has more than 100 bytes.",
                "Die Kennung des Umschlags hat mehr als 100 Bytes."},
        {"The letter has %zu bytes and %s takes at most %zu. Make the template or its pictures "
         "smaller.",
                "Der Brief hat {1} Bytes, und {2} nimmt höchstens {3}. Machen Sie die Vorlage oder "
                "ihre Bilder kleiner."},
        {"The connection to %s is closed.", "Die Verbindung zu {1} ist geschlossen."},
        {"The server answered with something that is not SMTP. Check host and port in the "
         "configuration.",
                "Der Server antwortete etwas, das nicht SMTP ist. Prüfen Sie host und port in der "
                "Konfiguration."},
        {"The name for EHLO is empty or holds a character that can't stand in one. Check the host "
         "name of this machine.",
                "Der Name für EHLO ist leer oder enthält ein Zeichen, das dort nicht stehen kann. "
                "Prüfen Sie den Namen dieses Rechners."},
        {"%s, at step “%s”: %s", "{1}, beim Schritt „{2}“: {3}"},
        {"Perhaps this port wants tls = \"implicit\" in the configuration.",
                "Vielleicht will dieser Port tls = \"implicit\" in der Konfiguration."},
        {"Perhaps this port wants tls = \"starttls\" in the configuration.",
                "Vielleicht will dieser Port tls = \"starttls\" in der Konfiguration."},
        {" Perhaps this port wants tls = \"starttls\" in the configuration.",
                " Vielleicht will dieser Port tls = \"starttls\" in der Konfiguration."},
        {"%s:%d answered %s with \"%s\". %s", "{1}:{2} antwortete auf {3}: „{4}“. {5}"},
        {"the login", "die Anmeldung"},
        {"our own address as the sender", "unsere eigene Adresse als Absender"},
        {"a recipient", "einen Empfänger"},
        {"a letter", "einen Brief"},
        {"our greeting", "unsere Begrüßung"},
        {"The server wants a login: add user and a way to the password to the group smtp.",
                "Der Server will eine Anmeldung: Nennen Sie user und einen Weg zum Passwort in der "
                "Gruppe smtp."},
        {"Your provider lets no more out for now. Letters go on by themselves once it does; set "
         "per_minute and per_day in the group smtp to what it allows.",
                "Ihr Anbieter lässt für jetzt nicht mehr hinaus. Danach gehen die Briefe von "
                "selbst weiter; setzen Sie per_minute und per_day in der Gruppe smtp auf das, was "
                "er erlaubt."},
        {"This login may not send under that address. Have your provider allow it, name a login "
         "for each person in people, or write from = \"shared\" in business.",
                "Diese Anmeldung darf unter jener Adresse nicht senden. Lassen Sie es vom Anbieter "
                "erlauben, nennen Sie in people für jede Person einen login, oder schreiben Sie in "
                "business from = \"shared\"."},
        {"That is for now: it is tried again. If it stays, ask whoever runs the server.",
                "Das gilt für jetzt: Es wird wieder versucht. Bleibt es so, fragen Sie, wer den "
                "Server betreibt."},
        {"It is tried again, but that seldom changes by itself: ask whoever runs the server.",
                "Es wird wieder versucht, aber das ändert sich selten von selbst: Fragen Sie, wer "
                "den Server betreibt."},

        /* ---- the server that is read ---- */
        {"%s Nobody hears what customers write there; the other mailboxes are read. If it was "
         "renamed or deleted, correct the group imap of the configuration and reload followupd.",
                "{1} Niemand hört, was Kunden dorthin schreiben; die anderen Postfächer werden "
                "gelesen. Wurde es umbenannt oder gelöscht, berichtigen Sie die Gruppe imap der "
                "Konfiguration, und laden Sie followupd neu."},
        {"%s No copy of what was sent lies there; customers have their letters all the same. It "
         "is tried again.",
                "{1} Dort liegt keine Kopie des Gesendeten; die Kunden haben ihre Briefe trotzdem. "
                "Es wird wieder versucht."},
        {"The server broke the dialogue.", "Der Server brach das Gespräch ab."},
        {"The mail server has the message with UID %u in %s, but does not give it: %s. A customer "
         "may wait behind it and behind those that came later, so it is tried again and none is "
         "passed over. If this stays, open the mailbox with a mail program, and ask whoever runs "
         "the server.",
                "Der Mailserver hat die Nachricht mit der UID {1} in {2}, gibt sie aber nicht her: "
                "{3}. Dahinter und hinter den späteren wartet vielleicht ein Kunde, also wird es "
                "wieder versucht und keine übergangen. Bleibt es so, öffnen Sie das Postfach mit "
                "einem Mailprogramm, und fragen Sie, wer den Server betreibt."},
        {"The mail server has the message with UID %u in %s, but does not give it. A customer may "
         "wait behind it and behind those that came later, so it is tried again and none is "
         "passed over. If this stays, open the mailbox with a mail program, and ask whoever runs "
         "the server.",
                "Der Mailserver hat die Nachricht mit der UID {1} in {2}, gibt sie aber nicht her. "
                "Dahinter und hinter den späteren wartet vielleicht ein Kunde, also wird es wieder "
                "versucht und keine übergangen. Bleibt es so, öffnen Sie das Postfach mit einem "
                "Mailprogramm, und fragen Sie, wer den Server betreibt."},
        {"A mailbox name in the configuration is empty, or not UTF-8. Correct it.",
                "Der Name eines Postfachs in der Konfiguration ist leer oder nicht UTF-8. "
                "Berichtigen Sie ihn."},
        {"%s gives no UIDVALIDITY for the mailbox “%s”: messages there can't be told apart from "
         "one visit to the next. Use another server or mailbox.",
                "{1} gibt keine UIDVALIDITY für das Postfach „{2}“: Nachrichten dort sind von "
                "einem Besuch zum nächsten nicht zu unterscheiden. Nehmen Sie einen anderen Server "
                "oder ein anderes Postfach."},
        {"The name of the mailbox for copies is empty, or not UTF-8. Correct it.",
                "Der Name des Postfachs für Kopien ist leer oder nicht UTF-8. Berichtigen Sie "
                "ihn."},
        {"A header to search for holds a line break or a byte that is not plain ASCII; nothing "
         "was asked of %s.",
                "Eine gesuchte Kopfzeile enthält einen Zeilenumbruch oder ein Byte, das nicht "
                "ASCII ist; {1} wurde nichts gefragt."},
        {"%s did not give the message with UID %u.",
                "{1} gab die Nachricht mit der UID {2} nicht her."},
        {"%s, while %s: the server's answer could not be understood. The next connection starts "
         "anew; if this stays, ask whoever runs the server.",
                "{1}, beim Schritt „{2}“: Die Antwort des Servers war nicht zu verstehen. Die "
                "nächste Verbindung beginnt neu; bleibt es so, fragen Sie, wer den Server "
                "betreibt."},
        {"%s, while asking what it can do, said: %s", "{1} sagte auf die Frage, was er kann: {2}"},
        {"%s, while %s, said %s: %s", "{1} sagte beim Schritt „{2}“ {3}: {4}"},
        {"%s, while %s: %s", "{1}, beim Schritt „{2}“: {3}"},
        {"(without a reason)", "(ohne Grund)"},
        {"%s takes no connection now: %s", "{1} nimmt jetzt keine Verbindung an: {2}"},
        {"%s did not greet us within %d seconds. Check host and port, and tls in the "
         "configuration: 993 wants \"implicit\", 143 \"starttls\".",
                "{1} begrüßte uns nicht in {2} Sekunden. Prüfen Sie host und port und tls in der "
                "Konfiguration: 993 will \"implicit\", 143 \"starttls\"."},
        {"%s says that we are logged in already (PREAUTH). Without a login nobody knows whose "
         "mailbox this is, and somebody in between may be pretending; no password was sent. Ask "
         "whoever runs the server.",
                "{1} sagt, wir seien schon angemeldet (PREAUTH). Ohne Anmeldung weiß niemand, "
                "wessen Postfach das ist, und vielleicht gibt sich jemand dazwischen als der "
                "Server aus; es wurde kein Passwort gesendet. Fragen Sie, wer den Server "
                "betreibt."},
        {"The password for %s can't be read: %s", "Das Passwort für {1} ist nicht lesbar: {2}"},
        {"no reason known", "Grund unbekannt"},
        {"opening the mailbox “%s”", "Postfach „{1}“ öffnen"},
        {"putting a copy into the mailbox “%s”", "Kopie in das Postfach „{1}“ legen"},
        {"looking for new messages", "nach neuen Nachrichten sehen"},
        {"looking for a message that did not come", "nach einer Nachricht sehen, die nicht kam"},
        {"searching a header", "eine Kopfzeile suchen"},
        {"fetching a message", "eine Nachricht holen"},
        {"asking what it can do", "fragen, was er kann"},
        {"waiting for its greeting", "auf die Begrüßung warten"},

        /* ---- the system ---- */
        {"Connection refused", "Verbindung abgelehnt"},
        {"Connection reset by peer", "Verbindung vom anderen Ende abgebrochen"},
        {"Connection timed out", "keine Antwort in der Zeit"},
        {"Network is unreachable", "Netz nicht erreichbar"},
        {"No route to host", "kein Weg zu diesem Rechner"},
        {"Name or service not known", "Name unbekannt"},
        {"Temporary failure in name resolution", "Namen gerade nicht auflösbar"},
        {"No such file or directory", "Datei oder Ordner fehlt"},
        {"Permission denied", "keine Berechtigung"},
        {"Not a directory", "kein Ordner"},
        {"Is a directory", "das ist ein Ordner"},
        {"Too many levels of symbolic links", "die Verweise führen im Kreis"},
        {"Input/output error", "Lese- oder Schreibfehler"},

        /* ---- what else is known of a file ---- */
        {"%s can't be read: %s", "{1} ist nicht lesbar: {2}"},
        {NULL, NULL},
};
