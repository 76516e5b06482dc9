/* table.h - a history as the table of `mmscope tracks`
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "model/history.h"

G_BEGIN_DECLS

/* Returns: whether more rows make sense */
typedef gboolean (*MmsTableFunc) (const char *rows,
                                  gsize       length,
                                  gpointer    user_data);

/* Hands the header and all rows, in event order, to @func, many at a time. */
void mms_table_write (MmsHistory   *history,
                      MmsTableFunc  func,
                      gpointer      user_data);

G_END_DECLS
