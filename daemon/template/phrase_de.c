/* German for phrase.c. The same conversions in the same order stand in both: a test compares them.
 */
#include "phrase.h"

const struct phrase_said phrase_de[] = {
        {"No letters go out", "Es gehen keine Briefe hinaus"},
        {"Some letters do not go out", "Einige Briefe gehen nicht hinaus"},
        {"A mailbox is not being read", "Ein Postfach wird nicht gelesen"},
        {"The mailbox of %s is not read", "Das Postfach von %s wird nicht gelesen"},
        {"The letters of %s wait", "Die Briefe von %s warten"},
        {"Replies are not being read", "Antworten werden nicht gelesen"},
        {"The ledger is not being read", "Die Kundenliste wird nicht gelesen"},
        {"%s since %s: %s", "%s seit %s: %s"},
        {"Nobody is named in the ledger to look after this customer.",
                "In der Kundenliste steht niemand, der sich um diesen Kunden kümmert."},
        {"%s looks after this customer and was reminded twice.",
                "%s kümmert sich um diesen Kunden und wurde zweimal erinnert."},
        {"%s looks after this customer and was reminded.",
                "%s kümmert sich um diesen Kunden und wurde erinnert."},
        {"%s — waiting %s", "%s — wartet %s"},
        {"Answer: %s. Answered otherwise? Reply: *done %d*. A colleague should? "
         "Reply: *give %d NAME*",
                "Antwort an: %s. Schon anders beantwortet? Antworten Sie hier: "
                "*erledigt %d*. Ein anderer soll es tun? Antworten Sie: *gib %d NAME*"},
        {"Twelve weeks", "Zwölf Wochen"},
        {"Green: letters sent. Blue: customers who wrote back.",
                "Grün: gesendete Briefe. Blau: Kunden, die antworteten."},
        {"Letters sent, the oldest week first: %s. Customers who wrote back: %s.",
                "Gesendete Briefe, die älteste Woche zuerst: %s. Kunden, die antworteten: %s."},
        {"%s: \"%s\", up to %s letters", "%s: „%s“, bis zu %s Briefe"},
        {"%s: \"%s\", at most 1 letter", "%s: „%s“, höchstens 1 Brief"},
        {"Counted by date alone; who rests, waits or had a letter lately is left out on the day. "
         "\"followup plan\" tells each.",
                "Nur nach dem Datum gezählt; wer ruht, wartet oder erst kürzlich einen Brief "
                "hatte, "
                "wird am Tag ausgelassen. „followup plan“ nennt jeden."},
        {"Nobody is named", "Niemand ist genannt"},
        {"It wants a sentence of yours. Reply: *personal %d: YOUR SENTENCE*. "
         "Not at all? Reply: *no %d*",
                "Er braucht einen Satz von Ihnen. Antworten Sie: *persönlich %d: IHR "
                "SATZ*. Gar nicht? Antworten Sie: *nein %d*"},
        {"An automatic reply says that %s has left.",
                "Eine automatische Antwort sagt, dass %s nicht mehr da ist."},
        {"End our letters to this customer? Reply: *yes %d* or *no %d*",
                "Keine Briefe mehr an diesen Kunden? Antworten Sie: *ja %d* oder *nein "
                "%d*"},
        {"An automatic reply says that %s is away until %s.",
                "Eine automatische Antwort sagt, dass %s abwesend ist bis %s."},
        {"Shall our letters rest until then? Reply: *yes %d* or *no %d*",
                "Sollen unsere Briefe bis dahin ruhen? Antworten Sie: *ja %d* oder "
                "*nein %d*"},
        {"An automatic reply says that %s has left, and names %s.",
                "Eine automatische Antwort sagt, dass %s nicht mehr da ist, und nennt %s."},
        {"An automatic reply of %s names another address: %s.",
                "Eine automatische Antwort von %s nennt eine andere Adresse: %s."},
        {"Shall our letters go there? Reply: *use %d* or *no %d*. Should who "
         "looks after this customer find out? Reply: *ask %d*",
                "Sollen unsere Briefe dorthin gehen? Antworten Sie: *nimm %d* oder "
                "*nein %d*. Soll nachfragen, wer sich um diesen Kunden kümmert? "
                "Antworten Sie: *frag %d*"},
        {"1 waiting on {2}", "1 wartet am {2}"},
        {"{1} waiting on {2}", "{1} warten am {2}"},
        {"Reply \"digest weekly\" to end this daily mail, \"help\" for all you can say.",
                "Antworten Sie „Wochenbrief wöchentlich“, um diese tägliche Mail zu beenden, "
                "„Hilfe“ für alles, was Sie sagen können."},
        {"%s is known to be happy with us.", "%s gilt schon als zufrieden mit uns."},
        {"Noted: %s is happy with us.", "Notiert: %s ist zufrieden mit uns."},
        {"What was noted of %s's mood is gone.", "Was zur Stimmung notiert war, ist gelöscht: %s."},
        {"%s: there is nothing of that kind to decide.",
                "%s: Da ist nichts dergleichen zu entscheiden."},
        {"\"%s\" is no address that mail can go to.",
                "„%s“ ist keine Adresse, an die Post gehen kann."},
        {"Letters to %s go to %s now. Put it into the ledger too: what the ledger says next counts "
         "again.",
                "Briefe an %s gehen jetzt an %s. Tragen Sie es auch in die Kundenliste ein: Was "
                "sie als Nächstes sagt, gilt wieder."},
        {"%s counts as having left: no more letters.",
                "%s gilt als nicht mehr da: keine Briefe mehr."},
        {"Nothing is changed for %s.", "Für %s bleibt alles, wie es ist."},
        {"What the automatic reply of %s told is undecided again.",
                "Was die automatische Antwort von %s sagte, ist wieder zu entscheiden."},
        {"Which address has %s?", "Welche Adresse hat %s?"},
        {"An automatic reply of %s names another address:\n\n    %s\n\nPlease find out whether "
         "our letters shall go there, and reply to this mail with\n    yes\nor\n    no\n",
                "Eine automatische Antwort von %s nennt eine andere Adresse:\n\n    %s\n\nBitte "
                "fragen Sie nach, ob unsere Briefe dorthin gehen sollen, und antworten Sie auf "
                "diese Mail mit\n    ja\noder\n    nein\n"},
        {"%s is asked which address %s has.", "%s wird gefragt, welche Adresse %s hat."},
        {"The sentence for %s is missing.", "Der Satz für %s fehlt."},
        {"Letter \"%s\" to %s has your sentence.", "Der Brief „%s“ an %s hat Ihren Satz."},
        {"Letter \"%s\" to %s is written already: reply \"no\" to its number to stop it.",
                "Der Brief „%s“ an %s ist schon geschrieben: Antworten Sie „nein“ zu seiner "
                "Nummer, um ihn aufzuhalten."},
        {"Letter \"%s\" to %s is without your sentence again.",
                "Der Brief „%s“ an %s ist wieder ohne Ihren Satz."},
        {"You get the digest once a week.", "Sie bekommen den Wochenbrief einmal in der Woche."},
        {"You get the digest once a week already.",
                "Sie bekommen den Wochenbrief schon einmal in der Woche."},
        {"You get the digest once a week, and each working day the names of who waits, if anybody "
         "does. Say \"digest weekly\" to end that.",
                "Sie bekommen den Wochenbrief einmal in der Woche und an jedem Arbeitstag die "
                "Namen derer, die warten, wenn es welche gibt. „Wochenbrief wöchentlich“ beendet "
                "das."},
        {"You are told each working day who waits already.",
                "Sie erfahren schon an jedem Arbeitstag, wer wartet."},
        {"You get no more digests. Say \"start digest\" to get them again.",
                "Sie bekommen keinen Wochenbrief mehr. Mit „Wochenbrief an“ kommt er wieder."},
        {"Nobody is waiting for an answer.", "Niemand wartet auf eine Antwort."},
        {"1 customer is waiting for an answer", "1 Kunde wartet auf eine Antwort"},
        {"%lld customers are waiting for an answer", "%lld Kunden warten auf eine Antwort"},
        {"For you to decide", "Zu entscheiden"},
        {"Letter \"%s\" to %s", "Brief „%s“ an %s"},
        {"It waits for you. Reply: *yes %d* or *no %d*",
                "Er wartet auf Sie. Antworten Sie: *ja %d* oder *nein %d*"},
        {"Held: the ledger has no %s for this customer, and the template gives "
         "no fallback. Fill it in, or write {{%s|something that always fits}}. "
         "Not at all? Reply: *no %d*",
                "Angehalten: In der Kundenliste fehlt %s, und die Vorlage nennt keinen "
                "Ersatz. Tragen Sie es nach, oder schreiben Sie {{%s|etwas, das immer "
                "passt}}. Gar nicht? Antworten Sie: *nein %d*"},
        {"A reply to a letter for %s came from %s",
                "Eine Antwort auf einen Brief an %s kam von %s"},
        {"Is it the same person? Until you say so, letters to this customer "
         "rest for a week. Reply: *yes %d* or *no %d*",
                "Ist es dieselbe Person? Bis Sie es sagen, ruhen die Briefe an diesen "
                "Kunden eine Woche. Antworten Sie: *ja %d* oder *nein %d*"},
        {"Did letter \"%s\" reach %s?", "Hat der Brief „%s“ %s erreicht?"},
        {"The connection broke at the last moment. It is not sent again by "
         "itself: two identical letters are worse than one missing. Do you "
         "know? Reply: *yes %d* or *no %d*",
                "Die Verbindung brach im letzten Augenblick ab. Von selbst geht er "
                "nicht noch einmal hinaus: zwei gleiche Briefe sind schlimmer als ein "
                "fehlender. Wissen Sie es? Antworten Sie: *ja %d* oder *nein %d*"},
        {"They used to buy more", "Sie haben einmal mehr gekauft"},
        {"12 months before", "12 Monate davor"},
        {"last 12 months", "letzte 12 Monate"},
        {"And %s more.", "Und %s weitere."},
        {"never", "nie"},
        {"Unbroken", "Ohne Lücke"},
        {"%s of %s customers have heard from a person or a letter of ours in the last %d days.",
                "%s von %s Kunden haben in den letzten %d Tagen von einem von uns oder durch einen "
                "Brief gehört."},
        {"Not these, and when they last did: %s; and %s more.",
                "Diese nicht, und wann zuletzt: %s; und %s weitere."},
        {"Not these, and when they last did: %s.", "Diese nicht, und wann zuletzt: %s."},
        {"Not yet customers", "Noch nicht Kunden"},
        {"New", "Neu"},
        {"Up to three years", "Bis drei Jahre"},
        {"Long-time", "Langjährig"},
        {"Part of our success", "Teil unseres Erfolgs"},
        {"Where our customers are with us", "Wo unsere Kunden mit uns stehen"},
        {"customers", "Kunden"},
        {"The week", "Die Woche"},
        {"No letters were due, and no one wrote.",
                "Es waren keine Briefe fällig, und niemand schrieb."},
        {"this week", "diese Woche"},
        {"week before", "Woche davor"},
        {"Letters sent", "Gesendete Briefe"},
        {"Customers who wrote back", "Kunden, die antworteten"},
        {"Median time until we answered", "Zeit bis zur Antwort (Median)"},
        {"Longest wait, still open", "Längstes Warten, noch offen"},
        {"Asked us to stop", "Wollen keine Briefe mehr"},
        {"Coming up", "Was kommt"},
        {"%s: \"%s\", %d letters", "%s: „%s“, %d Briefe"},
        {"%s: \"%s\" to %s", "%s: „%s“ an %s"},
        {"Period: %s to %s, time zone %s; waiting and coming up as of %s, when this was made.",
                "Zeitraum: %s bis %s, Zeitzone %s; wer wartet und was kommt, vom %s, als dieser "
                "Brief entstand."},
        {"\"Wrote back\" counts customers, not messages; automatic replies do not count. Times "
         "until we answered count working hours, Monday to Friday, 9 to 17.",
                "„Antworteten“ zählt Kunden, nicht Nachrichten; automatische Antworten zählen "
                "nicht. Die Zeit bis zu unserer Antwort zählt Arbeitsstunden, Montag bis Freitag, "
                "9 bis 17 Uhr."},
        {"This digest is late: it was due on %s.",
                "Dieser Wochenbrief kommt zu spät: er war am %s fällig."},
        {"No digest by %s noon? Then something is wrong: ask whoever runs followupd to look at "
         "\"followup status\".",
                "Am %s bis Mittag kein Wochenbrief? Dann stimmt etwas nicht: Wer followupd "
                "betreut, möge „followup status“ ansehen."},
        {"Reply \"help\" for all you can say to this mail, \"stop digest\" to end it.",
                "Antworten Sie „Hilfe“ für alles, was Sie dieser Mail sagen können, „Wochenbrief "
                "aus“, um sie abzubestellen."},
        {"1 waiting", "1 wartet"},
        {"{1} waiting", "{1} warten"},
        {"Nobody waiting", "Niemand wartet"},
        {"Letters stopped: mail server takes none · %s",
                "Briefe stehen: Mailserver nimmt keine an · %s"},
        {"%s · quiet week (%s)", "%s · ruhige Woche (%s)"},
        {"1 wrote back", "1 antwortete"},
        {"{1} wrote back", "{1} antworteten"},
        {"1 letter", "1 Brief"},
        {"{1} letters", "{1} Briefe"},
        {"Good morning %s,", "Guten Morgen %s,"},
        {"1 working day", "1 Arbeitstag"},
        {"%lld working days", "%lld Arbeitstage"},
        {"1 working hour", "1 Arbeitsstunde"},
        {"%lld working hours", "%lld Arbeitsstunden"},
        {"just now", "gerade eben"},
        {"1 minute", "1 Minute"},
        {"%lld minutes", "%lld Minuten"},
        {"%s wrote to us and has been waiting for an answer: %s.",
                "%s hat uns geschrieben und wartet auf eine Antwort: %s."},
        {"\n\nSubject: %s\n\n", "\n\nBetreff: %s\n\n"},
        {"\n\nAnswer:  %s\n", "\n\nAntwort an:  %s\n"},
        {"%s looks after this customer and was told before.\n",
                "%s kümmert sich um diesen Kunden und weiß es schon.\n"},
        {"\nAnswered by telephone, or no answer needed? Then reply to this mail with\n    done\nA "
         "colleague should answer? Then reply with the name\n    give 1 NAME\n",
                "\nAm Telefon beantwortet, oder keine Antwort nötig? Dann antworten Sie auf diese "
                "Mail mit\n    erledigt\nSoll jemand anders antworten? Dann mit dem Namen\n    gib "
                "1 NAME\n"},
        {"or say so where followupd runs: followup answered %s\nUntil then no letter goes to this "
         "customer.\n",
                "oder sagen Sie es, wo followupd läuft: followup answered %s\nBis dahin geht kein "
                "Brief an diesen Kunden.\n"},
        {"%s is waiting for an answer (%s)", "%s wartet auf eine Antwort (%s)"},
        {"%s: nothing is waiting for an answer any more.",
                "%s: Es wartet nichts mehr auf eine Antwort."},
        {"%s has written again since: please look at that message first.",
                "%s hat seitdem noch einmal geschrieben: Bitte sehen Sie erst diese Nachricht an."},
        {"%s is no longer waiting for an answer.", "%s wartet nicht mehr auf eine Antwort."},
        {"%s has begun a new conversation since; it stays as it is.",
                "%s hat seitdem ein neues Gespräch begonnen; es bleibt, wie es ist."},
        {"%s is waiting for an answer again.", "%s wartet wieder auf eine Antwort."},
        {"Nobody called \"%s\" is in the configuration; %s stays with whom it was.",
                "Niemand namens „%s“ steht in der Konfiguration; %s bleibt, bei wem es war."},
        {"%s's question is with %s now.", "Die Frage von %s liegt jetzt bei %s."},
        {"%s's question is back with whom it was.",
                "Die Frage von %s liegt wieder, bei wem sie war."},
        {"Letter \"%s\" to %s was decided before.",
                "Über den Brief „%s“ an %s war schon entschieden."},
        {"Letter \"%s\" to %s is approved and goes with the next pass.",
                "Der Brief „%s“ an %s ist freigegeben und geht mit dem nächsten Durchgang hinaus."},
        {"Letter \"%s\" was changed since that preview. Please say go to the newer one.",
                "Der Brief „%s“ wurde seit dieser Vorschau geändert. Bitte sagen Sie Ja zur "
                "neueren."},
        {"The preview of letter \"%s\" comes again.",
                "Die Vorschau des Briefs „%s“ kommt noch einmal."},
        {"Letter \"%s\" can't be shown: its file is gone or has a problem.",
                "Der Brief „%s“ lässt sich nicht zeigen: Seine Datei ist fort oder hat einen "
                "Fehler."},
        {"The preview of letter \"%s\" is on its way already.",
                "Die Vorschau des Briefs „%s“ ist schon unterwegs."},
        {"The preview of letter \"%s\" does not come again.",
                "Die Vorschau des Briefs „%s“ kommt nicht noch einmal."},
        {"Letter \"%s\" waits for no go: it goes out already, or it is a draft, or its file has "
         "a problem.",
                "Der Brief „%s“ wartet auf kein Ja: Er geht schon hinaus, oder er ist ein "
                "Entwurf, oder seine Datei hat einen Fehler."},
        {"Letter \"%s\" goes out as you saw it, when its day comes.",
                "Der Brief „%s“ geht so hinaus, wie Sie ihn gesehen haben, wenn sein Tag "
                "kommt."},
        {"Letter \"%s\" does not go out anyway.", "Der Brief „%s“ geht ohnehin nicht hinaus."},
        {"Nothing more of letter \"%s\" goes out until somebody says go.",
                "Vom Brief „%s“ geht nichts mehr hinaus, bis jemand Ja sagt."},
        {"Letter \"%s\" to %s has gone already.", "Der Brief „%s“ an %s ist schon unterwegs."},
        {"Letter \"%s\" does not go to %s.", "Der Brief „%s“ geht nicht an %s."},
        {"Letter \"%s\" to %s is withdrawn. To send it after all, say: followup approve \"%s\" %s",
                "Der Brief „%s“ an %s ist zurückgezogen. Soll er doch gehen, sagen Sie: followup "
                "approve \"%s\" %s"},
        {"Letter \"%s\" to %s waits to be sent again.",
                "Der Brief „%s“ an %s wartet wieder darauf, zu gehen."},
        {"It is too late for letter \"%s\" to %s: its day is past.",
                "Für den Brief „%s“ an %s ist es zu spät: Sein Tag ist vorbei."},
        {"What became of \"%s\" to %s is known otherwise by now; that stays.",
                "Was aus „%s“ an %s wurde, ist inzwischen anders bekannt; das bleibt."},
        {"It is unsure again whether \"%s\" reached %s.",
                "Ob „%s“ %s erreicht hat, ist wieder ungewiss."},
        {"Letter \"%s\" goes out in its former words again; the new ones wait for a go.",
                "Der Brief „%s“ geht wieder mit seinen früheren Worten hinaus; die neuen warten "
                "auf ein Ja."},
        {"Letter \"%s\" was changed since. Please say go to the newer one.",
                "Der Brief „%s“ wurde seither geändert. Bitte sagen Sie Ja zu dem neueren."},
        {"Letter \"%s\" goes out as it did before.", "Der Brief „%s“ geht hinaus wie zuvor."},
        {"Did you get the digest of %s?", "Haben Sie den Wochenbrief %s bekommen?"},
        {"The connection broke at the last moment, and it is not sent again by "
         "itself. \"followup digest %s --week %s\" shows it. Reply: *yes %d* or "
         "*no %d*",
                "Die Verbindung riss im letzten Augenblick ab, und er wird nicht von "
                "selbst noch einmal gesendet. „followup digest %s --week %s“ zeigt "
                "ihn. Antworten Sie: *ja %d* oder *nein %d*"},
        {"No answer needed any more: which address has %s?",
                "Keine Antwort mehr nötig: Welche Adresse hat %s?"},
        {"The question was taken back; an answer to it does nothing now.\n",
                "Die Frage wurde zurückgenommen; eine Antwort darauf bewirkt nichts mehr.\n"},
        {"%s is not asked which address %s has.", "%s wird nicht gefragt, welche Adresse %s hat."},
        {"%s was asked about %s already, and is told that no answer is needed.",
                "%s wurde zu %s schon gefragt und erfährt, dass keine Antwort nötig ist."},
        {"Nothing in that notice waits for a word of yours any more.",
                "In jener Nachricht wartet nichts mehr auf ein Wort von Ihnen."},
        {"Letter \"%s\" to %s is undecided again.",
                "Über den Brief „%s“ an %s ist wieder zu entscheiden."},
        {"It is no longer unsure whether \"%s\" reached %s.",
                "Ob „%s“ %s erreicht hat, ist nicht mehr ungewiss."},
        {"Letter \"%s\" counts as received by %s.", "Der Brief „%s“ gilt als angekommen bei %s."},
        {"Letter \"%s\" counts as lost on its way to %s; it is not sent again.",
                "Der Brief „%s“ gilt als verloren auf dem Weg zu %s; er geht nicht noch einmal "
                "hinaus."},
        {"Letters to %s rest until %s.", "Briefe an %s ruhen bis %s."},
        {"Letters to %s were not resting.", "Briefe an %s ruhten nicht."},
        {"Letters to %s may go again.", "An %s dürfen wieder Briefe gehen."},
        {"Letters to %s go or rest as they did before.",
                "Briefe an %s gehen oder ruhen wieder wie zuvor."},
        {"That reply counts as %s's; it waits for an answer.",
                "Diese Antwort gilt als die von %s; sie wartet auf unsere."},
        {"That reply no longer counts as %s's.", "Diese Antwort gilt nicht mehr als die von %s."},
        {"That reply was not %s's; letters to %s may go again.",
                "Diese Antwort war nicht von %s; an %s dürfen wieder Briefe gehen."},
        {"%s has no e-mail address in the ledger; no letter can reach them.",
                "%s hat keine Mailadresse in der Kundenliste; kein Brief kann ankommen."},
        {"%s gets no letters already.", "%s bekommt schon keine Briefe."},
        {"%s: no more letters to %s. What was queued is withdrawn.",
                "%s: keine Briefe mehr an %s. Was bereitlag, ist zurückgezogen."},
        {"%s asked for no more letters otherwise too; that stays.",
                "%s wollte auch auf anderem Weg keine Briefe mehr; das bleibt."},
        {"%s may get letters again.", "%s darf wieder Briefe bekommen."},
        {"Noted for %s; it counts as contact.", "Notiert bei %s; es zählt als Kontakt."},
        {"The note for %s is gone.", "Die Notiz bei %s ist gelöscht."},
        {"You get no digest already.", "Sie bekommen schon keinen Wochenbrief."},
        {"The digest comes or stays away as it did before.",
                "Der Wochenbrief kommt oder bleibt aus wie zuvor."},
        {"%s: that was said and done before.", "%s: Das wurde schon gesagt und getan."},
        {"%s: that was taken back before.", "%s: Das wurde schon zurückgenommen."},
        {"There is no decision number %lld.", "Es gibt keine Entscheidung Nummer %lld."},
        {"Please say which one: the number that stands before it.",
                "Bitte sagen Sie, was gemeint ist: die Nummer, die davor steht."},
        {"There is no number %d in that notice.", "Die Nummer %d gibt es in dieser Mail nicht."},
        {"That can't be said of number %d. Reply \"help\" for what can.",
                "Das passt nicht zu Nummer %d. Antworten Sie „Hilfe“ für das, was passt."},
        {"\"%s\" is no day I understand. Write it like 2027-03-31.",
                "„%s“ ist kein Tag, den ich verstehe. Schreiben Sie ihn wie 2027-03-31."},
        {"\"%s\" is over already.", "„%s“ ist schon vorbei."},
        {"There is nothing to take back in that notice: reply \"undo\" to the confirmation of what "
         "was done.",
                "In dieser Mail steht nichts zum Zurücknehmen: Antworten Sie „rückgängig“ auf die "
                "Bestätigung."},
        {"Done:", "Erledigt:"},
        {"Not done:", "Nicht erledigt:"},
        {"Not understood, and nothing was done about it:",
                "Nicht verstanden, und nichts wurde damit getan:"},
        {"Nothing of your reply went to a customer. To answer one, write to the customer's own "
         "address.\n",
                "Nichts von Ihrer Antwort ging an einen Kunden. Um einem zu antworten, schreiben "
                "Sie an seine eigene Adresse.\n"},
        {"To take it back, reply to this mail with: undo\n",
                "Um es zurückzunehmen, antworten Sie auf diese Mail mit: rückgängig\n"},
        {"What you can reply to our notices", "Was Sie uns antworten können"},
        {"Done: %.*s", "Erledigt: %.*s"},
        {"Not done: %.*s", "Nicht erledigt: %.*s"},
        {"{1} no longer takes our mail (letter \"{2}\"). Do you have another address for {3}?",
                "{1} nimmt keine Post von uns mehr an (Brief „{2}“). Haben Sie eine andere Adresse "
                "für {3}?"},
        {"A report says that mail to {1} came back, but nothing proves it. Does the address still "
         "work?",
                "Eine Meldung sagt, dass Post an {1} zurückkam, doch nichts beweist es. Gilt die "
                "Adresse noch?"},
        {"Our own mail \"{1}\" to {2} came back: {3}",
                "Unsere eigene Mail „{1}“ an {2} kam zurück: {3}"},
        {"Far more letters than planned: sending has stopped",
                "Weit mehr Briefe als geplant: Das Senden hält an"},
        {"The clock went back: letters rest", "Die Uhr ging zurück: Briefe ruhen"},
        {"After a downtime: letters wait for your look",
                "Nach einem Stillstand: Briefe warten auf Ihren Blick"},
        {"  %s  to %s: %s\n", "  %s  an %s: %s\n"},
        {"  … and %d more\n", "  … und %d weitere\n"},
        {"What is past its day is left out.", "Was über seinen Tag hinaus ist, entfällt."},
        {"No letter would go.", "Kein Brief würde gehen."},
        {"1 letter would go in the next mornings:", "1 Brief würde an den nächsten Morgen gehen:"},
        {"%d letters would go in the next mornings:",
                "%d Briefe würden an den nächsten Morgen gehen:"},
        {"{1} asked us to stop: no more letters to {2}.",
                "{1} möchte keine Briefe mehr: keine Post mehr an {2}."},
        {"Template {1}: its newest version is not in use; the last good one is. {2}",
                "Vorlage {1}: Ihre neueste Fassung gilt nicht, sondern die letzte gute. {2}"},
        {"Template {1}: its newest version is not in use; the last good one is. The answer beside "
         "it in the folder says why.",
                "Vorlage {1}: Ihre neueste Fassung gilt nicht, sondern die letzte gute. Warum, "
                "sagt die Antwort daneben im Ordner."},
        {"Letter \"{1}\" is new or changed and waits for a go: reply go to its preview, or type "
         "followup approve \"{1}\".",
                "Der Brief „{1}“ ist neu oder geändert und wartet auf ein Ja: Antworten Sie auf "
                "seine Vorschau mit ja, oder geben Sie ein: followup approve \"{1}\"."},
        {"Letter \"{1}\" was not changed for two years. Please read it once more: is it still "
         "true?",
                "Der Brief „{1}“ wurde seit zwei Jahren nicht geändert. Bitte lesen Sie ihn noch "
                "einmal: Stimmt er noch?"},
        {"Letter \"{1}\" goes out again in about three weeks, with the words that {2} customers "
         "read a year ago.",
                "Der Brief „{1}“ geht in etwa drei Wochen wieder hinaus, mit den Worten, die {2} "
                "Kunden vor einem Jahr gelesen haben."},
        {"Calendar {1}: {2}", "Kalender {1}: {2}"},
        {"{1}, line {2}, column {5}{4}: {3}", "{1}, Zeile {2}, Spalte {5}{4}: {3}"},
        {"1 further row of the ledger was refused; followup check names it.",
                "1 weitere Zeile der Kundenliste wurde abgelehnt; followup check nennt sie."},
        {"{1} further rows of the ledger were refused; followup check names them all.",
                "{1} weitere Zeilen der Kundenliste wurden abgelehnt; followup check nennt sie "
                "alle."},
        {"Filed as automatic replies: {1} ({2}).",
                "Als automatische Antworten abgelegt: {1} ({2})."},
        {"A message that came on {1} UTC can't be read by a program and was set aside; nobody "
         "knows whether a customer waits behind it. Please open {2} and look at it.",
                "Eine Nachricht vom {1} UTC kann kein Programm lesen; sie wurde beiseitegelegt, "
                "und niemand weiß, ob dahinter ein Kunde wartet. Bitte öffnen Sie {2} und sehen "
                "Sie nach."},
        {"Housekeeping", "Was sonst war"},
        {"Letters skipped this week: {1}. followup why CUSTOMER tells each story.",
                "Diese Woche ausgelassene Briefe: {1}. followup why KUNDE erzählt jede "
                "Geschichte."},
        {"without an address", "ohne Adresse"},
        {"to an address that takes no more letters",
                "an eine Adresse, an die kein Brief mehr geht"},
        {"to somebody who left, died or is in dispute with us",
                "an jemanden, der fortging, verstarb oder mit uns im Streit liegt"},
        {"without consent", "ohne Einwilligung"},
        {"without a date of their consent", "ohne Datum der Einwilligung"},
        {"after their consent had run out", "nach Ablauf der Einwilligung"},
        {"for a feast that they are not known to keep",
                "zu einem Fest, das sie unseres Wissens nicht feiern"},
        {"for a birthday that we may not greet",
                "zu einem Geburtstag, zu dem wir nicht gratulieren dürfen"},
        {"to somebody whose letters rest", "an jemanden, dessen Briefe ruhen"},
        {"to somebody who waits for an answer", "an jemanden, der auf eine Antwort wartet"},
        {"soon after one of us was in touch", "kurz nachdem jemand von uns in Kontakt war"},
        {"too near to another letter", "zu nah an einem anderen Brief"},
        {"just after a purchase", "gleich nach einem Kauf"},
        {"in favour of a letter that matters more", "zugunsten eines wichtigeren Briefes"},
        {"after enough letters within a year", "nach genug Briefen in einem Jahr"},
        {"after enough letters for somebody so new",
                "nach genug Briefen für jemanden, der so neu ist"},
        {"because others of their company have a letter that day",
                "weil andere ihrer Firma an dem Tag einen Brief bekommen"},
        {"after the same letter within the year", "nach demselben Brief im Lauf eines Jahres"},
        {"under a date that was corrected after the letter had gone",
                "zu einem Datum, das berichtigt wurde, als der Brief schon fort war"},
        {"after another letter of the same season",
                "nach einem anderen Brief derselben Jahreszeit"},
        {"to an address that another customer shares",
                "an eine Adresse, die sie mit anderen teilen"},
        {"too late to be welcome", "zu spät, um willkommen zu sein"},
        {"to an address that mail can't be sent to",
                "an eine Adresse, an die man nicht schreiben kann"},
        {"after one of us said no", "nach dem Nein eines von uns"},
        {"Monday", "Montag"},
        {"Tuesday", "Dienstag"},
        {"Wednesday", "Mittwoch"},
        {"Thursday", "Donnerstag"},
        {"Friday", "Freitag"},
        {"Saturday", "Samstag"},
        {"Sunday", "Sonntag"},
        {"What you can reply, one a line, with the number that stands before it:\n  done 1         "
         "           this customer was answered, or needs no answer\n  give 2 anna               "
         "Anna answers\n  yes 4, no 4               the letter goes or not; it is the same person "
         "or not\n  personal 4: a sentence    the letter gets this sentence\n  use 5, ask 5        "
         "      "
         "the address an automatic reply named; ask a colleague\n  happy 3                   this "
         "customer is delighted with us\n  pause 3 until 1 March     no letters until then; "
         "resume 3 ends it\n  stop 3    "
         "                no more letters to this customer\n  note 3 rang her today     counts as "
         "contact\n  undo                      in reply to a confirmation: as it was before\n  "
         "stop digest, start digest, digest daily, digest weekly\n",
                "Was Sie antworten können, je eine Zeile, mit der Nummer, die davor steht:\n  "
                "erledigt 1                ist beantwortet, oder braucht keine Antwort\n  gib 2 "
                "anna                Anna antwortet\n  ja 4, nein 4              der Brief geht "
                "oder nicht; es ist dieselbe Person oder nicht\n  persönlich 4: ein Satz    der "
                "Brief "
                "bekommt diesen Satz\n  nimm 5, frag 5            die Adresse, die eine "
                "automatische "
                "Antwort nannte; einen Kollegen fragen\n  zufrieden 3               dieser Kunde "
                "ist sehr zufrieden mit uns\n  pause 3 bis 1. März       bis "
                "dahin keine Briefe; weiter 3 beendet es\n  stopp 3                   keine Briefe "
                "mehr an diesen Kunden\n  notiz 3 heute angerufen   zählt als Kontakt\n  "
                "rückgängig                auf eine Bestätigung: wie es vorher war\n  Wochenbrief "
                "aus, Wochenbrief an, Wochenbrief täglich, Wochenbrief wöchentlich\n"},
        {NULL, NULL},
};
