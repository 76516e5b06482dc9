/* draw-overview.c - the whole trace in one strip
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <math.h>

#include "draw-private.h"

#define BAR_WIDTH 2
#define BAR_GAP   1
#define MARK_HALF 4.5
#define FOUND_HEIGHT 7
#define TOP       10.0 /* above the bars: where the marks of findings stand */

double
mms_overview_position_at (MmsView *view,
                          double   x,
                          double   width)
{
  double start;
  double end;

  mms_view_get_limits (view, &start, &end);
  return start + (x - MMS_NAMES_WIDTH) / MAX (width - MMS_NAMES_WIDTH, 1) * (end - start);
}

double
mms_overview_x_at (MmsView *view,
                   double   position,
                   double   width)
{
  double start;
  double end;

  mms_view_get_limits (view, &start, &end);
  return MMS_NAMES_WIDTH + (position - start) / (end - start) * MAX (width - MMS_NAMES_WIDTH, 1);
}

/* How many events there are under each bar of the histogram. */
static guint *
count_events (MmsView *view,
              double   width,
              guint   *n_bars,
              guint   *most)
{
  guint n = (guint) CLAMP ((width - MMS_NAMES_WIDTH) / (BAR_WIDTH + BAR_GAP), 1, 1 << 14);
  guint *counts = g_new (guint, n);
  guint before = 0;

  *most = 0;
  for (guint i = 0; i < n; i++)
    {
      double edge = mms_overview_position_at (
          view, MMS_NAMES_WIDTH + (i + 1) * (BAR_WIDTH + BAR_GAP), width);
      guint after = mms_view_find_event (view, edge);

      counts[i] = after - before;
      *most = MAX (*most, counts[i]);
      before = after;
    }
  *n_bars = n;
  return counts;
}

static void
draw_histogram (MmsCanvas        *canvas,
                MmsView          *view,
                const MmsPalette *palette,
                double            width,
                double            height)
{
  MmsColor color = mms_color_with_alpha (&palette->text_dim, 0.55f);
  double room = height - TOP - 3;
  guint n_bars;
  guint most;
  g_autofree guint *counts = count_events (view, width, &n_bars, &most);

  for (guint i = 0; i < n_bars && most > 0; i++)
    {
      /* the root, so that lone events beside a burst still show */
      double bar = ceil (room * sqrt ((double) counts[i] / most));
      MmsBox box = {
        MMS_NAMES_WIDTH + i * (BAR_WIDTH + BAR_GAP), height - 2 - bar, BAR_WIDTH, bar
      };

      mms_canvas_fill (canvas, &box, &color);
    }
}

/* The bars with events that are looked for; a lone one shows, too. */
static void
draw_found (MmsCanvas        *canvas,
            MmsView          *view,
            const MmsPalette *palette,
            double            width,
            double            height)
{
  MmsEventSet *found = mms_search_get_events (mms_view_get_found (view));
  guint before = 0;

  if (found == NULL || mms_event_set_get_size (found) == 0)
    return;
  for (double x = MMS_NAMES_WIDTH; x < width; x += BAR_WIDTH + BAR_GAP)
    {
      guint event = mms_view_find_event (
          view, mms_overview_position_at (view, x + BAR_WIDTH + BAR_GAP, width));
      guint after = mms_event_set_count_before (found, event + 1);
      MmsBox box = { x, height - 2 - FOUND_HEIGHT, BAR_WIDTH, FOUND_HEIGHT };

      if (after > before)
        mms_canvas_fill (canvas, &box, &palette->ipi);
      before = after;
    }
}

static void
draw_losses (MmsCanvas        *canvas,
             MmsView          *view,
             const MmsPalette *palette,
             double            width,
             double            height)
{
  MmsColor color = mms_color_with_alpha (&palette->warning, 0.9f);
  MmsTrace *trace = mms_document_get_trace (mms_view_get_document (view));
  const MmsLoss *losses;
  guint n_losses;
  double last = -1;

  losses = mms_trace_get_losses (trace, &n_losses);
  for (guint i = 0; i < n_losses; i++)
    {
      double x = round (mms_overview_x_at (
          view, mms_view_get_event_position (view, losses[i].event), width));
      MmsBox box = { x - 1, height - 5, 2, 5 };

      if (x == last)
        continue;
      last = x;
      mms_canvas_fill (canvas, &box, &color);
    }
}

static void
draw_findings (MmsCanvas        *canvas,
               MmsView          *view,
               const MmsPalette *palette,
               double            width)
{
  guint n_places;
  const MmsFindingPlace *places
    = mms_view_find_places (view, MMS_VIEW_ALL_CPUS, 0, G_MAXUINT, &n_places);
  int selected = mms_view_get_finding (view);

  /* the worst last, so that it lies on top */
  for (guint severity = MMS_SEVERITY_INFO; severity <= MMS_SEVERITY_FATAL; severity++)
    {
      /* thousands may stand at one place */
      double last = -9;

      for (guint i = 0; i < n_places; i++)
        {
          double x;

          if (places[i].severity != severity)
            continue;
          x = round (mms_overview_x_at (view, mms_view_get_event_position (view, places[i].event),
                                        width));
          if (x - last < 2 && (int) places[i].finding != selected)
            continue;
          last = x;
          mms_draw_severity (canvas, palette, severity, x, MARK_HALF + 1, MARK_HALF, FALSE);
        }
    }
}

static void
draw_visible (MmsCanvas        *canvas,
              MmsView          *view,
              const MmsPalette *palette,
              double            width,
              double            height)
{
  MmsColor tint = mms_color_with_alpha (&palette->selection, palette->is_dark ? 0.28f : 0.17f);
  MmsColor edge = mms_color_with_alpha (&palette->selection, 0.9f);
  double start;
  double end;
  MmsBox box;

  mms_view_get_range (view, &start, &end);
  box.x = floor (mms_overview_x_at (view, start, width));
  box.y = 1;
  box.width = MAX (ceil (mms_overview_x_at (view, end, width)) - box.x, 3);
  box.height = height - 2;
  mms_canvas_fill_round (canvas, &box, 2, &tint);
  mms_canvas_stroke_round (canvas, &box, 2, 1, FALSE, &edge);
}

void
mms_draw_overview (MmsCanvas        *canvas,
                   MmsView          *view,
                   const MmsPalette *palette,
                   double            width,
                   double            height)
{
  MmsBox ground = { 0, 0, width, height };
  MmsBox name = { 12, 0, MMS_NAMES_WIDTH - 20, height };
  MmsBox strip = { MMS_NAMES_WIDTH, 0, width - MMS_NAMES_WIDTH, height };

  mms_canvas_fill (canvas, &ground, &palette->surface);
  mms_canvas_line (canvas, 0, height - 0.5, width, height - 0.5, 1, FALSE, &palette->border);
  mms_canvas_text (canvas, &name, "whole trace", MMS_SIZE_SMALL, 0, &palette->text_dim);
  if (mms_view_get_document (view) == NULL)
    return;

  mms_canvas_push_clip (canvas, &strip);
  draw_histogram (canvas, view, palette, width, height);
  draw_found (canvas, view, palette, width, height);
  draw_losses (canvas, view, palette, width, height);
  draw_findings (canvas, view, palette, width);
  mms_canvas_pop_clip (canvas);
}

void
mms_draw_overview_place (MmsCanvas        *canvas,
                         MmsView          *view,
                         const MmsPalette *palette,
                         double            width,
                         double            height)
{
  MmsBox strip = { MMS_NAMES_WIDTH, 0, width - MMS_NAMES_WIDTH, height };
  double x;

  if (mms_view_get_document (view) == NULL)
    return;
  mms_canvas_push_clip (canvas, &strip);
  draw_visible (canvas, view, palette, width, height);
  mms_draw_overview_marks (canvas, view, palette, width, height);
  x = mms_overview_x_at (view, mms_view_get_playhead_position (view), width);
  mms_canvas_line (canvas, x, 1, x, height - 1, 2, FALSE, &palette->playhead);
  mms_canvas_pop_clip (canvas);
}
