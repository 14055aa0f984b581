#include "wording.h"

const struct wording wording_de[] = {
        {NULL, NULL},
};
