/* draw-picture.c - everything in one picture
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <math.h>
#include <string.h>

#include "draw-private.h"
#include "picture-side.h"

#define HEADER_HEIGHT  48.0
#define LEGEND_HEIGHT  26.0
#define TITLE_HEIGHT   28.0 /* above the machine */
#define NOTE_HEIGHT    18.0 /* where CPUs are left out */
#define SIDE_SHARE     0.21
#define SIDE_LEAST     270.0
#define SIDE_MOST      440.0
#define WIDTH_FOR_SIDE 900.0
#define LANE_SHRINK    0.68 /* lanes are drawn as low as that before CPUs are left out */
#define MAX_MM_LANES   6
#define SOURCE_SHARE   0.5 /* of what the machine would have */
#define WIDTH_FOR_SOURCE 800.0

typedef struct
{
  MmsCanvas *canvas;
  MmsView *view;
  const MmsPalette *palette;
  MmsDocument *document;
  double width;  /* without the side */
  double height;
  double full_width;
} Picture;

/* What goes where, from top to bottom. */
typedef struct
{
  GArray *cpus; /* of guint: those shown, ascending */
  GArray *mms;  /* of guint */
  guint n_left_out;
  double lane_height;
  double lanes_top;
  double mms_top;
  double machine_top; /* with its title */
} Plan;

/* Drawing functions draw at 0,0; this moves that. */
static void
move (const Picture *picture,
      double         dy)
{
  mms_canvas_translate (picture->canvas, 0, dy);
}

/* The CPUs to show: those of the selected finding and its chain first. */
static GArray *
choose_cpus (const Picture *picture,
             guint          max)
{
  const guint *all;
  guint n_all;
  GArray *cpus = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GHashTable) wanted = g_hash_table_new (NULL, NULL);
  int selected = mms_view_get_finding (picture->view);
  guint room;

  all = mms_trace_get_cpus (mms_document_get_trace (picture->document), &n_all);
  if (n_all <= max)
    {
      g_array_append_vals (cpus, all, n_all);
      return cpus;
    }

  if (selected >= 0)
    {
      const MmsFinding *finding =
        g_ptr_array_index (mms_document_get_findings (picture->document), (guint) selected);

      if (finding->cpu >= 0)
        g_hash_table_add (wanted, GUINT_TO_POINTER ((guint) finding->cpu + 1));
      for (guint i = 0; finding->evidence != NULL && i < finding->evidence->len; i++)
        {
          int cpu = g_array_index (finding->evidence, MmsEvidence, i).cpu;

          if (cpu >= 0 && g_hash_table_size (wanted) < max)
            g_hash_table_add (wanted, GUINT_TO_POINTER ((guint) cpu + 1));
        }
    }
  room = max - MIN (g_hash_table_size (wanted), max);
  for (guint i = 0; i < n_all && cpus->len < max; i++)
    {
      if (!g_hash_table_contains (wanted, GUINT_TO_POINTER (all[i] + 1)))
        {
          if (room == 0)
            continue;
          room--;
        }
      g_array_append_val (cpus, all[i]);
    }
  return cpus;
}

static void
plan_init (Plan          *plan,
           const Picture *picture)
{
  double top = HEADER_HEIGHT + MMS_OVERVIEW_HEIGHT + MMS_RULER_HEIGHT;
  double room = picture->height - top - LEGEND_HEIGHT;
  double natural = mms_cpu_lane_get_height (picture->view);
  double machine = MIN (mms_machine_get_height (picture->view, picture->width) + TITLE_HEIGHT,
                        MAX (room * 0.36, MIN (200, room * 0.6)));
  guint n_cpus;
  guint n_mms;
  guint n_shown;
  double lanes;

  mms_trace_get_cpus (mms_document_get_trace (picture->document), &n_cpus);
  n_mms = (guint) CLAMP ((room - machine) * 0.25 / MMS_MM_LANE_HEIGHT, 1, MAX_MM_LANES);
  /* all CPUs come before more than one mm */
  while (n_mms > 1 && room - machine - n_mms * MMS_MM_LANE_HEIGHT <
                        n_cpus * ceil (natural * LANE_SHRINK))
    n_mms--;
  plan->mms = mms_view_list_mms (picture->view, n_mms);
  lanes = room - machine - plan->mms->len * MMS_MM_LANE_HEIGHT;

  plan->lane_height = floor (CLAMP (lanes / MAX (n_cpus, 1), ceil (natural * LANE_SHRINK),
                                    natural));
  n_shown = (guint) MAX (floor (lanes / plan->lane_height), 1);
  if (n_shown < n_cpus)
    n_shown = (guint) MAX (floor ((lanes - NOTE_HEIGHT) / plan->lane_height), 1);
  plan->cpus = choose_cpus (picture, n_shown);
  plan->n_left_out = n_cpus - plan->cpus->len;

  plan->lanes_top = top;
  plan->mms_top = top + plan->cpus->len * plan->lane_height;
  if (plan->n_left_out > 0)
    plan->mms_top += NOTE_HEIGHT;

  /* what is left over shows more mms, as long as the machine has what it needs */
  machine = mms_machine_get_height (picture->view, picture->width) + TITLE_HEIGHT;
  lanes = picture->height - LEGEND_HEIGHT - machine - plan->mms_top;
  if (lanes >= (plan->mms->len + 1) * MMS_MM_LANE_HEIGHT)
    {
      g_array_unref (plan->mms);
      plan->mms = mms_view_list_mms (
          picture->view, (guint) MIN (lanes / MMS_MM_LANE_HEIGHT, MAX_MM_LANES));
    }
  plan->machine_top = plan->mms_top + plan->mms->len * MMS_MM_LANE_HEIGHT;
}

static void
plan_clear (Plan *plan)
{
  g_array_unref (plan->cpus);
  g_array_unref (plan->mms);
}

static void
draw_header (const Picture *picture)
{
  const MmsPalette *palette = picture->palette;
  MmsTrace *trace = mms_document_get_trace (picture->document);
  g_autofree char *name = mms_view_name_simulation (picture->view);
  g_autofree char *simulation = mms_view_describe_simulation (picture->view);
  g_autofree char *scheme = NULL;
  g_autofree char *n_events = NULL;
  g_autofree char *span = NULL;
  g_autofree char *place = NULL;
  g_autofree char *at = NULL;
  g_autofree char *event = NULL;
  GString *text = g_string_new (NULL);
  guint count;
  guint n_cpus;
  double width;
  MmsBox ground = { 0, 0, picture->full_width, HEADER_HEIGHT };
  MmsBox box = { 12, 5, picture->full_width * 0.6, 22 };

  mms_trace_get_events (trace, &count);
  mms_trace_get_cpus (trace, &n_cpus);
  n_events = mms_format_count (count);
  span = mms_format_span (picture->view, mms_view_get_length (picture->view));
  if (name == NULL)
    name = g_path_get_basename (mms_document_get_path (picture->document));
  scheme = g_strdup_printf ("scheme %s", mms_history_get_scheme (
                                             mms_document_get_history (picture->document)));
  g_string_printf (text, "%s  ·  %u CPU%s  ·  %s event%s  ·  %s", simulation ? simulation : scheme, n_cpus,
                   n_cpus == 1 ? "" : "s", n_events, count == 1 ? "" : "s", span);
  if (!mms_trace_clock_is_ns (trace))
    g_string_append_printf (text, " counts of clock %s", mms_trace_get_clock (trace));
  if (mms_document_get_findings (picture->document)->len == 0)
    g_string_append (text, "  ·  no findings");
  else if (mms_document_count_findings (picture->document, MMS_SEVERITY_WARNING) == 0)
    g_string_append (text, "  ·  nothing above information");
  if (!mms_trace_is_complete (trace))
    g_string_append (text, "  ·  not complete: events are missing");

  mms_canvas_fill (picture->canvas, &ground, &palette->surface);
  mms_canvas_line (picture->canvas, 0, HEADER_HEIGHT - 0.5, picture->full_width,
                   HEADER_HEIGHT - 0.5, 1, FALSE, &palette->border);
  mms_canvas_text (picture->canvas, &box, name, 16, MMS_TEXT_BOLD, &palette->text);
  box.y = 26;
  box.height = 16;
  box.width = picture->full_width - 24;
  mms_canvas_text (picture->canvas, &box, text->str, MMS_SIZE_TEXT, 0, &palette->text_dim);
  width = 12 + mms_canvas_measure_text (picture->canvas, text->str, MMS_SIZE_TEXT, 0);
  g_string_free (text, TRUE);

  event = mms_format_count (mms_view_get_playhead (picture->view));
  at = mms_format_position (picture->view, mms_view_get_playhead_position (picture->view));
  place = g_strdup_printf ("event %s of %s  ·  %s", event, n_events, at);
  box.x = width + 24;
  box.width = picture->full_width - 12 - box.x;
  mms_canvas_text (picture->canvas, &box, place, MMS_SIZE_TEXT,
                   MMS_TEXT_BOLD | MMS_TEXT_RIGHT | MMS_TEXT_WHOLE, &palette->text);
}

static void
draw_left_out (const Picture *picture,
               const Plan    *plan)
{
  g_autofree char *text = g_strdup_printf ("%u more CPU%s: a taller picture shows %s",
                                           plan->n_left_out, plan->n_left_out == 1 ? "" : "s",
                                           plan->n_left_out == 1 ? "it" : "them");
  MmsBox box = { 12, plan->mms_top - NOTE_HEIGHT, picture->width - 24, NOTE_HEIGHT };

  mms_canvas_text (picture->canvas, &box, text, MMS_SIZE_SMALL, 0, &picture->palette->text_dim);
  mms_canvas_line (picture->canvas, 0, plan->mms_top - 0.5, picture->width, plan->mms_top - 0.5, 1,
                   FALSE, &picture->palette->grid);
}

static void
draw_lanes (const Picture *picture,
            const Plan    *plan)
{
  g_autofree MmsLanePlace *places = g_new (MmsLanePlace, plan->cpus->len);
  double height = plan->cpus->len * plan->lane_height;

  for (guint i = 0; i < plan->cpus->len; i++)
    {
      guint cpu = g_array_index (plan->cpus, guint, i);
      double top = i * plan->lane_height;

      places[i] = (MmsLanePlace) { cpu, top, plan->lane_height };
      move (picture, plan->lanes_top + top);
      mms_draw_cpu_lane (picture->canvas, picture->view, picture->palette, cpu, picture->width,
                         plan->lane_height);
      move (picture, -plan->lanes_top - top);
    }
  for (guint i = 0; i < plan->mms->len; i++)
    {
      double top = plan->mms_top + i * MMS_MM_LANE_HEIGHT;

      move (picture, top);
      mms_draw_mm_lane (picture->canvas, picture->view, picture->palette,
                        g_array_index (plan->mms, guint, i), picture->width, MMS_MM_LANE_HEIGHT);
      move (picture, -top);
    }
  move (picture, plan->lanes_top);
  mms_draw_lane_overlay (picture->canvas, picture->view, picture->palette, places,
                         plan->cpus->len, picture->width, height);
  move (picture, -plan->lanes_top);
}

static void
draw_machine (const Picture *picture,
              const Plan    *plan)
{
  const MmsPalette *palette = picture->palette;
  double top = plan->machine_top;
  double height = picture->height - LEGEND_HEIGHT - top;
  guint event = mms_view_get_playhead (picture->view);
  g_autofree char *number = mms_format_count (event);
  g_autofree char *at = mms_format_position (picture->view,
                                             mms_view_get_playhead_position (picture->view));
  g_autofree char *title = NULL;
  double source = mms_has_source (picture->view) && picture->width >= WIDTH_FOR_SOURCE
                    ? round (picture->width * SOURCE_SHARE) : 0;
  double width = picture->width - source;
  MmsBox ground = { 0, top, picture->width, height };
  MmsBox box = { 12, top + 4, picture->width - 24, TITLE_HEIGHT - 4 };

  if (event == 0)
    title = g_strdup ("Machine before the first event");
  else
    title = g_strdup_printf ("Machine at event %s (%s)", number, at);
  mms_canvas_fill (picture->canvas, &ground, &palette->background);
  mms_canvas_line (picture->canvas, 0, top, picture->width, top, 1, FALSE, &palette->border);
  mms_canvas_text (picture->canvas, &box, title, MMS_SIZE_NAME, MMS_TEXT_BOLD, &palette->text);
  if (height <= TITLE_HEIGHT)
    return;
  move (picture, top + TITLE_HEIGHT);
  mms_draw_machine (picture->canvas, picture->view, palette, width, height - TITLE_HEIGHT);
  move (picture, -top - TITLE_HEIGHT);
  if (source > 0)
    {
      mms_canvas_line (picture->canvas, width + 0.5, top, width + 0.5, top + height, 1, FALSE,
                       &palette->border);
      mms_canvas_translate (picture->canvas, width + 1, top);
      mms_draw_source (picture->canvas, picture->view, palette, source - 1, height);
      mms_canvas_translate (picture->canvas, -width - 1, -top);
    }
}

void
mms_draw_picture (MmsCanvas        *canvas,
                  MmsView          *view,
                  const MmsPalette *palette,
                  double            width,
                  double            height)
{
  Picture picture = { canvas, view, palette, mms_view_get_document (view), width, height, width };
  MmsBox ground = { 0, 0, width, height };
  double side = 0;
  Plan plan;

  mms_canvas_fill (canvas, &ground, &palette->background);
  if (picture.document == NULL)
    {
      mms_canvas_text (canvas, &ground, "no trace", MMS_SIZE_NAME, MMS_TEXT_CENTER,
                       &palette->text_dim);
      return;
    }

  if (width >= WIDTH_FOR_SIDE
      && (mms_document_count_findings (picture.document, MMS_SEVERITY_WARNING) > 0
          || mms_view_get_finding (view) >= 0))
    side = round (CLAMP (width * SIDE_SHARE, SIDE_LEAST, SIDE_MOST));
  picture.width = width - side;

  draw_header (&picture);
  move (&picture, HEADER_HEIGHT);
  mms_draw_overview (canvas, view, palette, picture.width, MMS_OVERVIEW_HEIGHT);
  mms_draw_overview_place (canvas, view, palette, picture.width, MMS_OVERVIEW_HEIGHT);
  move (&picture, MMS_OVERVIEW_HEIGHT);
  mms_draw_ruler (canvas, view, palette, picture.width, MMS_RULER_HEIGHT);
  move (&picture, -HEADER_HEIGHT - MMS_OVERVIEW_HEIGHT);

  plan_init (&plan, &picture);
  draw_lanes (&picture, &plan);
  if (plan.n_left_out > 0)
    draw_left_out (&picture, &plan);
  draw_machine (&picture, &plan);
  move (&picture, HEADER_HEIGHT + MMS_OVERVIEW_HEIGHT);
  mms_draw_marks (canvas, view, palette, picture.width,
                  plan.machine_top - HEADER_HEIGHT - MMS_OVERVIEW_HEIGHT);
  mms_draw_playhead (canvas, view, palette, picture.width,
                     plan.machine_top - HEADER_HEIGHT - MMS_OVERVIEW_HEIGHT);
  move (&picture, -HEADER_HEIGHT - MMS_OVERVIEW_HEIGHT);
  plan_clear (&plan);

  if (side > 0)
    {
      MmsBox box = { width - side, HEADER_HEIGHT, side, height - HEADER_HEIGHT - LEGEND_HEIGHT };

      mms_draw_side (canvas, view, palette, &box);
    }
  {
    MmsBox box = { 0, height - LEGEND_HEIGHT, width, LEGEND_HEIGHT };

    mms_draw_legend (canvas, view, palette, &box);
  }
}
