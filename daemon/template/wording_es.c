#include "wording.h"

const struct wording wording_es[] = {
        {NULL, NULL},
};
