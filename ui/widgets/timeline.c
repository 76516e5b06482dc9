/* timeline.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "timeline.h"

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

struct _MmsTimeline
{
  GtkWidget parent_instance;

  MmsView *view;
  GtkWidget *scrolled;
  GtkWidget *lanes;
  GtkWidget *overlay;
  GPtrArray *cpu_lanes; /* of MmsLane, in the order shown; the box owns them */
  GPtrArray *mm_lanes;  /* of MmsLane, ascending */
  MmsThrottle *update_text;
  MmsThrottle *update_mms;
  MmsAttention attention;
};

G_DEFINE_FINAL_TYPE (MmsTimeline, mms_timeline, GTK_TYPE_WIDGET)

static void
update_texts (GPtrArray *lanes, gboolean all)
{
  for (guint i = 0; i < lanes->len; i++)
    {
      MmsLane *lane = g_ptr_array_index (lanes, i);

      if (all || mms_lane_get_in_view (lane) || gtk_widget_has_focus (GTK_WIDGET (lane)))
        mms_lane_update_text (lane);
    }
}

static void
update_text (gpointer user_data)
{
  MmsTimeline *timeline = user_data;

  update_texts (timeline->cpu_lanes, timeline->cpu_lanes->len <= MANY_LANES);
  update_texts (timeline->mm_lanes, TRUE);
}

/* Tells every lane whether it can be seen. */
static void
update_in_view (MmsTimeline *timeline)
{
  GtkAdjustment *vertical
    = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (timeline->scrolled));
  double top = gtk_adjustment_get_value (vertical);
  double bottom = top + gtk_adjustment_get_page_size (vertical);
  double cpu_height = mms_cpu_lane_get_height (timeline->view);
  double y = 0;

  for (guint i = 0; i < timeline->cpu_lanes->len; i++, y += cpu_height)
    mms_lane_set_in_view (g_ptr_array_index (timeline->cpu_lanes, i),
                          y < bottom && y + cpu_height > top);
  for (guint i = 0; i < timeline->mm_lanes->len; i++, y += MMS_MM_LANE_HEIGHT)
    mms_lane_set_in_view (g_ptr_array_index (timeline->mm_lanes, i),
                          y < bottom && y + MMS_MM_LANE_HEIGHT > top);
}

static void
remove_lane (MmsTimeline *timeline, GPtrArray *lanes, guint i)
{
  gtk_box_remove (GTK_BOX (timeline->lanes), g_ptr_array_index (lanes, i));
  g_ptr_array_remove_index (lanes, i);
}

static void
insert_mm_lane (MmsTimeline *timeline, guint i, guint mm)
{
  GtkWidget *lane = mms_lane_new_mm (timeline->view, mm);
  GtkWidget *before = NULL;

  if (i > 0)
    before = g_ptr_array_index (timeline->mm_lanes, i - 1);
  else if (timeline->cpu_lanes->len > 0)
    before = g_ptr_array_index (timeline->cpu_lanes, timeline->cpu_lanes->len - 1);
  gtk_box_insert_child_after (GTK_BOX (timeline->lanes), lane, before);
  g_ptr_array_insert (timeline->mm_lanes, i, lane);
}

/* Both the lanes and the list ascend, so lanes that stay keep their widget. */
static void
update_mms (gpointer user_data)
{
  MmsTimeline *timeline = user_data;
  GPtrArray *lanes = timeline->mm_lanes;
  g_autoptr (GArray) mms = NULL;
  guint i;

  if (!mms_view_get_document (timeline->view))
    return;
  mms = mms_view_list_mms (timeline->view, MMS_VIEW_MAX_MM_LANES);
  for (i = 0; i < mms->len; i++)
    {
      guint mm = g_array_index (mms, guint, i);

      while (i < lanes->len && mms_lane_get_id (g_ptr_array_index (lanes, i)) < mm)
        remove_lane (timeline, lanes, i);
      if (i >= lanes->len || mms_lane_get_id (g_ptr_array_index (lanes, i)) != mm)
        insert_mm_lane (timeline, i, mm);
    }
  while (lanes->len > i)
    remove_lane (timeline, lanes, lanes->len - 1);
  update_in_view (timeline);
}

static void
place_overlay (MmsTimeline *timeline)
{
  guint n_lanes = timeline->cpu_lanes->len;
  double height = mms_cpu_lane_get_height (timeline->view);
  g_autofree guint *cpus = g_new (guint, n_lanes);
  g_autofree double *tops = g_new (double, n_lanes);

  for (guint i = 0; i < n_lanes; i++)
    {
      cpus[i] = mms_lane_get_id (g_ptr_array_index (timeline->cpu_lanes, i));
      tops[i] = i * (double) (int) height;
    }
  mms_overlay_place (MMS_OVERLAY (timeline->overlay), cpus, tops, n_lanes);
}

static void
document_changed (MmsTimeline *timeline)
{
  MmsDocument *document = mms_view_get_document (timeline->view);

  while (timeline->mm_lanes->len > 0)
    remove_lane (timeline, timeline->mm_lanes, timeline->mm_lanes->len - 1);
  while (timeline->cpu_lanes->len > 0)
    remove_lane (timeline, timeline->cpu_lanes, timeline->cpu_lanes->len - 1);

  if (document)
    {
      guint n_cpus;
      const guint *cpus = mms_trace_get_cpus (mms_document_get_trace (document), &n_cpus);

      for (guint i = 0; i < n_cpus; i++)
        {
          GtkWidget *lane = mms_lane_new_cpu (timeline->view, cpus[i]);

          gtk_box_append (GTK_BOX (timeline->lanes), lane);
          g_ptr_array_add (timeline->cpu_lanes, lane);
        }
    }
  place_overlay (timeline);
  update_mms (timeline);
}

static void
lanes_changed (MmsTimeline *timeline)
{
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
  GtkAdjustment *vertical
    = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (timeline->scrolled));
  int height = mms_cpu_lane_get_height (timeline->view);
  int cpu = mms_navigate_attend (timeline->view, &timeline->attention);

  for (guint i = 0; cpu >= 0 && i < timeline->cpu_lanes->len; i++)
    if (mms_lane_get_id (g_ptr_array_index (timeline->cpu_lanes, i)) == (guint) cpu)
      gtk_adjustment_clamp_page (vertical, i * height, (i + 1) * height);
}

static void
dispose (GObject *object)
{
  MmsTimeline *timeline = MMS_TIMELINE (object);
  GtkWidget *child;

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
  MmsTimeline *timeline = MMS_TIMELINE (object);

  g_ptr_array_unref (timeline->cpu_lanes);
  g_ptr_array_unref (timeline->mm_lanes);

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
  timeline->cpu_lanes = g_ptr_array_new ();
  timeline->mm_lanes = g_ptr_array_new ();
  timeline->update_text = mms_throttle_new (TEXT_INTERVAL, update_text, timeline);
  timeline->update_mms = mms_throttle_new (MM_INTERVAL, update_mms, timeline);
}

GtkWidget *
mms_timeline_new (MmsView *view)
{
  MmsTimeline *timeline = g_object_new (MMS_TYPE_TIMELINE, NULL);
  GtkWidget *content = gtk_overlay_new ();
  GtkWidget *overview = gtk_overlay_new ();
  GtkWidget *axis = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *stack = gtk_overlay_new ();
  GtkAdjustment *vertical;

  timeline->view = g_object_ref (view);

  timeline->lanes = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL,
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_LIST,
                                  "valign", GTK_ALIGN_START, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (timeline->lanes),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, "CPUs and mms", -1);
  timeline->overlay = mms_overlay_new (view);
  gtk_overlay_set_child (GTK_OVERLAY (content), timeline->lanes);
  gtk_overlay_add_overlay (GTK_OVERLAY (content), timeline->overlay);
  gtk_widget_set_valign (content, GTK_ALIGN_START);

  timeline->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (timeline->scrolled), content);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (timeline->scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (timeline->scrolled, TRUE);
  mms_timeline_pointer_attach (GTK_SCROLLED_WINDOW (timeline->scrolled), content,
                               MMS_OVERLAY (timeline->overlay), view);

  gtk_box_append (GTK_BOX (axis), mms_ruler_new (view));
  gtk_box_append (GTK_BOX (axis), timeline->scrolled);
  gtk_overlay_set_child (GTK_OVERLAY (stack), axis);
  gtk_overlay_add_overlay (GTK_OVERLAY (stack), mms_playhead_new (view));
  gtk_widget_set_vexpand (stack, TRUE);

  gtk_overlay_set_child (GTK_OVERLAY (overview), mms_overview_new (view));
  gtk_overlay_add_overlay (GTK_OVERLAY (overview), mms_playhead_new_for_overview (view));
  gtk_widget_set_parent (overview, GTK_WIDGET (timeline));
  gtk_widget_set_parent (stack, GTK_WIDGET (timeline));

  vertical = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (timeline->scrolled));
  g_signal_connect_object (vertical, "value-changed", G_CALLBACK (update_in_view), timeline,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (vertical, "changed", G_CALLBACK (update_in_view), timeline,
                           G_CONNECT_SWAPPED);
  g_signal_connect_swapped (view, "document-changed", G_CALLBACK (document_changed), timeline);
  g_signal_connect_swapped (view, "lanes-changed", G_CALLBACK (lanes_changed), timeline);
  g_signal_connect_swapped (view, "playhead-changed", G_CALLBACK (playhead_changed), timeline);
  g_signal_connect_swapped (view, "selection-changed", G_CALLBACK (selection_changed), timeline);
  document_changed (timeline);
  return GTK_WIDGET (timeline);
}

int
mms_timeline_get_full_height (MmsTimeline *timeline)
{
  g_return_val_if_fail (MMS_IS_TIMELINE (timeline), 0);

  return MMS_OVERVIEW_HEIGHT + MMS_RULER_HEIGHT
         + (int) mms_cpu_lane_get_height (timeline->view) * (int) timeline->cpu_lanes->len
         + MMS_MM_LANE_HEIGHT * (int) timeline->mm_lanes->len;
}

MmsLane *
mms_timeline_get_cpu_lane (MmsTimeline *timeline, guint cpu)
{
  g_return_val_if_fail (MMS_IS_TIMELINE (timeline), NULL);

  for (guint i = 0; i < timeline->cpu_lanes->len; i++)
    {
      MmsLane *lane = g_ptr_array_index (timeline->cpu_lanes, i);

      if (mms_lane_get_id (lane) == cpu)
        return lane;
    }
  return NULL;
}
