/* words.h - what a tooltip is made of
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "draw-private.h"

G_BEGIN_DECLS

/**
 * MmsWords:
 *
 * Whose state is told, and as of when.
 */
typedef struct
{
  MmsView *view;
  MmsHistory *history;
  guint event;
} MmsWords;

/* Returns: whether there is anything to describe */
gboolean mms_words_init (MmsWords *place,
                         MmsView  *view,
                         guint     event);

void mms_words_append_escaped (GString    *text,
                               const char *raw);
/* The same in lines of 60 characters or less, as far as spaces let it. */
void mms_words_append_wrapped (GString    *text,
                               const char *raw);

/* (transfer full): "A 0xff110000009b8b40", "init_mm 0xff…", "none" */
char *mms_words_name_mm    (const MmsWords *place,
                            guint           mm);
/* (transfer full): "sh (pid 115, user task)" */
char *mms_words_name_task  (const MmsWords *place,
                            int             pid,
                            guint           cpu);
/* (transfer full): the value as words, without markup */
char *mms_words_name_value (const MmsWords *place,
                            MmsAttribute    attribute,
                            guint           cpu,
                            const MmsPoint *point);

/* "event 812, +12.3 ms" */
void mms_words_append_event (const MmsWords *place,
                             GString        *text,
                             guint           event);
/* Who freed @mm, if that has happened */
void mms_words_append_free  (const MmsWords *place,
                             GString        *text,
                             guint           mm);

/* Title, value, extent and provenance of one track at the place. */
void mms_words_append_track     (const MmsWords *place,
                                 GString        *text,
                                 const char     *title,
                                 MmsAttribute    attribute,
                                 guint           cpu,
                                 const MmsTrack *track);
/* The same for a row of a CPU: with loaded_mm comes whether it is only borrowed. */
void mms_words_append_cpu_track (const MmsWords *place,
                                 GString        *text,
                                 guint           cpu,
                                 MmsAttribute    attribute);

/* The store buffer of @cpu at the place, and what the others see meanwhile. */
void mms_words_append_store_buffer (const MmsWords *place,
                                    GString        *text,
                                    guint           cpu);
/* (transfer full) (nullable): the tooltip over the row of a lane that shows the store buffer */
char *mms_store_buffer_describe_at (MmsView *view,
                                    guint    cpu,
                                    double   x,
                                    double   width);

G_END_DECLS
