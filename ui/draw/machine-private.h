/* machine-private.h - for the files that draw "the machine now"
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "draw-private.h"
#include "machine-layout.h"

G_BEGIN_DECLS

#define MMS_ACTOR_WIDTH 4.0 /* of the mark at the left of the CPU whose event this is */

/**
 * MmsMachine:
 * @event: whose state is drawn
 * @actor: the CPU on which it happened; -1: none
 */
typedef struct
{
  MmsCanvas *canvas;
  MmsView *view;
  const MmsPalette *palette;
  MmsHistory *history;
  MmsMachineLayout *layout;
  guint event;
  int actor;
} MmsMachine;

MmsPoint mms_machine_get_point    (const MmsMachine *machine,
                                   guint             cpu,
                                   MmsAttribute      attribute);
MmsMmLook mms_machine_look_up     (const MmsMachine *machine,
                                   guint             mm);
MmsColor mms_machine_get_mm_color (const MmsMachine *machine,
                                   guint             mm);
gboolean mms_machine_is_freed     (const MmsMachine *machine,
                                   guint             mm);

/* (transfer full) (element-type guint): the CPUs that matter around the playhead: selected, in the selected
 * finding, busy; at most @max, ascending */
GArray *mms_machine_choose_cpus (MmsView *view,
                                 guint    max);

void mms_machine_draw_tile (const MmsMachine     *machine,
                            const MmsMachineTile *tile);
/* The curves from CPUs to mms, those to freed ones on top. */
void mms_machine_draw_edges (const MmsMachine     *machine);
void mms_machine_draw_node  (const MmsMachine     *machine,
                             const MmsMachineNode *node);
/* The row of the store buffer, the last one of a card; @labels: what its name takes */
void mms_machine_draw_buffer (const MmsMachine     *machine,
                              const MmsMachineCard *card,
                              double                labels);
/* In a compact card, left of @right: how many stores wait.  Returns: the room that this takes, whether or
 * not one does */
double mms_machine_draw_buffer_badge (const MmsMachine     *machine,
                                      const MmsMachineCard *card,
                                      double                right);
/* @is_first: of its column; it carries the column's head */
void mms_machine_draw_card  (const MmsMachine     *machine,
                             const MmsMachineCard *card,
                             gboolean              is_first);

G_END_DECLS
