/* window-private.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "notices.h"
#include "reload-bar.h"
#include "toast.h"
#include "watch.h"
#include "widgets/step-menu.h"
#include "widgets/throttle.h"
#include "widgets/timeline.h"
#include "widgets/transport.h"
#include "window.h"

G_BEGIN_DECLS

struct _MmsWindow
{
  GtkApplicationWindow parent_instance;

  MmsView *view;
  MmsPlayer *player;
  MmsLoader *loader;
  MmsWatch *watch; /* of the file */
  GFile *file;           /* last opened, whether or not that went well */
  gboolean is_touched;   /* the visible stretch is no longer the one the document came with */
  gboolean is_replacing; /* the document is being set */
  guint progress_source;
  MmsThrottle *update; /* of all that tells about the event at the playhead, so that all tell of one */
  GtkFileChooserNative *chooser;

  GtkWidget *title;
  GtkWidget *subtitle;
  GMenu *recent;               /* the part of the menu with the files opened before */
  GtkWidget *stack;
  GtkWidget *notices;
  GtkWidget *loading_bar;      /* over a trace while more of it, or another, is loaded */
  GtkWidget *loading_text[2];  /* of the bar and of the page */
  GtkWidget *loading_progress[2];
  GtkWidget *error_title;
  GtkWidget *error_text;
  GtkWidget *timeline;
  GtkWidget *machine_heading;
  GtkWidget *machine;
  GtkWidget *details;     /* the source or the events */
  GtkWidget *details_bar; /* chooses between them; hidden where there is no source */
  GtkWidget *source;
  GtkWidget *events;
  GtkWidget *findings;
  GtkWidget *halves; /* the timeline over the machine and the events */
  GtkWidget *lower;  /* the machine beside the events */
  GtkWidget *sides;  /* those beside the findings */
  GtkWidget *legend;
  GtkWidget *transport;
  GtkWidget *reload_bar;
  GtkWidget *toast;
  MmsStep step; /* what the step buttons do */
};

/* Puts the parts together. */
void mms_window_build         (MmsWindow *window);
/* The actions, and the keys and drops that lead to them. */
void mms_window_add_actions   (MmsWindow *window);
void mms_window_add_input     (MmsWindow *window);
/* Enables what makes sense now. */
void mms_window_update_actions (MmsWindow *window);
/* Finding, filtering, copying: the same two. */
void mms_window_add_find      (MmsWindow *window);
void mms_window_update_find   (MmsWindow *window);
/* Marks and lanes: the same two. */
void mms_window_add_lanes     (MmsWindow *window);
void mms_window_update_lanes  (MmsWindow *window);
/* Simulations: the same two. */
void mms_window_add_simulation    (MmsWindow *window);
void mms_window_update_simulation (MmsWindow *window);
/* The place beside the machine: @events, and of simulations the source. */
GtkWidget *mms_window_new_details (MmsWindow *window,
                                   GtkWidget *events);
void mms_window_show_events       (MmsWindow *window);
/* The source shows the playhead's event. */
void mms_window_update_source     (MmsWindow *window);
/* A step that is not by event.  Returns: %FALSE if steps are by event: nothing was done */
gboolean mms_window_step          (MmsWindow *window,
                                   int        direction);
/* Opens the menu of the lane that has the focus.  Returns: whether there is one */
gboolean mms_window_ask_lane_menu (MmsWindow *window);
/* Loading: what arrives, how far it is, what went wrong. */
void mms_window_add_loading   (MmsWindow *window);
/* The title, what is missing, the page: after another document was set. */
void mms_window_show_document (MmsWindow *window);
/* Gives timeline, machine and events the room that suits the document. */
void mms_window_divide        (MmsWindow *window);

G_END_DECLS
