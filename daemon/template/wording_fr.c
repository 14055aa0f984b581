#include "wording.h"

const struct wording wording_fr[] = {
        {NULL, NULL},
};
