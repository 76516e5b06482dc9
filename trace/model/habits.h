/* habits.h - after which events a CPU of a trace falls silent
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "trace.h"

G_BEGIN_DECLS

/**
 * MmsEnd:
 * @event: the number of a CPU's last event
 * @is_broken: set where there were many such events, as good as none of them followed by a silence
 */
typedef struct
{
  guint event;
  gboolean is_broken;
} MmsEnd;

/**
 * mms_habits_compare:
 * @ends: (element-type MmsEnd): where CPUs end
 *
 * Before a CPU goes idle it records the same events each time, and soon after others it records more: of a
 * switch, it tells the beginning and the end.  So a CPU that never records again after what was a beginning
 * each other time was cut off there.
 */
void mms_habits_compare (MmsTrace *trace,
                         GArray   *ends);

/**
 * mms_habits_are_full:
 * @ends: (element-type MmsEnd): where all CPUs end that have any event
 *
 * Who keeps the first events of each CPU keeps as many of each that has enough.
 *
 * Returns: whether the CPUs with the most events have equally many, and some of them fall silent early
 */
gboolean mms_habits_are_full (MmsTrace *trace,
                              GArray   *ends);

G_END_DECLS
