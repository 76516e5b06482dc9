/* draw-source.c - where in its source a simulation is, for pictures
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <math.h>
#include <string.h>

#include "draw-private.h"

#define PAD          12.0
#define LINE         16.0
#define NUMBERS      34.0 /* for the number of a line */
#define BADGE_HEIGHT 14.0
#define BADGE_GAP    4.0

typedef struct
{
  MmsCanvas *canvas;
  MmsView *view;
  const MmsPalette *palette;
  MmsDocument *document;
  const MmsSourceMap *map;
  guint event;
  guint file;
  int cpu; /* of the playhead's event */
} Source;

/* (transfer full): the CPUs that stand in @line; 0: in any line of the file */
static GArray *
list_cpus (const Source *source,
           guint         line)
{
  GArray *here = g_array_new (FALSE, FALSE, sizeof (guint));
  const guint *cpus;
  guint n_cpus;

  cpus = mms_trace_get_cpus (mms_document_get_trace (source->document), &n_cpus);
  for (guint i = 0; i < n_cpus; i++)
    {
      const MmsSourcePlace *place = mms_source_map_find (source->map, cpus[i], source->event);

      if (place != NULL && place->file == source->file && (line == 0 || place->line == line))
        g_array_append_val (here, cpus[i]);
    }
  return here;
}

/* Which line stands at the top: all CPUs in sight where that is possible, the playhead's in any case. */
static guint
choose_first (const Source *source,
              guint         n_shown)
{
  g_autoptr (GArray) cpus = list_cpus (source, 0);
  guint n_lines = mms_source_map_get_file (source->map, source->file)->n_lines;
  guint line = mms_source_map_find (source->map, (guint) source->cpu, source->event)->line;
  guint first = line;
  guint last = line;

  for (guint i = 0; i < cpus->len; i++)
    {
      guint other = mms_source_map_find (source->map, g_array_index (cpus, guint, i),
                                         source->event)->line;

      first = MIN (first, other);
      last = MAX (last, other);
    }
  if (last - first >= n_shown)
    first = last = line;
  first -= MIN (first - 1, (n_shown - (last - first + 1)) / 2);
  return n_lines >= n_shown ? MIN (first, n_lines - n_shown + 1) : 1;
}

/* With tabs as far as the next eighth column. */
static char *
expand_tabs (const char *line,
             gsize       length)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    {
      if (line[i] != '\t')
        {
          g_string_append_c (text, line[i]);
          continue;
        }
      do
        g_string_append_c (text, ' ');
      while (g_utf8_strlen (text->str, (gssize) text->len) % 8 != 0);
    }
  return g_string_free (text, FALSE);
}

static void
draw_line (const Source *source,
           guint         line,
           const char   *text,
           const MmsBox *row)
{
  g_autoptr (GArray) cpus = list_cpus (source, line);
  g_autofree char *number = g_strdup_printf ("%u", line);
  MmsBox box = { PAD, row->y, NUMBERS - 10, row->height };
  double right = row->width - PAD;

  for (guint i = 0; i < cpus->len; i++)
    {
      guint cpu = g_array_index (cpus, guint, i);
      double width = mms_measure_cpu_badge (source->canvas, cpu);
      MmsBox badge = { right - width, row->y + (row->height - BADGE_HEIGHT) / 2, width,
                       BADGE_HEIGHT };
      MmsColor band = mms_palette_get_cpu_band (cpu, (int) cpu == source->cpu);

      if (i == 0)
        mms_canvas_fill (source->canvas, row, &band);
      mms_draw_cpu_badge (source->canvas, cpu, &badge);
      right -= width + BADGE_GAP;
    }
  mms_canvas_text (source->canvas, &box, number, MMS_SIZE_SMALL,
                   MMS_TEXT_MONOSPACE | MMS_TEXT_RIGHT,
                   cpus->len > 0 ? &source->palette->text : &source->palette->text_dim);
  box.x = PAD + NUMBERS;
  box.width = right - box.x;
  mms_canvas_text (source->canvas, &box, text, MMS_SIZE_SMALL, MMS_TEXT_MONOSPACE,
                   &source->palette->text);
}

/* Where the CPUs stand that none of the lines shown has. */
static void
draw_others (const Source *source,
             guint         first,
             guint         last,
             const MmsBox *title)
{
  const guint *cpus;
  guint n_cpus;
  g_autoptr (GString) text = g_string_new (NULL);

  cpus = mms_trace_get_cpus (mms_document_get_trace (source->document), &n_cpus);
  for (guint i = 0; i < n_cpus; i++)
    {
      const MmsSourcePlace *place = mms_source_map_find (source->map, cpus[i], source->event);

      if (place == NULL ||
          (place->file == source->file && place->line >= first && place->line <= last))
        continue;
      g_string_append_printf (text, "%sCPU %u: %s:%u", text->len > 0 ? "   " : "", cpus[i],
                              mms_source_map_get_file (source->map, place->file)->name,
                              place->line);
    }
  mms_canvas_text (source->canvas, title, text->str, MMS_SIZE_SMALL, MMS_TEXT_RIGHT,
                   &source->palette->text_dim);
}

gboolean
mms_has_source (MmsView *view)
{
  MmsDocument *document = mms_view_get_document (view);
  const MmsSourceMap *map = document ? mms_document_get_source_map (document) : NULL;

  return map != NULL && mms_source_map_has_text (map);
}

void
mms_draw_source (MmsCanvas        *canvas,
                 MmsView          *view,
                 const MmsPalette *palette,
                 double            width,
                 double            height)
{
  Source source = { canvas, view, palette, mms_view_get_document (view) };
  guint n_shown = (guint) MAX ((height - MMS_SOURCE_TITLE) / LINE, 0);
  MmsBox title = { PAD, 4, width - 2 * PAD, MMS_SOURCE_TITLE - 4 };
  const MmsSourceFile *file;
  const char *line;
  double name_width;
  guint first;

  source.map = mms_document_get_source_map (source.document);
  source.event = mms_view_get_playhead (view);
  source.cpu = mms_view_find_source_cpu (view, source.event);
  if (source.cpu >= 0)
    source.file = mms_source_map_find (source.map, (guint) source.cpu, source.event)->file;
  file = mms_source_map_get_file (source.map, source.file);
  name_width = mms_canvas_measure_text (canvas, file->name, MMS_SIZE_NAME, MMS_TEXT_BOLD);
  mms_canvas_text (canvas, &title, file->name, MMS_SIZE_NAME, MMS_TEXT_BOLD, &palette->text);
  if (file->text == NULL || n_shown == 0)
    return;

  first = source.cpu >= 0 ? choose_first (&source, n_shown) : 1;
  title.x += name_width + PAD;
  title.width -= name_width + PAD;
  draw_others (&source, first, first + n_shown - 1, &title);
  line = file->text;
  for (guint number = 1; number < first + n_shown && number <= file->n_lines; number++)
    {
      gsize length = strcspn (line, "\n");
      MmsBox row = { 0, MMS_SOURCE_TITLE + (number - (double) first) * LINE, width, LINE };

      if (number >= first)
        {
          g_autofree char *text = expand_tabs (line, length);

          draw_line (&source, number, text, &row);
        }
      line += length + (line[length] == '\n');
    }
}
