/* shortcuts.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MmsShortcut:
 * @action: detailed name, "win.play"
 * @keys: accelerators, separated by blanks
 * @title: what it does
 * @group: the heading it stands under
 * @scope: see #MmsShortcutScope
 *
 * Every key of the window, once: the keys, the help window and the tests read this table.
 */
typedef enum
{
  MMS_SHORTCUT_PLAIN,    /* single keys; not while text is being typed */
  MMS_SHORTCUT_PHYSICAL, /* single keys by their place on the keyboard */
  MMS_SHORTCUT_ALWAYS,   /* with Control or a function key: everywhere */
  MMS_SHORTCUT_BUILT_IN, /* GTK looks for it; here for the help only */
} MmsShortcutScope;

typedef struct
{
  const char *action;
  const char *keys;
  const char *title;
  const char *group;
  MmsShortcutScope scope;
} MmsShortcut;

/* (transfer none) (array zero-terminated=1): ended by one without action */
const MmsShortcut *mms_shortcuts_get (void);

/* The application's accelerators: those that work everywhere. */
void mms_shortcuts_install (GtkApplication *application);

/* (nullable): the plain or physical shortcut for a key press */
const MmsShortcut *mms_shortcuts_find (GdkDisplay      *display,
                                       guint            keyval,
                                       guint            keycode,
                                       GdkModifierType  state);

/* Its two parts, by the name that its property "section-name" takes. */
#define MMS_SHORTCUTS_KEYS    "keys"
#define MMS_SHORTCUTS_FINDING "finding"

/* (transfer none): the window that lists them all, and what can be asked for when finding */
GtkWidget *mms_shortcuts_create_window (void);

G_END_DECLS
