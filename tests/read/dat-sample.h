/* dat-sample.h - a trace.dat file with a bit of everything
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "dat-writer.h"

G_BEGIN_DECLS

/* A format with the id 300, and a table of symbols: first at 0x1000, second at 0x2000 */
extern const char dat_sample_switch_format[];
extern const char dat_sample_kallsyms[];

/* CPUs 0, 2 and 5 in the top buffer, 2 in another: 6 events and an unknown one.  @has_end: with a
 * record that says that the page holds no more, which libtracecmd takes for an event. */
GBytes *dat_sample_make_file (const DatForm *form,
                              gboolean       has_end);

/* A record of sched_switch */
GByteArray *dat_sample_make_switch (const DatForm *form,
                                    int            pid,
                                    guint64        state);
/* The 8 bytes with which all records begin */
void        dat_sample_put_common  (GByteArray    *record,
                                    const DatForm *form,
                                    guint          id,
                                    int            pid);
void        dat_sample_put_chars   (GByteArray    *record,
                                    const char    *text,
                                    gsize          size);
/* (transfer full) @record */
void        dat_sample_add_record  (DatPage       *page,
                                    guint          delta,
                                    GByteArray    *record,
                                    gboolean       is_long);

G_END_DECLS
