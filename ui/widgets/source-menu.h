/* source-menu.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Gives @text, which is only read, a context menu of what one can do with such a text; GTK's own has all that one
 * can do while writing.  It is a child of @parent, in which @text lies: a text view takes no such children. */
void mms_source_menu_attach (GtkTextView *text, GtkWidget *parent);

/* Opens it at the cursor, as the keyboard does. */
void mms_source_menu_open (GtkTextView *text);

G_END_DECLS
