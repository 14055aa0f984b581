#include "wording.h"

/*
 * What somebody is answered who replies to a preview, in the languages that have no other notices;
 * phrase.c has the German. Blanks in French as in wording_fr.c.
 */
const struct wording wording_reply_es[] = {
        {"Letter \"%s\" goes out as you saw it, when its day comes.",
                "La carta «%s» sale tal como la vio, cuando llegue su día."},
        {"Nothing more of letter \"%s\" goes out until somebody says go.",
                "No sale nada más de la carta «%s» hasta que alguien diga que sí."},
        {"Letter \"%s\" goes out in its former words again; the new ones wait for a go.",
                "La carta «%s» sale otra vez con sus palabras de antes; las nuevas esperan un sí."},
        {"Letter \"%s\" goes out as it did before.", "La carta «%s» sale como antes."},
        {"The preview of letter \"%s\" comes again.",
                "La vista previa de la carta «%s» llega otra vez."},
        {"The preview of letter \"%s\" does not come again.",
                "La vista previa de la carta «%s» no llega otra vez."},
        {"Letter \"%s\" was changed since that preview. Please say go to the newer one.",
                "La carta «%s» ha cambiado desde esa vista previa. Responda sí a la más nueva, por "
                "favor."},
        {"Letter \"%s\" waits for no go: it goes out already, or it is a draft, or its file has a "
         "problem.",
                "La carta «%s» no espera ningún sí: ya sale, o es un borrador, o su archivo tiene "
                "un problema."},
        {"Letter \"%s\" does not go out anyway.", "La carta «%s» de todos modos no sale."},
        {"Letter \"%s\" was changed since. Please say go to the newer one.",
                "La carta «%s» ha cambiado desde entonces. Responda sí a la más nueva, por favor."},
        {"Letter \"%s\" can't be shown: its file is gone or has a problem.",
                "La carta «%s» no se puede mostrar: su archivo ya no está o tiene un problema."},
        {"The preview of letter \"%s\" is on its way already.",
                "La vista previa de la carta «%s» ya está en camino."},
        {"The digest comes or stays away as it did before.",
                "La carta semanal llega o no llega, como antes."},
        {"%s: that was said and done before.", "%s: eso ya se dijo y se hizo."},
        {"%s: that was taken back before.", "%s: eso ya se deshizo."},
        {"There is no decision number %lld.", "No hay ninguna decisión número %lld."},
        {"Nothing in that notice waits for a word of yours any more.",
                "Nada en ese aviso espera ya una palabra suya."},
        {"Please say which one: the number that stands before it.",
                "Diga cuál, por favor: el número que está delante."},
        {"There is no number %d in that notice.", "No hay ningún número %d en ese aviso."},
        {"That can't be said of number %d. Reply \"help\" for what can.",
                "Eso no se puede decir del número %d. Responda «ayuda» para saber qué se puede."},
        {"\"%s\" is no day I understand. Write it like 2027-03-31.",
                "«%s» no es un día que yo entienda. Escríbalo así: 2027-03-31."},
        {"\"%s\" is over already.", "«%s» ya ha pasado."},
        {"There is nothing to take back in that notice: reply \"undo\" to the confirmation of what "
         "was done.",
                "No hay nada que deshacer en ese aviso: responda «deshacer» a la confirmación de "
                "lo que se hizo."},
        {"Done:", "Hecho:"},
        {"Not done:", "No hecho:"},
        {"Not understood, and nothing was done about it:", "No se entendió, y no se hizo nada:"},
        {"Nothing of your reply went to a customer. To answer one, write to the customer's own "
         "address.\n",
                "Nada de su respuesta llegó a un cliente. Para contestar a uno, escriba a su "
                "propia dirección.\n"},
        {"To take it back, reply to this mail with: undo\n",
                "Para deshacerlo, responda a este correo: deshacer\n"},
        {"What you can reply to our notices", "Lo que puede responder a nuestros avisos"},
        {"Done: %.*s", "Hecho: %.*s"},
        {"Not done: %.*s", "No hecho: %.*s"},
        {NULL, NULL},
};

const struct wording wording_reply_fr[] = {
        {"Letter \"%s\" goes out as you saw it, when its day comes.",
                "La lettre « %s » part telle que vous l'avez vue, quand vient son jour."},
        {"Nothing more of letter \"%s\" goes out until somebody says go.",
                "Plus rien de la lettre « %s » ne part avant que quelqu'un dise oui."},
        {"Letter \"%s\" goes out in its former words again; the new ones wait for a go.",
                "La lettre « %s » part de nouveau dans ses mots d'avant ; les nouveaux attendent "
                "un oui."},
        {"Letter \"%s\" goes out as it did before.", "La lettre « %s » part comme avant."},
        {"The preview of letter \"%s\" comes again.", "L'aperçu de la lettre « %s » revient."},
        {"The preview of letter \"%s\" does not come again.",
                "L'aperçu de la lettre « %s » ne revient pas."},
        {"Letter \"%s\" was changed since that preview. Please say go to the newer one.",
                "La lettre « %s » a changé depuis cet aperçu. Répondez oui au plus récent, s'il "
                "vous plaît."},
        {"Letter \"%s\" waits for no go: it goes out already, or it is a draft, or its file has a "
         "problem.",
                "La lettre « %s » n'attend pas de oui : elle part déjà, ou c'est un brouillon, ou "
                "son fichier a un problème."},
        {"Letter \"%s\" does not go out anyway.", "La lettre « %s » ne part pas, de toute façon."},
        {"Letter \"%s\" was changed since. Please say go to the newer one.",
                "La lettre « %s » a changé depuis. Répondez oui à la plus récente, s'il vous "
                "plaît."},
        {"Letter \"%s\" can't be shown: its file is gone or has a problem.",
                "La lettre « %s » ne peut pas être montrée : son fichier a disparu ou a un "
                "problème."},
        {"The preview of letter \"%s\" is on its way already.",
                "L'aperçu de la lettre « %s » est déjà en route."},
        {"The digest comes or stays away as it did before.",
                "La lettre de la semaine vient ou ne vient pas, comme avant."},
        {"%s: that was said and done before.", "%s : cela a déjà été dit et fait."},
        {"%s: that was taken back before.", "%s : cela a déjà été annulé."},
        {"There is no decision number %lld.", "Il n'y a pas de décision numéro %lld."},
        {"Nothing in that notice waits for a word of yours any more.",
                "Rien, dans ce message, n'attend plus un mot de vous."},
        {"Please say which one: the number that stands before it.",
                "Dites laquelle, s'il vous plaît : le numéro qui la précède."},
        {"There is no number %d in that notice.", "Il n'y a pas de numéro %d dans ce message."},
        {"That can't be said of number %d. Reply \"help\" for what can.",
                "Cela ne se dit pas du numéro %d. Répondez « aide » pour savoir ce qui se dit."},
        {"\"%s\" is no day I understand. Write it like 2027-03-31.",
                "« %s » n'est pas un jour que je comprenne. Écrivez-le ainsi : 2027-03-31."},
        {"\"%s\" is over already.", "« %s » est déjà passé."},
        {"There is nothing to take back in that notice: reply \"undo\" to the confirmation of what "
         "was done.",
                "Il n'y a rien à annuler dans ce message : répondez « annuler » à la confirmation "
                "de ce qui a été fait."},
        {"Done:", "Fait :"},
        {"Not done:", "Pas fait :"},
        {"Not understood, and nothing was done about it:",
                "Pas compris, et rien n'en a été fait :"},
        {"Nothing of your reply went to a customer. To answer one, write to the customer's own "
         "address.\n",
                "Rien de votre réponse n'est allé à un client. Pour répondre à un client, écrivez "
                "à sa propre adresse.\n"},
        {"To take it back, reply to this mail with: undo\n",
                "Pour l'annuler, répondez à ce courriel par : annuler\n"},
        {"What you can reply to our notices", "Ce que vous pouvez répondre à nos messages"},
        {"Done: %.*s", "Fait : %.*s"},
        {"Not done: %.*s", "Pas fait : %.*s"},
        {NULL, NULL},
};
