/* machine-layout.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "machine-layout.h"

#include <math.h>

#include "machine-nodes.h"
#include "machine-private.h"

#define PAD          12.0 /* at the sides */
#define PAD_TOP      6.0
#define GAP          8.0
#define TITLE        26.0
#define TITLE_LEAST  21.0
#define PITCH        18.0
#define PITCH_LEAST  14.0
#define FOOT         5.0
#define HEAD         27.0 /* above compact cards: what their columns are */
#define LINE         22.0 /* of a compact card with the gap below it */
#define LINE_LEAST   15.0

#define TILE_WIDTH  26.0
#define TILE_HEIGHT 17.0
#define TILE_GAP    4.0
#define MANY_TILES  96 /* more are smaller, */
#define TILE_SHRINK 3.0 /* by so much each way */
#define MAX_LINES   4 /* of cards below tiles */

#define CARD_WIDTH       330.0
#define CARD_WIDTH_LEAST 190.0

#define CURVE_ROOM   110.0 /* between cards and nodes */
#define SIDE_ROOM    150.0 /* for what is told right of a node */
#define BELOW_ROOM   16.0  /* for what is told below it */
#define CELL_MOST    120.0 /* between two nodes of a column */
#define NODE_PITCH   150.0 /* between two columns of nodes */
#define PASSAGE      9.0   /* half of what curves need between two circles */
#define RADIUS       36.0
#define RADIUS_GOOD  25.0 /* holds the counts */
#define RADIUS_FAIR  17.0
#define RADIUS_LEAST 11.0

static const MmsAttribute row_attributes[MMS_MACHINE_MAX_ROWS] = {
  MMS_ATTRIBUTE_ACTIVE_MM,
  MMS_ATTRIBUTE_LOADED_MM,
  MMS_ATTRIBUTE_LAZY_MM,
  MMS_ATTRIBUTE_MM_TO_MMDROP,
};

static void
choose_rows (MmsMachineLayout *layout,
             MmsView          *view)
{
  for (guint i = 0; i < G_N_ELEMENTS (row_attributes); i++)
    if (i == 0 || mms_view_uses_attribute (view, row_attributes[i]))
      layout->rows[layout->n_rows++] = row_attributes[i];
  layout->has_buffer = mms_view_has_store_buffers (view);
}

static guint
count_lines (const MmsMachineLayout *layout)
{
  return layout->n_rows + (layout->has_buffer ? 1 : 0);
}

static double
get_card_height (const MmsMachineLayout *layout)
{
  return layout->title_height + count_lines (layout) * layout->row_pitch + FOOT;
}

/* Tries full cards in columns of @n_lines. Returns: whether they fit */
static gboolean
try_full (MmsMachineLayout *layout,
          guint             n_lines,
          double            height)
{
  double room = (height - 2 * PAD_TOP + GAP) / n_lines - GAP - FOOT;
  double natural = TITLE + count_lines (layout) * PITCH;
  double scale = MIN (room / natural, 1);

  layout->title_height = MAX (floor (TITLE * scale), TITLE_LEAST);
  layout->row_pitch = MIN ((room - layout->title_height) / count_lines (layout), PITCH);
  return layout->row_pitch >= PITCH_LEAST;
}

/* Whether cards on both sides leave enough for the nodes between them. */
static gboolean
has_two_sides (double width)
{
  return width >= 2 * CARD_WIDTH_LEAST + 2 * CURVE_ROOM + 3 * RADIUS;
}

static void
place_cards (MmsMachineLayout *layout,
             const guint      *cpus,
             guint             n_cpus,
             guint             n_lines,
             gboolean          two_sides,
             double            top,
             double            width,
             double            height)
{
  double card_width = MIN (CARD_WIDTH, width * (two_sides ? 0.30 : layout->has_buffer ? 0.48 : 0.42));
  double pitch = get_card_height (layout) + GAP;
  guint n_shown = MIN (n_cpus, n_lines * (two_sides ? 2 : 1));

  if (layout->is_compact)
    pitch = CLAMP (floor ((height - 2 * PAD_TOP - HEAD) / n_lines), LINE_LEAST, LINE);
  card_width = MAX (card_width, MIN (CARD_WIDTH_LEAST, width - 2 * PAD));
  layout->n_hidden = n_cpus - n_shown;

  for (guint i = 0; i < n_shown; i++)
    {
      MmsMachineCard card = { cpus[i], { PAD, 0, card_width, 0 }, i >= n_lines };
      guint line = i % n_lines;

      card.box.y = top + PAD_TOP + (layout->is_compact ? HEAD : 0) + line * pitch;
      card.box.height = layout->is_compact ? pitch - 2 : pitch - GAP;
      if (card.is_right)
        card.box.x = width - PAD - card_width;
      g_array_append_val (layout->cards, card);
    }

  layout->nodes_box.x = PAD + card_width;
  layout->nodes_box.width = (two_sides ? width - 2 * layout->nodes_box.x
                                        : width - layout->nodes_box.x - PAD);
  layout->nodes_box.y = top + PAD_TOP;
  layout->nodes_box.height = height - 2 * PAD_TOP;
}

typedef struct
{
  guint per_line;
  guint n_lines;
  double width, height;
  double gap;
} Tiling;

static Tiling
choose_tiling (guint  n_cpus,
               double width)
{
  double shrink = n_cpus > MANY_TILES ? TILE_SHRINK : 0;
  Tiling tiling = { 0, 0, TILE_WIDTH - shrink, TILE_HEIGHT - shrink, TILE_GAP - shrink / 2 };

  tiling.per_line = (guint) MAX ((width - 2 * PAD + tiling.gap) / (tiling.width + tiling.gap), 1);
  tiling.n_lines = (n_cpus + tiling.per_line - 1) / tiling.per_line;
  return tiling;
}

static double
get_tiles_height (const Tiling *tiling)
{
  return PAD_TOP + ceil (tiling->n_lines * (tiling->height + tiling->gap));
}

/* Every CPU as a tile, and below them cards for as many of those that matter as there is room for. */
static void
lay_out_tiles (MmsMachineLayout *layout,
               MmsView          *view,
               const guint      *cpus,
               guint             n_cpus,
               double            width,
               double            height)
{
  Tiling tiling = choose_tiling (n_cpus, width);
  double top = get_tiles_height (&tiling);
  gboolean two_sides = has_two_sides (width);
  g_autoptr (GArray) chosen = NULL;
  guint n_lines = MAX_LINES;

  for (guint i = 0; i < n_cpus; i++)
    {
      MmsMachineTile tile = {
        cpus[i],
        { floor (PAD + i % tiling.per_line * (tiling.width + tiling.gap)),
          floor (PAD_TOP + i / tiling.per_line * (tiling.height + tiling.gap)), tiling.width,
          tiling.height }
      };

      g_array_append_val (layout->tiles, tile);
    }
  if (two_sides)
    n_lines = MAX_LINES / 2;
  while (n_lines > 1 && !try_full (layout, n_lines, height - top))
    n_lines--;
  if (!try_full (layout, n_lines, height - top))
    return;
  chosen = mms_machine_choose_cpus (view, n_lines * (two_sides ? 2 : 1));
  place_cards (layout, (const guint *) (gpointer) chosen->data, chosen->len, n_lines, two_sides, top,
               width, height - top);
}

static void
lay_out_cards (MmsMachineLayout *layout,
               MmsView          *view,
               double            width,
               double            height)
{
  MmsDocument *document = mms_view_get_document (view);
  const guint *cpus = NULL;
  guint n_cpus = 0;
  guint n_half;
  guint n_most;

  if (document != NULL)
    cpus = mms_trace_get_cpus (mms_document_get_trace (document), &n_cpus);
  if (n_cpus == 0)
    return;
  if (n_cpus > MMS_MACHINE_MAX_CARDS)
    {
      lay_out_tiles (layout, view, cpus, n_cpus, width, height);
      return;
    }
  n_half = (n_cpus + 1) / 2;
  n_most = (guint) MAX ((height - 2 * PAD_TOP - HEAD) / LINE_LEAST, 1);

  if (try_full (layout, n_cpus, height))
    place_cards (layout, cpus, n_cpus, n_cpus, FALSE, 0, width, height);
  else if (has_two_sides (width) && try_full (layout, n_half, height))
    place_cards (layout, cpus, n_cpus, n_half, TRUE, 0, width, height);
  else
    {
      gboolean two_sides = has_two_sides (width) && n_cpus > 4;
      guint n_lines = two_sides ? n_half : n_cpus;

      layout->is_compact = TRUE;
      place_cards (layout, cpus, n_cpus, MIN (n_lines, n_most), two_sides, 0, width, height);
    }
}

/* Each column stands lower than the one before it, by a cell over all of them, so that what goes to
 * it passes between the circles of the others. */
static double
get_cell_height (const MmsMachineLayout *layout,
                 guint                   n_columns,
                 guint                   n_rows)
{
  return layout->nodes_box.height / (n_rows + (n_columns - 1.0) / n_columns);
}

/* How large circles in @n_columns columns can be. */
static double
get_radius (const MmsMachineLayout *layout,
            guint                   n,
            guint                   n_columns,
            double                  room)
{
  guint n_rows = (n + n_columns - 1) / n_columns;
  double cell = get_cell_height (layout, n_columns, n_rows);
  double by_height = (cell - BELOW_ROOM - 6) / 2;

  if (n_columns > 1)
    by_height = MIN (by_height, cell / n_columns - PASSAGE);
  return MIN (by_height, (room / n_columns - 16) / 2);
}

/* One column of large circles if there is room, else two; more only where two would be too small to
 * read. */
static double
choose_grid (const MmsMachineLayout *layout,
             guint                   n,
             gboolean                two_sides,
             guint                  *n_columns)
{
  double room = layout->nodes_box.width - CURVE_ROOM * (two_sides ? 2 : 1);
  double radius = get_radius (layout, n, 1, room);

  *n_columns = 1;
  if (radius < RADIUS_GOOD)
    {
      radius = get_radius (layout, n, 2, room);
      *n_columns = 2;
    }
  for (guint columns = 3; columns <= n && radius < RADIUS_FAIR; columns++)
    if (get_radius (layout, n, columns, room) > radius)
      {
        radius = get_radius (layout, n, columns, room);
        *n_columns = columns;
      }
  return CLAMP (radius, RADIUS_LEAST, RADIUS);
}

/* What the cards hold; where every CPU has one, that is what all hold. */
static GArray *
list_places (const MmsMachineLayout *layout,
             MmsView                *view,
             guint                  *n_places)
{
  g_autofree guint *cpus = NULL;

  if (layout->tiles->len == 0)
    return mms_machine_list_places (view, n_places);
  cpus = g_new (guint, layout->cards->len);
  for (guint i = 0; i < layout->cards->len; i++)
    cpus[i] = g_array_index (layout->cards, MmsMachineCard, i).cpu;
  return mms_machine_list_places_of (view, cpus, layout->cards->len, n_places);
}

static void
lay_out_nodes (MmsMachineLayout *layout,
               MmsView          *view)
{
  guint n_places;
  g_autoptr (GArray) places = list_places (layout, view, &n_places);
  gboolean two_sides = FALSE;
  guint n_columns;
  guint n_rows;
  double radius;
  double left;
  double right;
  double cell;
  double spare;

  if (n_places == 0 || layout->nodes_box.width < CURVE_ROOM / 2 + 2 * RADIUS_LEAST)
    return;
  if (layout->cards->len > 0)
    {
      const MmsMachineCard *last =
        &g_array_index (layout->cards, MmsMachineCard, layout->cards->len - 1);
      double least = last->box.y + last->box.height - layout->nodes_box.y;

      two_sides = last->is_right;
      /* not all over a machine that is far taller than it needs to be */
      layout->nodes_box.height = MIN (layout->nodes_box.height,
                                      MAX (least, n_places * CELL_MOST));
    }

  radius = choose_grid (layout, n_places, two_sides, &n_columns);
  n_rows = (n_places + n_columns - 1) / n_columns;
  cell = get_cell_height (layout, n_columns, n_rows);
  left = layout->nodes_box.x + MIN (CURVE_ROOM, layout->nodes_box.width / 3) + radius;
  right = layout->nodes_box.x + layout->nodes_box.width - radius - 8;
  if (two_sides)
    right = layout->nodes_box.x + layout->nodes_box.width - CURVE_ROOM - radius;
  else if (n_columns == 1 && right - left >= SIDE_ROOM)
    {
      layout->has_side_room = TRUE;
      right -= SIDE_ROOM;
    }
  right = MAX (right, left);

  /* not farther apart than it takes to tell them apart */
  spare = right - left - (n_columns - 1) * MAX (4 * radius, NODE_PITCH);
  if (spare > 0)
    {
      left += two_sides ? spare / 2 : MIN (spare / 2, CURVE_ROOM);
      right = left + (n_columns - 1) * MAX (4 * radius, NODE_PITCH);
    }
  layout->bend_left = left - radius - 8;
  layout->bend_right = right + radius + 8;

  for (guint i = 0; i < places->len; i++)
    {
      const MmsPlace *place = &g_array_index (places, MmsPlace, i);
      MmsMachineNode node = { place->mm, left, 0, radius };
      guint column = place->place / n_rows;
      guint row = place->place % n_rows;

      if (n_columns > 1)
        node.x += (right - left) * column / (n_columns - 1);
      node.y = layout->nodes_box.y + cell * (row + 0.5);
      if (!layout->has_side_room)
        node.y -= BELOW_ROOM / 2;
      node.y += cell * column / n_columns;
      node.x = round (node.x);
      node.y = round (node.y);
      g_array_append_val (layout->nodes, node);
    }
}

MmsMachineLayout *
mms_machine_layout_new (MmsView *view,
                        double   width,
                        double   height)
{
  MmsMachineLayout *layout = g_new0 (MmsMachineLayout, 1);

  layout->cards = g_array_new (FALSE, FALSE, sizeof (MmsMachineCard));
  layout->tiles = g_array_new (FALSE, FALSE, sizeof (MmsMachineTile));
  layout->nodes = g_array_new (FALSE, FALSE, sizeof (MmsMachineNode));
  choose_rows (layout, view);
  lay_out_cards (layout, view, width, height);
  lay_out_nodes (layout, view);
  return layout;
}

void
mms_machine_layout_free (MmsMachineLayout *layout)
{
  g_array_unref (layout->cards);
  g_array_unref (layout->tiles);
  g_array_unref (layout->nodes);
  g_free (layout);
}

const MmsMachineNode *
mms_machine_layout_find_node (MmsMachineLayout *layout,
                              guint             mm)
{
  for (guint i = 0; i < layout->nodes->len; i++)
    {
      const MmsMachineNode *node = &g_array_index (layout->nodes, MmsMachineNode, i);

      if (node->mm == mm)
        return node;
    }
  return NULL;
}

double
mms_machine_layout_get_row_y (const MmsMachineLayout *layout,
                              const MmsMachineCard   *card,
                              guint                   row)
{
  if (layout->is_compact)
    return card->box.y + card->box.height / 2;
  return card->box.y + layout->title_height + (row + 0.5) * layout->row_pitch;
}

double
mms_machine_get_height (MmsView *view,
                        double   width)
{
  MmsMachineLayout layout = { .title_height = TITLE, .row_pitch = PITCH };
  MmsDocument *document = mms_view_get_document (view);
  Tiling tiling;
  guint n_cpus = 0;
  guint n_lines;

  if (document != NULL)
    mms_trace_get_cpus (mms_document_get_trace (document), &n_cpus);
  choose_rows (&layout, view);

  n_lines = has_two_sides (width) ? (n_cpus + 1) / 2 : n_cpus;
  tiling = choose_tiling (n_cpus, width);
  if (n_cpus > MMS_MACHINE_MAX_CARDS)
    return get_tiles_height (&tiling) + 2 * PAD_TOP +
           MAX_LINES / (has_two_sides (width) ? 2 : 1) * (get_card_height (&layout) + GAP) - GAP;
  if (n_cpus <= 4)
    return 2 * PAD_TOP + n_cpus * (get_card_height (&layout) + GAP) - GAP;
  if (n_lines <= 4)
    return 2 * PAD_TOP + n_lines * (get_card_height (&layout) + GAP) - GAP;
  return 2 * PAD_TOP + HEAD + n_lines * (LINE_LEAST + 3);
}
