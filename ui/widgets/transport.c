/* transport.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "transport.h"

#include "draw/draw.h"
#include "event-text.h"
#include "glyph.h"
#include "jump-popover.h"
#include "navigate.h"

struct _MmsTransport
{
  GtkWidget parent_instance;

  MmsView *view;
  MmsPlayer *player;
  GtkWidget *play;
  GtkWidget *steps[2]; /* back, forward */
  GtkWidget *step_menu;
  GtkWidget *speed;
  GtkWidget *speed_text;
  GtkWidget *pace;
  GtkWidget *jump;
  GtkWidget *number;
  GtkWidget *time;
  GtkWidget *marks;
  GtkWidget *status;
  char *status_text;
  gboolean is_updating; /* the controls are being set from the player */
};

G_DEFINE_FINAL_TYPE (MmsTransport, mms_transport, GTK_TYPE_WIDGET)

void
mms_transport_update (MmsTransport *transport)
{
  guint n_events = mms_navigate_count_events (transport->view);
  guint event = mms_view_get_playhead (transport->view);
  /* The event's own time, not the playhead's on its way to the next. */
  double position = mms_view_get_event_position (transport->view, event);
  g_autofree char *count = mms_format_count (event);
  g_autofree char *most = mms_format_count (n_events);
  g_autofree char *number = g_strdup_printf ("event %s / %s", count, most);
  g_autofree char *time = mms_format_position (transport->view, position);
  g_autofree char *summary = mms_event_text_summarize (transport->view, event);
  g_autofree char *details = mms_event_text_describe (transport->view, event);

  gtk_label_set_text (GTK_LABEL (transport->number), number);
  gtk_label_set_text (GTK_LABEL (transport->time), time);
  gtk_label_set_text (GTK_LABEL (transport->status),
                      n_events > 0 && event == 0 ? "before the first event" : summary);
  gtk_widget_set_tooltip_text (transport->status, *details ? details : NULL);

  g_free (transport->status_text);
  /* read aloud, a number is one word */
  transport->status_text = g_strdup_printf ("event %u / %u, %s, %s", event, n_events, time, summary);
  gtk_accessible_update_property (GTK_ACCESSIBLE (transport->status),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, transport->status_text, -1);
}

static void
marks_changed (MmsTransport *transport)
{
  g_autofree char *text = mms_format_marks (transport->view);

  gtk_button_set_label (GTK_BUTTON (transport->marks), text);
  gtk_widget_set_visible (transport->marks, *text != '\0');
}

static void
playing_changed (MmsTransport *transport)
{
  gboolean playing = mms_player_get_playing (transport->player);
  g_autoptr (GdkPaintable) glyph = mms_glyph_new (playing ? MMS_GLYPH_PAUSE : MMS_GLYPH_PLAY);
  GtkWidget *image = gtk_button_get_child (GTK_BUTTON (transport->play));
  const char *name = playing ? "Pause" : "Play";
  g_autofree char *tooltip = g_strdup_printf ("%s (Space)", name);

  gtk_image_set_from_paintable (GTK_IMAGE (image), glyph);
  gtk_widget_set_tooltip_text (transport->play, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (transport->play),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
speed_changed (MmsTransport *transport)
{
  g_autofree char *text = mms_player_describe_speed (transport->player);

  transport->is_updating = TRUE;
  gtk_range_set_value (GTK_RANGE (transport->speed), mms_player_get_level (transport->player));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (transport->pace),
                              mms_player_get_pace (transport->player));
  transport->is_updating = FALSE;
  gtk_label_set_text (GTK_LABEL (transport->speed_text), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (transport->speed),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

static void
document_changed (MmsTransport *transport)
{
  speed_changed (transport);
  mms_transport_update (transport);
}

static void
speed_moved (GtkRange *range, MmsTransport *transport)
{
  if (!transport->is_updating)
    mms_player_set_level (transport->player, gtk_range_get_value (range));
}

static void
pace_chosen (GtkDropDown *drop_down, GParamSpec *pspec, MmsTransport *transport)
{
  if (!transport->is_updating)
    mms_player_set_pace (transport->player, gtk_drop_down_get_selected (drop_down));
}

static GtkWidget *
add_button (MmsTransport *transport,
            MmsGlyphShape shape,
            const char *action,
            const char *name,
            const char *key)
{
  g_autoptr (GdkPaintable) glyph = mms_glyph_new (shape);
  g_autofree char *tooltip = g_strdup_printf ("%s (%s)", name, key);
  GtkWidget *button = gtk_button_new ();

  gtk_button_set_child (GTK_BUTTON (button), gtk_image_new_from_paintable (glyph));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  gtk_widget_set_parent (button, GTK_WIDGET (transport));
  return button;
}

static GtkWidget *
add_label (MmsTransport *transport, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css_class);
  gtk_widget_set_parent (label, GTK_WIDGET (transport));
  return label;
}

static void
add_speed (MmsTransport *transport)
{
  static const char *const paces[] = { "by event", "by time", NULL };

  transport->pace = gtk_drop_down_new_from_strings (paces);
  gtk_widget_set_valign (transport->pace, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_start (transport->pace, 12);
  gtk_widget_set_tooltip_text (transport->pace,
                               "Play so many events a second, or so much of the trace’s time");
  gtk_accessible_update_property (GTK_ACCESSIBLE (transport->pace),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, "Pace", -1);
  g_signal_connect (transport->pace, "notify::selected", G_CALLBACK (pace_chosen), transport);
  gtk_widget_set_parent (transport->pace, GTK_WIDGET (transport));

  transport->speed = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 0, 1, 0.025);
  gtk_widget_set_size_request (transport->speed, 100, -1);
  gtk_widget_set_tooltip_text (transport->speed, "Speed");
  gtk_accessible_update_property (GTK_ACCESSIBLE (transport->speed),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, "Speed", -1);
  g_signal_connect (transport->speed, "value-changed", G_CALLBACK (speed_moved), transport);
  gtk_widget_set_parent (transport->speed, GTK_WIDGET (transport));

  transport->speed_text = add_label (transport, NULL, "dim-label");
  gtk_label_set_width_chars (GTK_LABEL (transport->speed_text), 12);
}

static void
add_where (MmsTransport *transport)
{
  GtkWidget *next;

  transport->number = gtk_label_new (NULL);
  gtk_widget_add_css_class (transport->number, "numeric");
  gtk_widget_add_css_class (transport->number, "number");
  transport->jump = gtk_menu_button_new ();
  gtk_menu_button_set_child (GTK_MENU_BUTTON (transport->jump), transport->number);
  gtk_menu_button_set_has_frame (GTK_MENU_BUTTON (transport->jump), FALSE);
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (transport->jump), GTK_ARROW_UP);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (transport->jump),
                               mms_jump_popover_new (transport->view));
  gtk_widget_set_tooltip_text (transport->jump, "Go to an event or a time (G)");
  gtk_widget_set_valign (transport->jump, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (transport->jump, GTK_WIDGET (transport));

  transport->time = add_label (transport, NULL, "numeric");
  gtk_label_set_width_chars (GTK_LABEL (transport->time), 14);
  gtk_widget_set_tooltip_text (transport->time, "The event’s time since the first event");
  gtk_widget_set_margin_end (transport->time, 14);

  transport->marks = gtk_button_new_with_label ("");
  gtk_button_set_has_frame (GTK_BUTTON (transport->marks), FALSE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (transport->marks), "win.zoom-marks");
  gtk_widget_set_tooltip_text (transport->marks, "Show what lies between the marks (Z)");
  gtk_widget_set_valign (transport->marks, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (transport->marks, "numeric");
  gtk_widget_set_parent (transport->marks, GTK_WIDGET (transport));

  transport->status = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "ellipsize",
                                    PANGO_ELLIPSIZE_END, "hexpand", TRUE, "accessible-role",
                                    GTK_ACCESSIBLE_ROLE_STATUS, NULL);
  gtk_widget_add_css_class (transport->status, "status");
  gtk_widget_set_parent (transport->status, GTK_WIDGET (transport));

  next = gtk_button_new_with_label ("next finding »");
  gtk_button_set_has_frame (GTK_BUTTON (next), FALSE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (next), "win.finding-forward");
  gtk_widget_set_tooltip_text (next, "Next finding (N)");
  gtk_widget_set_valign (next, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (next, "next-finding");
  gtk_widget_set_parent (next, GTK_WIDGET (transport));
}

static void
dispose (GObject *object)
{
  MmsTransport *transport = MMS_TRANSPORT (object);
  GtkWidget *child;

  if (transport->view)
    g_signal_handlers_disconnect_by_data (transport->view, transport);
  if (transport->player)
    g_signal_handlers_disconnect_by_data (transport->player, transport);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (transport))))
    gtk_widget_unparent (child);
  g_clear_object (&transport->view);
  g_clear_object (&transport->player);
  g_clear_pointer (&transport->status_text, g_free);

  G_OBJECT_CLASS (mms_transport_parent_class)->dispose (object);
}

static void
mms_transport_class_init (MmsTransportClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "transport");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TOOLBAR);
}

static void
mms_transport_init (MmsTransport *transport)
{
  gtk_box_layout_set_spacing (
      GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (transport))), 6);
}

GtkWidget *
mms_transport_new (MmsView *view, MmsPlayer *player)
{
  MmsTransport *transport = g_object_new (MMS_TYPE_TRANSPORT, NULL);

  transport->view = g_object_ref (view);
  transport->player = g_object_ref (player);

  add_button (transport, MMS_GLYPH_FIRST, "win.first", "First event", "Ctrl+Home");
  transport->steps[0] = add_button (transport, MMS_GLYPH_STEP_BACK, "win.step-back", "One event back", ",");
  transport->play = add_button (transport, MMS_GLYPH_PLAY, "win.play", "Play", "Space");
  transport->steps[1] = add_button (transport, MMS_GLYPH_STEP_FORWARD, "win.step-forward",
                                    "One event forward", ".");
  add_button (transport, MMS_GLYPH_LAST, "win.last", "Last event", "Ctrl+End");
  transport->step_menu = mms_step_menu_new ();
  gtk_widget_hide (transport->step_menu);
  gtk_widget_set_parent (transport->step_menu, GTK_WIDGET (transport));
  add_speed (transport);
  add_where (transport);

  g_signal_connect_swapped (player, "notify::playing", G_CALLBACK (playing_changed), transport);
  g_signal_connect_swapped (player, "notify::level", G_CALLBACK (speed_changed), transport);
  g_signal_connect_swapped (view, "document-changed", G_CALLBACK (document_changed), transport);
  g_signal_connect_swapped (view, "marks-changed", G_CALLBACK (marks_changed), transport);
  document_changed (transport);
  marks_changed (transport);
  playing_changed (transport);
  return GTK_WIDGET (transport);
}

void
mms_transport_ask_jump (MmsTransport *transport)
{
  g_return_if_fail (MMS_IS_TRANSPORT (transport));

  gtk_menu_button_popup (GTK_MENU_BUTTON (transport->jump));
}

void
mms_transport_set_step (MmsTransport *transport, MmsStep step)
{
  static const char *const directions[] = { "back", "forward" };
  static const char *const keys[] = { ",", "." };

  g_return_if_fail (MMS_IS_TRANSPORT (transport));

  mms_step_menu_show (transport->step_menu, step);
  for (guint i = 0; i < G_N_ELEMENTS (transport->steps); i++)
    {
      g_autofree char *name = g_strdup_printf ("%s %s", mms_step_describe (step), directions[i]);
      g_autofree char *tooltip = g_strdup_printf ("%s (%s)", name, keys[i]);

      gtk_widget_set_tooltip_text (transport->steps[i], tooltip);
      gtk_accessible_update_property (GTK_ACCESSIBLE (transport->steps[i]),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    }
}

void
mms_transport_offer_steps (MmsTransport *transport, gboolean is_offered)
{
  g_return_if_fail (MMS_IS_TRANSPORT (transport));

  gtk_widget_set_visible (transport->step_menu, is_offered);
}

const char *
mms_transport_get_status (MmsTransport *transport)
{
  g_return_val_if_fail (MMS_IS_TRANSPORT (transport), NULL);

  return transport->status_text;
}
