/* draw-overlay.c - what lies over the lanes: IPI arrows, findings, the chain of the selected one
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <math.h>

#include "draw-private.h"

#define MAX_ARROWS   200 /* more in view than about this are thinned out */
#define MAX_OVER_FOLDED 40
#define MARK_HALF_SELECTED 9.0
#define MAX_LABELED  10
#define MAX_STRONG   40  /* more in view than these are drawn pale */
#define LOOK_BACK    256 /* arrows before the visible stretch that may reach into it */
#define MARK_HALF    6.5
#define MARK_RIM     1.0
#define MARK_GAP     4.0
#define LINK_RADIUS  7.5
#define LABEL_GAP    2.0

typedef struct
{
  MmsPen pen;
  const MmsLanePlace *places;
  guint n_places;
  MmsLaneRows rows; /* of lanes as tall as @rows_height */
  double rows_height;
  GArray *links; /* (nullable) (element-type Link): of the selected finding's chain */
  GArray *taken; /* (nullable) (element-type MmsBox): see list_taken() */
} Overlay;

/* (nullable): where the lane of @cpu lies; NULL where it is not shown */
static const MmsLanePlace *
find_lane (const Overlay *overlay,
           guint          cpu)
{
  for (guint i = 0; i < overlay->n_places; i++)
    if (overlay->places[i].cpu == cpu)
      return &overlay->places[i];
  return NULL;
}

static const MmsLaneRows *
get_rows (Overlay            *overlay,
          const MmsLanePlace *lane)
{
  if (overlay->rows_height != lane->height)
    {
      mms_lane_rows_init (&overlay->rows, overlay->pen.view, lane->height);
      overlay->rows_height = lane->height;
    }
  return &overlay->rows;
}

/* The middle of the row of @attribute in @lane. */
static double
get_row_y (Overlay            *overlay,
           const MmsLanePlace *lane,
           MmsAttribute        attribute)
{
  const MmsLaneRows *rows = get_rows (overlay, lane);
  int row = mms_lane_rows_find (rows, attribute);
  MmsBox bar = mms_lane_rows_get_bar (rows, (guint) MAX (row, 0));

  return lane->top + bar.y + bar.height / 2;
}

static double
get_event_x (const Overlay *overlay,
             guint          event)
{
  return round (mms_lane_x_at (overlay->pen.view,
                               mms_view_get_event_position (overlay->pen.view, event),
                               overlay->pen.width));
}

/* Where the mark of @finding stands. Returns: whether it shows */
static gboolean
get_mark_place (Overlay          *overlay,
                const MmsFinding *finding,
                double           *x,
                double           *y)
{
  const MmsLanePlace *lane;

  if (finding->event <= overlay->pen.columns[0] ||
      finding->event > overlay->pen.columns[overlay->pen.n_columns])
    return FALSE;
  if (overlay->n_places == 0)
    return FALSE;
  lane = finding->cpu < 0 ? &overlay->places[0] : find_lane (overlay, (guint) finding->cpu);
  if (lane == NULL)
    return FALSE;
  *x = get_event_x (overlay, finding->event);
  *y = get_row_y (overlay, lane, finding->holder);
  return TRUE;
}

/* A place of the chain: one link, or several that fall together. */
typedef struct
{
  double x;
  double y;
  guint first;
  guint last;
} Link;

static GArray *
list_links (const Overlay    *overlay,
            const MmsFinding *finding)
{
  GArray *links = g_array_new (FALSE, FALSE, sizeof (Link));
  const MmsEvent *events;
  guint n_events;

  events = mms_trace_get_events (mms_history_get_trace (overlay->pen.history), &n_events);
  for (guint i = 0; finding->evidence != NULL && i < finding->evidence->len; i++)
    {
      const MmsEvidence *evidence = &g_array_index (finding->evidence, MmsEvidence, i);
      Link link = { 0, 0, i + 1, i + 1 };
      const MmsLanePlace *lane;
      int cpu = evidence->cpu;
      gboolean is_merged = FALSE;

      if (evidence->event <= overlay->pen.columns[0] || evidence->event > n_events ||
          evidence->event > overlay->pen.columns[overlay->pen.n_columns])
        continue;
      if (cpu < 0)
        cpu = events[evidence->event - 1].cpu;
      lane = find_lane (overlay, (guint) cpu);
      if (lane == NULL)
        continue;
      link.x = get_event_x (overlay, evidence->event);
      link.y = round (lane->top + lane->height - LINK_RADIUS);
      for (guint j = 0; j < links->len && !is_merged; j++)
        {
          Link *other = &g_array_index (links, Link, j);

          if (other->y == link.y && fabs (other->x - link.x) < 3 * LINK_RADIUS &&
              other->last + 1 == link.first)
            {
              other->last = link.last;
              is_merged = TRUE;
            }
        }
      if (!is_merged)
        g_array_append_val (links, link);
    }
  return links;
}

/* @text: (out): what it says */
static MmsBox
get_link_box (const Overlay *overlay,
              const Link    *link,
              char           text[32])
{
  MmsBox box = { 0, link->y - LINK_RADIUS, 0, 2 * LINK_RADIUS };

  if (link->first == link->last)
    g_snprintf (text, 32, "%u", link->first);
  else
    g_snprintf (text, 32, "%u–%u", link->first, link->last);
  box.width = MAX (mms_canvas_measure_text (overlay->pen.canvas, text, MMS_SIZE_SMALL, MMS_TEXT_BOLD) + 8,
                   2 * LINK_RADIUS);
  /* left of the event, whose own label stands right of it */
  box.x = CLAMP (link->x - box.width - 1, MMS_NAMES_WIDTH,
                 MAX (overlay->pen.width - box.width, MMS_NAMES_WIDTH));
  return box;
}

static void
add_mark (Overlay          *overlay,
          const MmsFinding *finding,
          double            half)
{
  double x;
  double y;

  if (get_mark_place (overlay, finding, &x, &y))
    {
      MmsBox box = { x - half - MARK_RIM, y - half - MARK_RIM, 2 * (half + MARK_RIM), 2 * (half + MARK_RIM) };

      g_array_append_val (overlay->taken, box);
    }
}

/* Lists where marks of findings and the links of the chain will stand: labels of arrows stay away from them. */
static void
list_taken (Overlay *overlay)
{
  GPtrArray *findings = mms_document_get_findings (overlay->pen.document);
  int selected = mms_view_get_finding (overlay->pen.view);
  guint n_places;
  const MmsFindingPlace *places = mms_pen_find_places (&overlay->pen, MMS_VIEW_ALL_CPUS, &n_places);
  char text[32];

  overlay->taken = g_array_new (FALSE, FALSE, sizeof (MmsBox));
  for (guint i = 0; i < n_places && n_places <= MMS_MAX_MARKS; i++)
    add_mark (overlay, g_ptr_array_index (findings, places[i].finding), MARK_HALF);
  if (selected < 0)
    return;
  add_mark (overlay, g_ptr_array_index (findings, (guint) selected), MARK_HALF_SELECTED);
  overlay->links = list_links (overlay, g_ptr_array_index (findings, (guint) selected));
  for (guint i = 0; i < overlay->links->len; i++)
    {
      MmsBox box = get_link_box (overlay, &g_array_index (overlay->links, Link, i), text);

      g_array_append_val (overlay->taken, box);
    }
}

static gboolean
is_taken (const Overlay *overlay,
          const MmsBox  *box)
{
  for (guint i = 0; i < overlay->taken->len; i++)
    {
      const MmsBox *other = &g_array_index (overlay->taken, MmsBox, i);

      if (box->x < other->x + other->width + LABEL_GAP && other->x < box->x + box->width + LABEL_GAP &&
          box->y < other->y + other->height && other->y < box->y + box->height)
        return TRUE;
    }
  return FALSE;
}

static MmsAttribute
get_target_row (MmsArrowKind kind)
{
  switch (kind)
    {
    case MMS_ARROW_FLUSH:
      return MMS_ATTRIBUTE_LOADED_MM;
    case MMS_ARROW_SHOOTDOWN:
      return MMS_ATTRIBUTE_ACTIVE_MM;
    case MMS_ARROW_DEFERRED:
      return MMS_ATTRIBUTE_MM_TO_MMDROP;
    case MMS_ARROW_MEMBARRIER:
    default:
      return MMS_ATTRIBUTE_TASK;
    }
}

static char *
make_arrow_label (const Overlay  *overlay,
                  const MmsArrow *arrow)
{
  const char *mm = mms_get_mm_label (overlay->pen.history, arrow->mm);

  if (arrow->mm == 0)
    return g_strdup (mms_arrow_kind_get_name (arrow->kind));
  if (arrow->kind == MMS_ARROW_DEFERRED)
    return g_strdup_printf ("%s to mm_to_mmdrop", mm);
  return g_strdup_printf ("%s of %s", mms_arrow_kind_get_name (arrow->kind), mm);
}

/* Whether anything is written into the band of @cpu's lane between two places. */
static gboolean
is_band_taken (const Overlay *overlay,
               guint          cpu,
               double         x0,
               double         x1)
{
  const MmsTick *ticks;
  guint n_ticks;
  guint low = 0;
  guint high;
  guint first = mms_view_find_event (
      overlay->pen.view, mms_lane_position_at (overlay->pen.view, x0 - 70, overlay->pen.width));
  guint last = mms_view_find_event (
      overlay->pen.view, mms_lane_position_at (overlay->pen.view, x1, overlay->pen.width));

  ticks = mms_history_get_ticks (overlay->pen.history, cpu, &n_ticks);
  high = n_ticks;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (ticks[middle].event > first)
        high = middle;
      else
        low = middle + 1;
    }
  for (guint n = 0; low < n_ticks && ticks[low].event <= last; low++, n++)
    if (n > 64 || ticks[low].kind == MMS_TICK_BARRIER || ticks[low].kind == MMS_TICK_FREE ||
        ticks[low].kind == MMS_TICK_MEMBARRIER)
      return TRUE;
  return FALSE;
}

/* Returns: where the label ends, @x where there is none */
static double
label_arrow (Overlay            *overlay,
             const MmsArrow     *arrow,
             double              x,
             const MmsLanePlace *lane)
{
  const MmsPen *pen = &overlay->pen;
  const MmsLaneRows *rows = get_rows (overlay, lane);
  g_autofree char *text = make_arrow_label (overlay, arrow);
  double bottom = rows->bottom;
  double width = mms_canvas_measure_text (pen->canvas, text, MMS_SIZE_SMALL, 0) + 2;
  MmsBox box = { x + 5, lane->top + bottom, width, lane->height - bottom - 1 };

  if (rows->is_folded)
    return x;
  if (box.x + width > pen->width || is_taken (overlay, &box))
    box.x = x - 5 - width;
  if (box.x < MMS_NAMES_WIDTH || is_taken (overlay, &box) ||
      is_band_taken (overlay, arrow->to_cpu, box.x, box.x + width))
    return x;
  mms_canvas_fill (pen->canvas, &box, &pen->palette->background);
  mms_canvas_text (pen->canvas, &box, text, MMS_SIZE_SMALL, 0, &pen->palette->ipi);
  return box.x + width;
}

static void
draw_arrows (Overlay *overlay)
{
  const MmsPen *pen = &overlay->pen;
  MmsColor color = mms_color_with_alpha (&pen->palette->ipi, 0.85f);
  guint first_event = pen->columns[0];
  guint last_event = pen->columns[pen->n_columns];
  const MmsArrow *arrows;
  guint n_arrows;
  guint low = 0;
  guint high;
  guint first;
  guint last;
  guint stride = 1;
  guint most = MAX_ARROWS;
  guint n_visible = 0;
  double label_x = -1000;

  arrows = mms_history_get_arrows (pen->history, &n_arrows);
  high = n_arrows;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (arrows[middle].from_event > first_event)
        high = middle;
      else
        low = middle + 1;
    }
  first = low > LOOK_BACK ? low - LOOK_BACK : 0;
  high = n_arrows;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (arrows[middle].from_event > last_event)
        high = middle;
      else
        low = middle + 1;
    }
  last = low;
  /* over folded lanes they would be all that one sees */
  if (overlay->n_places > 0 && overlay->places[0].height <= MMS_FOLDED_HEIGHT)
    {
      color.alpha *= 0.6f;
      most = MAX_OVER_FOLDED;
    }
  /* a power of two, by place in the whole trace, so that panning does not make arrows flicker */
  while ((last - first) / stride > most)
    stride *= 2;

  for (guint i = first; i < last && n_visible <= MAX_STRONG; i++)
    n_visible += arrows[i].to_event > first_event;
  if (n_visible > MAX_STRONG)
    color.alpha *= 0.5f;

  for (guint i = (first + stride - 1) / stride * stride; i < last; i += stride)
    {
      const MmsArrow *arrow = &arrows[i];
      const MmsLanePlace *from;
      const MmsLanePlace *to;
      double x0;
      double x1;
      double y0;
      double y1;

      if (arrow->to_event <= first_event || arrow->from_cpu == arrow->to_cpu)
        continue;
      from = find_lane (overlay, arrow->from_cpu);
      to = find_lane (overlay, arrow->to_cpu);
      if (from == NULL || to == NULL)
        continue;
      x0 = get_event_x (overlay, arrow->from_event);
      x1 = get_event_x (overlay, arrow->to_event);
      y0 = get_row_y (overlay, from, MMS_ATTRIBUTE_TASK);
      y1 = get_row_y (overlay, to, get_target_row (arrow->kind));
      mms_canvas_arrow (pen->canvas, x0, y0, x1, y1, 1.25, &color);
      if (n_visible <= MAX_LABELED && x1 > label_x)
        {
          label_x = label_arrow (overlay, arrow, x1, to);
          label_x = MAX (label_x, x1 + 60);
        }
    }
}

static void
draw_mark (const Overlay    *overlay,
           const MmsFinding *finding,
           double            x,
           double            y,
           gboolean          is_selected)
{
  mms_draw_severity (overlay->pen.canvas, overlay->pen.palette, finding->severity, x, y,
                     is_selected ? MARK_HALF_SELECTED : MARK_HALF, TRUE);
}

static void
draw_findings (Overlay *overlay)
{
  GPtrArray *findings = mms_document_get_findings (overlay->pen.document);
  int selected = mms_view_get_finding (overlay->pen.view);
  double x;
  double y;
  double last_x = -100;
  double last_y = -100;
  guint n_places;
  const MmsFindingPlace *places = mms_pen_find_places (&overlay->pen, MMS_VIEW_ALL_CPUS, &n_places);

  /* more are drawn by the lanes */
  for (guint i = 0; i < n_places && n_places <= MMS_MAX_MARKS; i++)
    {
      const MmsFinding *finding = g_ptr_array_index (findings, places[i].finding);

      if ((int) places[i].finding == selected || !get_mark_place (overlay, finding, &x, &y) ||
          (fabs (x - last_x) < MARK_GAP && y == last_y))
        continue;
      last_x = x;
      last_y = y;
      draw_mark (overlay, finding, x, y, FALSE);
    }
  if (selected >= 0 &&
      get_mark_place (overlay, g_ptr_array_index (findings, (guint) selected), &x, &y))
    draw_mark (overlay, g_ptr_array_index (findings, (guint) selected), x, y, TRUE);
}

/* The links of the selected finding's chain, numbered, at the foot of the lanes they lie in. */
static void
draw_chain (const Overlay *overlay)
{
  const MmsPen *pen = &overlay->pen;
  MmsColor ink = mms_palette_text_on (&pen->palette->info);

  if (overlay->links == NULL)
    return;
  for (guint i = 0; i < overlay->links->len; i++)
    {
      char text[32];
      MmsBox box = get_link_box (overlay, &g_array_index (overlay->links, Link, i), text);

      mms_canvas_fill_round (pen->canvas, &box, LINK_RADIUS, &pen->palette->info);
      mms_canvas_text (pen->canvas, &box, text, MMS_SIZE_SMALL, MMS_TEXT_BOLD | MMS_TEXT_CENTER,
                       &ink);
    }
}

static void
overlay_init (Overlay            *overlay,
              MmsCanvas          *canvas,
              MmsView            *view,
              const MmsPalette   *palette,
              const MmsLanePlace *places,
              guint               n_places,
              double              width,
              double              height)
{
  mms_pen_init (&overlay->pen, canvas, view, palette, width, height);
  overlay->places = places;
  overlay->n_places = n_places;
  overlay->rows_height = -1;
  overlay->links = NULL;
  overlay->taken = NULL;
}

void
mms_draw_lane_overlay (MmsCanvas          *canvas,
                       MmsView            *view,
                       const MmsPalette   *palette,
                       const MmsLanePlace *places,
                       guint               n_places,
                       double              width,
                       double              height)
{
  Overlay overlay;
  MmsBox strip = { MMS_NAMES_WIDTH, 0, width - MMS_NAMES_WIDTH, height };

  if (mms_view_get_document (view) == NULL)
    return;
  overlay_init (&overlay, canvas, view, palette, places, n_places, width, height);
  mms_canvas_push_clip (canvas, &strip);
  list_taken (&overlay);
  draw_arrows (&overlay);
  draw_findings (&overlay);
  draw_chain (&overlay);
  mms_canvas_pop_clip (canvas);
  g_clear_pointer (&overlay.links, g_array_unref);
  g_clear_pointer (&overlay.taken, g_array_unref);
}

int
mms_lane_overlay_find_finding (MmsView            *view,
                               const MmsLanePlace *places,
                               guint               n_places,
                               double              x,
                               double              y,
                               double              width)
{
  MmsDocument *document = mms_view_get_document (view);
  Overlay overlay;
  GPtrArray *findings;
  double nearest = MARK_HALF + 3;
  int best = -1;

  if (document == NULL)
    return -1;
  overlay_init (&overlay, NULL, view, NULL, places, n_places, width, 0);
  findings = mms_document_get_findings (document);
  for (guint i = 0; i < findings->len; i++)
    {
      double mark_x;
      double mark_y;
      double distance;

      if (!get_mark_place (&overlay, g_ptr_array_index (findings, i), &mark_x, &mark_y))
        continue;
      distance = MAX (fabs (mark_x - x), fabs (mark_y - y));
      /* the selected one lies on top */
      if (distance < nearest ||
          (distance <= MARK_HALF + 3 && (int) i == mms_view_get_finding (view)))
        {
          nearest = (int) i == mms_view_get_finding (view) ? -1 : distance;
          best = (int) i;
        }
    }
  return best;
}
