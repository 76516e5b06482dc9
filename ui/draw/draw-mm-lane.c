/* draw-mm-lane.c - the life of one mm and its two counts
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <math.h>
#include <string.h>

#include "draw-private.h"

#define LIFE_HEIGHT 7.0
#define FADE_STEPS  10
#define FADE_STEP   14.0

static MmsBox
get_life_box (const MmsPen *pen)
{
  return (MmsBox) { 0, 4, 0, LIFE_HEIGHT };
}

/* The band of mm_users (0) or mm_count (1). */
static MmsBox
get_band (const MmsPen *pen,
          guint         band)
{
  double top = 4 + LIFE_HEIGHT + 2;
  double height = floor ((pen->height - top - 2) / 2);

  return (MmsBox) { 0, top + band * height, 0, height };
}

static void
draw_names (const MmsPen *pen,
            guint         mm,
            gboolean      has_counts)
{
  const char *label = mms_get_mm_label (pen->history, mm);
  MmsColor color = mms_pen_get_mm_color (pen, mm);
  MmsColor text = mms_palette_text_on (&color);
  double radius = strlen (label) > 2 ? 13 : 11;
  double middle = round (pen->height / 2);
  MmsBox badge = { 26 - radius, middle - radius, 2 * radius, 2 * radius };
  static const char *const bands[] = { "users", "count" };

  mms_draw_mm_disc (pen->canvas, pen->palette, mms_pen_look_up (pen, mm), 26, middle, radius);
  mms_canvas_text (pen->canvas, &badge, label, strlen (label) > 1 ? MMS_SIZE_SMALL : MMS_SIZE_TEXT,
                   MMS_TEXT_BOLD | MMS_TEXT_CENTER, &text);
  if (!has_counts)
    return;
  for (guint i = 0; i < 2; i++)
    {
      MmsBox box = get_band (pen, i);

      box.x = 50;
      box.width = MMS_NAMES_WIDTH - 60;
      mms_canvas_text (pen->canvas, &box, bands[i], MMS_SIZE_SMALL, MMS_TEXT_RIGHT,
                       &pen->palette->text_dim);
    }
}

static void
draw_fade (const MmsPen *pen,
           double        x)
{
  MmsBox box = get_life_box (pen);

  for (guint i = 0; i < FADE_STEPS; i++)
    {
      MmsColor color = mms_color_with_alpha (&pen->palette->danger,
                                             0.8f * (FADE_STEPS - i) / FADE_STEPS);

      box.x = x + i * FADE_STEP;
      box.width = FADE_STEP;
      mms_canvas_hatch (pen->canvas, &box, &color);
    }
}

/* The column in which the life begins. */
static guint
get_life_first (const MmsPen *pen,
                guint         mm)
{
  int column = mms_pen_find_column (pen, mms_history_get_mm (pen->history, mm)->first_event);

  return column > 0 ? MAX (pen->first, (guint) column) : pen->first;
}

/* Draws the life as far as it shows.
 * Returns: the column of the free; n_columns where there is none */
static guint
draw_life (const MmsPen *pen,
           guint         mm)
{
  const MmsMm *info = mms_history_get_mm (pen->history, mm);
  MmsColor color = mms_pen_get_mm_color (pen, mm);
  MmsColor pale = mms_color_with_alpha (&color, 0.45f);
  g_autoptr (GArray) runs
      = mms_runs_new (pen, mms_history_get_mm_track (pen->history, mm, MMS_ATTRIBUTE_STATE));
  guint first = get_life_first (pen, mm);
  guint last = pen->last;
  MmsBox box = get_life_box (pen);
  int column;

  if (info->free_event != 0)
    {
      column = mms_pen_find_column (pen, info->free_event);
      if (column < (int) last)
        last = (guint) MAX (column, 0);
      if (column < 0)
        return 0;
    }

  box.x = MMS_NAMES_WIDTH + first;
  box.width = (double) last - first;
  if (last > first)
    mms_canvas_fill_round (pen->canvas, &box, 3, &pale);
  for (guint i = 0; i < runs->len && last > first; i++)
    {
      const MmsRun *run = &g_array_index (runs, MmsRun, i);

      if (run->provenance != MMS_UNKNOWN && run->value != MMS_MM_LIVE &&
          run->value != MMS_MM_NEW)
        continue;
      box.x = MMS_NAMES_WIDTH + MAX (run->first, first);
      box.width = (double) MIN (run->last, last) - MAX (run->first, first);
      mms_canvas_fill_round (pen->canvas, &box, 3, &color);
    }
  if (last > first)
    {
      MmsColor light = mms_palette_stripe_on (&color);

      mms_draw_stripes (pen, mms_pen_look_up (pen, mm).n_stripes, &box, first + 1, last, &light);
    }
  if (last < pen->last && info->free_event != 0)
    {
      draw_fade (pen, MMS_NAMES_WIDTH + last);
      mms_canvas_line (pen->canvas, MMS_NAMES_WIDTH + last, 1, MMS_NAMES_WIDTH + last,
                       pen->height - 3, 2, FALSE, &pen->palette->danger);
      return last;
    }
  return pen->n_columns;
}

static double
get_level (const MmsBox *band,
           gint32        value,
           gint32        most)
{
  double share = (double) CLAMP (value, 0, most) / most;

  return round (band->y + band->height - 2 - share * (band->height - 5));
}

static void
draw_steps (const MmsPen   *pen,
            guint           mm,
            const MmsTrack *track,
            const MmsBox   *band,
            guint           begin,
            guint           end)
{
  g_autoptr (GArray) runs = mms_runs_new (pen, track);
  MmsColor color = mms_pen_get_mm_line (pen, mm);
  MmsColor tint = mms_color_with_alpha (&color, 0.16f);
  MmsColor busy = mms_color_with_alpha (&color, 0.5f);
  gint32 most = 1;
  double before = -1;

  mms_runs_merge (runs);
  for (guint i = 0; i < runs->len; i++)
    most = MAX (most, g_array_index (runs, MmsRun, i).value);

  for (guint i = 0; i < runs->len; i++)
    {
      const MmsRun *run = &g_array_index (runs, MmsRun, i);
      guint last = MIN (run->last, end);
      double level = get_level (band, run->value, most);
      double x = MMS_NAMES_WIDTH + run->first;
      MmsBox box = { x, level, (double) last - run->first, band->y + band->height - 2 - level };

      if (last <= run->first)
        continue;
      if (run->provenance == MMS_UNKNOWN)
        {
          /* it lives, so it has a count, but nothing tells which */
          box.x = MMS_NAMES_WIDTH + MAX (run->first, begin);
          box.width = MMS_NAMES_WIDTH + (double) last - box.x;
          box.y = band->y + 2;
          box.height = band->height - 4;
          if (box.width > 0)
            mms_canvas_hatch (pen->canvas, &box, &pen->palette->unknown);
          before = -1;
          continue;
        }
      mms_canvas_fill (pen->canvas, &box, run->is_busy ? &busy : &tint);
      mms_canvas_line (pen->canvas, x, level, x + box.width, level, 2, FALSE, &color);
      if (before >= 0 && before != level)
        mms_canvas_line (pen->canvas, x, MIN (before, level) - 1, x, MAX (before, level) + 1, 1,
                         FALSE, &color);
      before = level;
    }

  /* The numbers interrupt the line, as on the contours of a map. */
  for (guint i = 0; i < runs->len; i++)
    {
      const MmsRun *run = &g_array_index (runs, MmsRun, i);
      guint last = MIN (run->last, end);
      char text[16];
      MmsBox box = { MMS_NAMES_WIDTH + run->first + 4, band->y, 0, band->height };

      if (run->provenance == MMS_UNKNOWN || run->is_busy || last <= run->first)
        continue;
      g_snprintf (text, sizeof text, "%d", run->value);
      box.width = mms_canvas_measure_text (pen->canvas, text, MMS_SIZE_SMALL, MMS_TEXT_BOLD) + 4;
      if (run->first + box.width + 6 > last)
        continue;
      mms_canvas_fill (pen->canvas, &box, &pen->palette->background);
      mms_canvas_text (pen->canvas, &box, text, MMS_SIZE_SMALL, MMS_TEXT_BOLD | MMS_TEXT_CENTER,
                       &pen->palette->text);
    }
}

/* (transfer full): "CPU 1, CPU 3": who still held @mm when it was freed; "" for nobody */
static char *
list_holders (const MmsPen *pen,
              guint         mm,
              guint        *n_holders)
{
  GPtrArray *findings = mms_document_get_findings (pen->document);
  GString *text = g_string_new (NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < findings->len; i++)
    {
      const MmsFinding *finding = g_ptr_array_index (findings, i);

      if (finding->mm != mm || finding->cpu < 0 || g_strcmp0 (finding->id, "D15") != 0 ||
          !g_hash_table_add (seen, GINT_TO_POINTER (finding->cpu + 1)))
        continue;
      g_string_append_printf (text, "%sCPU %d", text->len > 0 ? ", " : "", finding->cpu);
    }
  *n_holders = g_hash_table_size (seen);
  return g_string_free (text, FALSE);
}

/* Tells what the free meant, in as many words as there is room for behind it. */
static void
draw_free (const MmsPen *pen,
           guint         mm,
           guint         column)
{
  const MmsMm *info = mms_history_get_mm (pen->history, mm);
  const MmsEvent *events = mms_trace_get_events (mms_history_get_trace (pen->history), NULL);
  guint n_holders;
  g_autofree char *holders = list_holders (pen, mm, &n_holders);
  const MmsColor *color = n_holders > 0 ? &pen->palette->danger : &pen->palette->text_dim;
  MmsTextFlags flags = MMS_TEXT_WHOLE | (n_holders > 0 ? MMS_TEXT_BOLD : 0);
  MmsBox box = get_band (pen, 1);
  char *texts[3];

  if (n_holders > 0)
    {
      texts[0] = g_strdup_printf ("freed (count 0) while %s still %s %s", holders,
                                  n_holders > 1 ? "hold" : "holds", info->label);
      texts[1] = g_strdup_printf ("freed; %s %s it", holders, n_holders > 1 ? "hold" : "holds");
    }
  else
    {
      texts[0] = g_strdup_printf ("freed (count 0) by CPU %u",
                                  (guint) events[info->free_event - 1].cpu);
      texts[1] = g_strdup_printf ("freed by CPU %u", (guint) events[info->free_event - 1].cpu);
    }
  texts[2] = g_strdup ("freed");

  box.x = MMS_NAMES_WIDTH + column + 6;
  box.width = pen->width - box.x - 2;
  box.y -= floor (box.height / 2);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (mms_canvas_text (pen->canvas, &box, texts[i], MMS_SIZE_SMALL, flags, color))
      break;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
}

void
mms_draw_mm_lane (MmsCanvas        *canvas,
                  MmsView          *view,
                  const MmsPalette *palette,
                  guint             mm,
                  double            width,
                  double            height)
{
  MmsPen pen;
  MmsBox strip = { MMS_NAMES_WIDTH, 0, width - MMS_NAMES_WIDTH, height };
  const MmsTrack *users;
  const MmsTrack *count;
  MmsBox band;
  gboolean has_counts;
  guint end;

  mms_pen_init (&pen, canvas, view, palette, width, height);
  mms_pen_draw_ground (&pen, mm != 0 && mms_view_get_mm (view) == mm);
  if (pen.history == NULL || mm == 0 || mm >= mms_history_get_n_mms (pen.history))
    return;

  users = mms_history_get_mm_track (pen.history, mm, MMS_ATTRIBUTE_MM_USERS);
  count = mms_history_get_mm_track (pen.history, mm, MMS_ATTRIBUTE_MM_COUNT);
  draw_names (&pen, mm, users->n_points > 0 || count->n_points > 0);
  mms_canvas_push_clip (canvas, &strip);
  end = draw_life (&pen, mm);
  band = get_band (&pen, 0);
  has_counts = users->n_points > 0 || count->n_points > 0;
  if (has_counts)
    draw_steps (&pen, mm, users, &band, get_life_first (&pen, mm), end);
  else
    {
      band.x = MMS_NAMES_WIDTH + get_life_first (&pen, mm) + 4;
      band.width = MMS_NAMES_WIDTH + MIN (end, pen.last) - band.x;
      mms_canvas_text (canvas, &band, "no event tells its counts", MMS_SIZE_SMALL, MMS_TEXT_WHOLE,
                       &palette->text_dim);
    }
  band = get_band (&pen, 1);
  if (has_counts)
    draw_steps (&pen, mm, count, &band, get_life_first (&pen, mm), end);
  if (end < pen.n_columns)
    draw_free (&pen, mm, end);
  mms_canvas_pop_clip (canvas);
}
