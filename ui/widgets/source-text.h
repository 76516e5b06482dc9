/* source-text.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "view/view.h"

G_BEGIN_DECLS

#define MMS_TYPE_SOURCE_TEXT (mms_source_text_get_type ())
G_DECLARE_FINAL_TYPE (MmsSourceText, mms_source_text, MMS, SOURCE_TEXT, GtkWidget)

/**
 * MmsSourceText:
 *
 * One file of a simulation's source, to read: highlighted, with line numbers, and with the lines marked in
 * which CPUs stand.
 */
GtkWidget *mms_source_text_new (MmsView *view);

/* Forgets the files shown so far: there is another document. */
void mms_source_text_reset (MmsSourceText *text);

/**
 * mms_source_text_show:
 * @file: of the document's source map
 * @event: as of when the CPUs are marked
 * @cpu: whose line is brought into sight; -1: none
 *
 * What is in sight already stays where it is.
 */
void mms_source_text_show (MmsSourceText *text,
                           guint          file,
                           guint          event,
                           int            cpu);

/* The lines in sight, from 1; for tests. */
void mms_source_text_get_visible (MmsSourceText *text,
                                  guint         *first,
                                  guint         *last);

G_END_DECLS
