/* machine-layout.h - where things stand in "the machine now"
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "draw.h"

G_BEGIN_DECLS

#define MMS_MACHINE_MAX_ROWS 4

/* A CPU. */
typedef struct
{
  guint cpu;
  MmsBox box;
  gboolean is_right; /* stands right of the mms, so that its curves leave to the left */
} MmsMachineCard;

/* A CPU among so many that not each can have a card. */
typedef struct
{
  guint cpu;
  MmsBox box;
} MmsMachineTile;

/* With more CPUs than this each has a tile, and only those that matter have cards as well. */
#define MMS_MACHINE_MAX_CARDS 16

/* An mm. */
typedef struct
{
  guint mm;
  double x, y;
  double radius;
} MmsMachineNode;

/**
 * MmsMachineLayout:
 * @is_compact: a CPU is one line
 * @rows: the attributes that a card tells
 * @n_rows: how many
 * @has_buffer: below them, a card tells of the store buffer: row @n_rows
 * @title_height, @row_pitch: of a card that is not compact
 * @has_side_room: what is told of an mm stands right of it, otherwise below
 * @cards: (element-type MmsMachineCard)
 * @tiles: (element-type MmsMachineTile): every CPU, or none
 * @nodes: (element-type MmsMachineNode): by index of the mm
 * @nodes_box: where the nodes are
 * @bend_left, @bend_right: curves from the left, from the right run level from there on
 * @n_hidden: CPUs that there was no room for
 */
typedef struct
{
  gboolean is_compact;
  MmsAttribute rows[MMS_MACHINE_MAX_ROWS];
  guint n_rows;
  gboolean has_buffer;
  double title_height;
  double row_pitch;
  gboolean has_side_room;
  GArray *cards;
  GArray *tiles;
  GArray *nodes;
  MmsBox nodes_box;
  double bend_left, bend_right;
  guint n_hidden;
} MmsMachineLayout;

MmsMachineLayout *mms_machine_layout_new  (MmsView          *view,
                                           double            width,
                                           double            height);
void              mms_machine_layout_free (MmsMachineLayout *layout);

/* (nullable): the node of @mm */
const MmsMachineNode *mms_machine_layout_find_node (MmsMachineLayout *layout,
                                                    guint             mm);
/* The middle of row @row of @card. */
double                mms_machine_layout_get_row_y (const MmsMachineLayout *layout,
                                                    const MmsMachineCard   *card,
                                                    guint                   row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsMachineLayout, mms_machine_layout_free)

G_END_DECLS
