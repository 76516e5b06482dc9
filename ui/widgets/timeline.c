/* timeline.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "timeline.h"

#include "lane-stack.h"
#include "navigate.h"
#include "overlay.h"
#include "overview.h"
#include "playhead.h"
#include "ruler.h"
#include "throttle.h"
#include "timeline-pointer.h"

#define TEXT_INTERVAL 200
#define MM_INTERVAL   120
/* With more lanes than this only those in sight get new text while the playhead moves. */
#define MANY_LANES 128
/* Folded lanes are so tall where there is room for all of them, or room does not matter. */
#define FOLDED_MOST 18
/* Pinned lanes beyond this are scrolled. */
#define PINNED_MOST (4 * MMS_MM_LANE_HEIGHT)

struct _MmsTimeline
{
  GtkWidget parent_instance;

  MmsView *view;
  GtkWidget *pinned; /* mms that are, above all others */
  GtkWidget *pinned_scrolled;
  GtkWidget *scrolled;
  GtkWidget *lanes;
  GtkWidget *overlay;
  GArray *rows;   /* of MmsLaneRow: the lanes of CPUs */
  double listed_start, listed_end; /* the stretch whose mms have lanes now */
  int page;       /* height of what is in sight, when the lanes were laid out */
  guint page_source;
  MmsThrottle *update_text;
  MmsThrottle *update_mms;
  MmsAttention attention;
};

G_DEFINE_FINAL_TYPE (MmsTimeline, mms_timeline, GTK_TYPE_WIDGET)

static GtkAdjustment *
get_vertical (MmsTimeline *timeline)
{
  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (timeline->scrolled));
}

static void
update_text (gpointer user_data)
{
  MmsTimeline *timeline = user_data;

  mms_lane_stack_update_texts (MMS_LANE_STACK (timeline->pinned), TRUE);
  mms_lane_stack_update_texts (MMS_LANE_STACK (timeline->lanes),
                               timeline->rows->len <= MANY_LANES);
}

/* Tells every lane whether it can be seen. */
static void
update_in_view (MmsTimeline *timeline)
{
  double top = gtk_adjustment_get_value (get_vertical (timeline));

  mms_lane_stack_set_sight (MMS_LANE_STACK (timeline->lanes), top,
                            top + gtk_adjustment_get_page_size (get_vertical (timeline)));
}

/* Folded lanes are as low as it takes to see them all, and no lower than one can read. */
static int
get_folded_height (MmsTimeline *timeline)
{
  int full = (int) mms_cpu_lane_get_height (timeline->view);
  int room = timeline->page;
  int n_folded = 0;

  for (guint i = 0; i < timeline->rows->len; i++)
    if (g_array_index (timeline->rows, MmsLaneRow, i).is_folded)
      n_folded++;
    else
      room -= full;
  if (n_folded == 0 || timeline->page == 0)
    return FOLDED_MOST;
  return CLAMP (room / n_folded, MMS_FOLDED_LEAST, FOLDED_MOST);
}

static void
place_overlay (MmsTimeline *timeline)
{
  GPtrArray *lanes = mms_lane_stack_get_lanes (MMS_LANE_STACK (timeline->lanes));
  g_autofree MmsLanePlace *places = g_new (MmsLanePlace, lanes->len);
  guint n_places = 0;
  double y = 0;

  for (guint i = 0; i < lanes->len; i++)
    {
      MmsLane *lane = g_ptr_array_index (lanes, i);
      double height = mms_lane_get_height (lane);

      if (mms_lane_is_cpu (lane))
        places[n_places++] = (MmsLanePlace) { mms_lane_get_id (lane), y, height };
      y += height;
    }
  mms_overlay_place (MMS_OVERLAY (timeline->overlay), places, n_places);
}

static void
add_mms (GArray *specs, GArray *mms)
{
  for (guint i = 0; i < mms->len; i++)
    {
      guint mm = g_array_index (mms, guint, i);
      MmsLaneSpec spec = { { MMS_LANE_MM, mm, mm }, MMS_MM_LANE_HEIGHT };

      g_array_append_val (specs, spec);
    }
}

static void
set_pinned (MmsTimeline *timeline)
{
  const GArray *keys = mms_view_get_pinned_lanes (timeline->view);
  g_autoptr (GArray) specs = g_array_new (FALSE, FALSE, sizeof (MmsLaneSpec));

  for (guint i = 0; i < keys->len; i++)
    {
      MmsLaneSpec spec = { g_array_index (keys, MmsLaneKey, i), MMS_MM_LANE_HEIGHT };

      if (spec.key.kind == MMS_LANE_MM)
        g_array_append_val (specs, spec);
    }
  mms_lane_stack_set (MMS_LANE_STACK (timeline->pinned), (MmsLaneSpec *) (gpointer) specs->data,
                      specs->len);
  gtk_widget_set_visible (timeline->pinned_scrolled, specs->len > 0);
}

/* Lays the lanes out as they are wanted now. */
static void
set_lanes (MmsTimeline *timeline)
{
  g_autoptr (GArray) specs = g_array_new (FALSE, FALSE, sizeof (MmsLaneSpec));
  g_autoptr (GArray) mms = mms_view_update_mms (timeline->view);
  int full = (int) mms_cpu_lane_get_height (timeline->view);
  int folded = get_folded_height (timeline);

  mms_view_get_range (timeline->view, &timeline->listed_start, &timeline->listed_end);
  for (guint i = 0; i < timeline->rows->len; i++)
    {
      const MmsLaneRow *row = &g_array_index (timeline->rows, MmsLaneRow, i);
      MmsLaneSpec spec = { row->key, row->is_folded ? folded : full };

      g_array_append_val (specs, spec);
    }
  add_mms (specs, mms);
  mms_lane_stack_set (MMS_LANE_STACK (timeline->lanes), (MmsLaneSpec *) (gpointer) specs->data,
                      specs->len);
  update_in_view (timeline);
}

/* The visible stretch moved: CPUs stay, mms may be others. */
static void
update_mms (gpointer user_data)
{
  MmsTimeline *timeline = user_data;

  if (mms_view_get_document (timeline->view))
    set_lanes (timeline);
}

static void
lanes_changed (MmsTimeline *timeline)
{
  g_array_unref (timeline->rows);
  timeline->rows = mms_view_arrange_cpus (timeline->view);
  set_pinned (timeline);
  set_lanes (timeline);
  place_overlay (timeline);
}

static void
document_changed (MmsTimeline *timeline)
{
  GPtrArray *lanes = mms_lane_stack_get_lanes (MMS_LANE_STACK (timeline->lanes));
  g_autoptr (GArray) cpus = g_array_new (FALSE, FALSE, sizeof (MmsLaneSpec));

  for (guint i = 0; i < lanes->len; i++)
    {
      MmsLane *lane = g_ptr_array_index (lanes, i);
      MmsLaneSpec spec = { mms_lane_get_key (lane), mms_lane_get_height (lane) };

      if (mms_lane_is_cpu (lane))
        g_array_append_val (cpus, spec);
    }
  /* Lanes of the mms of the document before must not look at this one; those of this one are told of next. */
  mms_lane_stack_set (MMS_LANE_STACK (timeline->lanes), (MmsLaneSpec *) (gpointer) cpus->data, cpus->len);
  mms_lane_stack_set (MMS_LANE_STACK (timeline->pinned), NULL, 0);
}

static gboolean
fit_page (gpointer user_data)
{
  MmsTimeline *timeline = user_data;
  int page = (int) gtk_adjustment_get_page_size (get_vertical (timeline));

  timeline->page_source = 0;
  if (page != timeline->page)
    {
      timeline->page = page;
      set_lanes (timeline);
      place_overlay (timeline);
    }
  return G_SOURCE_REMOVE;
}

static void
page_changed (MmsTimeline *timeline)
{
  int page = (int) gtk_adjustment_get_page_size (get_vertical (timeline));

  /* This comes while widgets are given their places, when none may ask for another. */
  if (page != timeline->page && timeline->page_source == 0)
    timeline->page_source = g_idle_add_full (GDK_PRIORITY_REDRAW, fit_page, timeline, NULL);
  update_in_view (timeline);
}

static void
range_changed (MmsTimeline *timeline)
{
  double start, end;

  /* a document that is new tells of its stretch after its lanes, which are there already */
  mms_view_get_range (timeline->view, &start, &end);
  if (start == timeline->listed_start && end == timeline->listed_end)
    return;
  mms_throttle_call (timeline->update_mms);
}

static void
playhead_changed (MmsTimeline *timeline)
{
  mms_throttle_call (timeline->update_text);
}

/* Brings the lane that the selection is about into sight. */
static void
selection_changed (MmsTimeline *timeline)
{
  int cpu = mms_navigate_attend (timeline->view, &timeline->attention);
  MmsLane *lane;
  int top;

  if (cpu < 0)
    return;
  /* it may unfold for that */
  lanes_changed (timeline);
  lane = mms_lane_stack_find (MMS_LANE_STACK (timeline->lanes), MMS_LANE_CPU, cpu, &top);
  if (lane)
    gtk_adjustment_clamp_page (get_vertical (timeline), top, top + mms_lane_get_height (lane));
}

static void
dispose (GObject *object)
{
  MmsTimeline *timeline = MMS_TIMELINE (object);
  GtkWidget *child;

  g_clear_handle_id (&timeline->page_source, g_source_remove);
  g_clear_pointer (&timeline->update_text, mms_throttle_free);
  g_clear_pointer (&timeline->update_mms, mms_throttle_free);
  if (timeline->view)
    g_signal_handlers_disconnect_by_data (timeline->view, timeline);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (timeline))))
    gtk_widget_unparent (child);
  g_clear_object (&timeline->view);

  G_OBJECT_CLASS (mms_timeline_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  g_array_unref (MMS_TIMELINE (object)->rows);

  G_OBJECT_CLASS (mms_timeline_parent_class)->finalize (object);
}

static void
mms_timeline_class_init (MmsTimelineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dispose;
  G_OBJECT_CLASS (klass)->finalize = finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "timeline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
mms_timeline_init (MmsTimeline *timeline)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (timeline));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  timeline->attention = (MmsAttention){ -1, -1 };
  timeline->rows = g_array_new (FALSE, FALSE, sizeof (MmsLaneRow));
  timeline->update_text = mms_throttle_new (TEXT_INTERVAL, update_text, timeline);
  timeline->update_mms = mms_throttle_new (MM_INTERVAL, update_mms, timeline);
}

static GtkWidget *
new_scrolled (GtkWidget *child)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), child);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  return scrolled;
}

static GtkWidget *
new_stack (MmsView *view, const char *label)
{
  GtkWidget *stack = mms_lane_stack_new (view);

  gtk_accessible_update_property (GTK_ACCESSIBLE (stack), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return stack;
}

/* The ruler, the pinned lanes, and the others. */
static GtkWidget *
new_axis (MmsTimeline *timeline)
{
  MmsView *view = timeline->view;
  GtkWidget *axis = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *content = gtk_overlay_new ();

  timeline->pinned = new_stack (view, "Pinned mms");
  timeline->pinned_scrolled = new_scrolled (timeline->pinned);
  gtk_widget_add_css_class (timeline->pinned_scrolled, "pinned");
  gtk_scrolled_window_set_propagate_natural_height (
      GTK_SCROLLED_WINDOW (timeline->pinned_scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (timeline->pinned_scrolled),
                                              PINNED_MOST);
  mms_timeline_pointer_attach (GTK_SCROLLED_WINDOW (timeline->pinned_scrolled), timeline->pinned,
                               NULL, view);

  timeline->lanes = new_stack (view, "CPUs and mms");
  timeline->overlay = mms_overlay_new (view);
  gtk_overlay_set_child (GTK_OVERLAY (content), timeline->lanes);
  gtk_overlay_add_overlay (GTK_OVERLAY (content), timeline->overlay);
  gtk_widget_set_valign (content, GTK_ALIGN_START);
  timeline->scrolled = new_scrolled (content);
  gtk_widget_set_vexpand (timeline->scrolled, TRUE);
  mms_timeline_pointer_attach (GTK_SCROLLED_WINDOW (timeline->scrolled), content,
                               MMS_OVERLAY (timeline->overlay), view);

  gtk_box_append (GTK_BOX (axis), mms_ruler_new (view));
  gtk_box_append (GTK_BOX (axis), timeline->pinned_scrolled);
  gtk_box_append (GTK_BOX (axis), timeline->scrolled);
  return axis;
}

GtkWidget *
mms_timeline_new (MmsView *view)
{
  MmsTimeline *timeline = g_object_new (MMS_TYPE_TIMELINE, NULL);
  GtkWidget *overview = gtk_overlay_new ();
  GtkWidget *stack = gtk_overlay_new ();

  timeline->view = g_object_ref (view);
  gtk_overlay_set_child (GTK_OVERLAY (stack), new_axis (timeline));
  gtk_overlay_add_overlay (GTK_OVERLAY (stack), mms_playhead_new (view));
  gtk_widget_set_vexpand (stack, TRUE);

  gtk_overlay_set_child (GTK_OVERLAY (overview), mms_overview_new (view));
  gtk_overlay_add_overlay (GTK_OVERLAY (overview), mms_playhead_new_for_overview (view));
  gtk_widget_set_parent (overview, GTK_WIDGET (timeline));
  gtk_widget_set_parent (stack, GTK_WIDGET (timeline));

  g_signal_connect_object (get_vertical (timeline), "value-changed", G_CALLBACK (update_in_view),
                           timeline, G_CONNECT_SWAPPED);
  g_signal_connect_object (get_vertical (timeline), "changed", G_CALLBACK (page_changed), timeline,
                           G_CONNECT_SWAPPED);
  g_signal_connect_swapped (view, "document-changed", G_CALLBACK (document_changed), timeline);
  g_signal_connect_swapped (view, "lanes-changed", G_CALLBACK (lanes_changed), timeline);
  g_signal_connect_swapped (view, "range-changed", G_CALLBACK (range_changed), timeline);
  g_signal_connect_swapped (view, "playhead-changed", G_CALLBACK (playhead_changed), timeline);
  g_signal_connect_swapped (view, "selection-changed", G_CALLBACK (selection_changed), timeline);
  lanes_changed (timeline);
  return GTK_WIDGET (timeline);
}

int
mms_timeline_get_full_height (MmsTimeline *timeline)
{
  g_return_val_if_fail (MMS_IS_TIMELINE (timeline), 0);

  return MMS_OVERVIEW_HEIGHT + MMS_RULER_HEIGHT
         + MIN (mms_lane_stack_get_height (MMS_LANE_STACK (timeline->pinned)), PINNED_MOST)
         + mms_lane_stack_get_height (MMS_LANE_STACK (timeline->lanes));
}

MmsLane *
mms_timeline_get_cpu_lane (MmsTimeline *timeline, guint cpu)
{
  g_return_val_if_fail (MMS_IS_TIMELINE (timeline), NULL);

  return mms_lane_stack_find (MMS_LANE_STACK (timeline->lanes), MMS_LANE_CPU, cpu, NULL);
}
