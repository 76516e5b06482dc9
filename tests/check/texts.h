/* texts.h - what tests of findings share
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "document.h"

G_BEGIN_DECLS

/* (transfer full): ftrace text, read, replayed and checked; what cannot be read stops the test. */
MmsDocument *texts_open (const char *text);

G_END_DECLS
