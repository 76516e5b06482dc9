/* severity-mark.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "severity-mark.h"

#include "canvas/canvas-snapshot.h"
#include "look.h"

#define SIZE 18

struct _MmsSeverityMark
{
  GtkWidget parent_instance;

  MmsSeverity severity;
};

G_DEFINE_FINAL_TYPE (MmsSeverityMark, mms_severity_mark, GTK_TYPE_WIDGET)

static void
snapshot (GtkWidget *widget, GtkSnapshot *gtk_snapshot)
{
  static const double up[] = { 9, 1, 17.5, 16.5, 0.5, 16.5 };
  static const double down[] = { 0.5, 1.5, 17.5, 1.5, 9, 17 };
  static const double diamond[] = { 9, 0.5, 17.5, 9, 9, 17.5, 0.5, 9 };
  MmsSeverity severity = MMS_SEVERITY_MARK (widget)->severity;
  g_autoptr (MmsCanvas) canvas = mms_canvas_new_snapshot (gtk_snapshot, widget);
  MmsColor color = mms_palette_severity (mms_look_get_palette (widget), severity);

  switch (severity)
    {
    case MMS_SEVERITY_FATAL:
      mms_canvas_polygon (canvas, up, 3, &color);
      break;
    case MMS_SEVERITY_ERROR:
      mms_canvas_polygon (canvas, diamond, 4, &color);
      break;
    case MMS_SEVERITY_WARNING:
      mms_canvas_polygon (canvas, down, 3, &color);
      break;
    case MMS_SEVERITY_INFO:
      mms_canvas_circle (canvas, 9, 9, 7, &color, NULL, 0, FALSE);
      break;
    }
}

static void
measure (GtkWidget *widget,
         GtkOrientation orientation,
         int for_size,
         int *minimum,
         int *natural,
         int *minimum_baseline,
         int *natural_baseline)
{
  *minimum = *natural = SIZE;
}

static void
mms_severity_mark_class_init (MmsSeverityMarkClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = snapshot;
  widget_class->measure = measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
mms_severity_mark_init (MmsSeverityMark *mark)
{
  gtk_widget_set_valign (GTK_WIDGET (mark), GTK_ALIGN_CENTER);
  gtk_widget_set_halign (GTK_WIDGET (mark), GTK_ALIGN_CENTER);
}

GtkWidget *
mms_severity_mark_new (void)
{
  return g_object_new (MMS_TYPE_SEVERITY_MARK, NULL);
}

void
mms_severity_mark_set (MmsSeverityMark *mark, MmsSeverity severity)
{
  g_return_if_fail (MMS_IS_SEVERITY_MARK (mark));

  mark->severity = severity;
  gtk_accessible_update_property (GTK_ACCESSIBLE (mark), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  mms_severity_get_name (severity), -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (mark), mms_severity_get_name (severity));
  gtk_widget_queue_draw (GTK_WIDGET (mark));
}
