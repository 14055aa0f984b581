#include "wording.h"

/* The same conversions in the same order stand in both: tests/check-wording. Blanks that
 * French puts before : ; ! ? and inside « » are no-break ones. */
const struct wording wording_fr[] = {
        {" Type instead: %s", " Écrivez plutôt : %s"},
        {" or ", " ou "},
        {"%d of %d has no %s;", "%d sur %d n'a pas de %s ;"},
        {"%d of %d have no %s;", "%d sur %d n'ont pas de %s ;"},
        {"%s has the same name. A customer must not get two letters for one, so the first stays "
         "and this one is not used.",
                "%s porte déjà ce nom. Un client ne doit pas recevoir deux lettres au lieu d'une : "
                "la première reste, celle-ci ne sert pas."},
        {"%zu words", "%zu mots"},
        {"(followupd wrote this answer and takes it away again.)",
                "(followupd a écrit cette réponse et l'enlèvera lui-même.)"},
        {"- at the start of the line, or nothing", "- au début de la ligne, ou rien"},
        {"A bullet or arrow pasted from a word processor; the customer would see an empty box.",
                "Une puce ou une flèche collée depuis un traitement de texte ; le client verrait "
                "un carré vide."},
        {"A customer owes us nothing; words like these make the next contact harder.",
                "Un client ne nous doit rien ; de tels mots rendent le prochain contact plus "
                "difficile."},
        {"A customer who lets the letter be read aloud hears only this word.",
                "Le client qui se fait lire la lettre à voix haute n'entend que ce mot."},
        {"A field can't be part of a link: what the ledger says must never lead a customer "
         "somewhere.",
                "Un champ ne peut pas faire partie d'un lien : ce que dit la liste des clients ne "
                "doit jamais mener un client quelque part."},
        {"A field can't stand at this place; the customer would not see it.",
                "Un champ ne peut pas se trouver à cet endroit ; le client ne le verrait pas."},
        {"A field can't stand in the words of a picture.",
                "Un champ ne peut pas figurer dans les mots d'une image."},
        {"A letter of Class: service reaches customers who never agreed to advertising; to sell in "
         "it is against the law in many countries.",
                "Une lettre de Class: service atteint des clients qui n'ont jamais accepté de "
                "publicité ; y vendre est interdit dans bien des pays."},
        {"A letter of more than 180 words is put off for later, and later does not come.",
                "Une lettre de plus de 180 mots est remise à plus tard, et ce plus tard ne vient "
                "pas."},
        {"A letter of this line was lost when the file was saved; the customer would see a black "
         "mark in its place.",
                "Une lettre de cette ligne s'est perdue à l'enregistrement ; le client verrait une "
                "marque noire à sa place."},
        {"A link to a bare number, or with an @ before the name, is what fraud uses; filters "
         "refuse the letter.",
                "Un lien vers un simple numéro, ou avec un @ devant le nom, c'est ce qu'emploient "
                "les fraudeurs ; les filtres refusent la lettre."},
        {"A name of more than 100 characters can't be shown in the weekly digest.",
                "Un nom de plus de 100 caractères ne peut pas figurer dans la lettre de la "
                "semaine."},
        {"A negative number before a day: we can't tell which side of it is meant.",
                "Un nombre négatif devant un jour : on ne sait pas de quel côté vous voulez "
                "aller."},
        {"A ruled line is not needed here, and hides where the letter begins.",
                "Un trait n'est pas nécessaire ici et cache où commence la lettre."},
        {"A subject that starts like an answer pretends a conversation that never was; customers "
         "feel tricked, and filters refuse it.",
                "Un objet qui commence comme une réponse feint une conversation qui n'a jamais eu "
                "lieu ; les clients se sentent trompés, et les filtres le refusent."},
        {"A thank-you that sells is not taken for a thank-you.",
                "Un merci qui vend n'est pas pris pour un merci."},
        {"After: and Before: both move the day; we can't tell which one counts.",
                "After: et Before: déplacent tous deux le jour ; on ne sait pas lequel compte."},
        {"An http: link is not private, and mail programs warn the customer about it.",
                "Un lien http: n'est pas confidentiel, et les logiciels de courrier en avertissent "
                "le client."},
        {"Another section is still open here, so we can't tell which words only some customers "
         "shall read.",
                "Une autre section est encore ouverte ici ; on ne sait pas quels mots seuls "
                "certains clients doivent lire."},
        {"Before: P2D, or After: P2D", "Before: P2D, ou After: P2D"},
        {"Capital letters throughout read as shouting.",
                "Tout en majuscules, cela se lit comme un cri."},
        {"Celebrates: christmas (or the feast you mean); or words for everybody",
                "Celebrates: christmas (ou la fête dont il s'agit) ; ou des mots pour tout le "
                "monde"},
        {"Countries are written with two letters; nobody would get this.",
                "Les pays s'écrivent avec deux lettres ; ainsi, personne ne recevrait la lettre."},
        {"Country: US, CA, DE", "Country: US, CA, DE"},
        {"Customer lists call the United Kingdom GB; nobody would get this.",
                "Dans les listes de clients, le Royaume-Uni s'appelle GB ; ainsi, personne ne "
                "recevrait la lettre."},
        {"Each letter waits for your yes.", "Chaque lettre attend votre oui."},
        {"FREQ=YEARLY, or FREQ=MONTHLY with some months: BYMONTH=2,5,8,11",
                "FREQ=YEARLY, ou FREQ=MONTHLY avec quelques mois : BYMONTH=2,5,8,11"},
        {"Four lists, one inside the other, can't be read on a telephone.",
                "Quatre listes l'une dans l'autre ne se lisent pas sur un téléphone."},
        {"In its first sentences the letter does not speak to the customer, who reads on only "
         "where it is about them.",
                "Dans ses premières phrases, la lettre ne parle pas au client ; or on ne lit la "
                "suite que si elle nous concerne."},
        {"It goes by each customer's %s, every time it comes round.",
                "Elle suit la date %s de chaque client, chaque fois qu'elle revient."},
        {"It goes by each customer's %s, once.",
                "Elle suit la date %s de chaque client, une seule fois."},
        {"It goes by the rule %s.", "Elle part selon la règle %s."},
        {"It goes on the occasion \"%s\".", "Elle part à l'occasion « %s »."},
        {"It goes once a year, to each customer on another day.",
                "Elle part une fois par an, pour chaque client un autre jour."},
        {"It goes when an event of a calendar says \"followup: %s\".",
                "Elle part quand un événement d'un calendrier dit « followup: %s »."},
        {"It has more than 64 kB, which is no letter any more; nobody would read it.",
                "Il fait plus de 64 ko : ce n'est plus une lettre, et personne ne la lirait."},
        {"It is a draft, so nobody gets it. To send it: \"Status: live\" on top.",
                "C'est un brouillon ; personne ne la reçoit. Pour l'envoyer : « Status: live » en "
                "tête."},
        {"It is live: it goes out by itself. To stop it, write \"Status: paused\" on top and save.",
                "Elle est en service et part d'elle-même. Pour l'arrêter, écrivez « Status: "
                "paused » en tête et enregistrez."},
        {"It is never late.", "Elle n'arrive jamais en retard."},
        {"It is off, so nobody gets it. To send it: \"Status: live\" on top.",
                "Elle est arrêtée ; personne ne la reçoit. Pour l'envoyer : « Status: live » en "
                "tête."},
        {"It is paused, so nobody gets it. To send it: \"Status: live\" on top.",
                "Elle est en pause ; personne ne la reçoit. Pour l'envoyer : « Status: live » en "
                "tête."},
        {"It is written to nobody: none of your customers is what the lines To:, Tags:, Country:, "
         "Language:, Celebrates: and Where: ask for.",
                "Elle ne s'adresse à personne : aucun de vos clients ne répond à ce que demandent "
                "les lignes To:, Tags:, Country:, Language:, Celebrates: et Where:."},
        {"It lies in drafts, so nobody gets it. To send it: move it out of that folder and write "
         "the line \"Status: live\" on top.",
                "Elle se trouve dans drafts ; personne ne la reçoit. Pour l'envoyer : sortez-la de "
                "ce dossier et écrivez la ligne « Status: live » en tête."},
        {"It may be one day late.", "Elle peut avoir un jour de retard."},
        {"It may be up to %d days late.", "Elle peut avoir jusqu'à %d jours de retard."},
        {"It would come round after %d days already, but between two letters to one person you "
         "leave at least %d (courtesy.gap_days): those that come too soon do not go. Take a rule "
         "that comes more seldom.",
                "Elle reviendrait après %d jours déjà, mais chez vous il en passe au moins %d "
                "entre deux lettres à une personne (courtesy.gap_days) : celles qui viennent plus "
                "tôt ne partent pas. Prenez une règle plus rare."},
        {"Its line \"Where:\" can't be used, so nobody would get it: see followup check.",
                "Sa ligne « Where: » est inutilisable ; ainsi, personne ne la recevrait : voyez "
                "followup check."},
        {"Language: en, or de, fr, es, nl …", "Language: en, ou de, fr, es, nl …"},
        {"Languages are written with two letters; nobody would get this.",
                "Les langues s'écrivent avec deux lettres ; ainsi, personne ne recevrait la "
                "lettre."},
        {"Letters are plain words; HTML would reach the customer as it stands here or be taken for "
         "fraud.",
                "Les lettres sont faites de mots simples ; du HTML arriverait chez le client tel "
                "quel ou passerait pour une fraude."},
        {"Line %d: \"%.60s%s\"", "Ligne %d : « %.60s%s »"},
        {"Many customers don't see pictures, or have letters read aloud: they need words that say "
         "what it shows.",
                "Bien des clients ne voient pas les images ou se font lire leurs lettres : il leur "
                "faut des mots qui disent ce qu'elle montre."},
        {"Mend this and save; the next answer comes within two minutes.",
                "Corrigez et enregistrez ; la réponse suivante vient dans les deux minutes."},
        {"More than one exclamation mark or picture sign looks like advertising; such mail is put "
         "aside unread.",
                "Plus d'un point d'exclamation ou d'un pictogramme ressemble à de la publicité ; "
                "un tel courrier reste non lu."},
        {"More than one link makes a letter look like advertising; the customer follows none of "
         "them.",
                "Plus d'un lien donne à la lettre un air de publicité ; le client n'en suit "
                "aucun."},
        {"Name: another name; or, if this is the newer text, save it over the first file",
                "Name: un autre nom ; ou, si ce texte est le plus récent, enregistrez-le à la "
                "place du premier fichier"},
        {"Next: ", "Prochaines dates : "},
        {"No answer lies beside the file: followupd may not write to that folder. So you get it by "
         "mail.",
                "Il n'y a pas de réponse à côté du fichier : followupd n'a pas le droit d'écrire "
                "dans ce dossier. Elle vous vient donc par courriel."},
        {"No calendar knows this occasion yet, so nobody would get it.",
                "Aucun calendrier ne connaît encore cette occasion ; personne ne la recevrait."},
        {"No customer of your list has this tag, so it brings the letter to nobody.",
                "Aucun client de votre liste n'a cette étiquette ; elle n'amène la lettre à "
                "personne."},
        {"No field is named between the braces.", "Aucun champ n'est nommé entre les accolades."},
        {"No words follow the lines on top; the customer would get an empty letter.",
                "Aucun mot ne suit les lignes du haut ; le client recevrait une lettre vide."},
        {"Nobody said go to these words yet. To let them go out: reply \"go\" to the preview mail, "
         "or type: followup approve \"%s\"",
                "Personne n'a encore dit oui à ces mots. Pour les laisser partir : répondez "
                "« oui » au courriel d'aperçu, ou tapez : followup approve \"%s\""},
        {"Nothing stands behind the colon, so we can't tell what you want.",
                "Rien ne suit les deux-points ; on ne sait pas ce que vous voulez."},
        {"OK: %s is understood. Its name is %s.", "OK : %s est comprise. Son nom est %s."},
        {"Of two questions a customer answers the easier one, or none.",
                "De deux questions, un client répond à la plus facile, ou à aucune."},
        {"Only PNG and JPEG pictures are shown by every mail program; of others (SVG, GIF, WebP, "
         "HEIC) many customers would see an empty frame.",
                "Seules les images PNG et JPEG sont montrées par tous les logiciels de courrier ; "
                "avec les autres (SVG, GIF, WebP, HEIC), bien des clients verraient un cadre "
                "vide."},
        {"Only a date of the customer's own (When: birthday, first_purchase …) repeats by this "
         "line; here it does nothing.",
                "Seule une date propre au client (When: birthday, first_purchase …) revient par "
                "cette ligne ; ici, elle ne fait rien."},
        {"P2D (two days), P3W (weeks), P1M (months) or P3Y (years)",
                "P2D (deux jours), P3W (semaines), P1M (mois) ou P3Y (ans)"},
        {"PROBLEM: %s can't be sent as it is. Nobody gets it.",
                "PROBLÈME : %s ne peut pas partir ainsi. Personne ne reçoit la lettre."},
        {"PROBLEM: %s can't be sent as it is. The version before stays in use.",
                "PROBLÈME : %s ne peut pas partir ainsi. La version d'avant reste en service."},
        {"Pictures don't stand among the words: half the customers would see an empty frame in the "
         "middle of a sentence.",
                "Les images ne se placent pas parmi les mots : la moitié des clients verrait un "
                "cadre vide au milieu d'une phrase."},
        {"Please read what three of your customers would get, below. If it is right, reply to this "
         "mail with the word: go",
                "Lisez ci-dessous ce que recevraient trois de vos clients. Si c'est bien ainsi, "
                "répondez à ce courriel par le mot : oui"},
        {"Save as … Plain text (.txt), encoding UTF-8",
                "Enregistrer sous … Texte seul (.txt), encodage UTF-8"},
        {"Subject: Thank you", "Subject: Merci"},
        {"The customer will remember this promise on the one day it is not kept.",
                "Le client se souviendra de cette promesse le seul jour où elle ne sera pas "
                "tenue."},
        {"The customer's mail program can't follow this link.",
                "Le logiciel de courrier du client ne peut pas suivre ce lien."},
        {"The day is moved as After: or Before: says.",
                "Le jour est déplacé comme le dit After: ou Before:."},
        {"The file is not UTF-8; it was read as Windows-1252. Please look whether ä, é, ñ or € are "
         "right before a customer sees them.",
                "Le fichier n'est pas en UTF-8 ; il a été lu comme Windows-1252. Vérifiez que ä, "
                "é, ñ ou € sont justes avant qu'un client les voie."},
        {"The letter speaks more often of us than of the customer.",
                "La lettre parle plus souvent de nous que du client."},
        {"The link is broken: a part is missing or a blank stands in it.",
                "Le lien est incomplet : il en manque une partie, ou il contient une espace."},
        {"The picture can't be read: it is a link, or its owner keeps it private.",
                "L'image est illisible : c'est un lien, ou son propriétaire la garde pour lui."},
        {"The picture has more than 300 kB; it would keep customers waiting, and some mail servers "
         "turn such letters away.",
                "L'image fait plus de 300 ko ; elle ferait attendre les clients, et certains "
                "serveurs de courrier refusent de telles lettres."},
        {"The picture is cut off; the customer would see half of it or nothing.",
                "L'image est coupée ; le client en verrait la moitié ou rien."},
        {"The picture is larger than 6000 pixels on one side; telephones give up on it.",
                "L'image dépasse 6000 pixels d'un côté ; les téléphones y renoncent."},
        {"The picture must lie in the same folder as the letter.",
                "L'image doit se trouver dans le même dossier que la lettre."},
        {"The picture tells where it was taken; every customer could read the place from it.",
                "L'image dit où elle a été prise ; chaque client pourrait y lire le lieu."},
        {"The section opens and closes in different places (inside and outside of bold words, a "
         "link or a list).",
                "La section s'ouvre et se ferme à des endroits différents (dans et hors de mots en "
                "gras, d'un lien ou d'une liste)."},
        {"The signature of the account manager is put below by itself; the customer would read the "
         "farewell twice.",
                "La signature du responsable s'ajoute d'elle-même au-dessous ; le client lirait la "
                "formule deux fois."},
        {"The subject has more than 60 characters; a telephone shows about 35, so the customer "
         "will not see its end.",
                "L'objet a plus de 60 caractères ; un téléphone en montre environ 35, le client "
                "n'en verra pas la fin."},
        {"The subject holds a tab or control character; mail programs show it as a box, and "
         "filters refuse it.",
                "L'objet contient une tabulation ou un caractère de contrôle ; les logiciels de "
                "courrier en font un carré, et les filtres le refusent."},
        {"The words look like another language than this. Customers would get a letter they may "
         "not read, and a screen reader speaks it wrongly.",
                "Les mots semblent d'une autre langue. Les clients recevraient une lettre qu'ils "
                "ne savent peut-être pas lire, et un lecteur d'écran la prononcerait mal."},
        {"The words show one address and the link leads to another; this is how fraud looks, and "
         "filters treat it so.",
                "Les mots montrent une adresse et le lien mène à une autre ; c'est l'air de la "
                "fraude, et les filtres la traitent ainsi."},
        {"There are more fields here than a letter has words.",
                "Il y a ici plus de champs qu'une lettre n'a de mots."},
        {"There is no such line on top of a letter, so what you want by it would not happen.",
                "Il n'existe pas de telle ligne en tête d'une lettre ; ce que vous en attendez "
                "n'arriverait pas."},
        {"There is no such line; a letter without a subject is taken for junk.",
                "Cette ligne manque ; une lettre sans objet est prise pour du courrier "
                "indésirable."},
        {"There is no such picture beside the letter; the customer would see an empty frame.",
                "Il n'y a pas de telle image à côté de la lettre ; le client verrait un cadre "
                "vide."},
        {"There is no such stage, so the letter would miss the customers you mean.",
                "Cette étape n'existe pas ; la lettre manquerait les clients que vous voulez."},
        {"These are not the usual braces. They were understood: the customer gets the field.",
                "Ce ne sont pas les accolades habituelles. Elles ont été comprises : le client "
                "reçoit le champ."},
        {"These closing braces have no opening ones; the customer would read them.",
                "Ces accolades fermantes n'ont pas d'ouvrantes ; le client les lirait."},
        {"These opening braces are never closed; the customer would read them.",
                "Ces accolades ouvrantes ne sont jamais fermées ; le client les lirait."},
        {"This closes a section that was never opened, so we can't tell which words only some "
         "customers shall read.",
                "Ceci ferme une section qui ne s'est jamais ouverte ; on ne sait pas quels mots "
                "seuls certains clients doivent lire."},
        {"This comes round in less than 21 days; a customer who is thanked that often takes it for "
         "advertising.",
                "Cela revient en moins de 21 jours ; un client remercié si souvent y voit de la "
                "publicité."},
        {"This condition can't be understood, so nobody would get the letter: %s.",
                "Cette condition est incompréhensible ; ainsi, personne ne recevrait la lettre : "
                "%s."},
        {"This date never comes, so no customer would ever get the letter.",
                "Cette date n'arrive jamais ; aucun client ne recevrait la lettre."},
        {"This goes to people of every faith and of none; some of them feel left out.",
                "Ceci va à des gens de toute foi et sans foi ; certains se sentent oubliés."},
        {"This is a link to another file, or no file at all; only real files in this folder are "
         "read.",
                "C'est un lien vers un autre fichier, ou pas un fichier du tout ; seuls les vrais "
                "fichiers de ce dossier sont lus."},
        {"This is a word processor's or another program's file, not plain text; the customer would "
         "see its inner signs.",
                "C'est le fichier d'un traitement de texte ou d'un autre programme, pas du texte "
                "seul ; le client en verrait les signes internes."},
        {"This is a word processor's or web page's file. Its inner signs would reach the customer.",
                "C'est le fichier d'un traitement de texte ou une page web. Ses signes internes "
                "arriveraient chez le client."},
        {"This is another program's way to write a field. The customer would read it as it stands "
         "here.",
                "C'est ainsi qu'un autre programme écrit un champ. Le client le lirait tel quel."},
        {"This is neither a PNG nor a JPEG picture, whatever its name says; many mail programs "
         "would show the customer an empty frame.",
                "Ce n'est une image ni PNG ni JPEG, quoi que dise son nom ; bien des logiciels de "
                "courrier montreraient au client un cadre vide."},
        {"This is not a number of days up to a year. Wishes that come too late are worse than "
         "none.",
                "Ce n'est pas un nombre de jours jusqu'à un an. Des vœux trop tardifs sont pires "
                "que l'absence de vœux."},
        {"This is not a number of days, so the letter would come on a wrong one.",
                "Ce n'est pas un nombre de jours ; la lettre viendrait le mauvais jour."},
        {"This letter can't be shown just now.",
                "Cette lettre ne peut pas être montrée en ce moment."},
        {"This letter comes again in other years, and then the customer reads a year that is over.",
                "Cette lettre revient d'autres années, et le client lira alors une année passée."},
        {"This line stands here twice; we can't tell which of them the customer gets.",
                "Cette ligne figure deux fois ; on ne sait pas laquelle le client reçoit."},
        {"This looks like a copy that Windows or a file-sharing program made, so it is not sent "
         "beside the first one.",
                "Ceci ressemble à une copie faite par Windows ou par un programme de partage ; "
                "elle n'est donc pas envoyée à côté du premier fichier."},
        {"This looks like a gap somebody meant to fill. The customer would read it as it stands "
         "here.",
                "Ceci ressemble à un vide que quelqu'un voulait remplir. Le client le lirait tel "
                "quel."},
        {"This looks like the letter, but no empty line stands before it, so the customer would "
         "not get these words.",
                "Ceci ressemble déjà à la lettre, mais aucune ligne vide ne la précède ; le client "
                "ne recevrait pas ces mots."},
        {"This rule can't be followed, so nobody would get the letter. %s",
                "Cette règle ne peut pas être suivie ; ainsi, personne ne recevrait la lettre. %s"},
        {"This section is never closed, so we can't tell which words only some customers shall "
         "read.",
                "Cette section n'est jamais fermée ; on ne sait pas quels mots seuls certains "
                "clients doivent lire."},
        {"This word is not known here, so we can't tell what shall happen to the letter.",
                "Ce mot n'est pas connu ici ; on ne sait pas ce qui doit arriver à la lettre."},
        {"To customers of the stages %s.", "Aux clients des étapes %s."},
        {"Too many sections, one inside the other; nobody can tell what the customer would read.",
                "Trop de sections l'une dans l'autre ; personne ne peut dire ce que lirait le "
                "client."},
        {"Type instead: %s", "Écrivez plutôt : %s"},
        {"Valid: P4D (up to four days late), or Valid: the day",
                "Valid: P4D (jusqu'à quatre jours de retard), ou Valid: the day"},
        {"Without a value this reads as a blank before a comma; the customer sees that a name was "
         "meant to stand here.",
                "Sans valeur, il reste une espace devant une virgule ; le client voit qu'un nom "
                "devait se trouver là."},
        {"Worth a second look:", "À revoir, peut-être :"},
        {"You saved %s. This is what it would do.",
                "Vous avez enregistré %s. Voici ce que cela ferait."},
        {"Your customer list has no column with this date, so nobody would get the letter.",
                "Votre liste de clients n'a pas de colonne avec cette date ; personne ne recevrait "
                "la lettre."},
        {"Your customer list has no such column, so every customer would get the letter without "
         "these words.",
                "Votre liste de clients n'a pas cette colonne ; chaque client recevrait la lettre "
                "sans ces mots."},
        {"[Preview] %s: %d people", "[Aperçu] %s : %d clients"},
        {"[Preview] %s: 1 person", "[Aperçu] %s : 1 client"},
        {"[Problem] %s", "[Problème] %s"},
        {"a column of this name in the list, or When: first_purchase, birthday …",
                "une colonne de ce nom dans la liste, ou When: first_purchase, birthday …"},
        {"a condition over the customer's columns, such as country = 'DE'",
                "une condition sur les colonnes de la liste des clients, comme country = 'DE'"},
        {"a copy of the file itself", "une copie du fichier lui-même"},
        {"a copy of the picture itself", "une copie de l'image elle-même"},
        {"a day that exists, such as FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=4",
                "un jour qui existe, comme FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=4"},
        {"a first sentence with \"you\" in it", "une première phrase avec « vous »"},
        {"a letter of one page", "une lettre d'une page"},
        {"a line on top: Picture: boat.jpg \"Our boat in the snow\"",
                "une ligne en tête : Picture: bateau.jpg \"Notre bateau sous la neige\""},
        {"a link that starts with https://", "un lien qui commence par https://"},
        {"a short name", "un nom court"},
        {"a shorter subject", "un objet plus court"},
        {"a tag of your customer list", "une étiquette de votre liste de clients"},
        {"an empty line above it; the lines on top are all like Subject: words",
                "une ligne vide avant ; les lignes de tête sont toutes comme Subject: mots"},
        {"an empty line, then the letter", "une ligne vide, puis la lettre"},
        {"another name, such as the occasion's", "un autre nom, par exemple celui de l'occasion"},
        {"another of your customers", "un autre de vos clients"},
        {"not said to celebrate it", "dont on ne sait pas s'ils le fêtent"},
        {"ask whoever looks after the server to let it be read",
                "demandez à qui s'occupe du serveur de le rendre lisible"},
        {"at most one of them", "un seul d'entre eux, tout au plus"},
        {"before, new, short, long, integral or all", "before, new, short, long, integral ou all"},
        {"both marks in the same sentence, or each on a line of its own",
                "les deux marques dans la même phrase, ou chacune sur sa ligne"},
        {"bought something just now", "avec un achat tout récent"},
        {"consented on no known day", "au consentement sans date connue"},
        {"consented too long ago", "au consentement trop ancien"},
        {"deceased, gone or in dispute", "décédés, partis ou en litige"},
        {"followupd can't read this file (%s), so nobody gets it.",
                "followupd ne peut pas lire ce fichier (%s) ; personne ne le reçoit."},
        {"followupd's own mails have this name already.",
                "Les courriels de followupd lui-même portent déjà ce nom."},
        {"gave no consent", "sans consentement"},
        {"getting a letter that matters more", "avec une lettre plus importante"},
        {"had another letter of this group", "avec une autre lettre de ce groupe"},
        {"had letters enough for their stage", "avec assez de lettres pour leur étape"},
        {"had letters enough this year", "avec assez de lettres cette année"},
        {"had it for the date as it was before", "avec cette lettre déjà à l'ancienne date"},
        {"had this one within the year", "avec cette lettre dans l'année"},
        {"half of it; keep what only you could have written",
                "la moitié ; gardez ce que vous seul pouviez écrire"},
        {"with an impossible address", "à l'adresse impossible"},
        {"with another letter too near to it", "avec une autre lettre trop proche"},
        {"with colleagues who get it that day", "avec des collègues qui la reçoivent ce jour-là"},
        {"if it is the newer text, save it over the first; if it is another letter, give it a name "
         "of its own",
                "si ce texte est le plus récent, enregistrez-le à la place du premier ; si c'est "
                "une autre lettre, donnez-lui un nom à elle"},
        {"its end after those words: {{/…}} with the same name",
                "sa fin après ces mots : {{/…}} avec le même nom"},
        {"without a word the letter needs", "sans un mot dont la lettre a besoin"},
        {"lists inside lists", "des listes dans des listes"},
        {"no such line", "pas de telle ligne"},
        {"nobody gets a letter with a gap, so theirs is held. Type {{%s|other words}} (line %d).",
                "personne ne reçoit une lettre avec un vide, la leur est donc retenue. Écrivez "
                "{{%s|d'autres mots}} (ligne %d)."},
        {"nothing: an empty line divides the head from the letter",
                "rien : une ligne vide sépare la tête de la lettre"},
        {"nothing: leave these lines out", "rien : supprimez ces lignes"},
        {"one list, or two", "une liste, ou deux"},
        {"one of Subject, When, To, Valid, Status …; README.txt names them all",
                "l'un de Subject, When, To, Valid, Status … ; README.txt les nomme tous"},
        {"one section after the other", "une section après l'autre"},
        {"only one of them", "une seule d'entre elles"},
        {"paused", "en pause"},
        {"sentences that begin with the customer: \"you\" rather than \"we\"",
                "des phrases qui commencent par le client : « vous » plutôt que « nous »"},
        {"with the address of somebody who gets it",
                "à la même adresse que quelqu'un qui la reçoit"},
        {"the customer of whom we know least", "le client que nous connaissons le moins"},
        {"the customer with the longest name", "le client au nom le plus long"},
        {"the customer with the shortest name", "le client au nom le plus court"},
        {"the field among the words of a sentence", "le champ parmi les mots d'une phrase"},
        {"the field's name, such as {{first_name|our customer}}",
                "le nom du champ, comme {{first_name|notre client}}"},
        {"the letter", "la lettre"},
        {"the letter without it; or mark it Class: marketing",
                "la lettre sans cela ; ou marquez-la Class: marketing"},
        {"the line anew, and save the file as Plain text, encoding UTF-8",
                "la ligne de nouveau, et enregistrez le fichier en texte seul, encodage UTF-8"},
        {"the name of a column of your customer list",
                "le nom d'une colonne de votre liste de clients"},
        {"the name of a picture in this folder, or no such line",
                "le nom d'une image de ce dossier, ou pas de telle ligne"},
        {"the one link that matters", "le seul lien qui compte"},
        {"the one question you want an answer to",
                "la seule question dont vous attendez la réponse"},
        {"the opening mark before those words: {{#…}} with the same name",
                "la marque d'ouverture avant ces mots : {{#…}} avec le même nom"},
        {"the picture made smaller: 1200 pixels wide are plenty",
                "l'image réduite : 1200 pixels de large suffisent largement"},
        {"the picture, 1200 pixels wide", "l'image, large de 1200 pixels"},
        {"the picture, saved anew without its location",
                "l'image, enregistrée de nouveau sans son lieu"},
        {"the picture, saved as PNG or JPEG", "l'image, enregistrée en PNG ou en JPEG"},
        {"the same link for everybody", "le même lien pour tous"},
        {"the subject in ordinary letters", "l'objet en lettres ordinaires"},
        {"the subject typed anew, with blanks only", "l'objet retapé, avec de simples espaces"},
        {"the subject without it", "l'objet sans cela"},
        {"the thanks alone; or mark the letter Class: marketing",
                "le merci seul ; ou marquez la lettre Class: marketing"},
        {"the whole file", "le fichier entier"},
        {"the whole file, copied once more", "le fichier entier, copié une fois encore"},
        {"the words alone; **so** for bold, *so* for slanted",
                "les mots seuls ; **ainsi** en gras, *ainsi* en italique"},
        {"the words themselves, or a field such as {{first_name|our customer}}",
                "les mots mêmes, ou un champ comme {{first_name|notre client}}"},
        {"the words, or no such line at all", "les mots, ou pas de telle ligne du tout"},
        {"they would read \"%s\".", "on lirait « %s »."},
        {"they would read nothing there.", "on n'y lirait rien."},
        {"too late", "trop tard"},
        {"waiting for an answer from us", "en attente d'une réponse de notre part"},
        {"waiting until business.postal_address is set",
                "jusqu'à ce que business.postal_address soit renseigné"},
        {"opted out, or with a dead address",
                "qui ne veulent pas de lettres, ou à l'adresse morte"},
        {"in touch with a person lately", "en contact récent avec l'un de nous"},
        {"left out by a person", "que vous avez laissés de côté"},
        {"what will be found there: [our opening hours](https://…)",
                "ce qu'on y trouve : [nos heures d'ouverture](https://…)"},
        {"what you can do for them", "ce que vous pouvez faire pour le client"},
        {"what you can surely do", "ce que vous pouvez faire à coup sûr"},
        {"without an e-mail address", "sans adresse électronique"},
        {"without birthday_ok", "sans birthday_ok"},
        {"words after the bar: {{first_name|our customer}}",
                "des mots après la barre : {{first_name|notre client}}"},
        {"words that are no address, or the address the link really has",
                "des mots qui ne sont pas une adresse, ou l'adresse que le lien a vraiment"},
        {"{{first_name}}: two braces before, two after",
                "{{first_name}} : deux accolades avant, deux après"},
        {"{{year}}, which is the year the letter goes out; or no year",
                "{{year}}, l'année où la lettre part ; ou pas d'année"},
        {"… and %zu more, shown when these are mended.\n",
                "… et %zu de plus, montrés quand ceux-ci seront corrigés.\n"},
        {"had it for the date as it was before", "avec cette lettre déjà pour la date d'avant"},
        {"a rule such as FREQ=YEARLY;BYMONTH=6;BYDAY=1WE, the first Wednesday of June",
                "une règle comme FREQ=YEARLY;BYMONTH=6;BYDAY=1WE, le premier mercredi de juin"},
        {"No calendar knows this occasion, so nobody would get the letter.",
                "Aucun calendrier ne connaît cette occasion ; personne ne recevrait donc la "
                "lettre."},
        {"Did you mean \"%s\"?", "Vouliez-vous dire « %s » ?"},
        {"the name of an event in your calendars, or When: first_purchase, birthday …",
                "le nom d'un événement de vos calendriers, ou When: first_purchase, birthday …"},
        {"There is no such line, and no coming event of the calendars names this letter, so nobody "
         "would get it.",
                "Cette ligne manque, et aucun événement à venir des calendriers ne nomme cette "
                "lettre ; personne ne la recevrait donc."},
        {"The calendars have no day of this occasion within the next year, so nobody would get the "
         "letter.",
                "Dans les calendriers, cette occasion n'a aucun jour dans l'année qui vient ; "
                "personne ne recevrait donc la lettre."},
        {"an occasion that comes again; or a newer file of this calendar in the calendars folder",
                "une occasion qui revient ; ou un fichier plus récent de ce calendrier dans le "
                "dossier des calendriers"},
        {"%s=…%s… is out of range: it takes at most %zu numbers from %s1 to %d, with commas "
         "between them.",
                "%s=…%s… est hors limites : au plus %zu nombres de %s1 à %d, séparés par des "
                "virgules."},
        {"BYDAY=…%s… is no weekday: write MO, TU, WE, TH, FR, SA or SU, with a number before it "
         "for the n-th of a month (2SU, -1FR).",
                "BYDAY=…%s… n'est pas un jour de la semaine : écrivez MO, TU, WE, TH, FR, SA ou "
                "SU, précédé d'un nombre pour le énième du mois (2SU, -1FR)."},
        {"FREQ=%s is not supported: letters go out at most once a day. Write FREQ=YEARLY, MONTHLY, "
         "WEEKLY or DAILY.",
                "FREQ=%s n'est pas possible : les lettres partent au plus une fois par jour. "
                "Écrivez FREQ=YEARLY, MONTHLY, WEEKLY ou DAILY."},
        {"INTERVAL=%s is not a number from 1 to 999.",
                "INTERVAL=%s n'est pas un nombre de 1 à 999."},
        {"COUNT=%s is not a number from 1 to 9999.", "COUNT=%s n'est pas un nombre de 1 à 9999."},
        {"UNTIL=%s is not a day: write it as year, month and day without a time, for example "
         "UNTIL=20261231.",
                "UNTIL=%s n'est pas un jour : écrivez année, mois et jour sans heure, par exemple "
                "UNTIL=20261231."},
        {"WKST=%s is no weekday: write MO or SU, or leave it out.",
                "WKST=%s n'est pas un jour de la semaine : écrivez MO ou SU, ou supprimez-le."},
        {"%s (other peoples' calendars in a rule) is not supported, because calendar programs "
         "compute it differently or ignore it. Feasts of other calendars come as tables of dates: "
         "name the occasion instead, for example \"Lunar New Year\".",
                "%s (les calendriers d'autres peuples dans une règle) n'est pas possible : les "
                "programmes d'agenda le calculent différemment ou l'ignorent. Les fêtes d'autres "
                "calendriers sont dans des tables de dates : écrivez plutôt l'occasion, par "
                "exemple « Lunar New Year »."},
        {"%s is not supported, because calendar programs disagree about it. A rule may use FREQ, "
         "INTERVAL, COUNT, UNTIL, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS and WKST, for example "
         "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH.",
                "%s n'est pas possible : les programmes d'agenda ne s'accordent pas là-dessus. Une "
                "règle peut employer FREQ, INTERVAL, COUNT, UNTIL, BYMONTH, BYMONTHDAY, BYDAY, "
                "BYSETPOS et WKST, par exemple FREQ=YEARLY;BYMONTH=11;BYDAY=4TH."},
        {"\"%s\" in the rule is not NAME=VALUE; a rule looks like FREQ=YEARLY;BYMONTH=5;BYDAY=2SU.",
                "« %s » dans la règle n'est pas NOM=VALEUR ; une règle se présente ainsi : "
                "FREQ=YEARLY;BYMONTH=5;BYDAY=2SU."},
        {"%s stands twice in the rule; write it once, with commas between the values.",
                "%s figure deux fois dans la règle ; écrivez-le une fois, avec des virgules entre "
                "les valeurs."},
        {"The rule does not say how often: begin it with FREQ=YEARLY, MONTHLY, WEEKLY or DAILY.",
                "La règle ne dit pas à quelle fréquence : commencez par FREQ=YEARLY, MONTHLY, "
                "WEEKLY ou DAILY."},
        {"WKST=%s with INTERVAL is read differently by calendar programs; write WKST=MO or "
         "WKST=SU, or leave it out.",
                "WKST=%s avec INTERVAL est lu différemment par les programmes d'agenda ; écrivez "
                "WKST=MO ou WKST=SU, ou supprimez-le."},
        {"COUNT and UNTIL both say when the rule ends; keep one.",
                "COUNT et UNTIL disent tous deux quand la règle finit ; gardez l'un des deux."},
        {"FREQ=YEARLY;BYMONTHDAY without BYMONTH is once a year for some calendar programs and "
         "monthly for others. Add BYMONTH=…, or write FREQ=MONTHLY;BYMONTHDAY=….",
                "FREQ=YEARLY;BYMONTHDAY sans BYMONTH est une fois par an pour certains programmes "
                "d'agenda et chaque mois pour d'autres. Ajoutez BYMONTH=…, ou écrivez "
                "FREQ=MONTHLY;BYMONTHDAY=…."},
        {"A numbered weekday (2SU) counts within a month or a year, so it does not go with "
         "FREQ=%s; write FREQ=MONTHLY or FREQ=YEARLY;BYMONTH=….",
                "Un jour de semaine numéroté (2SU) compte dans un mois ou une année et ne va pas "
                "avec FREQ=%s ; écrivez FREQ=MONTHLY ou FREQ=YEARLY;BYMONTH=…."},
        {"FREQ=WEEKLY;BYMONTHDAY is not allowed in iCalendar; write FREQ=MONTHLY;BYMONTHDAY=….",
                "FREQ=WEEKLY;BYMONTHDAY n'est pas permis en iCalendar ; écrivez "
                "FREQ=MONTHLY;BYMONTHDAY=…."},
        {"FREQ=DAILY with a BYMONTHDAY counted from the end is ignored by some calendar programs; "
         "write FREQ=MONTHLY;BYMONTHDAY=….",
                "FREQ=DAILY avec un BYMONTHDAY compté depuis la fin est ignoré par certains "
                "programmes d'agenda ; écrivez FREQ=MONTHLY;BYMONTHDAY=…."},
        {"BYSETPOS picks from the days of a month or a year; it needs FREQ=MONTHLY or FREQ=YEARLY "
         "with BYDAY or BYMONTHDAY.",
                "BYSETPOS choisit parmi les jours d'un mois ou d'une année ; il lui faut "
                "FREQ=MONTHLY ou FREQ=YEARLY avec BYDAY ou BYMONTHDAY."},
        {"The rule never comes: no month of its BYMONTH has the day BYMONTHDAY=%d. The last day of "
         "any month is BYMONTHDAY=-1.",
                "La règle n'arrive jamais : aucun mois de son BYMONTH n'a le jour BYMONTHDAY=%d. "
                "Le dernier jour de chaque mois est BYMONTHDAY=-1."},
        {"The rule is longer than 512 characters; rules are short, for example "
         "FREQ=YEARLY;BYMONTH=5;BYDAY=2SU.",
                "La règle dépasse 512 caractères ; les règles sont courtes, par exemple "
                "FREQ=YEARLY;BYMONTH=5;BYDAY=2SU."},
        {"The rule is empty; write for example FREQ=YEARLY.",
                "La règle est vide ; écrivez par exemple FREQ=YEARLY."},
        {"brackets or quotes do not match, or it holds a comment or one of ; [ : ? @ $ #",
                "les parenthèses ou les guillemets ne se ferment pas, ou elle contient un "
                "commentaire ou l'un de ; [ : ? @ $ #"},
        {"it may only compare the customer's own columns, with plain functions, and hold no SELECT",
                "elle ne peut que comparer les colonnes du client lui-même avec des fonctions "
                "simples, et ne doit contenir aucun SELECT"},
        {"your customer list has no column %s; the nearest is %s",
                "votre liste de clients n'a pas de colonne %s ; la plus proche est %s"},
        {"your customer list has no column %s", "votre liste de clients n'a pas de colonne %s"},
        {"near \"%s\": syntax error", "elle est illisible à partir de « %s »"},
        {"no such function: %s", "il n'y a pas de fonction %s"},
        {"incomplete input", "il manque quelque chose à la fin"},
        {"unrecognized token: \"%s\"", "« %s » n'est pas un signe qui puisse figurer ici"},
        {"wrong number of arguments to function %s()",
                "la fonction %s() reçoit trop ou trop peu de valeurs"},
        {"followupd may not read this file, so nobody gets it.",
                "followupd n'a pas le droit de lire ce fichier ; personne ne reçoit donc la "
                "lettre."},
        {"To see it once more, with your customers as they are then, reply: again",
                "Pour la revoir, avec vos clients tels qu'ils seront alors, répondez : encore"},
        {"The file \"%.60s%s\"", "Le fichier « %.60s%s »"},
        {"This would go to %d people", "Elle irait à %d personnes"},
        {"This would go to one person", "Elle irait à une personne"},
        {"This would go to nobody", "Elle n'irait à personne"},
        {", to each on a day of their own", ", à chacune un jour différent"},
        {", next on %s", ", la prochaine fois le %s"},
        {"; not to %d: ", " ; pas à %d : "},
        {"It is written to %d of your customers; counted here are the first %d. ",
                "Elle s'adresse à %d de vos clients ; sont comptés ici les %d premiers. "},
        {"After that: ", "Ensuite : "},
        {"It has no date within the next three years.",
                "Elle n'a pas de date dans les trois ans qui viennent."},
        {"No coming event of a calendar says so, so nobody would get it.",
                "Aucun événement à venir d'un calendrier ne le dit ; personne ne la recevrait."},
        {"To customers of the stage %s.", "Aux clients de l'étape %s."},
        {"More exactly, one year before.", "Plus exactement, un an avant."},
        {"More exactly, one year after.", "Plus exactement, un an après."},
        {"More exactly, one month before.", "Plus exactement, un mois avant."},
        {"More exactly, one month after.", "Plus exactement, un mois après."},
        {"More exactly, one day before.", "Plus exactement, un jour avant."},
        {"More exactly, one day after.", "Plus exactement, un jour après."},
        {"More exactly, %d years before.", "Plus exactement, %d ans avant."},
        {"More exactly, %d years after.", "Plus exactement, %d ans après."},
        {"More exactly, %d months before.", "Plus exactement, %d mois avant."},
        {"More exactly, %d months after.", "Plus exactement, %d mois après."},
        {"More exactly, %d days before.", "Plus exactement, %d jours avant."},
        {"More exactly, %d days after.", "Plus exactement, %d jours après."},
        {"%d of those it is written to speaks another language and would read it in this one. A "
         "file %s.%s.txt would be the letter for those whose language is \"%s\".",
                "%d des destinataires parle une autre langue et la lirait dans celle-ci. Un "
                "fichier %s.%s.txt serait la lettre pour ceux dont la langue est « %s »."},
        {"%d of those it is written to speak another language and would read it in this one. A "
         "file %s.%s.txt would be the letter for those whose language is \"%s\".",
                "%d des destinataires parlent une autre langue et la liraient dans celle-ci. Un "
                "fichier %s.%s.txt serait la lettre pour ceux dont la langue est « %s »."},
        {"The rule starts on a %s, which is none of its BYDAY days; every-n-weeks rules must start "
         "on one. Add %s to BYDAY, or move the start.",
                "La règle commence un %s, qui n'est aucun de ses jours BYDAY ; une règle de toutes "
                "les n semaines doit commencer l'un de ces jours. Ajoutez %s à BYDAY."},
        {"The rule never comes: no day before its UNTIL fits all of its parts. Take one part out, "
         "or move its end.",
                "La règle n'arrive jamais : avant son UNTIL, aucun jour ne convient à toutes ses "
                "parties. Retirez-en une, ou reculez la fin."},
        {"The rule never comes: no day fits all of its parts. Take one part out.",
                "La règle n'arrive jamais : aucun jour ne convient à toutes ses parties. "
                "Retirez-en une."},
        {NULL, NULL},
};
