/* dat-edges.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dat-edges.h"

#include "dat-sections.h"
#include "dat-span.h"

/* So many pages of what is missing are looked through for edges. */
#define NEAR_PAGES 64

/* More than these are taken to be missing at the file's end, if they may be. */
#define FEW_PAGES 8

/* What lies in an edge's place is neither's. */
typedef struct
{
  gint64 low;
  gint64 high;
} Edge;

/**
 * Edges:
 * @n_pages: for which there is room from @first on
 * @used: (element-type guint): indices of the CPUs that have pages or claim some
 * @edges: (element-type Edge): in pages from @first; the n-th is where the n-th of @used begins,
 * the last one where the pages end
 * @is_back: (nullable): for each page, whether it begins before the one before ended
 */
typedef struct
{
  MmsDatFile *file;
  MmsDatBuffer *buffer;
  guint64 first;
  gint64 n_pages;
  GArray *used;
  GArray *edges;
  gboolean *is_back;
} Edges;

static MmsDatCpu *
get_cpu (const Edges *edges, guint n)
{
  return &g_array_index (edges->buffer->cpus, MmsDatCpu, g_array_index (edges->used, guint, n));
}

static Edge *
get_edge (const Edges *edges, guint n)
{
  return &g_array_index (edges->edges, Edge, n);
}

static gboolean
measure (const Edges *edges, gint64 page, MmsDatSpan *span)
{
  const guint64 at = edges->first + (guint64)page * edges->buffer->page_size;

  return page >= 0 && page < edges->n_pages
         && mms_dat_span_measure (span, &edges->file->layout, edges->file->data + at,
                                  edges->buffer->page_size, edges->file->size - at);
}

/* Where what follows the buffer's pages begins */
static guint64
find_end (const MmsDatFile *file, const MmsDatBuffer *buffer)
{
  guint64 end = file->size;
  MmsDatSection section;
  MmsDatSection next;

  if (file->version == 7 && mms_dat_section_read_head (&section, file, buffer->section)
      && section.id == MMS_DAT_BUFFER && section.size > 0
      && section.size <= file->size - buffer->section - MMS_DAT_SECTION_HEAD)
    {
      guint64 at = buffer->section + MMS_DAT_SECTION_HEAD + section.size;

      if (at == file->size
          || (mms_dat_section_read_head (&next, file, at) && next.id < MMS_DAT_N_SECTIONS
              && next.size <= file->size - at - MMS_DAT_SECTION_HEAD))
        end = at;
    }
  for (guint i = 0; i < file->buffers->len; i++)
    {
      const MmsDatBuffer *other = g_ptr_array_index (file->buffers, i);

      if (other->section > buffer->section)
        end = MIN (end, other->section);
    }
  for (guint i = 0; file->version == 7 && i < file->options->len; i++)
    if (g_array_index (file->options, guint64, i) > buffer->section)
      end = MIN (end, g_array_index (file->options, guint64, i));
  for (guint i = 0; file->version == 7 && i < MMS_DAT_N_SECTIONS; i++)
    if (file->sections[i] > buffer->section)
      end = MIN (end, file->sections[i]);
  return end;
}

static gboolean
find_page (const Edges *edges, guint64 place, gint64 *page)
{
  if (place < edges->first || place > G_MAXINT64
      || (place - edges->first) % edges->buffer->page_size != 0)
    return FALSE;
  *page = (gint64)((place - edges->first) / edges->buffer->page_size);
  return TRUE;
}

static void
widen (const Edges *edges, guint n, guint64 place, gint64 least, gint64 most)
{
  Edge *edge = get_edge (edges, n);
  gint64 page;

  if (!find_page (edges, place, &page) || page < least || page > most)
    return;
  edge->low = MIN (edge->low, page);
  edge->high = MAX (edge->high, page);
}

/* All that the table and what was made of it says.  Returns: %FALSE if that is nothing, or not in order */
static gboolean
find_edges (Edges *edges, const GArray *claims)
{
  for (guint i = 0; i < edges->buffer->cpus->len; i++)
    if (g_array_index (edges->buffer->cpus, MmsDatCpu, i).size > 0
        || g_array_index (claims, MmsDatCpu, i).size > 0)
      g_array_append_val (edges->used, i);
  if (edges->used->len == 0)
    return FALSE;

  for (guint n = 0; n <= edges->used->len; n++)
    {
      const MmsDatCpu *cpu = get_cpu (edges, n < edges->used->len ? n : n - 1);
      guint64 place = n < edges->used->len ? cpu->offset : cpu->offset + cpu->size;
      Edge edge;

      if (!find_page (edges, place, &edge.low))
        return FALSE;
      edge.high = edge.low;
      if (n > 0 && edge.low < get_edge (edges, n - 1)->low)
        return FALSE;
      g_array_append_val (edges->edges, edge);
    }

  for (guint n = 1; n < edges->used->len; n++)
    {
      const MmsDatCpu *before = get_cpu (edges, n - 1);
      const MmsDatCpu *cpu = get_cpu (edges, n);
      const MmsDatCpu *old_before
          = &g_array_index (claims, MmsDatCpu, g_array_index (edges->used, guint, n - 1));
      const MmsDatCpu *old
          = &g_array_index (claims, MmsDatCpu, g_array_index (edges->used, guint, n));
      gint64 least = get_edge (edges, n - 1)->low;
      gint64 most = get_edge (edges, n + 1)->high;

      widen (edges, n, before->offset + before->size, least, most);
      widen (edges, n, old_before->offset + old_before->size, least, most);
      if (cpu->size > 0 || old->offset > 0)
        widen (edges, n, old->offset, least, most);
    }
  return TRUE;
}

/* Nothing but time tells one CPU's page from another's. */
static void
find_backs (Edges *edges)
{
  const guint page_size = edges->buffer->page_size;
  guint64 end = 0;

  edges->is_back = g_new0 (gboolean, edges->n_pages + 1);
  for (gint64 page = 0; page < edges->n_pages; page++)
    {
      const guint8 *data = edges->file->data + edges->first + (guint64)page * page_size;
      MmsDatSpan span;

      if (!measure (edges, page, &span))
        continue;
      edges->is_back[page]
          = span.start < end && (page == 0 || memcmp (data - page_size, data, page_size) != 0);
      end = span.end;
    }
}

static gboolean
is_sure (const Edge *edge)
{
  return edge->low == edge->high;
}

/* Open edges that meet, from @first on, are closed if time goes back within them as often as they
 * are many: each time is an edge.  Returns: the first one behind them */
static guint
narrow (const Edges *edges, guint first)
{
  guint n = first + 1;
  g_autofree gint64 *found = NULL;
  guint n_found = 0;

  if (is_sure (get_edge (edges, first)))
    return n;
  while (n < edges->used->len && !is_sure (get_edge (edges, n))
         && get_edge (edges, n)->low <= get_edge (edges, n - 1)->high)
    n++;

  found = g_new (gint64, n - first);
  for (gint64 page = get_edge (edges, first)->low;
       page <= MIN (get_edge (edges, n - 1)->high, edges->n_pages - 1); page++)
    {
      /* Sure edges beside them are others. */
      if (!edges->is_back[page] || page == get_edge (edges, first - 1)->high
          || page == get_edge (edges, n)->low)
        continue;
      if (n_found == n - first)
        return n;
      found[n_found++] = page;
    }

  for (guint i = 0; i < n - first; i++)
    if (n_found < n - first || found[i] < get_edge (edges, first + i)->low
        || found[i] > get_edge (edges, first + i)->high)
      return n;
  for (guint i = 0; i < n - first; i++)
    *get_edge (edges, first + i) = (Edge){ found[i], found[i] };
  return n;
}

/* Where an edge comes to lie if @shift pages are too many behind @place, or missing there */
static gint64
shift_edge (gint64 edge, gint64 place, gint64 shift)
{
  if (edge <= place)
    return edge;
  return shift > 0 ? edge + shift : MAX (place, edge + shift);
}

/* Whether time goes back nowhere but at edges */
static gboolean
is_possible (const Edges *edges, const GArray *backs, gint64 place, gint64 shift)
{
  guint n = 0;

  for (guint i = 0; i < backs->len; i++)
    {
      const gint64 back = g_array_index (backs, gint64, i);

      while (n < edges->used->len && shift_edge (get_edge (edges, n)->low, place, shift) < back)
        n++;
      if (n == edges->used->len || shift_edge (get_edge (edges, n)->low, place, shift) != back)
        return FALSE;
    }
  return TRUE;
}

static void
take_possible (const Edges *edges, Edge *found, gint64 place, gint64 shift)
{
  for (guint n = 0; n < edges->used->len; n++)
    {
      gint64 here = shift_edge (get_edge (edges, n)->low, place, shift);
      gint64 next = shift_edge (get_edge (edges, n + 1)->low, place, shift);

      found[n].low = MIN (found[n].low, here);
      found[n].high = MAX (found[n].high, here);
      if (shift < 0 && next - here != get_edge (edges, n + 1)->low - get_edge (edges, n)->low)
        get_cpu (edges, n)->has_holes = TRUE;
    }
}

/* So many pages are not lost from the middle of a file whose other edges are all in their places.
 */
static gboolean
is_cut (const Edges *edges, const GArray *backs, gint64 shift)
{
  if (shift >= -FEW_PAGES || !is_possible (edges, backs, edges->n_pages, shift))
    return FALSE;
  for (guint n = 1; n < edges->used->len; n++)
    {
      const gint64 edge = get_edge (edges, n)->low;

      if (edge > get_edge (edges, n - 1)->low && edge < edges->n_pages && !edges->is_back[edge])
        return FALSE;
    }
  return TRUE;
}

/* @shift pages are too many, or missing: somewhere, and behind that all edges lie elsewhere. */
static void
find_shift (Edges *edges, gint64 shift)
{
  const guint n_used = edges->used->len;
  const gint64 near = shift > 0 ? 1 : MIN (-shift, NEAR_PAGES);
  g_autofree Edge *found = g_new (Edge, n_used);
  g_autoptr (GArray) backs = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean has_any = FALSE;

  for (guint n = 0; n < n_used; n++)
    found[n] = (Edge){ G_MAXINT64, G_MININT64 };
  for (gint64 page = 0; page < edges->n_pages && backs->len <= n_used; page++)
    if (edges->is_back[page])
      g_array_append_val (backs, page);

  if (backs->len < n_used && is_cut (edges, backs, shift))
    {
      take_possible (edges, found, edges->n_pages, shift);
      memcpy (edges->edges->data, found, n_used * sizeof *found);
      return;
    }

  /* What matters of the place is which edges lie within what is missing. */
  for (guint n = 1; n <= n_used && backs->len < n_used; n++)
    for (gint64 before = 0; before <= near; before++)
      {
        gint64 place = get_edge (edges, n)->low - before;

        if (place < get_edge (edges, n - 1)->low)
          break;
        /* Behind what is missing there are only as many pages as there are. */
        if (shift < 0 && place > edges->n_pages)
          continue;
        if (!is_possible (edges, backs, place, shift))
          continue;
        take_possible (edges, found, place, shift);
        has_any = TRUE;
      }

  for (guint n = 0; n < n_used; n++)
    {
      Edge *edge = get_edge (edges, n);

      if (has_any)
        *edge = found[n];
      else
        {
          if (n > 0)
            edge->low = CLAMP (edge->low + MIN (shift, 0), 0, edge->low);
          if (n > 0)
            edge->high += MAX (shift, 0);
          get_cpu (edges, n)->has_holes = TRUE;
        }
    }
}

static void
set_cpu (Edges *edges, guint n)
{
  const guint page_size = edges->buffer->page_size;
  const gint64 low = MIN (get_edge (edges, n)->high, edges->n_pages);
  const gint64 high = CLAMP (get_edge (edges, n + 1)->low, low, edges->n_pages);
  MmsDatCpu *cpu = get_cpu (edges, n);
  const guint64 offset = edges->first + (guint64)low * page_size;
  const guint64 size = (guint64)(high - low) * page_size;

  if (size == cpu->size && (size == 0 || offset == cpu->offset))
    return;
  mms_dat_file_add_damage (edges->file, offset,
                           "CPU %u, buffer \"%s\", should have %" G_GUINT64_FORMAT
                           " bytes of pages at 0x%" G_GINT64_MODIFIER "x; %" G_GUINT64_FORMAT
                           " bytes here are surely its own",
                           cpu->cpu, edges->buffer->name, cpu->size, cpu->offset, size);
  cpu->offset = offset;
  cpu->size = size;
}

/* Where pages were exchanged, two neighbours begin or end with what is not theirs.  Of a CPU's only
 * page the neighbour has to tell. */
static void
check_neighbours (Edges *edges, guint n)
{
  const gint64 edge = get_edge (edges, n)->low;
  const gboolean is_only_before = get_edge (edges, n - 1)->low == edge - 1;
  const gboolean is_only = get_edge (edges, n + 1)->low == edge + 1;
  MmsDatSpan spans[4];
  gboolean is_wrong_before;
  gboolean is_wrong;

  is_wrong_before = !is_only_before && measure (edges, edge - 2, &spans[0])
                    && measure (edges, edge - 1, &spans[1]) && spans[1].start < spans[0].end;
  is_wrong = !is_only && measure (edges, edge, &spans[2]) && measure (edges, edge + 1, &spans[3])
             && spans[3].start < spans[2].end;
  if (!is_wrong_before && !is_wrong)
    return;

  mms_dat_file_add_damage (
      edges->file, edges->first + (guint64)edge * edges->buffer->page_size,
      "the pages of CPUs %u and %u, buffer \"%s\", do not meet here in time; pages may be missing",
      get_cpu (edges, n - 1)->cpu, get_cpu (edges, n)->cpu, edges->buffer->name);
  get_cpu (edges, n - 1)->has_holes = TRUE;
  get_cpu (edges, n)->has_holes = TRUE;
  if (is_only_before)
    get_edge (edges, n)->low--;
  if (is_only)
    get_edge (edges, n)->high++;
}

static gboolean
is_zero (const MmsDatFile *file, guint64 at, guint64 end)
{
  for (; at < end; at++)
    if (file->data[at] != 0)
      return FALSE;
  return TRUE;
}

/* Pages behind those of the last CPU.  Returns: how many they are; 0 if something else lies there
 */
static gint64
find_surplus (Edges *edges, guint64 end)
{
  const gint64 last = get_edge (edges, edges->used->len)->low;
  const guint64 at = edges->first + (guint64)last * edges->buffer->page_size;
  MmsDatSpan span;

  if (at >= end || is_zero (edges->file, at, end))
    return 0;
  mms_dat_file_add_damage (edges->file, at,
                           "%" G_GUINT64_FORMAT
                           " bytes behind the pages of buffer \"%s\" are claimed by no CPU",
                           end - at, edges->buffer->name);
  get_cpu (edges, edges->used->len - 1)->has_holes = TRUE;
  return measure (edges, last, &span) ? edges->n_pages - last : 0;
}

static void
resolve (Edges *edges, guint64 end)
{
  const guint n_used = edges->used->len;
  const guint page_size = edges->buffer->page_size;
  Edge *last = get_edge (edges, n_used);
  gboolean is_tiled = TRUE;
  gint64 shift = edges->n_pages - last->low;
  MmsDatSpan span;

  for (guint n = 1; n < n_used; n++)
    is_tiled &= get_edge (edges, n)->low == get_edge (edges, n)->high;
  if (get_edge (edges, 0)->low > 0 && shift == 0 && measure (edges, 0, &span))
    {
      *get_edge (edges, 0) = (Edge){ 0, 0 };
      set_cpu (edges, 0);
    }

  /* A file that ends within a page was cut. */
  if (shift < 0 && end == edges->file->size && (end - edges->first) % page_size != 0)
    shift = 0;
  if (shift > 0)
    shift = find_surplus (edges, end);

  if (is_tiled && shift == 0)
    {
      for (guint n = 1; n < n_used; n++)
        check_neighbours (edges, n);
      for (guint n = 0; n < n_used; n++)
        if (get_edge (edges, n)->high != get_edge (edges, n)->low
            || (n + 1 < n_used && get_edge (edges, n + 1)->high != get_edge (edges, n + 1)->low))
          set_cpu (edges, n);
      return;
    }

  find_backs (edges);
  if (shift < 0)
    mms_dat_file_add_damage (edges->file, end,
                             "%" G_GINT64_FORMAT " pages of buffer \"%s\" are missing", -shift,
                             edges->buffer->name);
  if (is_tiled)
    find_shift (edges, shift);
  last->low = last->high = shift > 0 ? edges->n_pages : MIN (last->low, edges->n_pages);
  for (guint n = 1; n < n_used;)
    n = narrow (edges, n);
  for (guint n = 1; n < n_used; n++)
    if (!is_sure (get_edge (edges, n)))
      {
        get_cpu (edges, n - 1)->has_holes = TRUE;
        get_cpu (edges, n)->has_holes = TRUE;
      }
  for (guint n = 0; n < n_used; n++)
    set_cpu (edges, n);
}

void
mms_dat_edges_check (MmsDatFile *file, MmsDatBuffer *buffer, guint64 first, const GArray *claims)
{
  g_autoptr (GArray) used = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) found = g_array_new (FALSE, TRUE, sizeof (Edge));
  g_autofree gboolean *is_back = NULL;
  const guint64 end = find_end (file, buffer);
  Edges edges = { file, buffer, first, 0, used, found, NULL };

  if (first >= end)
    return;
  edges.n_pages = (gint64)((end - first) / buffer->page_size);
  if (find_edges (&edges, claims))
    resolve (&edges, end);
  is_back = edges.is_back;
}
