/* documents.h - traces for the tests of what is drawn
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "view/view.h"

/* (transfer full): a view of samples/captures/@name */
MmsView *open_capture (const char *name);

/* (transfer full): a view of a text trace with these lines, after its header */
MmsView *open_lines (const char *lines);
/* (transfer full): a view of a simulator's trace of these lines, the header first */
MmsView *open_json (const char *lines);
