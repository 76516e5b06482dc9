/* texts.h - what tests of texts ask for
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "model/trace.h"

G_BEGIN_DECLS

/* (transfer full): of a capture, "stock/forkexec.trace.txt" */
char     *texts_get_path   (const char *name);

/* (transfer full): what cannot be read stops the test, but for texts_read_bytes(). */
MmsTrace *texts_load       (const char  *name);
MmsTrace *texts_read_bytes (const char  *text,
                            gsize        length,
                            GError     **error);
MmsTrace *texts_read_text  (const char  *text);

/* By the event's number, from 1 */
const MmsEvent *texts_get_event    (MmsTrace *trace,
                                    guint     number);
const MmsKind  *texts_get_kind     (MmsTrace *trace,
                                    guint     number);
guint           texts_count_events (MmsTrace *trace);

/* A field by its name; (transfer full) (nullable): %NULL if the event has none */
char    *texts_get_text      (MmsTrace   *trace,
                              guint       number,
                              const char *field);
gboolean texts_get_number    (MmsTrace   *trace,
                              guint       number,
                              const char *field,
                              guint64    *value);
void     texts_assert_number (MmsTrace   *trace,
                              guint       number,
                              const char *field,
                              gint64      expected);
void     texts_assert_text   (MmsTrace   *trace,
                              guint       number,
                              const char *field,
                              const char *expected);

G_END_DECLS
