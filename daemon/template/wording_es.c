#include "wording.h"

/* The same conversions in the same order stand in both: tests/check-wording. */
const struct wording wording_es[] = {
        {" Type instead: %s", " Escriba en su lugar: %s"},
        {" or ", " o "},
        {"%d of %d has no %s;", "%d de %d no tiene %s;"},
        {"%d of %d have no %s;", "%d de %d no tienen %s;"},
        {"%s has the same name. A customer must not get two letters for one, so the first stays "
         "and this one is not used.",
                "%s ya se llama así. Un cliente no debe recibir dos cartas en vez de una: vale la "
                "primera y esta no se usa."},
        {"%zu words", "%zu palabras"},
        {"(followupd wrote this answer and takes it away again.)",
                "(followupd escribió esta respuesta y la retirará él mismo.)"},
        {"- at the start of the line, or nothing", "- al principio de la línea, o nada"},
        {"A bullet or arrow pasted from a word processor; the customer would see an empty box.",
                "Una viñeta o flecha pegada desde un procesador de textos; el cliente vería un "
                "cuadro vacío."},
        {"A customer owes us nothing; words like these make the next contact harder.",
                "Un cliente no nos debe nada; palabras así hacen más difícil el próximo contacto."},
        {"A customer who lets the letter be read aloud hears only this word.",
                "El cliente que se hace leer la carta en voz alta solo oye esta palabra."},
        {"A field can't be part of a link: what the ledger says must never lead a customer "
         "somewhere.",
                "Un campo no puede ser parte de un enlace: lo que dice la lista de clientes nunca "
                "debe llevar a un cliente a ninguna parte."},
        {"A field can't stand at this place; the customer would not see it.",
                "Un campo no puede estar en este lugar; el cliente no lo vería."},
        {"A field can't stand in the words of a picture.",
                "En las palabras de una imagen no puede haber un campo."},
        {"A letter of Class: service reaches customers who never agreed to advertising; to sell in "
         "it is against the law in many countries.",
                "Una carta de Class: service llega a clientes que nunca aceptaron publicidad; "
                "vender en ella está prohibido en muchos países."},
        {"A letter of more than 180 words is put off for later, and later does not come.",
                "Una carta de más de 180 palabras se deja para más tarde, y ese más tarde no "
                "llega."},
        {"A letter of this line was lost when the file was saved; the customer would see a black "
         "mark in its place.",
                "Al guardar se perdió una letra de esta línea; el cliente vería una marca negra en "
                "su lugar."},
        {"A link to a bare number, or with an @ before the name, is what fraud uses; filters "
         "refuse the letter.",
                "Un enlace a un simple número, o con una @ delante del nombre, es lo que usan los "
                "estafadores; los filtros rechazan la carta."},
        {"A name of more than 100 characters can't be shown in the weekly digest.",
                "Un nombre de más de 100 caracteres no cabe en la carta semanal."},
        {"A negative number before a day: we can't tell which side of it is meant.",
                "Un número negativo delante de un día: no se sabe hacia qué lado."},
        {"A ruled line is not needed here, and hides where the letter begins.",
                "Aquí no hace falta una raya, y oculta dónde empieza la carta."},
        {"A subject that starts like an answer pretends a conversation that never was; customers "
         "feel tricked, and filters refuse it.",
                "Un asunto que empieza como una respuesta finge una conversación que nunca hubo; "
                "los clientes se sienten engañados y los filtros lo rechazan."},
        {"A thank-you that sells is not taken for a thank-you.",
                "Un agradecimiento que vende no se toma por agradecimiento."},
        {"After: and Before: both move the day; we can't tell which one counts.",
                "After: y Before: mueven ambos el día; no se sabe cuál vale."},
        {"An http: link is not private, and mail programs warn the customer about it.",
                "Un enlace http: no es confidencial, y los programas de correo avisan de ello al "
                "cliente."},
        {"Another section is still open here, so we can't tell which words only some customers "
         "shall read.",
                "Aquí sigue abierta otra sección; no se sabe qué palabras deben leer solo algunos "
                "clientes."},
        {"Before: P2D, or After: P2D", "Before: P2D, o After: P2D"},
        {"Capital letters throughout read as shouting.",
                "Todo en mayúsculas se lee como un grito."},
        {"Celebrates: christmas (or the feast you mean); or words for everybody",
                "Celebrates: christmas (o la fiesta de que se trate); o palabras para todos"},
        {"Countries are written with two letters; nobody would get this.",
                "Los países se escriben con dos letras; así nadie recibiría la carta."},
        {"Country: US, CA, DE", "Country: US, CA, DE"},
        {"Customer lists call the United Kingdom GB; nobody would get this.",
                "En las listas de clientes el Reino Unido se llama GB; así nadie recibiría la "
                "carta."},
        {"Each letter waits for your yes.", "Cada carta espera su sí."},
        {"FREQ=YEARLY, or FREQ=MONTHLY with some months: BYMONTH=2,5,8,11",
                "FREQ=YEARLY, o FREQ=MONTHLY con algunos meses: BYMONTH=2,5,8,11"},
        {"Four lists, one inside the other, can't be read on a telephone.",
                "Cuatro listas, una dentro de otra, no se pueden leer en un teléfono."},
        {"In its first sentences the letter does not speak to the customer, who reads on only "
         "where it is about them.",
                "En sus primeras frases la carta no le habla al cliente, que solo sigue leyendo lo "
                "que trata de él."},
        {"It goes by each customer's %s, every time it comes round.",
                "Sigue la fecha %s de cada cliente, cada vez que vuelve."},
        {"It goes by each customer's %s, once.",
                "Sigue la fecha %s de cada cliente, una sola vez."},
        {"It goes by the rule %s.", "Sale según la regla %s."},
        {"It goes on the occasion \"%s\".", "Sale en la ocasión «%s»."},
        {"It goes once a year, to each customer on another day.",
                "Sale una vez al año, a cada cliente en un día distinto."},
        {"It goes when an event of a calendar says \"followup: %s\".",
                "Sale cuando un evento de un calendario dice «followup: %s»."},
        {"It has more than 64 kB, which is no letter any more; nobody would read it.",
                "Tiene más de 64 kB, y eso ya no es una carta; nadie la leería."},
        {"It is a draft, so nobody gets it. To send it: \"Status: live\" on top.",
                "Es un borrador; nadie la recibe. Para enviarla: «Status: live» arriba."},
        {"It is live: it goes out by itself. To stop it, write \"Status: paused\" on top and save.",
                "Está activa y sale por sí sola. Para detenerla, escriba «Status: paused» arriba y "
                "guarde."},
        {"It is never late.", "Nunca llega tarde."},
        {"It is off, so nobody gets it. To send it: \"Status: live\" on top.",
                "Está apagada; nadie la recibe. Para enviarla: «Status: live» arriba."},
        {"It is paused, so nobody gets it. To send it: \"Status: live\" on top.",
                "Está en pausa; nadie la recibe. Para enviarla: «Status: live» arriba."},
        {"It is written to nobody: none of your customers is what the lines To:, Tags:, Country:, "
         "Language:, Celebrates: and Where: ask for.",
                "No va dirigida a nadie: ninguno de sus clientes cumple lo que piden las líneas "
                "To:, Tags:, Country:, Language:, Celebrates: y Where:."},
        {"It lies in drafts, so nobody gets it. To send it: move it out of that folder and write "
         "the line \"Status: live\" on top.",
                "Está en drafts; nadie la recibe. Para enviarla: sáquela de esa carpeta y escriba "
                "arriba la línea «Status: live»."},
        {"It may be one day late.", "Puede llegar un día tarde."},
        {"It may be up to %d days late.", "Puede llegar hasta %d días tarde."},
        {"It would come round after %d days already, but between two letters to one person you "
         "leave at least %d (courtesy.gap_days): those that come too soon do not go. Take a rule "
         "that comes more seldom.",
                "Volvería ya a los %d días, pero entre dos cartas a una persona pasan en su casa "
                "al menos %d (courtesy.gap_days): las que llegan antes no salen. Use una regla "
                "menos frecuente."},
        {"Its line \"Where:\" can't be used, so nobody would get it: see followup check.",
                "Su línea «Where:» no se puede usar, así que nadie la recibiría: vea followup "
                "check."},
        {"Language: en, or de, fr, es, nl …", "Language: en, o de, fr, es, nl …"},
        {"Languages are written with two letters; nobody would get this.",
                "Las lenguas se escriben con dos letras; así nadie recibiría la carta."},
        {"Letters are plain words; HTML would reach the customer as it stands here or be taken for "
         "fraud.",
                "Las cartas son palabras sencillas; el HTML llegaría al cliente tal como está aquí "
                "o pasaría por un fraude."},
        {"Line %d: \"%.60s%s\"", "Línea %d: «%.60s%s»"},
        {"Many customers don't see pictures, or have letters read aloud: they need words that say "
         "what it shows.",
                "Muchos clientes no ven imágenes o se hacen leer las cartas: necesitan palabras "
                "que digan lo que muestra."},
        {"Mend this and save; the next answer comes within two minutes.",
                "Corríjalo y guarde; la próxima respuesta llega en dos minutos."},
        {"More than one exclamation mark or picture sign looks like advertising; such mail is put "
         "aside unread.",
                "Más de un signo de exclamación o emoticono parece publicidad; ese correo se queda "
                "sin leer."},
        {"More than one link makes a letter look like advertising; the customer follows none of "
         "them.",
                "Más de un enlace hace que la carta parezca publicidad; el cliente no sigue "
                "ninguno."},
        {"Name: another name; or, if this is the newer text, save it over the first file",
                "Name: otro nombre; o, si este texto es el más nuevo, guárdelo sobre el primer "
                "archivo"},
        {"Next: ", "Próximas fechas: "},
        {"No answer lies beside the file: followupd may not write to that folder. So you get it by "
         "mail.",
                "No hay respuesta junto al archivo: followupd no puede escribir en esa carpeta. "
                "Por eso le llega por correo."},
        {"No calendar knows this occasion yet, so nobody would get it.",
                "Ningún calendario conoce todavía esta ocasión, así que nadie la recibiría."},
        {"No customer of your list has this tag, so it brings the letter to nobody.",
                "Ningún cliente de su lista tiene esta etiqueta; no lleva la carta a nadie."},
        {"No field is named between the braces.", "Entre las llaves no se nombra ningún campo."},
        {"No words follow the lines on top; the customer would get an empty letter.",
                "Tras las líneas de arriba no hay palabras; el cliente recibiría una carta vacía."},
        {"Nobody said go to these words yet. To let them go out: reply \"go\" to the preview mail, "
         "or type: followup approve \"%s\"",
                "Nadie ha dicho aún que sí a estas palabras. Para que salgan: responda «sí» al "
                "correo de vista previa, o escriba: followup approve \"%s\""},
        {"Nothing stands behind the colon, so we can't tell what you want.",
                "Tras los dos puntos no hay nada; no se sabe qué desea."},
        {"OK: %s is understood. Its name is %s.", "OK: %s se ha entendido. Su nombre es %s."},
        {"Of two questions a customer answers the easier one, or none.",
                "De dos preguntas, un cliente responde la más fácil, o ninguna."},
        {"Only PNG and JPEG pictures are shown by every mail program; of others (SVG, GIF, WebP, "
         "HEIC) many customers would see an empty frame.",
                "Solo las imágenes PNG y JPEG las muestra cualquier programa de correo; con otras "
                "(SVG, GIF, WebP, HEIC) muchos clientes verían un marco vacío."},
        {"Only a date of the customer's own (When: birthday, first_purchase …) repeats by this "
         "line; here it does nothing.",
                "Solo una fecha propia del cliente (When: birthday, first_purchase …) se repite "
                "con esta línea; aquí no hace nada."},
        {"P2D (two days), P3W (weeks), P1M (months) or P3Y (years)",
                "P2D (dos días), P3W (semanas), P1M (meses) o P3Y (años)"},
        {"PROBLEM: %s can't be sent as it is. Nobody gets it.",
                "PROBLEMA: %s no puede salir así. Nadie recibe la carta."},
        {"PROBLEM: %s can't be sent as it is. The version before stays in use.",
                "PROBLEMA: %s no puede salir así. Sigue en uso la versión anterior."},
        {"Pictures don't stand among the words: half the customers would see an empty frame in the "
         "middle of a sentence.",
                "Las imágenes no van entre las palabras: la mitad de los clientes vería un marco "
                "vacío en medio de una frase."},
        {"Please read what three of your customers would get, below. If it is right, reply to this "
         "mail with the word: go",
                "Lea abajo lo que recibirían tres de sus clientes. Si está bien, responda a este "
                "correo con la palabra: sí"},
        {"Save as … Plain text (.txt), encoding UTF-8",
                "Guardar como … Texto sin formato (.txt), codificación UTF-8"},
        {"Subject: Thank you", "Subject: Gracias"},
        {"The customer will remember this promise on the one day it is not kept.",
                "El cliente recordará esta promesa el único día en que no se cumpla."},
        {"The customer's mail program can't follow this link.",
                "El programa de correo del cliente no puede seguir este enlace."},
        {"The day is moved as After: or Before: says.",
                "El día se mueve como dice After: o Before:."},
        {"The file is not UTF-8; it was read as Windows-1252. Please look whether ä, é, ñ or € are "
         "right before a customer sees them.",
                "El archivo no está en UTF-8; se leyó como Windows-1252. Mire si ä, é, ñ o € están "
                "bien antes de que los vea un cliente."},
        {"The letter speaks more often of us than of the customer.",
                "La carta habla más de nosotros que del cliente."},
        {"The link is broken: a part is missing or a blank stands in it.",
                "El enlace está incompleto: falta una parte o contiene un espacio."},
        {"The picture can't be read: it is a link, or its owner keeps it private.",
                "La imagen no se puede leer: es un enlace, o su dueño la guarda para sí."},
        {"The picture has more than 300 kB; it would keep customers waiting, and some mail servers "
         "turn such letters away.",
                "La imagen tiene más de 300 kB; haría esperar a los clientes, y algunos servidores "
                "de correo rechazan cartas así."},
        {"The picture is cut off; the customer would see half of it or nothing.",
                "La imagen está cortada; el cliente vería la mitad o nada."},
        {"The picture is larger than 6000 pixels on one side; telephones give up on it.",
                "La imagen mide más de 6000 píxeles por un lado; los teléfonos no pueden con "
                "ella."},
        {"The picture must lie in the same folder as the letter.",
                "La imagen debe estar en la misma carpeta que la carta."},
        {"The picture tells where it was taken; every customer could read the place from it.",
                "La imagen dice dónde se tomó; cualquier cliente podría leer en ella el lugar."},
        {"The section opens and closes in different places (inside and outside of bold words, a "
         "link or a list).",
                "La sección se abre y se cierra en lugares distintos (dentro y fuera de palabras "
                "en negrita, de un enlace o de una lista)."},
        {"The signature of the account manager is put below by itself; the customer would read the "
         "farewell twice.",
                "La firma del responsable se pone abajo por sí sola; el cliente leería la "
                "despedida dos veces."},
        {"The subject has more than 60 characters; a telephone shows about 35, so the customer "
         "will not see its end.",
                "El asunto tiene más de 60 caracteres; un teléfono muestra unos 35, y el cliente "
                "no verá el final."},
        {"The subject holds a tab or control character; mail programs show it as a box, and "
         "filters refuse it.",
                "El asunto contiene un tabulador o un carácter de control; los programas de correo "
                "lo muestran como un cuadro, y los filtros lo rechazan."},
        {"The words look like another language than this. Customers would get a letter they may "
         "not read, and a screen reader speaks it wrongly.",
                "Las palabras parecen de otra lengua. Los clientes recibirían una carta que quizá "
                "no sepan leer, y un lector de pantalla la pronunciaría mal."},
        {"The words show one address and the link leads to another; this is how fraud looks, and "
         "filters treat it so.",
                "Las palabras muestran una dirección y el enlace lleva a otra; así se ve el "
                "fraude, y así lo tratan los filtros."},
        {"There are more fields here than a letter has words.",
                "Aquí hay más campos que palabras tiene una carta."},
        {"There is no such line on top of a letter, so what you want by it would not happen.",
                "No existe tal línea en la cabecera de una carta; lo que desea con ella no "
                "ocurriría."},
        {"There is no such line; a letter without a subject is taken for junk.",
                "Falta esta línea; una carta sin asunto se toma por correo basura."},
        {"There is no such picture beside the letter; the customer would see an empty frame.",
                "No hay tal imagen junto a la carta; el cliente vería un marco vacío."},
        {"There is no such stage, so the letter would miss the customers you mean.",
                "No existe tal etapa; la carta no llegaría a los clientes que desea."},
        {"These are not the usual braces. They were understood: the customer gets the field.",
                "No son las llaves usuales. Se han entendido: el cliente recibe el campo."},
        {"These closing braces have no opening ones; the customer would read them.",
                "Estas llaves de cierre no tienen apertura; el cliente las leería."},
        {"These opening braces are never closed; the customer would read them.",
                "Estas llaves de apertura no se cierran nunca; el cliente las leería."},
        {"This closes a section that was never opened, so we can't tell which words only some "
         "customers shall read.",
                "Esto cierra una sección que nunca se abrió; no se sabe qué palabras deben leer "
                "solo algunos clientes."},
        {"This comes round in less than 21 days; a customer who is thanked that often takes it for "
         "advertising.",
                "Esto vuelve en menos de 21 días; un cliente al que se agradece tan a menudo lo "
                "toma por publicidad."},
        {"This condition can't be understood, so nobody would get the letter: %s.",
                "Esta condición no se entiende, así que nadie recibiría la carta: %s."},
        {"This date never comes, so no customer would ever get the letter.",
                "Esta fecha no llega nunca, así que ningún cliente recibiría la carta."},
        {"This goes to people of every faith and of none; some of them feel left out.",
                "Esto va a personas de toda fe y de ninguna; algunas se sienten excluidas."},
        {"This is a link to another file, or no file at all; only real files in this folder are "
         "read.",
                "Es un enlace a otro archivo, o no es un archivo; solo se leen los archivos "
                "verdaderos de esta carpeta."},
        {"This is a word processor's or another program's file, not plain text; the customer would "
         "see its inner signs.",
                "Es el archivo de un procesador de textos o de otro programa, no texto sin "
                "formato; el cliente vería sus signos internos."},
        {"This is a word processor's or web page's file. Its inner signs would reach the customer.",
                "Es el archivo de un procesador de textos o una página web. Sus signos internos "
                "llegarían al cliente."},
        {"This is another program's way to write a field. The customer would read it as it stands "
         "here.",
                "Así escribe un campo otro programa. El cliente lo leería tal como está aquí."},
        {"This is neither a PNG nor a JPEG picture, whatever its name says; many mail programs "
         "would show the customer an empty frame.",
                "No es una imagen PNG ni JPEG, diga lo que diga su nombre; muchos programas de "
                "correo mostrarían al cliente un marco vacío."},
        {"This is not a number of days up to a year. Wishes that come too late are worse than "
         "none.",
                "No es un número de días de hasta un año. Unos deseos que llegan tarde son peores "
                "que ninguno."},
        {"This is not a number of days, so the letter would come on a wrong one.",
                "No es un número de días, así que la carta llegaría en un día equivocado."},
        {"This letter can't be shown just now.", "Esta carta no se puede mostrar ahora mismo."},
        {"This letter comes again in other years, and then the customer reads a year that is over.",
                "Esta carta vuelve otros años, y entonces el cliente lee un año que ya pasó."},
        {"This line stands here twice; we can't tell which of them the customer gets.",
                "Esta línea aparece dos veces; no se sabe cuál recibe el cliente."},
        {"This looks like a copy that Windows or a file-sharing program made, so it is not sent "
         "beside the first one.",
                "Parece una copia hecha por Windows o por un programa para compartir archivos, así "
                "que no se envía junto a la primera."},
        {"This looks like a gap somebody meant to fill. The customer would read it as it stands "
         "here.",
                "Parece un hueco que alguien quiso llenar. El cliente lo leería tal como está "
                "aquí."},
        {"This looks like the letter, but no empty line stands before it, so the customer would "
         "not get these words.",
                "Esto parece ya la carta, pero no la precede una línea vacía, así que el cliente "
                "no recibiría estas palabras."},
        {"This rule can't be followed, so nobody would get the letter. %s",
                "Esta regla no se puede seguir, así que nadie recibiría la carta. %s"},
        {"This section is never closed, so we can't tell which words only some customers shall "
         "read.",
                "Esta sección no se cierra nunca; no se sabe qué palabras deben leer solo algunos "
                "clientes."},
        {"This word is not known here, so we can't tell what shall happen to the letter.",
                "Esta palabra no se conoce aquí; no se sabe qué debe pasar con la carta."},
        {"To customers of the stages %s.", "A los clientes de las etapas %s."},
        {"Too many sections, one inside the other; nobody can tell what the customer would read.",
                "Demasiadas secciones, una dentro de otra; nadie puede decir qué leería el "
                "cliente."},
        {"Type instead: %s", "Escriba en su lugar: %s"},
        {"Valid: P4D (up to four days late), or Valid: the day",
                "Valid: P4D (hasta cuatro días tarde), o Valid: the day"},
        {"Without a value this reads as a blank before a comma; the customer sees that a name was "
         "meant to stand here.",
                "Sin valor queda aquí un espacio delante de una coma; el cliente ve que debía "
                "haber un nombre."},
        {"Worth a second look:", "Merece otra mirada:"},
        {"You saved %s. This is what it would do.", "Usted guardó %s. Esto es lo que haría."},
        {"Your customer list has no column with this date, so nobody would get the letter.",
                "Su lista de clientes no tiene ninguna columna con esta fecha, así que nadie "
                "recibiría la carta."},
        {"Your customer list has no such column, so every customer would get the letter without "
         "these words.",
                "Su lista de clientes no tiene tal columna, así que cada cliente recibiría la "
                "carta sin estas palabras."},
        {"[Preview] %s: %d people", "[Vista previa] %s: %d clientes"},
        {"[Preview] %s: 1 person", "[Vista previa] %s: 1 cliente"},
        {"[Problem] %s", "[Problema] %s"},
        {"a column of this name in the list, or When: first_purchase, birthday …",
                "una columna de este nombre en la lista, o When: first_purchase, birthday …"},
        {"a condition over the customer's columns, such as country = 'DE'",
                "una condición sobre las columnas de la lista de clientes, como country = 'DE'"},
        {"a copy of the file itself", "una copia del archivo mismo"},
        {"a copy of the picture itself", "una copia de la imagen misma"},
        {"a day that exists, such as FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=4",
                "un día que exista, como FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=4"},
        {"a first sentence with \"you\" in it", "una primera frase con «usted» o «su»"},
        {"a letter of one page", "una carta de una página"},
        {"a line on top: Picture: boat.jpg \"Our boat in the snow\"",
                "una línea arriba: Picture: barco.jpg \"Nuestro barco en la nieve\""},
        {"a link that starts with https://", "un enlace que empiece por https://"},
        {"a short name", "un nombre corto"},
        {"a shorter subject", "un asunto más corto"},
        {"a tag of your customer list", "una etiqueta de su lista de clientes"},
        {"an empty line above it; the lines on top are all like Subject: words",
                "una línea vacía antes; las líneas de arriba son todas como Subject: palabras"},
        {"an empty line, then the letter", "una línea vacía, y luego la carta"},
        {"another name, such as the occasion's", "otro nombre, por ejemplo el de la ocasión"},
        {"another of your customers", "otro de sus clientes"},
        {"not said to celebrate it", "sin constancia de que lo celebren"},
        {"ask whoever looks after the server to let it be read",
                "pida a quien cuida el servidor que permita leerlo"},
        {"at most one of them", "uno de ellos como mucho"},
        {"before, new, short, long, integral or all", "before, new, short, long, integral o all"},
        {"both marks in the same sentence, or each on a line of its own",
                "las dos marcas en la misma frase, o cada una en su línea"},
        {"bought something just now", "con una compra muy reciente"},
        {"consented on no known day", "con consentimiento sin fecha conocida"},
        {"consented too long ago", "con consentimiento demasiado antiguo"},
        {"deceased, gone or in dispute", "fallecidos, ausentes o en litigio"},
        {"followupd can't read this file (%s), so nobody gets it.",
                "followupd no puede leer este archivo (%s), así que nadie lo recibe."},
        {"followupd's own mails have this name already.",
                "Los correos del propio followupd ya se llaman así."},
        {"gave no consent", "sin consentimiento"},
        {"getting a letter that matters more", "con una carta más importante"},
        {"had another letter of this group", "con otra carta de este grupo"},
        {"had letters enough for their stage", "con bastantes cartas para su etapa"},
        {"had letters enough this year", "con bastantes cartas este año"},
        {"had it for the date as it was before", "con esta carta ya en la fecha anterior"},
        {"had this one within the year", "con esta carta en el último año"},
        {"half of it; keep what only you could have written",
                "la mitad; conserve lo que solo usted podía escribir"},
        {"with an impossible address", "con una dirección imposible"},
        {"with another letter too near to it", "con otra carta demasiado cerca"},
        {"with colleagues who get it that day", "con colegas que la reciben ese día"},
        {"if it is the newer text, save it over the first; if it is another letter, give it a name "
         "of its own",
                "si este texto es el más nuevo, guárdelo sobre el primero; si es otra carta, dele "
                "un nombre propio"},
        {"its end after those words: {{/…}} with the same name",
                "su final tras esas palabras: {{/…}} con el mismo nombre"},
        {"without a word the letter needs", "sin una palabra que la carta necesita"},
        {"lists inside lists", "listas dentro de listas"},
        {"no such line", "ninguna línea así"},
        {"nobody gets a letter with a gap, so theirs is held. Type {{%s|other words}} (line %d).",
                "nadie recibe una carta con un hueco, así que la suya se retiene. Escriba "
                "{{%s|otras palabras}} (línea %d)."},
        {"nothing: an empty line divides the head from the letter",
                "nada: una línea vacía separa la cabecera de la carta"},
        {"nothing: leave these lines out", "nada: quite estas líneas"},
        {"one list, or two", "una lista, o dos"},
        {"one of Subject, When, To, Valid, Status …; README.txt names them all",
                "una de Subject, When, To, Valid, Status …; README.txt las nombra todas"},
        {"one section after the other", "una sección tras otra"},
        {"only one of them", "solo una de ellas"},
        {"paused", "en pausa"},
        {"sentences that begin with the customer: \"you\" rather than \"we\"",
                "frases que empiecen por el cliente: «usted» antes que «nosotros»"},
        {"with the address of somebody who gets it",
                "con la misma dirección que alguien que la recibe"},
        {"the customer of whom we know least", "el cliente del que menos sabemos"},
        {"the customer with the longest name", "el cliente con el nombre más largo"},
        {"the customer with the shortest name", "el cliente con el nombre más corto"},
        {"the field among the words of a sentence", "el campo entre las palabras de una frase"},
        {"the field's name, such as {{first_name|our customer}}",
                "el nombre del campo, como {{first_name|nuestro cliente}}"},
        {"the letter", "la carta"},
        {"the letter without it; or mark it Class: marketing",
                "la carta sin eso; o márquela Class: marketing"},
        {"the line anew, and save the file as Plain text, encoding UTF-8",
                "la línea de nuevo, y guarde el archivo como texto sin formato, codificación "
                "UTF-8"},
        {"the name of a column of your customer list",
                "el nombre de una columna de su lista de clientes"},
        {"the name of a picture in this folder, or no such line",
                "el nombre de una imagen de esta carpeta, o ninguna línea así"},
        {"the one link that matters", "el único enlace que importa"},
        {"the one question you want an answer to", "la única pregunta cuya respuesta desea"},
        {"the opening mark before those words: {{#…}} with the same name",
                "la marca de apertura antes de esas palabras: {{#…}} con el mismo nombre"},
        {"the picture made smaller: 1200 pixels wide are plenty",
                "la imagen reducida: 1200 píxeles de ancho bastan y sobran"},
        {"the picture, 1200 pixels wide", "la imagen, de 1200 píxeles de ancho"},
        {"the picture, saved anew without its location",
                "la imagen, guardada de nuevo sin su lugar"},
        {"the picture, saved as PNG or JPEG", "la imagen, guardada como PNG o JPEG"},
        {"the same link for everybody", "el mismo enlace para todos"},
        {"the subject in ordinary letters", "el asunto en letras normales"},
        {"the subject typed anew, with blanks only",
                "el asunto escrito de nuevo, solo con espacios"},
        {"the subject without it", "el asunto sin eso"},
        {"the thanks alone; or mark the letter Class: marketing",
                "solo las gracias; o marque la carta Class: marketing"},
        {"the whole file", "el archivo entero"},
        {"the whole file, copied once more", "el archivo entero, copiado otra vez"},
        {"the words alone; **so** for bold, *so* for slanted",
                "solo las palabras; **así** en negrita, *así* en cursiva"},
        {"the words themselves, or a field such as {{first_name|our customer}}",
                "las palabras mismas, o un campo como {{first_name|nuestro cliente}}"},
        {"the words, or no such line at all", "las palabras, o ninguna línea así"},
        {"they would read \"%s\".", "se leería «%s»."},
        {"they would read nothing there.", "allí no se leería nada."},
        {"too late", "demasiado tarde"},
        {"waiting for an answer from us", "a la espera de una respuesta nuestra"},
        {"waiting until business.postal_address is set",
                "hasta que se indique business.postal_address"},
        {"opted out, or with a dead address", "que no desean cartas, o con dirección muerta"},
        {"in touch with a person lately", "en contacto reciente con uno de nosotros"},
        {"left out by a person", "que usted dejó fuera"},
        {"what will be found there: [our opening hours](https://…)",
                "lo que se encuentra allí: [nuestro horario](https://…)"},
        {"what you can do for them", "lo que usted puede hacer por el cliente"},
        {"what you can surely do", "lo que seguro puede hacer"},
        {"without an e-mail address", "sin dirección de correo"},
        {"without birthday_ok", "sin birthday_ok"},
        {"words after the bar: {{first_name|our customer}}",
                "palabras tras la barra: {{first_name|nuestro cliente}}"},
        {"words that are no address, or the address the link really has",
                "palabras que no sean una dirección, o la dirección que el enlace tiene de verdad"},
        {"{{first_name}}: two braces before, two after",
                "{{first_name}}: dos llaves antes, dos después"},
        {"{{year}}, which is the year the letter goes out; or no year",
                "{{year}}, el año en que sale la carta; o ningún año"},
        {"… and %zu more, shown when these are mended.\n",
                "… y %zu más, que se muestran cuando estos estén corregidos.\n"},
        {"had it for the date as it was before", "con esta carta ya para la fecha de antes"},
        {"a rule such as FREQ=YEARLY;BYMONTH=6;BYDAY=1WE, the first Wednesday of June",
                "una regla como FREQ=YEARLY;BYMONTH=6;BYDAY=1WE, el primer miércoles de junio"},
        {"No calendar knows this occasion, so nobody would get the letter.",
                "Ningún calendario conoce esta ocasión, así que nadie recibiría la carta."},
        {"Did you mean \"%s\"?", "¿Quería decir «%s»?"},
        {"the name of an event in your calendars, or When: first_purchase, birthday …",
                "el nombre de una cita de sus calendarios, o When: first_purchase, birthday …"},
        {"There is no such line, and no coming event of the calendars names this letter, so nobody "
         "would get it.",
                "Falta esta línea, y ninguna cita próxima de los calendarios nombra esta carta, "
                "así que nadie la recibiría."},
        {"The calendars have no day of this occasion within the next year, so nobody would get the "
         "letter.",
                "En los calendarios esta ocasión no tiene ningún día en el próximo año, así que "
                "nadie recibiría la carta."},
        {"an occasion that comes again; or a newer file of this calendar in the calendars folder",
                "una ocasión que vuelva; o un archivo más nuevo de este calendario en la carpeta "
                "de calendarios"},
        {"%s=…%s… is out of range: it takes at most %zu numbers from %s1 to %d, with commas "
         "between them.",
                "%s=…%s… está fuera de lo posible: admite como mucho %zu números de %s1 a %d, con "
                "comas entre ellos."},
        {"BYDAY=…%s… is no weekday: write MO, TU, WE, TH, FR, SA or SU, with a number before it "
         "for the n-th of a month (2SU, -1FR).",
                "BYDAY=…%s… no es un día de la semana: escriba MO, TU, WE, TH, FR, SA o SU, con un "
                "número delante para el enésimo del mes (2SU, -1FR)."},
        {"FREQ=%s is not supported: letters go out at most once a day. Write FREQ=YEARLY, MONTHLY, "
         "WEEKLY or DAILY.",
                "FREQ=%s no es posible: las cartas salen como mucho una vez al día. Escriba "
                "FREQ=YEARLY, MONTHLY, WEEKLY o DAILY."},
        {"INTERVAL=%s is not a number from 1 to 999.", "INTERVAL=%s no es un número de 1 a 999."},
        {"COUNT=%s is not a number from 1 to 9999.", "COUNT=%s no es un número de 1 a 9999."},
        {"UNTIL=%s is not a day: write it as year, month and day without a time, for example "
         "UNTIL=20261231.",
                "UNTIL=%s no es un día: escriba año, mes y día sin hora, por ejemplo "
                "UNTIL=20261231."},
        {"WKST=%s is no weekday: write MO or SU, or leave it out.",
                "WKST=%s no es un día de la semana: escriba MO o SU, o quítelo."},
        {"%s (other peoples' calendars in a rule) is not supported, because calendar programs "
         "compute it differently or ignore it. Feasts of other calendars come as tables of dates: "
         "name the occasion instead, for example \"Lunar New Year\".",
                "%s (calendarios de otros pueblos en una regla) no es posible, porque los "
                "programas de calendario lo calculan de formas distintas o no lo miran. Las "
                "fiestas de otros calendarios están en tablas de fechas: escriba la ocasión, por "
                "ejemplo «Lunar New Year»."},
        {"%s is not supported, because calendar programs disagree about it. A rule may use FREQ, "
         "INTERVAL, COUNT, UNTIL, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS and WKST, for example "
         "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH.",
                "%s no es posible, porque los programas de calendario no están de acuerdo. Una "
                "regla puede usar FREQ, INTERVAL, COUNT, UNTIL, BYMONTH, BYMONTHDAY, BYDAY, "
                "BYSETPOS y WKST, por ejemplo FREQ=YEARLY;BYMONTH=11;BYDAY=4TH."},
        {"\"%s\" in the rule is not NAME=VALUE; a rule looks like FREQ=YEARLY;BYMONTH=5;BYDAY=2SU.",
                "«%s» en la regla no es NOMBRE=VALOR; una regla es así: "
                "FREQ=YEARLY;BYMONTH=5;BYDAY=2SU."},
        {"%s stands twice in the rule; write it once, with commas between the values.",
                "%s está dos veces en la regla; escríbalo una vez, con comas entre los valores."},
        {"The rule does not say how often: begin it with FREQ=YEARLY, MONTHLY, WEEKLY or DAILY.",
                "La regla no dice cada cuánto: empiécela con FREQ=YEARLY, MONTHLY, WEEKLY o "
                "DAILY."},
        {"WKST=%s with INTERVAL is read differently by calendar programs; write WKST=MO or "
         "WKST=SU, or leave it out.",
                "WKST=%s con INTERVAL lo leen los programas de calendario de formas distintas; "
                "escriba WKST=MO o WKST=SU, o quítelo."},
        {"COUNT and UNTIL both say when the rule ends; keep one.",
                "COUNT y UNTIL dicen los dos cuándo acaba la regla; deje solo uno."},
        {"FREQ=YEARLY;BYMONTHDAY without BYMONTH is once a year for some calendar programs and "
         "monthly for others. Add BYMONTH=…, or write FREQ=MONTHLY;BYMONTHDAY=….",
                "FREQ=YEARLY;BYMONTHDAY sin BYMONTH es una vez al año para unos programas de "
                "calendario y cada mes para otros. Añada BYMONTH=…, o escriba "
                "FREQ=MONTHLY;BYMONTHDAY=…."},
        {"A numbered weekday (2SU) counts within a month or a year, so it does not go with "
         "FREQ=%s; write FREQ=MONTHLY or FREQ=YEARLY;BYMONTH=….",
                "Un día de la semana con número (2SU) cuenta dentro de un mes o un año y no va con "
                "FREQ=%s; escriba FREQ=MONTHLY o FREQ=YEARLY;BYMONTH=…."},
        {"FREQ=WEEKLY;BYMONTHDAY is not allowed in iCalendar; write FREQ=MONTHLY;BYMONTHDAY=….",
                "FREQ=WEEKLY;BYMONTHDAY no está permitido en iCalendar; escriba "
                "FREQ=MONTHLY;BYMONTHDAY=…."},
        {"FREQ=DAILY with a BYMONTHDAY counted from the end is ignored by some calendar programs; "
         "write FREQ=MONTHLY;BYMONTHDAY=….",
                "FREQ=DAILY con un BYMONTHDAY contado desde el final no lo miran algunos programas "
                "de calendario; escriba FREQ=MONTHLY;BYMONTHDAY=…."},
        {"BYSETPOS picks from the days of a month or a year; it needs FREQ=MONTHLY or FREQ=YEARLY "
         "with BYDAY or BYMONTHDAY.",
                "BYSETPOS elige entre los días de un mes o de un año; necesita FREQ=MONTHLY o "
                "FREQ=YEARLY con BYDAY o BYMONTHDAY."},
        {"The rule never comes: no month of its BYMONTH has the day BYMONTHDAY=%d. The last day of "
         "any month is BYMONTHDAY=-1.",
                "La regla no llega nunca: ningún mes de su BYMONTH tiene el día BYMONTHDAY=%d. El "
                "último día de cualquier mes es BYMONTHDAY=-1."},
        {"The rule is longer than 512 characters; rules are short, for example "
         "FREQ=YEARLY;BYMONTH=5;BYDAY=2SU.",
                "La regla tiene más de 512 caracteres; las reglas son cortas, por ejemplo "
                "FREQ=YEARLY;BYMONTH=5;BYDAY=2SU."},
        {"The rule is empty; write for example FREQ=YEARLY.",
                "La regla está vacía; escriba por ejemplo FREQ=YEARLY."},
        {"brackets or quotes do not match, or it holds a comment or one of ; [ : ? @ $ #",
                "los paréntesis o las comillas no se cierran, o contiene un comentario o uno de ; "
                "[ : ? @ $ #"},
        {"it may only compare the customer's own columns, with plain functions, and hold no SELECT",
                "solo puede comparar las columnas del propio cliente con funciones sencillas y no "
                "contener ningún SELECT"},
        {"your customer list has no column %s; the nearest is %s",
                "su lista de clientes no tiene ninguna columna %s; la más parecida es %s"},
        {"your customer list has no column %s", "su lista de clientes no tiene ninguna columna %s"},
        {"near \"%s\": syntax error", "no se entiende a partir de «%s»"},
        {"no such function: %s", "no hay ninguna función %s"},
        {"incomplete input", "falta algo al final"},
        {"unrecognized token: \"%s\"", "«%s» no es un signo que pueda estar aquí"},
        {"wrong number of arguments to function %s()",
                "la función %s() recibe demasiados valores o muy pocos"},
        {"followupd may not read this file, so nobody gets it.",
                "followupd no tiene permiso para leer este archivo, así que nadie recibe la "
                "carta."},
        {"To see it once more, with your customers as they are then, reply: again",
                "Para verla otra vez, con sus clientes como estén entonces, responda: otra vez"},
        {"The file \"%.60s%s\"", "El archivo «%.60s%s»"},
        {"This would go to %d people", "Iría a %d personas"},
        {"This would go to one person", "Iría a una persona"},
        {"This would go to nobody", "No iría a nadie"},
        {", to each on a day of their own", ", a cada una en un día distinto"},
        {", next on %s", ", la próxima vez el %s"},
        {"; not to %d: ", "; no a %d: "},
        {"It is written to %d of your customers; counted here are the first %d. ",
                "Va dirigida a %d de sus clientes; aquí se cuentan los primeros %d. "},
        {"After that: ", "Después: "},
        {"It has no date within the next three years.",
                "No tiene fecha en los próximos tres años."},
        {"No coming event of a calendar says so, so nobody would get it.",
                "Ningún evento próximo de un calendario lo dice, así que nadie la recibiría."},
        {"To customers of the stage %s.", "A los clientes de la etapa %s."},
        {"More exactly, one year before.", "Más exactamente, un año antes."},
        {"More exactly, one year after.", "Más exactamente, un año después."},
        {"More exactly, one month before.", "Más exactamente, un mes antes."},
        {"More exactly, one month after.", "Más exactamente, un mes después."},
        {"More exactly, one day before.", "Más exactamente, un día antes."},
        {"More exactly, one day after.", "Más exactamente, un día después."},
        {"More exactly, %d years before.", "Más exactamente, %d años antes."},
        {"More exactly, %d years after.", "Más exactamente, %d años después."},
        {"More exactly, %d months before.", "Más exactamente, %d meses antes."},
        {"More exactly, %d months after.", "Más exactamente, %d meses después."},
        {"More exactly, %d days before.", "Más exactamente, %d días antes."},
        {"More exactly, %d days after.", "Más exactamente, %d días después."},
        {"%d of those it is written to speaks another language and would read it in this one. A "
         "file %s.%s.txt would be the letter for those whose language is \"%s\".",
                "%d de los destinatarios habla otra lengua y la leería en esta. Un archivo "
                "%s.%s.txt sería la carta para aquellos cuya lengua es «%s»."},
        {"%d of those it is written to speak another language and would read it in this one. A "
         "file %s.%s.txt would be the letter for those whose language is \"%s\".",
                "%d de los destinatarios hablan otra lengua y la leerían en esta. Un archivo "
                "%s.%s.txt sería la carta para aquellos cuya lengua es «%s»."},
        {"The rule starts on a %s, which is none of its BYDAY days; every-n-weeks rules must start "
         "on one. Add %s to BYDAY, or move the start.",
                "La regla empieza en %s, que no es ninguno de sus días BYDAY; una regla de cada "
                "varias semanas debe empezar en uno de ellos. Añada %s a BYDAY."},
        {"The rule never comes: no day before its UNTIL fits all of its parts. Take one part out, "
         "or move its end.",
                "La regla no llega nunca: antes de su UNTIL ningún día cumple todas sus partes. "
                "Quite una parte, o retrase el final."},
        {"The rule never comes: no day fits all of its parts. Take one part out.",
                "La regla no llega nunca: ningún día cumple todas sus partes. Quite una parte."},
        {NULL, NULL},
};
