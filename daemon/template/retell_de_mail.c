/*
 * German for retell.c: what is said of mail and its servers, and what the system says. What is more
 * exact stands first. tests/check-wording reads the sources and misses none.
 */
#include "retell.h"

const struct retelling retell_de_mail[] = {
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

        /* ---- what is sent, and when ---- */
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

        {"%s can't be read: %s", "{1} ist nicht lesbar: {2}"},
        {NULL, NULL},
};
