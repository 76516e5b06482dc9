/* machine-tiles.c - hundreds of CPUs in "the machine now": a tile each, and cards for those that matter
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <math.h>

#include "machine-private.h"

#define STRETCH 4096 /* events; the cards stay as they are for so long */

/* The CPUs that are about to matter, those that must be shown first. */
typedef struct
{
  guint cpu;
  guint weight;
} Weighed;

#define WEIGHT_SELECTED G_MAXUINT
#define WEIGHT_FINDING  (G_MAXUINT - 1)
#define WEIGHT_EVIDENCE (G_MAXUINT - 2)

static int
compare_weights (gconstpointer data_a,
                 gconstpointer data_b)
{
  const Weighed *a = data_a;
  const Weighed *b = data_b;

  if (a->weight != b->weight)
    return a->weight > b->weight ? -1 : 1;
  return a->cpu < b->cpu ? -1 : a->cpu > b->cpu;
}

static int
compare_cpus (gconstpointer a,
              gconstpointer b)
{
  guint cpu_a = *(const guint *) a;
  guint cpu_b = *(const guint *) b;

  return cpu_a < cpu_b ? -1 : cpu_a > cpu_b;
}

/* (nullable): ids ascend */
static Weighed *
find_cpu (GArray *weighed,
          int     cpu)
{
  guint low = 0;
  guint high = weighed->len;

  if (cpu < 0)
    return NULL;
  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (weighed, Weighed, middle).cpu < (guint) cpu)
        low = middle + 1;
      else
        high = middle;
    }
  if (low == weighed->len || g_array_index (weighed, Weighed, low).cpu != (guint) cpu)
    return NULL;
  return &g_array_index (weighed, Weighed, low);
}

static void
raise_weight (GArray *weighed,
              int     cpu,
              guint   weight)
{
  Weighed *found = find_cpu (weighed, cpu);

  if (found != NULL)
    found->weight = MAX (found->weight, weight);
}

static void
weigh (GArray  *weighed,
       MmsView *view)
{
  MmsDocument *document = mms_view_get_document (view);
  guint begin = mms_view_get_playhead (view) / STRETCH * STRETCH;
  int selected = mms_view_get_finding (view);
  const MmsEvent *events;
  guint n_events;

  events = mms_trace_get_events (mms_document_get_trace (document), &n_events);
  for (guint i = begin; i < MIN (begin + STRETCH, n_events); i++)
    {
      Weighed *found = find_cpu (weighed, events[i].cpu);

      if (found != NULL)
        found->weight++;
    }
  if (selected >= 0)
    {
      const MmsFinding *finding =
        g_ptr_array_index (mms_document_get_findings (document), (guint) selected);

      for (guint i = 0; finding->evidence != NULL && i < finding->evidence->len; i++)
        raise_weight (weighed, g_array_index (finding->evidence, MmsEvidence, i).cpu,
                      WEIGHT_EVIDENCE);
      raise_weight (weighed, finding->cpu, WEIGHT_FINDING);
    }
  raise_weight (weighed, mms_view_get_cpu (view), WEIGHT_SELECTED);
}

GArray *
mms_machine_choose_cpus (MmsView *view,
                         guint    max)
{
  GArray *chosen = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) weighed = g_array_new (FALSE, FALSE, sizeof (Weighed));
  const guint *cpus;
  guint n_cpus;

  cpus = mms_trace_get_cpus (mms_document_get_trace (mms_view_get_document (view)), &n_cpus);
  for (guint i = 0; i < n_cpus; i++)
    {
      Weighed one = { cpus[i], 0 };

      g_array_append_val (weighed, one);
    }
  weigh (weighed, view);
  g_array_sort (weighed, compare_weights);
  for (guint i = 0; i < MIN (max, weighed->len); i++)
    g_array_append_val (chosen, g_array_index (weighed, Weighed, i).cpu);
  g_array_sort (chosen, compare_cpus);
  return chosen;
}

/* Solid in the colour of its active_mm; hollow where that is only borrowed; hatched where it is freed or
 * not known. */
void
mms_machine_draw_tile (const MmsMachine     *machine,
                       const MmsMachineTile *tile)
{
  const MmsPalette *palette = machine->palette;
  MmsPoint active = mms_machine_get_point (machine, tile->cpu, MMS_ATTRIBUTE_ACTIVE_MM);
  MmsPoint own = mms_machine_get_point (machine, tile->cpu, MMS_ATTRIBUTE_MM);
  gboolean is_borrowed = own.provenance != MMS_UNKNOWN && own.value == 0;
  guint mm = (guint) active.value;
  char text[16];
  MmsBox middle = { tile->box.x + 4, tile->box.y + 3, tile->box.width - 8, tile->box.height - 6 };
  MmsColor ink = palette->text;
  MmsColor color;

  g_snprintf (text, sizeof text, "%u", tile->cpu);
  mms_canvas_fill_round (machine->canvas, &tile->box, 3, &palette->surface);
  if (active.provenance == MMS_UNKNOWN)
    {
      mms_canvas_hatch (machine->canvas, &tile->box, &palette->unknown);
      mms_canvas_fill (machine->canvas, &middle, &palette->surface);
      ink = palette->text_dim;
    }
  else if (mm != 0 && mms_machine_is_freed (machine, mm))
    {
      mms_canvas_hatch (machine->canvas, &tile->box, &palette->danger);
      mms_canvas_fill (machine->canvas, &middle, &palette->surface);
      mms_canvas_stroke_round (machine->canvas, &tile->box, 3, 2, FALSE, &palette->danger);
    }
  else if (mm != 0)
    {
      color = mms_machine_get_mm_color (machine, mm);
      if (is_borrowed)
        mms_canvas_stroke_round (machine->canvas, &tile->box, 3, 3, FALSE, &color);
      else
        {
          mms_canvas_fill_round (machine->canvas, &tile->box, 3, &color);
          ink = mms_palette_text_on (&color);
        }
    }
  if (mms_view_get_cpu (machine->view) == (int) tile->cpu)
    {
      MmsBox around = { tile->box.x - 2, tile->box.y - 2, tile->box.width + 4,
                        tile->box.height + 4 };

      mms_canvas_stroke_round (machine->canvas, &around, 4, 2, FALSE, &palette->selection);
    }
  if (machine->actor == (int) tile->cpu)
    {
      MmsBox mark = { tile->box.x - MMS_ACTOR_WIDTH / 2, tile->box.y, MMS_ACTOR_WIDTH, tile->box.height };

      mms_canvas_fill_round (machine->canvas, &mark, MMS_ACTOR_WIDTH / 2, &palette->playhead);
    }
  mms_canvas_text (machine->canvas, &tile->box, text, tile->box.height - 7, MMS_TEXT_CENTER, &ink);
}
