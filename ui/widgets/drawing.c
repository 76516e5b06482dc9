/* drawing.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "drawing.h"

#include "canvas/canvas-raster.h"
#include "canvas/canvas-snapshot.h"
#include "frames.h"
#include "look.h"

typedef struct
{
  MmsView *view;
  MmsFrames frames; /* of a raster, while it is mapped */
} MmsDrawingPrivate;

enum
{
  PROP_VIEW = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (MmsDrawing, mms_drawing, GTK_TYPE_WIDGET)

/* The pixels go into a cairo node: painting one takes only what is damaged of them, where a texture would
 * be converted as a whole each time. */
static void
draw_pixels (GtkWidget *widget, GtkSnapshot *gtk_snapshot)
{
  MmsDrawingPrivate *self = mms_drawing_get_instance_private (MMS_DRAWING (widget));
  int scale = gtk_widget_get_scale_factor (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  cairo_surface_t *surface = mms_frames_take (&self->frames, width * scale, height * scale);
  MmsPixels pixels = {
    (guint32 *) (gpointer) cairo_image_surface_get_data (surface),
    width * scale,
    height * scale,
    cairo_image_surface_get_stride (surface),
  };
  g_autoptr (MmsTexts) texts = mms_texts_ref_for_widget (widget);

  if (pixels.data)
    {
      MmsCanvas *canvas = mms_canvas_new_raster (texts, &pixels, scale);

      cairo_surface_flush (surface);
      MMS_DRAWING_GET_CLASS (widget)->draw (MMS_DRAWING (widget), canvas,
                                            mms_look_get_palette (widget), width, height);
      mms_canvas_free (canvas);
      cairo_surface_mark_dirty (surface);
      mms_frames_append (gtk_snapshot, surface, scale);
    }
  cairo_surface_destroy (surface);
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *gtk_snapshot)
{
  g_autoptr (MmsCanvas) canvas = NULL;

  if (MMS_DRAWING_GET_CLASS (widget)->is_raster)
    {
      draw_pixels (widget, gtk_snapshot);
      return;
    }
  canvas = mms_canvas_new_snapshot (gtk_snapshot, widget);
  MMS_DRAWING_GET_CLASS (widget)->draw (MMS_DRAWING (widget), canvas,
                                        mms_look_get_palette (widget),
                                        gtk_widget_get_width (widget),
                                        gtk_widget_get_height (widget));
}

static void
unmap (GtkWidget *widget)
{
  MmsDrawingPrivate *self = mms_drawing_get_instance_private (MMS_DRAWING (widget));

  GTK_WIDGET_CLASS (mms_drawing_parent_class)->unmap (widget);

  mms_frames_clear (&self->frames);
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_VIEW)
    g_value_set_object (value, mms_drawing_get_view (MMS_DRAWING (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  MmsDrawingPrivate *self = mms_drawing_get_instance_private (MMS_DRAWING (object));

  if (id == PROP_VIEW)
    self->view = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
finalize (GObject *object)
{
  MmsDrawingPrivate *self = mms_drawing_get_instance_private (MMS_DRAWING (object));

  g_clear_object (&self->view);
  mms_frames_clear (&self->frames);

  G_OBJECT_CLASS (mms_drawing_parent_class)->finalize (object);
}

static void
mms_drawing_class_init (MmsDrawingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = get_property;
  object_class->set_property = set_property;
  object_class->finalize = finalize;
  GTK_WIDGET_CLASS (klass)->snapshot = snapshot;
  GTK_WIDGET_CLASS (klass)->unmap = unmap;

  props[PROP_VIEW] = g_param_spec_object ("view", NULL, NULL, MMS_TYPE_VIEW,
                                          G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                                            | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
mms_drawing_init (MmsDrawing *drawing)
{
  gtk_widget_set_overflow (GTK_WIDGET (drawing), GTK_OVERFLOW_HIDDEN);
}

MmsView *
mms_drawing_get_view (MmsDrawing *drawing)
{
  MmsDrawingPrivate *self = mms_drawing_get_instance_private (drawing);

  return self->view;
}

void
mms_drawing_redraw_on (MmsDrawing *drawing, const char *signal)
{
  g_signal_connect_object (mms_drawing_get_view (drawing), signal,
                           G_CALLBACK (gtk_widget_queue_draw), drawing, G_CONNECT_SWAPPED);
}
